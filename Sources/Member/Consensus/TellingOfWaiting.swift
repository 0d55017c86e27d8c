internal import Configuration
internal import Logging
internal import NIOCore
internal import Raft

/// A member without a leader can do nothing but wait, and who runs it must hear for what, and what to do.
extension ConsensusLoop {
  private static let interval = TimeAmount.seconds(10)
  private static let reminder = TimeAmount.seconds(60)
  private static let recently = TimeAmount.milliseconds(2500)

  func tellOfWaiting() {
    guard !hasStopped else { return }
    waitingNotice = eventLoop.scheduleTask(in: Self.interval) { self.tellOfWaiting() }
    tellOfRivals()
    guard status.leader == nil else {
      leaderless = nil
      return
    }
    let now = eventLoop.now
    guard let (since, told) = leaderless else {
      leaderless = (now, nil)
      return
    }
    guard told.map({ now - $0 >= Self.reminder }) ?? true else { return }
    leaderless = (since, now)
    tellOfWaiting(seconds: (now - since).nanoseconds / 1_000_000_000)
  }

  private func tellOfWaiting(seconds: Int64) {
    var silent: [String] = []
    var holders: [String] = []
    var others: [String] = []
    for member in parts.configuration.members {
      let seat = parts.configuration.seat(of: member)
      if seat == identity.seat {
        if standing.isMember { holders.append(member.name) } else { others.append(member.name) }
      } else if links[seat]?.peer == nil {
        silent.append(member.name)
      } else if standings[seat]?.isMember == true {
        holders.append(member.name)
      } else {
        others.append(member.name)
      }
    }
    let needed = parts.configuration.quorum
    logger.error(
      advice(canBeEnough: holders.count + silent.count >= needed),
      metadata: [
        "with data": "\(list(holders))", "without": "\(list(others))", "not connected": "\(list(silent))",
        "needed": "\(needed)", "seconds": "\(seconds)",
      ])
  }

  /// Two processes that both take themselves for the same member, for longer than one may take to follow the other.
  private func tellOfRivals() {
    let rivals = links.keys.filter { seat in
      (listener?.claimants(of: seat, since: eventLoop.now - Self.recently).count ?? 0) > 1
    }
    for seat in rivals.sorted(by: { $0.founding < $1.founding }) where rivalSeats.contains(seat) {
      logger.error(
        """
        two processes with different data directories both say that they are this member. Stop the one that is not \
        to be it
        """,
        metadata: ["member": "\(name(of: seat.founding))"])
    }
    rivalSeats = Set(rivals)
  }

  private func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.joined(separator: " ")
  }

  private func advice(canBeEnough: Bool) -> Logger.Message {
    if identity.isFounding, !identity.isAdmitted {
      return """
        the cluster is not founded yet: that takes all of its members. Start those that are not connected, with \
        empty data directories, or with those that they had if it was founded before. If one has lost its directory \
        meanwhile, stop all, empty all directories, and start them
        """
    }
    if canBeEnough {
      return """
        there is no leader: that takes a majority of members that have the cluster's data and can reach each \
        other. Start those that are not connected
        """
    }
    return """
      there is no leader, and can be none: a majority of the members is without the cluster's data. Stop them and \
      put their data directories back; what a member set aside is in damaged-TIME in its directory. If it is lost \
      for good, keep a copy of what is left, empty all data directories, and load a backup into the new cluster
      """
  }
}
