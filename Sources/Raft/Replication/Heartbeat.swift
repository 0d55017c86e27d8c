internal import PlantedBugs

extension Raft {
  mutating func leaderTick() {
    guard case .leader(let leader) = state else { return }
    if let transfer = leader.transfer, now >= transfer.deadline { state.leader?.transfer = nil }
    guard now >= leader.heartbeatDeadline else { return }
    guard hearsQuorum(leader) else { return stepDown(handingOver: false) }
    if !isSoleVoter, hasStalled { return stepDown(handingOver: true) }
    sendHeartbeats()
    let next = now.advanced(by: configuration.heartbeatInterval)
    state.leader?.heartbeatDeadline = next
  }

  /// Check-quorum (§6.2 of the thesis): a leader that nobody hears must not keep its clients waiting.
  private func hearsQuorum(_ leader: Leader) -> Bool {
    log.membership.hasQuorum { member in
      if member == id { return true }
      guard let at = leader.position(of: member) else { return false }
      return now.since(leader.peers[at].lastHeard) <= configuration.electionTimeout
    }
  }

  mutating func sendHeartbeats() {
    guard let peers = state.leader?.peers else { return }
    for peer in peers {
      let heartbeat = Heartbeat(
        commit: Planted.has(.commitsBeyondAgreement) ? committed : min(peer.match, committed),
        sent: peer.heartbeatSent, round: lastRound)
      send(.heartbeat(heartbeat), to: peer.id)
    }
  }
}

extension Peer {
  /// What must have arrived before a heartbeat that leaves now.
  fileprivate var heartbeatSent: LogIndex {
    switch mode {
    case .replicate(let replicate): replicate.next - 1
    case .probe, .snapshot: match
    }
  }
}
