package import Raft

/// What a member does with its log, given the checkpoint that its state machine starts from.
package enum Reconciliation: Sendable {
  /// The log goes on as it is.
  case keep(RestoredState)
  /// The log is to be reset to the checkpoint; the state is the one after that.
  case startAnew(RestoredState)
  /// Entries are missing between the checkpoint and the log, which is cut only behind a checkpoint.
  case missing(cut: LogIndex)
}

extension RecoveredLog {
  /// The checkpoint may be ahead of the log, since commit may run ahead of a member's own disk and a snapshot
  /// is installed before the log is reset: then the log starts anew behind it. The same when it holds another
  /// leader's entry where the checkpoint ends: by LogMatching nothing in it can be trusted then.
  ///
  /// `membership`: as of the checkpoint. Throws when an entry that changes it does not decode.
  package func reconciled(
    with checkpoint: LogPosition, membership: Membership
  ) throws(MembershipError) -> Reconciliation {
    let agrees = term(at: checkpoint.index) == checkpoint.term
    if checkpoint.index > last.index || (checkpoint.index > cut.index && !agrees) {
      return .startAnew(
        RestoredState(
          hardState: hardState, commit: checkpoint.index,
          snapshot: SnapshotDescriptor(position: checkpoint, membership: membership), termRuns: [],
          lastIndex: checkpoint.index, memberships: [], cachedTail: [], applied: checkpoint.index))
    }
    guard cut.index <= checkpoint.index else { return .missing(cut: cut.index) }
    var changes: [MembershipEntry] = []
    for entry in memberships where entry.index > cut.index {
      changes.append(
        MembershipEntry(index: entry.index, membership: try Membership(decoding: entry.payload)))
    }
    return .keep(
      RestoredState(
        hardState: hardState, commit: max(commit, checkpoint.index),
        snapshot: SnapshotDescriptor(position: cut, membership: membership), termRuns: terms,
        lastIndex: last.index, memberships: changes, cachedTail: tail, applied: checkpoint.index))
  }

  /// nil at or below the cut and behind the end.
  private func term(at index: LogIndex) -> Term? {
    guard index > cut.index, index <= last.index else { return nil }
    return terms.last { $0.firstIndex <= index }?.term
  }
}
