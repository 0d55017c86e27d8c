// Elections: §5.2 and §5.4.1 of the paper, pre-vote after §9.6 of the thesis.

internal import PlantedBugs

extension Raft {
  private var canCampaign: Bool {
    isVoter && installing == nil && !durability.hasStalled(for: configuration.diskStallTimeout, at: now)
  }

  /// Its disk has been keeping it from going on for so long that another is to lead: a log that is not written
  /// commits nothing with it, and entries that are not applied answer nobody.
  var hasStalled: Bool {
    durability.hasStalled(for: configuration.diskStallTimeout, at: now) || isBlocked
  }

  /// Its state machine has waited for room too long. It leads only when nobody else comes to: its log still commits,
  /// and brings those up to date that can lead better.
  private var isBlocked: Bool {
    blockedSince.map { now.since($0) >= configuration.diskStallTimeout } == true
  }

  /// One to two election timeouts from now; later where other voters have priority.
  mutating func electionDeadline() -> MonotonicTime {
    let timeout = configuration.electionTimeout
    var preferred = 0
    if !configuration.priorities.isEmpty {
      let own = configuration.priority(of: id)
      preferred = log.membership.voters.count { configuration.priority(of: $0) > own }
    }
    let patience = isBlocked ? 4 * timeout : 0
    return now.advanced(
      by: timeout + random.below(timeout) + UInt64(preferred) * (timeout / 4) + patience)
  }

  /// Asks whether an election would be won, without disturbing anyone.
  mutating func startPreVote() {
    guard canCampaign else { return becomeFollower(of: nil, until: electionDeadline()) }
    guard !isSoleVoter else { return startCampaign(isTransfer: false) }
    leaveRole()
    let half = configuration.electionTimeout / 2
    var candidate = PreCandidate(since: now, deadline: now.advanced(by: half + random.below(half)))
    candidate.votes.record(id, granted: true)
    state = .preCandidate(candidate)
    for voter in log.membership.all where voter != id { requestVote(of: voter) }
  }

  /// Enters a new term and votes for itself (§5.2). Its own vote counts when it is durable.
  mutating func startCampaign(isTransfer: Bool) {
    guard canCampaign, !(isTransfer && isBlocked) else { return }
    leaveRole()
    change(term: hardState.term + 1, vote: id)
    let timeout = configuration.electionTimeout
    state = .candidate(
      Candidate(
        since: now, deadline: now.advanced(by: timeout / 2 + random.below(timeout)), isTransfer: isTransfer)
    )
    continueCampaign()
  }

  /// Requests may leave before the candidate's own vote is durable: they promise nothing about it. But the log
  /// that they tell of must be durable. Otherwise a candidate could crash, come back with a shorter log, campaign
  /// in the same term, and be elected by a grant that was meant for the longer one.
  mutating func continueCampaign() {
    guard case .candidate(var candidate) = state else { return }
    if !candidate.hasAsked,
      durability.index == log.lastIndex || Planted.has(.campaignsBeforeDurable)
    {
      candidate.hasAsked = true
      state = .candidate(candidate)
      for voter in log.membership.all where voter != id { requestVote(of: voter) }
    }
    if durability.hardState == hardState || Planted.has(.campaignsBeforeDurable) {
      candidate.votes.record(id, granted: true)
      state = .candidate(candidate)
    }
    countVotes()
  }

  /// (Again) to one voter, according to what this member is.
  func voteRequest(to voter: MemberID) -> Message.Content? {
    guard log.membership.isVoter(voter) else { return nil }
    switch state {
    case .preCandidate:
      return .preVote(VoteRequest(lastPosition: log.lastPosition, isTransfer: false))
    case .candidate(let candidate) where candidate.hasAsked:
      return .vote(VoteRequest(lastPosition: log.lastPosition, isTransfer: candidate.isTransfer))
    case .candidate, .follower, .leader:
      return nil
    }
  }

  mutating func requestVote(of voter: MemberID) {
    if let request = voteRequest(to: voter) { send(request, to: voter) }
  }

  mutating func countVotes() {
    switch state {
    case .preCandidate(let candidate) where candidate.votes.hasWon(in: log.membership):
      startCampaign(isTransfer: false)
    case .candidate(let candidate) where candidate.votes.hasWon(in: log.membership):
      lead()
    case .candidate(let candidate) where candidate.votes.hasLost(in: log.membership):
      becomeFollower(of: nil, until: candidate.deadline)
    case .preCandidate, .candidate, .follower, .leader:
      break
    }
  }

  /// ElectionSafety: only a quorum of this term's votes makes a leader.
  private mutating func lead() {
    guard case .candidate(let candidate) = state, candidate.votes.hasWon(in: log.membership) else {
      preconditionFailure("leading without a quorum of votes")
    }
    precondition(
      hardState.votedFor == id && durability.hardState.term <= hardState.term, "leading without a vote")
    // It is given its time again before it looks for an heir.
    if blockedSince != nil { blockedSince = now }
    let next = log.lastIndex + 1
    let peers = log.membership.all.filter { $0 != id }.map {
      Peer(id: $0, mode: .probe(Peer.Probe(next: next)), lastHeard: now, isOpen: !closed.contains($0))
    }
    state = .leader(
      Leader(
        termStart: next, peers: peers, heartbeatDeadline: now.advanced(by: configuration.heartbeatInterval)))
    append(Entry(index: next, term: hardState.term, kind: .empty, payload: []))
  }

  // MARK: Following

  /// A new term is seen (§5.1).
  mutating func adopt(_ term: Term) {
    precondition(term > hardState.term, "adopting no newer term")
    change(term: term, vote: nil)
    if case .follower(let follower) = state {
      becomeFollower(of: nil, until: follower.deadline)
    } else {
      becomeFollower(of: nil, until: electionDeadline())
    }
  }

  /// A message of this term's leader arrived: whatever it says, the leader lives.
  mutating func hear(leader: MemberID) {
    let deadline = electionDeadline()
    if case .follower = state {
      // There is one leader a term, so what is known of its log stays true.
      let contact = Follower.Contact.heard(leader, at: now, wakesAt: wakeTime)
      state.follower?.hear(contact, until: deadline)
    } else {
      becomeFollower(of: leader, until: deadline)
    }
  }

  mutating func becomeFollower(of leader: MemberID?, until deadline: MonotonicTime) {
    let reads = leaveRole(toFollow: leader)
    var follower = Follower(
      contact: leader.map { .heard($0, at: now, wakesAt: wakeTime) } ?? .none, deadline: deadline,
      agreed: committed)
    follower.reads.queued = reads
    state = .follower(follower)
  }

  /// Settles what only the role that is being left could have answered. Reads that wait at a follower go to the
  /// next leader, where there is one; gives them.
  @discardableResult
  mutating func leaveRole(toFollow leader: MemberID? = nil) -> [RequestID] {
    switch state {
    case .follower:
      let reads = state.follower?.reads.takeAll() ?? []
      guard leader == nil, !reads.isEmpty else { return reads }
      outputs.append(.readRefused(reads, .notLeader(leader: nil, term: hardState.term)))
      return []
    case .leader(let role):
      refuseReads(of: role, leader: leader)
      return []
    case .preCandidate, .candidate:
      return []
    }
  }

  /// Gives up leadership within the term.
  mutating func stepDown(handingOver: Bool) {
    guard case .leader(let leader) = state else { return }
    if handingOver, let heir = bestHeir(of: leader) { send(.timeoutNow, to: heir) }
    becomeFollower(of: nil, until: electionDeadline())
  }
}
