// A process that dies has its connections closed by its kernel, long before a timeout would show it. This departs
// from the paper: a closed connection of the leader's ends the belief in it at once, but only here. A member that
// still hears the leader refuses the pre-vote, so a single broken connection disturbs nobody. It also means that
// leases by clock would not be safe, and none are used.

extension Raft {
  mutating func connectionClosed(to peer: MemberID) {
    closed.insert(peer)
    switch state {
    case .follower(let follower) where follower.leader == peer:
      suspect(peer, declined: follower.declined)
    case .leader(let leader):
      guard let at = leader.position(of: peer) else { return }
      state.leader?.peers[at].isOpen = false
    case .follower, .preCandidate, .candidate:
      break
    }
  }

  mutating func connectionOpened(to peer: MemberID) {
    closed.remove(peer)
    switch state {
    case .leader(let leader):
      guard let at = leader.position(of: peer) else { return }
      reopen(at)
    case .preCandidate, .candidate:
      requestVote(of: peer)
    case .follower:
      break
    }
  }

  /// What was in flight is lost with the old connection.
  mutating func reopen(_ at: Int) {
    guard var peer = state.leader?.peers[at] else { return }
    peer.isOpen = true
    if case .replicate = peer.mode { peer.probe(from: peer.match + 1) }
    if case .probe(let probe) = peer.mode { peer.probe(from: probe.next) }
    state.leader?.peers[at] = peer
  }

  private mutating func suspect(_ leader: MemberID, declined: DeclinedPreVote?) {
    let reads = state.follower?.reads.takeAll() ?? []
    if !reads.isEmpty { outputs.append(.readRefused(reads, .notLeader(leader: nil, term: hardState.term))) }
    let rank = UInt64(rank(of: id, without: leader))
    let stagger = configuration.suspicionStagger
    let delay = rank == 0 ? 0 : rank * stagger + random.below(stagger / 2)
    state.follower?.contact = .suspected(leader)
    state.follower?.deadline = now.advanced(by: delay)
    state.follower?.declined = nil
    if let declined, now.since(declined.at) < configuration.electionTimeout / 2 {
      handlePreVote(declined.request, term: declined.term, from: declined.candidate)
    }
    if case .follower(let follower) = state, now >= follower.deadline { startPreVote() }
  }

  /// A member's turn among those who could follow a lost leader: by priority, and among equals by an order that
  /// turns with each term, so that one bad candidate isn't first for ever.
  func rank(of member: MemberID, without leader: MemberID? = nil) -> Int {
    let voters = log.membership.voters.filter { $0 != leader }
    guard let own = voters.firstIndex(of: member) else { return voters.count }
    let turn = Int(hardState.term % UInt64(max(1, voters.count)))
    func place(_ at: Int) -> Int { (at + turn) % voters.count }
    var before = 0
    for (at, other) in voters.enumerated() where other != member {
      let difference = configuration.priority(of: other) - configuration.priority(of: member)
      if difference > 0 || (difference == 0 && place(at) < place(own)) { before += 1 }
    }
    return before
  }
}
