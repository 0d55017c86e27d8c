// Voting: §5.2, §5.4.1; who still hears a leader protects it (§4.2.3 of the thesis).

internal import PlantedBugs

extension Raft {
  /// Whether there is a leader that a candidate would only disturb.
  private var protectsLeader: Bool {
    switch state {
    case .leader: true
    case .follower(let follower):
      if case .heard(_, let at, _) = follower.contact {
        now.since(at) < configuration.electionTimeout
      } else {
        false
      }
    case .preCandidate, .candidate: false
    }
  }

  mutating func handlePreVote(_ request: VoteRequest, term: Term, from candidate: MemberID) {
    if protectsLeader {
      let declined = DeclinedPreVote(candidate: candidate, request: request, term: term, at: now)
      state.follower?.declined = declined
      return answerPreVote(false, term: term, to: candidate)
    }
    let isGood =
      term >= hardState.term
      && (request.lastPosition >= log.lastPosition || Planted.has(.votesForShorterLog))
    if Planted.has(.deafToPreVotes), case .preCandidate = state { return }
    if isGood, !outranks(candidate, with: request.lastPosition) {
      answerPreVote(true, term: term, to: candidate)
      giveWay()
    } else {
      answerPreVote(false, term: term, to: candidate)
      if case .follower = state, request.lastPosition < log.lastPosition, log.membership.isVoter(candidate) {
        startPreVote()
      }
    }
  }

  private mutating func answerPreVote(_ granted: Bool, term: Term, to candidate: MemberID) {
    send(.preVoteResponse(granted: granted, asked: term), to: candidate)
  }

  /// Whether this member has just begun a campaign of its own that is to be preferred; only for a moment, so that
  /// one who cannot be heard stops nobody.
  private func outranks(_ other: MemberID, with last: LogPosition) -> Bool {
    let moment = configuration.suspicionStagger &* 4
    switch state {
    case .preCandidate(let own):
      // One with a longer log would never grant back: two that wait for each other elect nobody.
      return now.since(own.since) < moment && last <= log.lastPosition && rank(of: id) < rank(of: other)
    case .candidate(let own):
      return now.since(own.since) < moment
    case .follower, .leader:
      return false
    }
  }

  /// Leaves the one who was granted a pre-vote some time before campaigning too.
  private mutating func giveWay() {
    let stagger = configuration.suspicionStagger
    let moment = now.advanced(by: stagger * 4 + random.below(stagger * 4))
    switch state {
    case .follower(let follower):
      state.follower?.deadline = max(follower.deadline, moment)
    case .preCandidate:
      becomeFollower(of: nil, until: moment)
    case .candidate, .leader:
      break
    }
  }

  mutating func handlePreVoteResponse(_ granted: Bool, asked: Term, term: Term, from voter: MemberID) {
    if term > hardState.term, !granted { return adopt(term) }
    guard case .preCandidate(var candidate) = state, asked == hardState.term else { return }
    candidate.votes.record(voter, granted: granted)
    state = .preCandidate(candidate)
    countVotes()
  }

  /// `term` is not below this member's.
  mutating func handleVote(_ request: VoteRequest, term: Term, from candidate: MemberID) {
    if term > hardState.term {
      // A stale member that is to be heard gets appends, answers them with its higher term, and so ends this
      // leader's; one that gets none is no longer of the cluster and must not disturb it.
      guard request.isTransfer || !protectsLeader else { return }
      adopt(term)
    }
    let isGood = request.lastPosition >= log.lastPosition || Planted.has(.votesForShorterLog)
    if isGood, case .preCandidate(let own) = state { becomeFollower(of: nil, until: own.deadline) }
    let isFree =
      hardState.votedFor == nil || hardState.votedFor == candidate || Planted.has(.votesTwice)
    guard isGood, isFree, case .follower(let follower) = state, follower.leader == nil else {
      send(.voteResponse(granted: false), to: candidate)
      if !isGood, hardState.votedFor == nil, log.membership.isVoter(candidate), case .follower = state {
        startPreVote()
      }
      return
    }
    if !Planted.has(.votesTwice) || hardState.votedFor == nil { change(term: term, vote: candidate) }
    let deadline = electionDeadline()
    state.follower?.deadline = deadline
    sendWhenDurable(.voteResponse(granted: true), to: candidate)
  }

  mutating func handleVoteResponse(_ granted: Bool, from voter: MemberID) {
    guard case .candidate(var candidate) = state else { return }
    candidate.votes.record(voter, granted: granted)
    state = .candidate(candidate)
    countVotes()
  }
}
