package import Configuration
internal import Failpoints
package import Keyspace
package import Logging
package import NIOCore
package import Raft
internal import Synchronization
internal import WriteAheadLog

/// One master: the log, the keyspace and the consensus between them, ready for services to be put on.
///
/// Its threads: the consensus loop (with the peers' connections), the log writer, the apply thread and the
/// checkpointer. ARCHITECTURE.md draws how a write passes through them.
package final class Member: ServingMember {
  package struct Options: Sendable {
    package var configuration: ClusterConfiguration
    package var member: MemberConfiguration
    package var dataDirectory: String
    package var logger: Logger
    /// Differs at each start: drawn from the clock and the system's randomness by who starts the process.
    package var seed: UInt64
    package var diskTiming: DiskTiming
    /// What a check of the directory has found wrong with it, beforehand.
    package var knownDamage: String?
    /// For snapshots that peers send.
    package var inspectSnapshot: SnapshotInspection
    /// Called once, on any thread, when the member can no longer keep its promises. The process must end: no
    /// answer leaves any more.
    package var onFatal: @Sendable (any Error) -> Void

    package init(
      configuration: ClusterConfiguration, member: MemberConfiguration, dataDirectory: String, logger: Logger,
      seed: UInt64, diskTiming: DiskTiming = DiskTiming(), knownDamage: String? = nil,
      inspectSnapshot: @escaping SnapshotInspection = DataCheck.inspect(snapshot:),
      onFatal: @escaping @Sendable (any Error) -> Void
    ) {
      self.configuration = configuration
      self.member = member
      self.dataDirectory = dataDirectory
      self.logger = logger
      self.seed = seed
      self.diskTiming = diskTiming
      self.knownDamage = knownDamage
      self.inspectSnapshot = inspectSnapshot
      self.onFatal = onFatal
    }
  }

  private let clusterID: UInt64
  private let name: String
  private let ownID: OwnID
  package let keyspace: Keyspace
  private let log: WriteAheadLog
  private let loop: ConsensusLoop
  private let platform: any Platform
  private let loader: EntryLoader
  private let logWriter: LogWriter
  private let applier: Applier
  private let checkpointer: any Checkpointer
  private let check: KeyspaceCheck
  private let feeds: WatchFeeds
  private let logger: Logger
  private let waitsForSpace = Flag()
  private let loopReference = Reference<ConsensusLoop>()
  private let applierReference = Reference<Applier>()

  /// Opens the data directory and brings the member up. It listens for its peers when this returns, and takes
  /// requests; they wait until there is a leader. With damaged data it returns only when enough of the others have
  /// answered, or the task is cancelled.
  package static func start(
    _ options: Options, on platform: any Platform = ProcessPlatform()
  ) async throws -> Member {
    let member: Member
    do {
      member = try Member(options, on: platform)
    } catch let damage as DamageToSetAside {
      let inquiry = PeerInquiry(options, damage, on: platform)
      guard await inquiry.end() else {
        await platform.shutDown()
        throw CancellationError()
      }
      member = try Member(options, on: platform, settingAside: damage)
    }
    try await platform.eventLoop.flatSubmit { member.startPeers() }.get()
    Failpoints.reach(.startPeersListening)
    return member
  }

  /// Opens the data directory; `startPeers` is to follow. Throws `DamageToSetAside`, to be called with that once a
  /// `PeerInquiry` has found that others hold data.
  package init(
    _ options: Options, on platform: any Platform, settingAside damage: DamageToSetAside? = nil
  ) throws {
    self.platform = platform
    let configuration = options.configuration
    let (dataIdentity, opened) = try OpenedData.openOrSetAside(
      options, on: platform, settingAside: damage)
    Failpoints.reach(.startDataOpened)
    clusterID = configuration.clusterID
    name = options.member.name
    ownID = OwnID(dataIdentity.memberID)
    logger = options.logger
    keyspace = opened.keyspace
    log = opened.log
    feeds = WatchFeeds(revision: opened.keyspace.position.revision)

    let snapshotFolder = options.dataDirectory + "/snapshots"
    try SmallFile.makeFolder(snapshotFolder)
    let fatal = OnceFatal { error in
      guard DamagedData.isDamage(error) else { return options.onFatal(error) }
      // A check would find nothing wrong with a log that has lost its end.
      if options.setsDamageAside || error is LostEntries {
        DamagedData.note("\(error)", in: options.dataDirectory, options.logger)
      } else {
        Suspicion.write("\(error)", in: options.dataDirectory)
      }
      options.onFatal(options.explained(error))
    }
    opened.keyspace.store.whenDamaged(fatal.call)
    check = KeyspaceCheck(
      opened.keyspace.store, isDone: opened.isChecked, interval: configuration.checkInterval,
      platform: platform, logger: options.logger)
    let pending = PendingProposals()
    let (reference, applierReference) = (loopReference, applierReference)
    logWriter = LogWriter(
      log: opened.log, hardState: opened.restored.hardState, timing: options.diskTiming,
      logger: options.logger, platform: platform,
      onDurable: { reference.object?.post(.durable($0)) }, onFailure: fatal.call)
    checkpointer = platform.makeCheckpointer(
      Checkpointing(
        keyspace: opened.keyspace,
        membership: {
          applierReference.object?.appliedMembership.withLock { $0.membership } ?? opened.membership
        },
        timing: options.diskTiming,
        sinks: Checkpointing.Sinks(
          checkpointed: {
            reference.object?.post(.checkpointed(SnapshotDescriptor(position: $0, membership: $1)))
          }, failed: fatal.call,
          waitsForSpace: { [waitsForSpace, logger = options.logger] reason in
            waitsForSpace.value.store(reason != nil, ordering: .relaxed)
            if let reason {
              logger.error(
                "\(reason). Until then this member keeps changes in memory, and waits when that is full")
            } else {
              logger.notice("there is room for checkpoints again")
            }
          }, blocksApply: { reference.object?.post(.applyBlocked($0)) })))
    let checkpointer = checkpointer
    applier = Applier(
      keyspace: opened.keyspace, myself: ownID, membership: opened.membership, pending: pending,
      feeds: feeds, platform: platform,
      sinks: Applier.Sinks(
        applied: { reference.object?.post(.applied($0)) },
        release: { reference.object?.release($0) },
        checkpointWanted: { checkpointer.want() },
        awaitRoom: { checkpointer.awaitRoom() },
        whilePaused: { try checkpointer.whilePaused($0) },
        failed: fatal.call))
    applierReference.set(applier)
    loader = EntryLoader(log: opened.log, platform: platform, onFailure: fatal.call)
    loop = ConsensusLoop(
      ConsensusLoop.Parts(
        configuration: configuration, member: options.member, identity: dataIdentity,
        ownID: ownID,
        restored: opened.restored, seed: options.seed, logger: options.logger, logWriter: logWriter,
        applier: applier, pending: pending,
        loader: loader, platform: platform,
        snapshots: platform.makeSnapshotSender(
          SnapshotSource(
            keyspace: opened.keyspace, chunkBytes: configuration.limits.snapshotChunkBytes,
            logger: options.logger)),
        snapshotFolder: snapshotFolder,
        inspectSnapshot: options.inspectSnapshot,
        logSize: { [log = opened.log] in log.sizeOnDisk },
        checkpointIndex: { [store = opened.keyspace.store] in store.checkpointPosition.appliedIndex },
        onFatal: fatal.call))
    reference.set(loop)
  }

  /// Listens for the peers and calls them; on the platform's event loop.
  package func startPeers() -> EventLoopFuture<Void> {
    loop.startPeers()
  }

  /// Hands leadership over if this member has it, and returns when another leads or `timeout` has passed. The
  /// member goes on serving meanwhile.
  package func handOver(timeout: TimeAmount) async {
    let promise = eventLoop.makePromise(of: Void.self)
    let transfer = PendingTransfer(
      target: nil, deadline: deadline(after: timeout), eventLoop: eventLoop,
      completion: { promise.completeWith($0.mapError { $0 as any Error }) })
    if !loop.post(.transfer(transfer)) { promise.fail(RequestError.stopping) }
    do {
      try await promise.futureResult.get()
      logger.info("leadership handed over")
    } catch RequestError.notLeader {
      return
    } catch {
      logger.warning("leadership not handed over", metadata: ["error": "\(error)"])
    }
  }

  /// Ends everything, with a last checkpoint. Nothing may be submitted any more.
  package func stop() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      loop.eventLoop.execute {
        self.loop.stop()
        Failpoints.reach(.stopLoopEnded)
        continuation.resume()
      }
    }
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      // Joining blocks; on a thread of its own, since the pool may be busy with a snapshot for long.
      PosixThread(name: "stop").start {
        self.checkpointer.endWaiting()
        self.applier.stop()
        self.check.stop()
        self.checkpointer.stop()
        Failpoints.reach(.stopCheckpointed)
        self.logWriter.stop()
        self.loader.stop()
        do throws(LogError) {
          try self.log.close()
          Failpoints.reach(.stopLogClosed)
        } catch {
          self.logger.error("closing the log failed", metadata: ["error": "\(error)"])
        }
        continuation.resume()
      }
    }
    await platform.shutDown()
  }

  /// Lets go of all its parts without a word, as a crash does; for platforms that outlive their members. On the
  /// platform's event loop.
  package func abandon() {
    loopReference.set(nil)
    applierReference.set(nil)
    loop.abandon()
  }

  private func deadline(after timeout: TimeAmount) -> NIODeadline {
    platform.eventLoop.now + timeout
  }

  /// Whether enough peers know its data directory; on the event loop.
  package var mayVote: Bool { loop.core != nil }

  /// The log's first and last index and the terms of its entries, for who checks them; on the event loop. Not
  /// called while the member may not vote yet.
  package func inspectLog(_ body: (LogIndex, LogIndex, (LogIndex) -> Term?) -> Void) {
    guard let raft = loop.core?.raft else { return }
    body(raft.firstIndex, raft.lastIndex) { raft.term(at: $0) }
  }

  /// Asks for a checkpoint without waiting for one to be due.
  package func checkpointNow() {
    checkpointer.want()
  }

  /// Whether checkpoints wait for room on the disk.
  package var lacksSpace: Bool { waitsForSpace.value.load(ordering: .relaxed) }

  package var logSizeOnDisk: Int { log.sizeOnDisk }

  package var eventLoop: any EventLoop { platform.eventLoop }

  // MARK: ServingMember

  package var identity: MemberIdentity {
    MemberIdentity(clusterID: clusterID, memberID: ownID.value, name: name)
  }

  package var status: MemberStatus { loop.published.withLock { $0 } }

  package func propose(
    _ command: Command, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<CommandOutcome, RequestError>) -> Void
  ) {
    let bytes: [UInt8]
    do throws(KeyspaceError) {
      bytes = try CommandCodec.encode(command)
    } catch {
      return eventLoop.execute { completion(.failure(.keyspace(error))) }
    }
    let refusal = loop.submit(
      PendingProposal(
        command: bytes, deadline: deadline(after: timeout), eventLoop: eventLoop, completion: completion))
    if let refusal { eventLoop.execute { completion(.failure(refusal)) } }
  }

  package func confirmRead(
    timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<Void, RequestError>) -> Void
  ) {
    let read = PendingRead(deadline: deadline(after: timeout), eventLoop: eventLoop, completion: completion)
    if !loop.post(.read(read)) { eventLoop.execute { completion(.failure(.stopping)) } }
  }

  package func renewLease(
    _ id: LeaseID, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<Int64, RequestError>) -> Void
  ) {
    ask(id, renews: true, timeout: timeout, on: eventLoop) { completion($0.map(\.granted)) }
  }

  package func leaseTimeToLive(
    _ id: LeaseID, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<LeaseTime, RequestError>) -> Void
  ) {
    ask(id, renews: false, timeout: timeout, on: eventLoop, completion: completion)
  }

  private func ask(
    _ id: LeaseID, renews: Bool, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<LeaseTime, RequestError>) -> Void
  ) {
    let query = PendingLeaseQuery(
      lease: id, renews: renews, deadline: deadline(after: timeout), eventLoop: eventLoop,
      completion: completion)
    if !loop.post(.queryLease(query)) { eventLoop.execute { completion(.failure(.stopping)) } }
  }

  package func transferLeadership(
    to target: MemberID, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<Void, RequestError>) -> Void
  ) {
    let transfer = PendingTransfer(
      target: target, deadline: deadline(after: timeout), eventLoop: eventLoop, completion: completion)
    if !loop.post(.transfer(transfer)) { eventLoop.execute { completion(.failure(.stopping)) } }
  }

  package func followChanges(
    on eventLoop: any EventLoop, body: @escaping @Sendable (AppliedChanges) -> Void
  ) -> EventLoopFuture<Int64> {
    eventLoop.makeSucceededFuture(feeds.join(eventLoop: eventLoop, body: body))
  }

  package func changePreviousWanted(by count: Int) {
    feeds.changePreviousWanted(by: count)
  }
}

/// A part, for those who are made before it; nil until it is there, and once it is let go of.
private final class Reference<Object: AnyObject & Sendable>: Sendable {
  private let box = Mutex<Object?>(nil)
  var object: Object? { box.withLock { $0 } }
  func set(_ object: Object?) { box.withLock { $0 = object } }
}

private final class Flag: Sendable {
  let value = Atomic(false)
}

/// Passes the first fatal error on, and swallows those that follow from it.
private final class OnceFatal: Sendable {
  private let handler: Mutex<(@Sendable (any Error) -> Void)?>

  init(_ handler: @escaping @Sendable (any Error) -> Void) {
    self.handler = Mutex(handler)
  }

  var call: @Sendable (any Error) -> Void {
    { error in
      let handler = self.handler.withLock { handler in
        defer { handler = nil }
        return handler
      }
      handler?(error)
    }
  }
}
