// Linearizable reads by ReadIndex (§6.4 of the thesis).

internal import PlantedBugs

extension Raft {
  mutating func read(_ requests: [RequestID]) {
    guard !requests.isEmpty else { return }
    switch state {
    case .leader:
      state.leader?.reads.waiting.append(contentsOf: requests.map { .local($0) })
    case .follower where Planted.has(.readsOwnCommitAtFollower):
      outputs.append(.readReady(requests, at: committed))
    case .follower(let follower) where follower.leader != nil:
      state.follower?.reads.queued.append(contentsOf: requests)
    case .follower, .preCandidate, .candidate:
      outputs.append(.readRefused(requests, .notLeader(leader: nil, term: hardState.term)))
    }
  }

  // MARK: Leading

  mutating func handleReadIndex(_ context: UInt64, from sender: MemberID) {
    guard case .leader = state else {
      return send(.readIndexResponse(context: context, index: nil), to: sender)
    }
    guard log.membership.contains(sender) else { return }
    state.leader?.reads.waiting.append(.forwarded(from: sender, context: context))
  }

  /// Begins a round for all that wait, unless one is under way or nothing of this term is committed yet: before
  /// that, a leader doesn't know what is committed.
  mutating func startReadRound() {
    guard case .leader(let leader) = state, leader.reads.current == nil, !leader.reads.waiting.isEmpty,
      committed >= leader.termStart || Planted.has(.readsBeforeOwnCommit)
    else { return }
    lastRound += 1
    state.leader?.reads.current = ReadRounds.Round(
      id: lastRound, index: committed, readers: leader.reads.waiting)
    state.leader?.reads.waiting = []
    if isSoleVoter || Planted.has(.readsWithoutQuorum) { finishReadRound() } else { sendHeartbeats() }
  }

  mutating func finishReadRound() {
    guard case .leader(let leader) = state, let round = leader.reads.current else { return }
    let isConfirmed = log.membership.hasQuorum { member in
      if member == id || Planted.has(.readsWithoutQuorum) { return true }
      return leader.position(of: member).map { leader.peers[$0].round >= round.id } ?? false
    }
    guard isConfirmed else { return }
    state.leader?.reads.current = nil
    var local: [RequestID] = []
    for reader in round.readers {
      switch reader {
      case .local(let request): local.append(request)
      case .forwarded(let member, let context):
        send(.readIndexResponse(context: context, index: round.index), to: member)
      }
    }
    if !local.isEmpty { outputs.append(.readReady(local, at: round.index)) }
  }

  mutating func refuseReads(of role: Leader, leader: MemberID?) {
    var local: [RequestID] = []
    for reader in (role.reads.current?.readers ?? []) + role.reads.waiting {
      switch reader {
      case .local(let request): local.append(request)
      case .forwarded(let member, let context):
        send(.readIndexResponse(context: context, index: nil), to: member)
      }
    }
    if !local.isEmpty {
      outputs.append(.readRefused(local, .notLeader(leader: leader, term: hardState.term)))
    }
  }

  // MARK: Following

  /// Sends the reads that gathered while the last batch was under way. A context is never used twice, so an
  /// answer can't be taken for another, later question's.
  mutating func forwardReads() {
    guard case .follower(let follower) = state, let leader = follower.leader, follower.reads.underWay == nil,
      !follower.reads.queued.isEmpty
    else { return }
    lastContext += 1
    state.follower?.reads = ForwardedReads(
      underWay: ForwardedReads.Batch(
        context: lastContext, requests: follower.reads.queued,
        retryAt: now.advanced(by: configuration.electionTimeout / 2)))
    send(.readIndex(context: lastContext), to: leader)
  }

  /// A question or its answer may have been lost: all that wait ask again, under a new name.
  mutating func retryForwardedReads() {
    guard case .follower(let follower) = state, let batch = follower.reads.underWay, now >= batch.retryAt
    else { return }
    state.follower?.reads = ForwardedReads(queued: batch.requests + follower.reads.queued)
  }

  mutating func handleReadIndexResponse(_ context: UInt64, _ index: LogIndex?) {
    guard case .follower(let follower) = state, let batch = follower.reads.underWay, batch.context == context
    else { return }
    state.follower?.reads.underWay = nil
    if let index {
      outputs.append(.readReady(batch.requests, at: index))
    } else {
      outputs.append(.readRefused(batch.requests, .notLeader(leader: nil, term: hardState.term)))
    }
  }
}
