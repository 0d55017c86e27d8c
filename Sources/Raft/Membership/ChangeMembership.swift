// Membership changes by joint consensus (§6; §4.3 of the thesis). A membership is in force from when it is
// appended, and falls back when it is truncated. Changes begin only after an entry of the leader's own term is
// committed, and one at a time.

extension Raft {
  /// A learner that lacks more entries than this is not made a voter.
  private static let promotionLag: UInt64 = 4096

  mutating func changeMembership(_ change: MembershipChange, id request: RequestID) {
    guard case .leader(let leader) = state else {
      let refusal = ProposalRefusal.notLeader(leader: status.leader, term: hardState.term)
      outputs.append(.membershipRefused(request, refusal))
      return
    }
    guard leader.transfer == nil else {
      outputs.append(.membershipRefused(request, .transferring))
      return
    }
    guard committed >= leader.termStart, log.membershipIndex <= committed, !log.membership.isJoint else {
      outputs.append(.membershipRefused(request, .notReady))
      return
    }
    do throws(ProposalRefusal) {
      let next = try membership(after: change, leader)
      appendMembership(next)
      outputs.append(.proposalAccepted(request, at: log.lastPosition))
    } catch {
      outputs.append(.membershipRefused(request, error))
    }
  }

  private func membership(
    after change: MembershipChange, _ leader: Leader
  ) throws(ProposalRefusal) -> Membership {
    let old = log.membership
    var voters = Set(old.voters)
    var learners = Set(old.learners)
    switch change {
    case .addLearner(let member):
      guard !old.contains(member) else { throw .invalid("\(member) is a member already") }
      learners.insert(member)
    case .promote(let member):
      try requireCaughtUp(member, learners, leader)
      learners.remove(member)
      voters.insert(member)
    case .remove(let member):
      guard old.contains(member) else { throw .invalid("\(member) is not a member") }
      voters.remove(member)
      learners.remove(member)
    case .replace(let member, let successor):
      guard voters.contains(member) else { throw .invalid("\(member) is not a voter") }
      try requireCaughtUp(successor, learners, leader)
      voters.remove(member)
      learners.remove(successor)
      voters.insert(successor)
    case .set(let newVoters, let newLearners):
      guard Set(newVoters).isDisjoint(with: newLearners) else {
        throw .invalid("a voter can't be a learner too")
      }
      voters = Set(newVoters)
      learners = Set(newLearners)
    }
    guard !voters.isEmpty else { throw .invalid("the last voter can't be removed") }
    let next = Membership(voters: voters, learners: learners)
    guard next != old else { throw .invalid("nothing would change") }
    return next.voters == old.voters
      ? next : Membership(voters: voters, outgoing: old.voters, learners: learners)
  }

  /// A voter that lags would make the cluster lose its quorum instead of gaining one (§4.2.1 of the thesis).
  private func requireCaughtUp(
    _ member: MemberID, _ learners: Set<MemberID>, _ leader: Leader
  ) throws(ProposalRefusal) {
    guard learners.contains(member), let at = leader.position(of: member) else {
      throw .invalid("\(member) is not a learner: add it as one first")
    }
    guard case .replicate = leader.peers[at].mode, leader.peers[at].match + Self.promotionLag >= committed
    else {
      throw .notReady
    }
  }

  private mutating func appendMembership(_ membership: Membership) {
    let index = log.lastIndex + 1
    append(
      Entry(index: index, term: hardState.term, kind: .membership, payload: membership.encoded),
      membership: membership)
  }

  /// A leader follows a membership that was just appended: it sends to whom it holds, and to nobody else.
  mutating func followMembership() {
    guard case .leader(let leader) = state else { return }
    let next = log.lastIndex
    let peers = log.membership.all.filter { $0 != id }.map { member in
      if let at = leader.position(of: member) { return leader.peers[at] }
      return Peer(
        id: member, mode: .probe(Peer.Probe(next: next)), lastHeard: now, isOpen: !closed.contains(member))
    }
    state.leader?.peers = peers
  }

  /// Something was committed. A joint membership that is committed is left; a leader that is no voter in what is
  /// committed goes (§4.2.2 of the thesis).
  mutating func continueMembershipChange() {
    guard case .leader = state, log.membershipIndex <= committed else { return }
    if log.membership.isJoint {
      appendMembership(log.membership.settled)
    } else if !isVoter {
      replicate()
      stepDown(handingOver: true)
    }
  }
}
