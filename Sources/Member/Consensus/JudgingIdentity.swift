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
  /// nil if the member that greets is to be heard.
  func judge(_ hello: Hello, _ seat: Seat) -> Welcome? {
    let isFounding = hello.from == seat.founding
    if hello.standing == .founding {
      // One that came to its own seat later can't know who voted before it: only those who founded the cluster,
      // and remember it, may say that nobody has.
      guard isFounding, identity.isFounding, successor(of: hello.from, in: seat, since: 0) == nil else {
        return .refusedIncarnation
      }
    }
    if case .member(let since) = hello.standing,
      let successor = successor(of: hello.from, in: seat, since: since)
    {
      return .refusedReplaced(by: successor)
    }
    guard knows(hello.from, in: seat, incarnation: hello.incarnation) else {
      if hello.standing != .founding {
        logger.error(
          "a member is refused: its data directory is not the one it is known by",
          metadata: ["peer": "\(name(of: hello.from))"])
      }
      return .refusedIncarnation
    }
    return nil
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

  /// Whether the directory is the one that goes by this ID. What is told of a founding ID is durable.
  func knows(_ id: MemberID, in seat: Seat, incarnation: UInt64) -> Bool {
    do {
      if id == seat.founding {
        return try identity.meet(id, incarnation: incarnation) == .known || Planted.has(.trustsNewDirectory)
      }
      guard id == seat.id(ofDirectory: incarnation) else { return false }
      try identity.forget(seat.founding, incarnation: incarnation)
      return true
    } catch {
      parts.onFatal(error)
      return false
    }
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
