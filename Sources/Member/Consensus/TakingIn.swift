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

  /// Where somebody else answers than the membership has as a voter, or a learner has been left over, and who is
  /// there. This member holds its own seat.
  private var seatsToFill: [(seat: Seat, present: MemberID)] {
    guard let membership = core?.raft.membership else { return [] }
    let present = links.values.compactMap { link in link.peer.map { (seat: link.seat, present: $0) } }
    return (present + [(seat: identity.seat, present: myself)]).filter { seat, present in
      // A seat that no voter has ever held is no part of the cluster, whatever cluster.conf says.
      membership.voters.contains(where: seat.holds)
        && (!membership.voters.contains(present) || membership.learners.contains(where: seat.holds))
    }.sorted { $0.seat.founding < $1.seat.founding }
  }

  private func takeIn() {
    guard status.role == .leader, let membership = core?.raft.membership, !membership.isJoint else { return }
    for (seat, present) in seatsToFill {
      guard let (change, news) = change(for: present, in: seat, membership) else { continue }
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
    guard let voter = membership.voters.first(where: seat.holds) else { return nil }
    if present == voter {
      guard !learners.isEmpty else { return nil }
      return (
        .set(voters: membership.voters, learners: others),
        "a member is back with the data directory that it had"
      )
    }
    if isHeard(voter) { return nil }
    guard learners == [present] else {
      return (
        .set(voters: membership.voters, learners: others + [present]),
        "a member has come back with a new data directory, which is taken in as a learner"
      )
    }
    guard hasCaughtUp(present) else { return nil }
    return (
      .replace(voter, with: present),
      "a member's new data directory has caught up, and takes the lost one's place"
    )
  }

  /// Whether the member has been heard from so lately that it may be alive after all, somewhere.
  private func isHeard(_ member: MemberID) -> Bool {
    guard let progress = core?.raft.progress.first(where: { $0.id == member }) else { return false }
    return now.nanoseconds &- progress.lastHeard.nanoseconds
      < 2 &* parts.configuration.timing.electionTimeout.nanoseconds
  }

  /// By rounds, as §4.2.1 of the thesis has it: a round ends when the member has all that the log held when it began.
  /// One that took less than an election timeout, or than ten times the interval at which this is looked at, shows
  /// that the member keeps up, whatever the load: what is left to get once it votes takes no longer. (There the
  /// tenth round decides, and a member that is too slow is refused; here the rounds go on until it is not.)
  private func hasCaughtUp(_ member: MemberID) -> Bool {
    guard let core, let progress = core.raft.progress.first(where: { $0.id == member }),
      progress.mode == .replicate
    else {
      rounds[member] = nil
      return false
    }
    guard let round = rounds[member] else {
      beginRound(for: member)
      return false
    }
    guard progress.match >= round.goal else { return false }
    let limit = max(
      parts.configuration.timing.electionTimeout.nanoseconds, 10 * UInt64(Self.interval.nanoseconds))
    let isShort = now.nanoseconds &- round.began.nanoseconds < limit
    beginRound(for: member)
    return isShort
  }

  private func beginRound(for member: MemberID) {
    guard let core else { return }
    rounds[member] = CatchingUp(goal: core.raft.lastIndex, began: now)
  }
}

/// A round of a learner's catching up.
struct CatchingUp {
  var goal: LogIndex
  var began: MonotonicTime
}
