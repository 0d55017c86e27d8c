internal import Keyspace
internal import Logging
internal import NIOCore
internal import Raft

#if canImport(Glibc)
  internal import Glibc
#endif

/// Writes an incoming snapshot to a file on its own thread, and acknowledges what the file has. A stream that
/// breaks is taken up again by the next connection that offers the same one.
///
/// Used on the consensus loop's event loop, but for `Writing`, which the thread owns.
final class SnapshotReceiver {
  private let eventLoop: any EventLoop
  private let folder: String
  private let logger: Logger
  private var current: (offer: SnapshotOffer, received: UInt64, from: MemberID)?
  /// The last one that was handed on: its sender may not have heard so.
  private var finished: (name: UInt64, from: MemberID)?
  private var connection: PeerListener.Connection?
  private let worker: any Worker<Job>
  private var onReceived: ((ReceivedSnapshot, MemberID) -> Void)?

  private enum Job: Sendable {
    case begin(path: String)
    case chunk([UInt8], done: @Sendable () -> Void)
    /// `done` is told why the snapshot is of no use, or isn't the one of `position`, if so.
    case finish(position: LogPosition, done: @Sendable ((any Error)?) -> Void)
  }

  /// Takes snapshots into `folder`, which it empties: what an earlier process left there is of no use.
  init(
    folder: String, platform: any Platform, logger: Logger,
    onFailure: @escaping @Sendable (any Error) -> Void,
    onReceived: @escaping (ReceivedSnapshot, MemberID) -> Void
  ) {
    self.folder = folder
    eventLoop = platform.eventLoop
    self.logger = logger
    self.onReceived = onReceived
    let writing = Writing(folder: folder)
    worker = platform.startWorker("snapshot") { jobs in
      do {
        try writing.perform(jobs)
      } catch let error as FileError where error.isOutOfSpace {
        logger.error(
          "no space for a snapshot: free some, this member waits for it", metadata: ["error": "\(error)"])
        return WorkerPause(milliseconds: 1000)
      } catch {
        onFailure(error)
      }
      return nil
    }
  }

  func stop() {
    onReceived = nil
    worker.stop()
  }

  func take(_ connection: PeerListener.Connection, from peer: MemberID) {
    self.connection?.close()
    self.connection = connection
    connection.onSnapshotFrame = { [unowned self, unowned connection] in
      self.received($0, over: connection, from: peer)
    }
    connection.onClose = { [weak self, unowned connection] in
      if self?.connection === connection { self?.connection = nil }
    }
  }

  private func received(_ frame: PeerFrame, over connection: PeerListener.Connection, from peer: MemberID) {
    switch frame {
    case .snapshotOffer(let offer):
      if let finished, finished == (offer.name, peer) { return connection.send(.snapshotAccepted) }
      if let current, current.offer.name == offer.name, current.from == peer {
        connection.send(.snapshotResume(offset: current.received))
        return
      }
      logger.info("receiving a snapshot", metadata: ["index": "\(offer.position.index)"])
      current = (offer, 0, peer)
      worker.submit(.begin(path: path(of: offer)))
      connection.send(.snapshotResume(offset: 0))
    case .snapshotChunk(let offset, let bytes):
      guard let current, offset == current.received else { return connection.close() }
      let received = offset + UInt64(bytes.count)
      self.current?.received = received
      let bound = NIOLoopBound(connection, eventLoop: eventLoop)
      worker.submit(
        .chunk(bytes) { [eventLoop] in
          eventLoop.execute { bound.value.send(.snapshotResume(offset: received)) }
        })
    case .snapshotDone:
      guard let current, current.from == peer else { return connection.close() }
      self.current = nil
      finished = (current.offer.name, peer)
      finish(current.offer, from: peer, over: connection)
    default: connection.close()
    }
  }

  /// A file for each, since the one before may wait to be installed.
  private func path(of offer: SnapshotOffer) -> String {
    "\(folder)/\(String(offer.name, radix: 16)).snapshot"
  }

  private func finish(
    _ offer: SnapshotOffer, from peer: MemberID, over connection: PeerListener.Connection
  ) {
    guard let membership = try? Membership(decoding: offer.membership) else {
      finished = nil
      return connection.close()
    }
    let snapshot = ReceivedSnapshot(
      descriptor: SnapshotDescriptor(position: offer.position, membership: membership), term: offer.term,
      path: path(of: offer))
    let bound = NIOLoopBound((self, connection), eventLoop: eventLoop)
    worker.submit(
      .finish(position: offer.position) { [eventLoop] problem in
        eventLoop.execute {
          let (receiver, connection) = bound.value
          if let problem { return receiver.refuse(problem, from: peer, over: connection) }
          connection.send(.snapshotAccepted)
          receiver.onReceived?(snapshot, peer)
        }
      })
  }

  /// The sender's data may be damaged: that is no reason for this member to stop.
  private func refuse(
    _ problem: any Error, from peer: MemberID, over connection: PeerListener.Connection
  ) {
    logger.error("a peer's snapshot is of no use", metadata: ["peer": "\(peer)", "error": "\(problem)"])
    finished = nil
    connection.close()
  }

  /// What the thread owns.
  private final class Writing {
    private var path = ""
    private var file: Int32 = -1
    /// Of the file, as far as whole chunks go.
    private var length = 0
    /// What is still to be done; more than nothing between calls only while there is no space.
    private var jobs: [Job] = []

    init(folder: String) {
      SmallFile.removeFiles(in: folder)
    }

    /// After a `FileError` for want of space, what is left is tried again by the next call.
    func perform(_ more: [Job]) throws {
      jobs += more
      while let job = jobs.first {
        try perform(job)
        jobs.removeFirst()
      }
    }

    private func perform(_ job: Job) throws {
      switch job {
      case .begin(let path):
        if file >= 0 {
          close(file)
          unlink(self.path)
        }
        self.path = path
        length = 0
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw FileError(action: "create", path: path, errno: errno) }
      case .chunk(let bytes, let done):
        var written = 0
        while written < bytes.count {
          let count = bytes.withUnsafeBytes {
            pwrite(file, $0.baseAddress.map { $0 + written }, bytes.count - written, off_t(length + written))
          }
          guard count > 0 else { throw FileError(action: "write", path: path, errno: errno) }
          written += count
        }
        length += written
        done()
      case .finish(let position, let done):
        guard fsync(file) == 0 else { throw FileError(action: "sync", path: path, errno: errno) }
        close(file)
        file = -1
        do throws(StoreError) {
          let found = try VersionStore.inspectSnapshot(path)
          // Applied from another index than the file's own, the log would bring the keyspace down.
          guard LogPosition(index: found.appliedIndex, term: found.appliedTerm) == position else {
            throw .snapshot(
              "it is one of entry \(found.appliedIndex), and was offered as \(position.index)'s")
          }
          done(nil)
        } catch {
          unlink(path)
          done(error)
        }
      }
    }
  }
}
