/// What members say to each other. `term` is the sender's term; only a pre-vote leaves it as it is on both sides.
package struct Message: Hashable, Sendable {
  package var term: Term
  package var content: Content

  package init(term: Term, content: Content) {
    self.term = term
    self.content = content
  }

  package enum Content: Hashable, Sendable {
    /// Would you vote for me in the term after mine (§9.6 of the thesis)? Changes nothing at the receiver.
    case preVote(VoteRequest)
    /// `term` is the responder's own; `asked` is the candidate's term that it answers.
    case preVoteResponse(granted: Bool, asked: Term)
    case vote(VoteRequest)
    /// A grant leaves only when the vote is durable.
    case voteResponse(granted: Bool)
    case append(Append)
    case appendResponse(AppendResponse)
    /// The entry at this position is committed; whoever has it has all before it (LogMatching). Unanswered.
    case committed(LogPosition)
    case heartbeat(Heartbeat)
    case heartbeatResponse(HeartbeatResponse)
    /// The leader hands over: campaign at once, without a pre-vote (§3.10 of the thesis).
    case timeoutNow
    /// A follower's waiting reads, all as one; `context` is the follower's name for them.
    case readIndex(context: UInt64)
    /// Whoever has applied `index` may serve them; nil when the receiver does not lead.
    case readIndexResponse(context: UInt64, index: LogIndex?)
  }
}

package struct VoteRequest: Hashable, Sendable {
  /// The end of the candidate's log; for a vote (not a pre-vote) all of it is durable.
  package var lastPosition: LogPosition
  /// The leader itself asked for this election, so nobody protects it.
  package var isTransfer: Bool

  package init(lastPosition: LogPosition, isTransfer: Bool) {
    self.lastPosition = lastPosition
    self.isTransfer = isTransfer
  }
}

/// AppendEntries of §5.3. `entries` follow `previous` without a gap, and their terms never fall.
package struct Append: Hashable, Sendable {
  package var previous: LogPosition
  package var entries: [Entry]
  package var commit: LogIndex

  package init(previous: LogPosition, entries: [Entry], commit: LogIndex) {
    self.previous = previous
    self.entries = entries
    self.commit = commit
  }
}

package enum AppendResponse: Hashable, Sendable {
  /// The log agrees with the leader's up to `agreed`, and is durable up to `durable`: only that counts.
  case accepted(agreed: LogIndex, durable: LogIndex)
  /// The log does not hold what should come before the entries, at index `previous`. No position of it after
  /// `hint` can agree with the leader's.
  case rejected(previous: LogIndex, hint: LogPosition)
}

package struct Heartbeat: Hashable, Sendable {
  /// min(match, commit): what the receiver certainly holds.
  package var commit: LogIndex
  /// The last index that the leader has sent to the receiver; echoed, so that a lost append shows.
  package var sent: LogIndex
  /// The leader's newest round of reads; echoed as the proof that it led when the round began.
  package var round: UInt64

  package init(commit: LogIndex, sent: LogIndex, round: UInt64) {
    self.commit = commit
    self.sent = sent
    self.round = round
  }
}

package struct HeartbeatResponse: Hashable, Sendable {
  /// Up to where the follower's log is known to agree with the leader's, on disk or not.
  package var agreed: LogIndex
  package var sent: LogIndex
  package var round: UInt64

  package init(agreed: LogIndex, sent: LogIndex, round: UInt64) {
    self.agreed = agreed
    self.sent = sent
    self.round = round
  }
}
