internal import Configuration
internal import Logging
internal import NIOCore
internal import Raft

/// A leader takes new data directories in for those that were lost: one that answers at its member's address, and
/// whose predecessor is silent, first becomes a learner; when it has caught up it takes its predecessor's place,
/// by joint consensus. Every step is an entry of the log, so whoever leads next goes on from where it stands, and
/// the directory itself has nothing to decide.
extension ConsensusLoop {
  private static let interval = TimeAmount.milliseconds(100)

  /// To be called when there may be something to do; it then looks again until there is nothing left.
  func scheduleTakingIn() {
    guard takingIn == nil, !hasStopped, status.role == .leader, !seatsToFill.isEmpty else { return }
    takingIn = eventLoop.scheduleTask(in: Self.interval) {
      self.takingIn = nil
      self.takeIn()
      self.endTurn()
      self.scheduleTakingIn()
    }
  }

  /// Where somebody else answers than the membership has as a voter, or a learner has been left over.
  private var seatsToFill: [PeerLink] {
    guard let membership = core?.raft.membership else { return [] }
    return links.values.filter { link in
      link.peer.map { !membership.voters.contains($0) } == true
        || link.peer != nil && membership.learners.contains(where: link.seat.holds)
    }.sorted { $0.seat.founding < $1.seat.founding }
  }

  private func takeIn() {
    guard status.role == .leader, let membership = core?.raft.membership, !membership.isJoint else { return }
    for link in seatsToFill {
      guard let present = link.peer,
        let (change, news) = change(for: present, in: link.seat, membership)
      else { continue }
      step(.changeMembership(change, id: newRequestID()))
      if core?.raft.membership != membership {
        logger.notice(news, metadata: ["peer": "\(name(of: present))", "id": "\(present)"])
      }
      return
    }
  }

  /// The next step for a seat at which `present` answers, and what there is to tell of it.
  private func change(
    for present: MemberID, in seat: Seat, _ membership: Membership
  ) -> (MembershipChange, Logger.Message)? {
    let others = membership.learners.filter { !seat.holds($0) }
    let learners = membership.learners.filter(seat.holds)
    let voter = membership.voters.first(where: seat.holds)
    if present == voter {
      guard !learners.isEmpty else { return nil }
      return (
        .set(voters: membership.voters, learners: others),
        "a member is back with the data directory that it had"
      )
    }
    if let voter, isHeard(voter) { return nil }
    guard learners == [present] else {
      return (
        .set(voters: membership.voters, learners: others + [present]),
        "a member has come back with a new data directory, which is taken in as a learner"
      )
    }
    guard hasCaughtUp(present) else { return nil }
    return (
      voter.map { .replace($0, with: present) } ?? .promote(present),
      "a member's new data directory has caught up, and takes the lost one's place"
    )
  }

  /// Whether the member has been heard from so lately that it may be alive after all, somewhere.
  private func isHeard(_ member: MemberID) -> Bool {
    guard let progress = core?.raft.progress.first(where: { $0.id == member }) else { return false }
    return now.nanoseconds &- progress.lastHeard.nanoseconds
      < 2 &* parts.configuration.timing.electionTimeout.nanoseconds
  }

  /// Nearly: the rest follows while the change is made.
  private func hasCaughtUp(_ member: MemberID) -> Bool {
    guard let core, let progress = core.raft.progress.first(where: { $0.id == member }) else { return false }
    return progress.mode == .replicate && progress.match + 256 >= core.raft.commitIndex
  }
}
