extension Raft {
  /// Sorts a message by its term (§5.1) and hands it on.
  mutating func receive(_ message: Message, from sender: MemberID) {
    guard sender != id, message.term < .max else { return }
    heard(from: sender)
    switch message.content {
    case .preVote(let request):
      return handlePreVote(request, term: message.term, from: sender)
    case .preVoteResponse(let granted, let asked):
      guard log.membership.contains(sender) else { return }
      return handlePreVoteResponse(granted, asked: asked, term: message.term, from: sender)
    case .vote(let request) where message.term >= hardState.term:
      return handleVote(request, term: message.term, from: sender)
    default:
      break
    }
    if message.term < hardState.term { return answerStale(message, from: sender) }
    if message.term > hardState.term {
      guard message.content.comesFromLeader || log.membership.contains(sender) else { return }
      adopt(message.term)
    }
    if message.content.comesFromLeader {
      if case .leader = state { return }
      if let known = followedLeader, known != sender { return }
      hear(leader: sender)
    }
    handle(message.content, from: sender)
  }

  private mutating func handle(_ content: Message.Content, from sender: MemberID) {
    switch content {
    case .append(let append): handleAppend(append, from: sender)
    case .appendResponse(let response): handleAppendResponse(response, from: sender)
    case .committed(let position): handleCommitted(position)
    case .heartbeat(let heartbeat): handleHeartbeat(heartbeat, from: sender)
    case .heartbeatResponse(let response): handleHeartbeatResponse(response, from: sender)
    case .voteResponse(let granted): handleVoteResponse(granted, from: sender)
    case .timeoutNow: startCampaign(isTransfer: true)
    case .readIndex(let context): handleReadIndex(context, from: sender)
    case .readIndexResponse(let context, let index): handleReadIndexResponse(context, index)
    case .preVote, .preVoteResponse, .vote: break
    }
  }

  private var followedLeader: MemberID? {
    if case .follower(let follower) = state { follower.leader } else { nil }
  }

  /// Lets a stale leader or candidate see the newer term, so that it steps down. The rest is void.
  private mutating func answerStale(_ message: Message, from sender: MemberID) {
    switch message.content {
    case .append, .heartbeat, .committed:
      send(.heartbeatResponse(HeartbeatResponse(agreed: 0, sent: 0, round: 0)), to: sender)
    case .vote:
      send(.voteResponse(granted: false), to: sender)
    case .readIndex(let context):
      send(.readIndexResponse(context: context, index: nil), to: sender)
    case .preVote, .preVoteResponse, .voteResponse, .appendResponse, .heartbeatResponse, .timeoutNow,
      .readIndexResponse:
      break
    }
  }

  /// Whatever a peer says, it lives and its connection works.
  private mutating func heard(from sender: MemberID) {
    closed.remove(sender)
    guard let at = state.position(of: sender) else { return }
    state.leader?.peers[at].lastHeard = now
    if state.leader?.peers[at].isOpen == false { reopen(at) }
  }
}

extension Message.Content {
  /// Only this term's leader says these.
  var comesFromLeader: Bool {
    switch self {
    case .append, .committed, .heartbeat, .timeoutNow: true
    case .preVote, .preVoteResponse, .vote, .voteResponse, .appendResponse, .heartbeatResponse, .readIndex,
      .readIndexResponse:
      false
    }
  }
}
