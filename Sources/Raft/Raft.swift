/// The consensus core, a value: everything that happens comes in through `step`, everything it wants comes out
/// of `takeOutputs`.
package struct Raft: Sendable {
  package init(configuration: RaftConfiguration, restoring restored: RestoredState, at now: MonotonicTime) {
    fatalError("being written")
  }

  /// Takes one input. Several may be stepped before `takeOutputs`: they then share a write and messages.
  /// When several wait, messages go before a tick, so that a member that was paused doesn't mistake its own
  /// pause for the leader's.
  package mutating func step(_ input: Input, at now: MonotonicTime) {}

  /// What there is to do, in order. To be called after every step or batch of steps.
  package mutating func takeOutputs() -> [Output] { [] }

  /// When a `tick` is due at the latest; changes with every step.
  package var nextDeadline: MonotonicTime { MonotonicTime(nanoseconds: .max) }

  package var status: Status { Status(role: .follower, term: 0, leader: nil) }
  package var membership: Membership { Membership(voters: []) }
  package var commitIndex: LogIndex { 0 }
  package var lastIndex: LogIndex { 0 }
  /// The first entry that the log still holds; `lastIndex + 1` when it holds none.
  package var firstIndex: LogIndex { 1 }

  /// The entries of `from...through`, as many as fit `maxBytes` of payload but at least one; nil when the first
  /// of them has left the memory, and is to be read from the log's disk.
  package func cachedEntries(from: LogIndex, through: LogIndex, maxBytes: Int) -> [Entry]? { nil }

  /// Empty unless this member leads.
  package var progress: [PeerProgress] { [] }
}
