/// What a member's disk holds when it starts.
///
/// A checkpoint may stand ahead of the log, since commit may run ahead of a member's own disk. Then the shell
/// passes the checkpoint as `snapshot` with an empty log behind it (`lastIndex == snapshot.position.index`), and
/// forgets the log's entries.
package struct RestoredState: Sendable {
  package var hardState: HardState
  /// The last commit index that was written; only a hint.
  package var commit: LogIndex
  /// Where the log was cut and the membership there. For a member's very first start: the origin and the
  /// membership that the cluster is founded with.
  package var snapshot: SnapshotDescriptor
  /// The terms of all entries behind `snapshot`, oldest first.
  package var termRuns: [TermRun]
  /// `snapshot.position.index` when the log is empty.
  package var lastIndex: LogIndex
  /// All memberships that stand in the log behind `snapshot`, oldest first.
  package var memberships: [MembershipEntry]
  /// The log's last entries up to `lastIndex` without gaps, as many as fit the cache; may be empty.
  package var cachedTail: [Entry]
  /// What the state machine's durable checkpoint holds; never below `snapshot`.
  package var applied: LogIndex

  package init(
    hardState: HardState, commit: LogIndex, snapshot: SnapshotDescriptor, termRuns: [TermRun],
    lastIndex: LogIndex, memberships: [MembershipEntry], cachedTail: [Entry], applied: LogIndex
  ) {
    self.hardState = hardState
    self.commit = commit
    self.snapshot = snapshot
    self.termRuns = termRuns
    self.lastIndex = lastIndex
    self.memberships = memberships
    self.cachedTail = cachedTail
    self.applied = applied
  }

  /// A member that starts for the first time in a cluster founded with `membership`.
  package init(founding membership: Membership) {
    self.init(
      hardState: HardState(), commit: 0,
      snapshot: SnapshotDescriptor(position: .origin, membership: membership), termRuns: [], lastIndex: 0,
      memberships: [], cachedTail: [], applied: 0)
  }
}

/// Entries from `firstIndex` on, up to the next run or the end of the log, are of `term`.
package struct TermRun: Hashable, Sendable {
  package var firstIndex: LogIndex
  package var term: Term

  package init(firstIndex: LogIndex, term: Term) {
    self.firstIndex = firstIndex
    self.term = term
  }
}

/// A membership and the index of the entry that brought it.
package struct MembershipEntry: Hashable, Sendable {
  package var index: LogIndex
  package var membership: Membership

  package init(index: LogIndex, membership: Membership) {
    self.index = index
    self.membership = membership
  }
}
