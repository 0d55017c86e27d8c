internal import Configuration
internal import Failpoints
internal import Keyspace
internal import Logging
internal import NIOCore
internal import PlantedBugs
internal import Raft
internal import Synchronization

/// Commands on their way into the log: proposed here when this member leads, forwarded when it follows, kept
/// while nobody is known to lead.
extension ConsensusLoop {
  /// Bounds what clients can pile up in memory; beyond it requests are refused at once.
  static let proposalBytesLimit = 128 << 20

  /// Takes a command from any thread.
  func submit(_ proposal: PendingProposal) -> RequestError? {
    let size = proposal.command.count + 64
    let limit = parts.configuration.limits.maxRequestBytes + (64 << 10)
    guard size <= limit else { return .tooLarge(bytes: size, limit: limit) }
    let refusal: RequestError? = inbox.withLock { inbox in
      if inbox.isStopped { return .stopping }
      guard inbox.proposalBytes + size <= Self.proposalBytesLimit else { return .overloaded }
      inbox.proposalBytes += size
      return nil
    }
    if refusal == nil, !post(.propose(proposal)) {
      release(proposal)
      return .stopping
    }
    return refusal
  }

  /// Every accepted command ends here, from the loop or the apply thread.
  func release(_ proposal: PendingProposal) {
    let size = proposal.command.count + 64
    inbox.withLock { $0.proposalBytes -= size }
  }

  func propose(_ proposals: [PendingProposal]) {
    // The core's own word: `status` may lag behind within a turn, and a try must bear its entry's term.
    guard let now = core?.raft.status, let leader = now.leader else {
      waitingProposals.append(contentsOf: proposals)
      return
    }
    let term = now.term
    if leader == myself {
      for proposal in proposals {
        let id = newRequestID()
        parts.pending.add(proposal, id: id, term: term)
        gathered.append(
          Proposal(
            id: id, payload: CommandEnvelope.encode(origin: myself, id: id, command: proposal.command)))
      }
      return
    }
    guard let link = link(to: leader) else {
      waitingProposals.append(contentsOf: proposals)
      return
    }
    for proposal in proposals {
      let id = newRequestID()
      parts.pending.add(proposal, id: id, term: term)
      // A closed link swallows it; it is sent again when the link opens (`resendForwarded`).
      link.send(.forward(term: term, id: id, payload: proposal.command))
      Failpoints.reach(.forwardSent)
    }
  }

  /// A peer's command, to be appended at most once and in this term only.
  func takeForwarded(_ payload: [UInt8], id: RequestID, term: Term, from peer: MemberID) {
    guard let now = core?.raft.status, now.role == .leader, now.term == term else {
      // The sender sees the new term's entries in time and proposes again; a word from us would be no news.
      return
    }
    if let last = lastForwarded[peer], last.term == term, id <= last.id, !Planted.has(.takesForwardsTwice) {
      return
    }
    lastForwarded[peer] = (term, id)
    let local = newRequestID()
    forwarded[local] = (peer, id)
    Failpoints.reach(.forwardTaken)
    gathered.append(
      Proposal(id: local, payload: CommandEnvelope.encode(origin: peer, id: id, command: payload)))
  }

  /// Over a new connection to the same leader: it drops those that it has seen.
  func resendForwarded(to leader: MemberID) {
    guard status.leader == leader, leader != myself, let link = link(to: leader) else { return }
    for (id, command) in parts.pending.payloads(of: status.term) {
      link.send(.forward(term: status.term, id: id, payload: command))
    }
  }

  func refused(_ id: RequestID, _ refusal: ProposalRefusal) {
    if let (origin, theirs) = forwarded.removeValue(forKey: id) {
      link(to: origin)?.send(.forwardRefused(id: theirs, isOverload: refusal == .overloaded))
      return
    }
    guard let proposal = parts.pending.take(id) else { return }
    switch refusal {
    case .notLeader, .transferring, .notReady: waitingProposals.append(proposal)
    case .overloaded: fail(proposal, .overloaded)
    case .tooLarge(let bytes, let limit): fail(proposal, .tooLarge(bytes: bytes, limit: limit))
    case .invalid: fail(proposal, .overloaded)
    }
  }

  func forwardRefused(_ id: RequestID, isOverload: Bool) {
    guard let proposal = parts.pending.take(id) else { return }
    if isOverload { fail(proposal, .overloaded) } else { waitingProposals.append(proposal) }
  }

  func retryWaiting() {
    guard status.leader != nil, !waitingProposals.isEmpty else { return }
    let waiting = waitingProposals
    waitingProposals = []
    propose(waiting)
  }

  /// Proposes again what an applied entry of a later term has made void.
  func retryVoid(before term: Term) {
    let void = parts.pending.takeVoid(before: term)
    guard !void.isEmpty else { return }
    logger.info("proposing again what was lost with its leader", metadata: ["count": "\(void.count)"])
    waitingProposals.append(
      contentsOf: void.map {
        var proposal = $0
        proposal.sawLeaderLost = true
        return proposal
      })
    retryWaiting()
  }

  func fail(_ proposal: PendingProposal, _ error: RequestError) {
    var completions = CompletionBatch()
    fail(proposal, error, into: &completions)
    completions.dispatch()
  }

  func fail(_ proposal: PendingProposal, _ error: RequestError, into completions: inout CompletionBatch) {
    failedProposals += 1
    release(proposal)
    proposal.fail(error, into: &completions)
  }

  func newRequestID() -> RequestID {
    nextRequestID += 1
    return nextRequestID
  }

  /// Answers what has waited too long, and tries again what waits for a leader that takes it.
  func sweep() {
    let now = eventLoop.now
    var completions = CompletionBatch()
    for proposal in parts.pending.takeExpired(now: now) {
      fail(proposal, proposal.sawLeaderLost ? .timedOutLeaderLost : .timedOut, into: &completions)
    }
    let (expired, kept) = waitingProposals.partitioned { $0.deadline <= now }
    waitingProposals = kept
    for proposal in expired {
      let error: RequestError =
        proposal.sawLeaderLost ? .timedOutLeaderLost : status.leader == nil ? .noLeader : .timedOut
      fail(proposal, error, into: &completions)
    }
    sweepReads(now: now, into: &completions)
    sweepLeaseQueries(now: now, into: &completions)
    sweepTransfers(now: now, into: &completions)
    completions.dispatch()
    retryWaiting()
    endTurn()
  }
}

extension Array {
  /// Those that match, and the others, both in order.
  func partitioned(by matches: (Element) -> Bool) -> (matching: [Element], rest: [Element]) {
    var matching: [Element] = []
    var rest: [Element] = []
    for element in self {
      if matches(element) { matching.append(element) } else { rest.append(element) }
    }
    return (matching, rest)
  }
}
