internal import Checkers
internal import Keyspace
internal import Member
internal import Raft

/// The revisions that the cluster has made, from the feeds of all members: whoever is first tells, and every
/// other one must tell the same (StateMachineSafety, seen from the keyspace).
final class Truth {
  private unowned let world: World
  private(set) var commits: [History.Commit] = []

  init(_ world: World) {
    self.world = world
  }

  var lastRevision: Int64 { commits.last?.revision ?? 1 }

  func add(_ entries: [Entry], _ batch: AppliedBatch, from name: String) {
    for change in batch.changes {
      let known = lastRevision
      if change.revision == known + 1 {
        let events = change.events.map { History.Event($0, withPrevious: false) }
        world.tell(name, "makes revision \(change.revision): \(events)")
        commits.append(
          History.Commit(
            revision: change.revision, events: events,
            endedLease: lease(endedAt: change.revision, entries, batch)))
      } else if change.revision > known {
        world.violated(
          "StateMachineSafety", "\(name) made revision \(change.revision) when \(known) was the last")
      } else {
        compare(change, name)
      }
    }
  }

  /// The lease whose revocation made the revision, if it was one.
  private func lease(endedAt revision: Int64, _ entries: [Entry], _ batch: AppliedBatch) -> Int64? {
    guard let place = batch.outcomes.firstIndex(where: { $0.revision == revision }),
      case .success(.leaseRevoke) = batch.outcomes[place].result,
      let command = try? CommandCodec.decode(entries[place].payload, from: CommandEnvelope.headerLength),
      case .leaseRevoke(let id) = command
    else { return nil }
    world.coverage.reach(.leaseExpired)
    return id
  }

  private func compare(_ change: RevisionEvents, _ name: String) {
    let known = commits[Int(change.revision) - 2].events
    guard known.count == change.events.count,
      zip(known, change.events).allSatisfy({ $0 == History.Event($1, withPrevious: false) })
    else {
      return world.violated(
        "StateMachineSafety", "\(name)'s revision \(change.revision) differs from the first member's")
    }
  }
}
