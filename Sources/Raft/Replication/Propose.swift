extension Raft {
  mutating func propose(_ proposals: [Proposal]) {
    guard case .leader(let leader) = state else {
      let refusal = ProposalRefusal.notLeader(leader: status.leader, term: hardState.term)
      for proposal in proposals { outputs.append(.proposalRefused(proposal.id, refusal)) }
      return
    }
    guard leader.transfer == nil else {
      for proposal in proposals { outputs.append(.proposalRefused(proposal.id, .transferring)) }
      return
    }
    var uncommitted = leader.uncommittedBytes
    for proposal in proposals {
      let bytes = proposal.payload.count
      if bytes > configuration.maxEntryBytes {
        let refusal = ProposalRefusal.tooLarge(bytes: bytes, limit: configuration.maxEntryBytes)
        outputs.append(.proposalRefused(proposal.id, refusal))
      } else if uncommitted > 0, uncommitted + bytes > configuration.maxUncommittedBytes {
        outputs.append(.proposalRefused(proposal.id, .overloaded))
      } else {
        uncommitted += bytes
        let index = log.lastIndex + 1
        append(Entry(index: index, term: hardState.term, kind: .command, payload: proposal.payload))
        outputs.append(.proposalAccepted(proposal.id, at: log.lastPosition))
      }
    }
    state.leader?.uncommittedBytes = uncommitted
  }
}
