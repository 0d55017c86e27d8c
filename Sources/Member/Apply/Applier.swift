internal import Failpoints
package import Keyspace
internal import NIOCore
package import Raft
internal import Synchronization

/// What the consensus loop learns of one applied batch.
struct AppliedNews: Sendable {
  var index: LogIndex
  /// The last entry's term.
  var term: Term
  var leaseChanges: [LeaseChange]
}

/// The one thread that changes the keyspace: it applies what is committed, in order, answers this member's own
/// clients, and hands the changes to the watch feeds.
package final class Applier: Sendable {
  package enum Job: Sendable {
    /// Waits for room in the Delta first.
    case entries([Entry])
    /// Puts a snapshot in the keyspace's place; `completion` runs on this thread when it is durable.
    case install(path: String, SnapshotDescriptor, completion: @Sendable () -> Void)
    /// All leases as of the entries applied before.
    case readLeases(@Sendable ([StoredLease]) -> Void)
  }

  private let worker: any Worker<Job>
  /// The membership as of the last applied entry, and the entry that brought it (or the checkpoint or snapshot
  /// that had it).
  let appliedMembership: Mutex<(membership: Membership, index: LogIndex)>

  struct Sinks: Sendable {
    var applied: @Sendable (AppliedNews) -> Void
    var release: @Sendable (PendingProposal) -> Void
    var checkpointWanted: @Sendable () -> Void
    /// Waits until the Delta has room again; false: nothing is to be applied any more.
    var awaitRoom: @Sendable () -> Bool
    /// Runs the body while no checkpoint is under way.
    var whilePaused: @Sendable (() throws -> Void) throws -> Void
    var failed: @Sendable (any Error) -> Void
  }

  init(
    keyspace: Keyspace, myself: OwnID, membership: Membership, pending: PendingProposals,
    feeds: WatchFeeds, platform: any Platform, sinks: Sinks
  ) {
    appliedMembership = Mutex((membership, keyspace.position.appliedIndex))
    let applying = Applying(
      keyspace: keyspace, myself: myself, pending: pending, feeds: feeds, platform: platform, sinks: sinks)
    worker = platform.startWorker("apply") { jobs in
      do {
        try applying.run(jobs)
      } catch {
        applying.hasStopped = true
        sinks.failed(error)
      }
      return nil
    }
    applying.owner = self
  }

  func submit(_ job: Job) {
    worker.submit(job)
  }

  func stop() {
    worker.stop()
  }

  /// What the thread owns.
  private final class Applying {
    private static let batchLimit = 512
    private let keyspace: Keyspace
    private let myself: OwnID
    private let pending: PendingProposals
    private let feeds: WatchFeeds
    private let platform: any Platform
    private let sinks: Sinks
    weak var owner: Applier?
    /// Nothing is applied any more.
    var hasStopped = false

    init(
      keyspace: Keyspace, myself: OwnID, pending: PendingProposals, feeds: WatchFeeds,
      platform: any Platform, sinks: Sinks
    ) {
      self.platform = platform
      self.keyspace = keyspace
      self.myself = myself
      self.pending = pending
      self.feeds = feeds
      self.sinks = sinks
    }

    func run(_ jobs: [Job]) throws {
      guard !hasStopped else { return }
      for job in jobs {
        switch job {
        case .entries(let entries):
          var rest = entries[...]
          while !rest.isEmpty {
            guard sinks.awaitRoom() else {
              hasStopped = true
              return
            }
            try apply(Array(rest.prefix(Self.batchLimit)))
            rest = rest.dropFirst(Self.batchLimit)
          }
        case .install(let path, let descriptor, let completion):
          try install(path, descriptor)
          completion()
        case .readLeases(let completion): completion(try keyspace.leases())
        }
      }
    }

    private func apply(_ entries: [Entry]) throws {
      var origins: [(id: RequestID, index: Int)] = []
      var committed: [CommittedEntry] = []
      let myself = myself.value
      committed.reserveCapacity(entries.count)
      for (index, entry) in entries.enumerated() {
        var start = entry.payload.count
        switch entry.kind {
        case .empty: break
        case .command:
          let envelope = try CommandEnvelope.decode(entry.payload)
          start = envelope.start
          if envelope.origin == myself { origins.append((envelope.id, index)) }
        case .membership:
          let membership = try Membership(decoding: entry.payload)
          owner?.appliedMembership.withLock { $0 = (membership, entry.index) }
          Failpoints.reach(.applyMembership)
        }
        committed.append(
          CommittedEntry(index: entry.index, term: entry.term, payload: entry.payload, start: start))
      }
      Failpoints.reach(.applyBeforeBatch)
      let batch = try keyspace.apply(committed, collectsPrevious: feeds.wantsPrevious)
      Failpoints.reach(.applyAfterBatch)
      platform.applied(entries, batch)
      var completions = CompletionBatch()
      feeds.publish(batch.changes, position: batch.position, into: &completions)
      answer(origins, batch.outcomes, into: &completions)
      Failpoints.reach(.applyBeforeAnswers)
      completions.dispatch()
      Failpoints.reach(.applyAnswered)
      sinks.applied(
        AppliedNews(
          index: batch.position.appliedIndex, term: batch.position.appliedTerm,
          leaseChanges: batch.leaseChanges))
      if keyspace.store.wantsCheckpoint { sinks.checkpointWanted() }
    }

    private func answer(
      _ origins: [(id: RequestID, index: Int)], _ outcomes: [EntryOutcome],
      into completions: inout CompletionBatch
    ) {
      guard !origins.isEmpty else { return }
      for (origin, proposal) in zip(origins, pending.take(origins.map(\.id))) {
        guard let proposal, let result = outcomes[origin.index].result else { continue }
        sinks.release(proposal)
        let outcome = CommandOutcome(result: result, revision: outcomes[origin.index].revision)
        completions.add(proposal.eventLoop) { proposal.completion(.success(outcome)) }
      }
    }

    private func install(_ path: String, _ descriptor: SnapshotDescriptor) throws {
      try sinks.whilePaused { _ = try keyspace.store.installSnapshot(from: path) }
      owner?.appliedMembership.withLock { $0 = (descriptor.membership, descriptor.position.index) }
      var completions = CompletionBatch()
      feeds.publish([], position: keyspace.position, into: &completions)
      completions.dispatch()
    }
  }
}
