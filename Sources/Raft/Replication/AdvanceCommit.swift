internal import PlantedBugs

extension Raft {
  /// Commits what a quorum holds durably, once that includes an entry of this term: older ones are committed by it
  /// and never by counting (§5.4.2). The leader's own disk counts like any other, so commit may run ahead of it.
  mutating func advanceCommit() {
    guard case .leader(let leader) = state else { return }
    let own = durability.index
    let index = log.membership.quorumIndex { member in
      if member == id { return own }
      return leader.position(of: member).map { leader.peers[$0].match } ?? 0
    }
    guard index > committed,
      index >= leader.termStart || Planted.has(.commitsOldTermByCounting)
    else { return }
    var bytes = 0
    for committed in max(committed + 1, min(leader.termStart, index))...index {
      bytes += log.cachedEntry(at: committed)?.payload.count ?? 0
    }
    state.leader?.uncommittedBytes -= bytes
    commit(to: index)
    continueMembershipChange()
  }
}
