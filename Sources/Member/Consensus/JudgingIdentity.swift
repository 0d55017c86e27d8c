internal import Logging
internal import PlantedBugs
internal import Raft
internal import Synchronization

/// A member whose data directory is not the one that its peers know.
package struct RefusedIdentity: Error, CustomStringConvertible {
  let name: String
  let peer: String

  package var description: String {
    """
    member \(name) is refused: its data directory is not the one that member \(peer) knows it by. Put its own \
    directory back in place, or start it with an empty one: the cluster then takes it in anew, with everything \
    that the others have.
    """
  }
}

/// A member whose place another data directory has taken for good.
package struct ReplacedIdentity: Error, CustomStringConvertible {
  let name: String
  let id: MemberID
  let successor: MemberID

  package var description: String {
    """
    member \(name) is refused: its data directory (ID \(id)) was taken for lost, and another one (ID \
    \(successor)) has taken its place in the cluster. Start the member with that one. If it is lost too, set this \
    directory's contents aside and start with it empty: the cluster then takes it in anew.
    """
  }
}

/// Which data directory may speak for a seat.
extension ConsensusLoop {
  /// nil if a member that greets, or answers a greeting, is to be heard.
  func judge(_ peer: MemberID, _ standing: Hello.Standing, incarnation: UInt64, _ seat: Seat) -> Welcome? {
    if let refusal = refusalOfStranger(in: seat) { return refusal }
    let isFounding = peer == seat.founding
    if standing == .founding {
      // A newcomer can neither vouch for a founder nor say that there was another before it.
      guard identity.isFounding || self.standing.isMember else {
        return .refused(reason: "it is new itself, and can't know who was here before")
      }
      // One that came to its own seat later can't know who voted before it: only those who founded the cluster,
      // and remember it, may say that nobody has.
      guard isFounding, identity.isFounding, successor(of: peer, in: seat, since: 0) == nil else {
        return .refusedIncarnation
      }
    }
    if case .member(let since) = standing, let successor = successor(of: peer, in: seat, since: since) {
      return .refusedReplaced(by: successor)
    }
    do {
      guard try knows(peer, standing, in: seat, incarnation: incarnation) else {
        if standing != .founding, refusedIncarnations.updateValue(incarnation, forKey: seat) != incarnation {
          logger.error(
            "a member is refused: its data directory is not the one it is known by",
            metadata: ["peer": "\(name(of: peer))"])
        }
        return .refusedIncarnation
      }
    } catch let error as FileError where error.isOutOfSpace {
      return .refused(reason: "its disk is full: \(error)")
    } catch {
      parts.onFatal(error)
      return .refused(reason: "it is about to end")
    }
    return nil
  }

  /// A seat that the membership has nobody for, and never had: the file was edited since the cluster was founded.
  private func refusalOfStranger(in seat: Seat) -> Welcome? {
    let membership = parts.applier.appliedMembership.withLock { $0.membership }
    guard membership != Membership.none, !membership.all.contains(where: seat.holds) else {
      strangers.remove(seat)
      return nil
    }
    if strangers.insert(seat).inserted {
      logger.error(
        """
        cluster.conf has a member that this cluster was not founded with; it is heard for nothing. Members can't be \
        renamed or added by editing the file: give each the name that it had, on all machines
        """,
        metadata: ["member": "\(name(of: seat.founding))"])
    }
    return .refused(
      reason: "the cluster was not founded with a member of this name. Give it the name that it had")
  }

  /// Who holds the seat instead of a member that a committed membership had at `since`, if it is known here that a
  /// later one hasn't.
  private func successor(of member: MemberID, in seat: Seat, since: LogIndex) -> MemberID? {
    // The index first: the membership is then at least as new.
    guard appliedIndex >= since else { return nil }
    let applied = parts.applier.appliedMembership.withLock { $0.membership }
    guard !applied.contains(member) else { return nil }
    return applied.voters.first(where: seat.holds)
  }

  /// Whether the directory is the one that goes by this ID. What is told of a founding ID is durable. One that is no
  /// member yet has no say against one that is.
  private func knows(
    _ id: MemberID, _ standing: Hello.Standing, in seat: Seat, incarnation: UInt64
  ) throws -> Bool {
    if id == seat.founding {
      let overrules = standing.isMember && !self.standing.isMember
      return try identity.meet(id, incarnation: incarnation, overrules: overrules) == .known
        || Planted.has(.trustsNewDirectory)
    }
    guard id == seat.id(ofDirectory: incarnation) else { return false }
    try identity.forget(seat.founding, incarnation: incarnation)
    return true
  }

  /// A new directory learns that there was one before it: it must not vote under that one's ID, and asks to be
  /// taken in under its own.
  func takeOwnID(refusedBy peer: String) {
    precondition(core == nil, "a member that takes part can't take another ID")
    do {
      try identity.takeOwnID()
    } catch {
      return parts.onFatal(error)
    }
    parts.ownID.value = myself
    parts.applier.appliedMembership.withLock { $0 = (.none, 0) }
    restored.snapshot.membership = .none
    admittedBy = []
    logger.notice(
      "this data directory is new, and a peer knows an earlier one: it takes an identity of its own",
      metadata: ["peer": "\(peer)", "id": "\(myself)"])
    for link in links.values { link.drop() }
    listener?.dropConnections()
    startVotingIfAdmitted()
  }
}
