internal import Failpoints
internal import Raft

/// Where the core's outputs come to a failpoint: the core itself knows of none.
extension ConsensusLoop {
  func reachFailpoint(before output: Output) {
    switch output {
    case .persist(let persist):
      if let vote = persist.hardState?.votedFor, vote != myself { Failpoints.reach(.voteBeforeWrite) }
    case .send(let message, _):
      switch message.content {
      case .voteResponse(granted: true): Failpoints.reach(.voteBeforeAnswer)
      case .timeoutNow: Failpoints.reach(.timeoutNowSent)
      default: break
      }
    case .membershipChanged(let membership):
      if membership.isJoint {
        Failpoints.reach(.jointEntered)
      } else {
        Failpoints.reach(membership.learners.isEmpty ? .jointLeft : .learnerAdded)
      }
    default: break
    }
  }

  func reachFailpoint(between old: Status, _ new: Status) {
    guard old.role != new.role else { return }
    if old.role == .leader { Failpoints.reach(.steppedDown) }
    switch new.role {
    case .preCandidate: Failpoints.reach(.becamePreCandidate)
    case .candidate: Failpoints.reach(.becameCandidate)
    case .leader: Failpoints.reach(.becameLeader)
    case .follower, .learner: break
    }
  }
}
