internal import Bytes
internal import Keyspace
internal import Member
internal import Raft
internal import WriteAheadLog

/// What each member has promised its peers, and must still know when it comes back.
///
/// - OneDurableVotePerTerm: a member votes for one candidate a term, through all its lives, and knows it.
/// - AcknowledgedIsDurable: what a follower has reported as durable to the leader of a term is in its log, unless
///   a later term has replaced it; the same for the log that a candidate told of.
final class Promises {
  private struct Promised {
    var votes: [Term: MemberID] = [:]
    var lastVote: Term = 0
    /// The log is durable at least up to `index`, as of `term`.
    var durable: (term: Term, index: LogIndex) = (0, 0)
    var asked: (term: Term, position: LogPosition) = (0, .origin)
  }

  private unowned let world: World
  private var promised: [Promised]

  init(_ world: World, members: Int) {
    self.world = world
    promised = Array(repeating: Promised(), count: members)
  }

  func sent(_ message: Message, to peer: MemberID, by member: SimulatedMember) {
    switch message.content {
    case .voteResponse(granted: true): votes(member, for: peer, term: message.term)
    case .vote(let request): promised[place(member)].asked = (message.term, request.lastPosition)
    case .appendResponse(.accepted(_, let durable)) where durable > 0:
      let known = promised[place(member)].durable
      promised[place(member)].durable = (
        message.term, known.term == message.term ? max(known.index, durable) : durable
      )
    default: break
    }
  }

  private func votes(_ member: SimulatedMember, for candidate: MemberID, term: Term) {
    let place = place(member)
    if let other = promised[place].votes[term], other != candidate {
      world.violated("OneDurableVotePerTerm", "\(member.name) votes for two candidates in term \(term)")
    }
    promised[place].votes[term] = candidate
    promised[place].lastVote = max(promised[place].lastVote, term)
  }

  func restarted(_ member: SimulatedMember, _ started: Member, _ log: RecoveredLog) {
    let promised = promised[place(member)]
    let term = max(log.hardState.term, log.last.term)
    if let candidate = promised.votes[promised.lastVote],
      term < promised.lastVote || (term == promised.lastVote && log.hardState.votedFor != candidate)
    {
      world.violated(
        "OneDurableVotePerTerm", "\(member.name) has forgotten its vote in term \(promised.lastVote)")
    }
    let held = max(log.last.index, started.keyspace.position.appliedIndex)
    if term < promised.durable.term || (term == promised.durable.term && held < promised.durable.index) {
      world.violated(
        "AcknowledgedIsDurable",
        "\(member.name) comes back in term \(term) with a log up to \(held), after acknowledging "
          + "\(promised.durable.index) in term \(promised.durable.term)")
    }
    // A leader of that term may have shortened it since.
    let leader = world.invariants.leader(of: promised.asked.term)
    if log.hardState.term <= promised.asked.term, leader == nil || leader == started.identity.memberID,
      held < promised.asked.position.index
    {
      world.violated(
        "AcknowledgedIsDurable",
        "\(member.name) comes back with a log up to \(held), after campaigning in term \(promised.asked.term) "
          + "with one up to \(promised.asked.position.index)")
    }
  }

  /// Its disk is damaged or gone: nothing can be asked of it.
  func forget(_ member: SimulatedMember) {
    promised[place(member)] = Promised()
  }

  private func place(_ member: SimulatedMember) -> Int { member.process.machine }
}
