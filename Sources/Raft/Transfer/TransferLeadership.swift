// Leadership transfer (§3.10 of the thesis): proposals wait, the target catches up, and is told to campaign.

extension Raft {
  mutating func transferLeadership(to target: MemberID?) {
    guard case .leader(let leader) = state else { return }
    guard let heir = target ?? bestHeir(of: leader), heir != id, log.membership.voters.contains(heir),
      leader.position(of: heir) != nil
    else { return }
    if let transfer = leader.transfer, transfer.target == heir { return }
    state.leader?.transfer = Transfer(target: heir, deadline: now.advanced(by: configuration.electionTimeout))
  }

  /// The connected voter that has most of the log; among equals the one of highest priority.
  func bestHeir(of leader: Leader) -> MemberID? {
    let candidates = leader.peers.filter { $0.isOpen && log.membership.voters.contains($0.id) }
    return candidates.max { left, right in
      let leftPriority = configuration.priority(of: left.id)
      let rightPriority = configuration.priority(of: right.id)
      return (left.match, leftPriority, right.id) < (right.match, rightPriority, left.id)
    }?.id
  }

  /// Tells the target as soon as it has all.
  mutating func continueTransfer() {
    guard case .leader(let leader) = state, let transfer = leader.transfer, !transfer.hasAsked else { return }
    guard let at = leader.position(of: transfer.target) else {
      state.leader?.transfer = nil
      return
    }
    guard leader.peers[at].match == log.lastIndex else { return }
    state.leader?.transfer?.hasAsked = true
    send(.timeoutNow, to: transfer.target)
  }
}
