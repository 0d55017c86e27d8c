// A member that is held up, most often with its whole machine, hears nobody meanwhile. It sees that by a tick that
// comes late, and counts that time neither as a peer's silence nor as its disk's: everything that waits for either is
// put off by it. So after a pause that held up all members alike nobody campaigns and nobody steps down, and a member
// that is always late counts at least the time between its ticks. This departs from the paper, and touches no
// promise: all that it changes is when a campaign begins.

extension Raft {
  /// When a follower looks again whether it was held up: often enough to see most of a pause as one.
  var wakeTime: MonotonicTime { now.advanced(by: configuration.heartbeatInterval * 2) }

  /// To be called at each tick, before anything is judged by the time.
  mutating func excuseLateness() {
    switch state {
    case .follower(let follower):
      guard case .heard(let leader, let heard, _) = follower.contact, now >= follower.wakesAt else { return }
      let late = now.since(follower.wakesAt)
      let contact = Follower.Contact.heard(leader, at: min(now, heard.advanced(by: late)), wakesAt: wakeTime)
      state.follower?.contact = contact
      state.follower?.deadline = follower.deadline.advanced(by: late)
      excuseDisk(late)
    case .leader(let leader):
      guard now > leader.heartbeatDeadline else { return }
      let late = now.since(leader.heartbeatDeadline)
      for (at, peer) in leader.peers.enumerated() {
        state.leader?.peers[at].lastHeard = min(now, peer.lastHeard.advanced(by: late))
      }
      excuseDisk(late)
    case .preCandidate, .candidate:
      break
    }
  }

  private mutating func excuseDisk(_ duration: UInt64) {
    durability.excuse(duration)
    blockedSince = blockedSince.map { min(now, $0.advanced(by: duration)) }
  }
}
