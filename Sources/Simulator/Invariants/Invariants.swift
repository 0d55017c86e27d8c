internal import Keyspace
internal import Member
internal import Raft

/// What must hold at every step, checked after each event of a member and at its gateways.
final class Invariants {
  /// What one life of a member has shown so far.
  private struct Seen {
    var term: Term = 0
    var role = Role.follower
    var commit: LogIndex = 0
    var applied: LogIndex = 0
    var revision: Int64 = 0
  }

  private unowned let world: World
  private var seen: [Seen]
  private var leaders: [Term: MemberID] = [:]
  /// The entry that was committed at each index, as a hash of its bytes.
  private var committed: [UInt64] = []
  private var committedTerms: [Term] = []
  /// The term of the first member to apply it: it was committed in that one at the latest.
  private var committedBy: [Term] = []
  /// The keyspace's rolling hash at each index that was the end of a batch somewhere.
  private var hashes: [LogIndex: UInt64] = [:]

  init(_ world: World, members: Int) {
    self.world = world
    seen = Array(repeating: Seen(), count: members)
  }

  /// Who was seen to lead in `term`.
  func leader(of term: Term) -> MemberID? { leaders[term] }

  func started(_ owner: SimulatedMember, _ member: Member) {
    let index = owner.process.machine
    seen[index] = Seen()
    seen[index].commit = member.status.commitIndex
    let position = member.keyspace.position
    // AppliedIndexAtomic: what a checkpoint holds is what was applied up to the index that it names.
    checkHash(position, owner)
    seen[index].revision = position.revision
    seen[index].applied = position.appliedIndex
    world.coverage.reach(.restartWithLog, when: member.status.commitIndex > position.appliedIndex)
  }

  func check(_ owner: SimulatedMember, _ member: Member) {
    let index = owner.process.machine
    let status = member.status
    if status.raft.term != seen[index].term || status.raft.role != seen[index].role {
      statusChanged(owner, member, from: seen[index], to: status.raft)
      seen[index].term = status.raft.term
      seen[index].role = status.raft.role
    }
    if status.commitIndex < seen[index].commit {
      world.violated("CommitMonotonic", "\(owner.name)'s commit fell to \(status.commitIndex)")
    }
    if status.raft.role == .leader, status.commitIndex > seen[index].commit {
      checkCommit(owner, member, status)
    }
    seen[index].commit = status.commitIndex
    let position = member.keyspace.position
    guard position.appliedIndex != seen[index].applied || position.revision != seen[index].revision else {
      return
    }
    if position.appliedIndex < seen[index].applied || position.revision < seen[index].revision {
      world.violated(
        "RevisionMonotonic",
        "\(owner.name) went back to index \(position.appliedIndex), revision \(position.revision)")
    }
    seen[index].applied = position.appliedIndex
    seen[index].revision = position.revision
    checkHash(position, owner)
  }

  /// CommittedInOwnTerm: a leader counts only for entries of its own term (§5.4.2).
  private func checkCommit(_ owner: SimulatedMember, _ member: Member, _ status: MemberStatus) {
    member.inspectLog { _, _, termAt in
      guard let term = termAt(status.commitIndex), term != status.raft.term else { return }
      world.violated(
        "CommittedInOwnTerm",
        "\(owner.name) leads term \(status.raft.term) and commits \(status.commitIndex), of term \(term)")
    }
  }

  private func statusChanged(
    _ owner: SimulatedMember, _ member: Member, from old: Seen, to new: Status
  ) {
    if new.term < old.term { world.violated("TermMonotonic", "\(owner.name)'s term fell to \(new.term)") }
    if new.role != old.role { world.nemesis.ambush.noticed(.election, owner) }
    // One whose peers don't answer leaves in the same way: the delay tells the two apart, mostly.
    world.coverage.reach(
      .blockedLeaderLeft,
      when: old.role == .leader && new.role == .follower && new.term == old.term
        && (owner.applyBlockedFor ?? 0) >= 2_000_000_000)
    guard new.role == .leader else { return }
    if old.role != .leader { world.nemesis.ambush.noticed(.leadership, owner) }
    world.coverage.reach(.leaderElected)
    // By its ID: a member that lost its data is another one when it is back.
    let id = member.identity.memberID
    if let other = leaders[new.term], other != id {
      world.violated("ElectionSafety", "\(owner.name) (\(id)) and \(other) both lead in term \(new.term)")
    }
    if leaders[new.term] == nil { world.coverage.reach(.leaderReplaced, when: !leaders.isEmpty) }
    leaders[new.term] = id
    checkCompleteness(owner, member, term: new.term)
  }

  /// LeaderCompleteness: who leads holds every entry that was committed in an earlier term. (Who was paused may come
  /// to lead a term that is over already, and knows nothing of what was committed since.)
  private func checkCompleteness(_ owner: SimulatedMember, _ member: Member, term: Term) {
    let due = LogIndex((committedBy.lastIndex { $0 != 0 && $0 < term } ?? -1) + 1)
    member.inspectLog { first, last, termAt in
      guard last >= due else {
        return world.violated(
          "LeaderCompleteness",
          "\(owner.name) leads term \(term) with a log that ends at \(last), and \(due) is committed")
      }
      var index = max(first, 1)
      while index <= due {
        if committedTerms[Int(index) - 1] != 0, termAt(index) != committedTerms[Int(index) - 1] {
          return world.violated(
            "LeaderCompleteness",
            "\(owner.name) leads term \(term) with another entry than the committed one at \(index)")
        }
        index += 1
      }
    }
  }

  /// StateMachineSafety: what any two members apply at an index is the same.
  func applied(_ entries: [Entry], at owner: SimulatedMember) {
    for entry in entries {
      let place = Int(entry.index) - 1
      let hash = Self.hash(entry)
      while committed.count <= place {
        committed.append(0)
        committedTerms.append(0)
        committedBy.append(0)
      }
      if committed[place] == 0 {
        committed[place] = hash
        committedTerms[place] = entry.term
        committedBy[place] = owner.member?.status.raft.term ?? .max
      } else if committed[place] != hash {
        world.violated("StateMachineSafety", "\(owner.name) applies another entry at \(entry.index)")
      }
    }
  }

  /// EqualHashAtEqualRevision.
  private func checkHash(_ position: StorePosition, _ owner: SimulatedMember) {
    guard position.appliedIndex > 0 else { return }
    if let known = hashes[position.appliedIndex] {
      if known != position.rollingHash {
        world.violated(
          "EqualHashAtEqualRevision", "\(owner.name)'s hash differs at index \(position.appliedIndex)")
      }
    } else {
      hashes[position.appliedIndex] = position.rollingHash
    }
  }

  /// FNV-1a over what makes the entry.
  private static func hash(_ entry: Entry) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    withUnsafeBytes(of: entry.term) { for byte in $0 { mix(byte) } }
    mix(entry.kind.rawValue)
    for byte in entry.payload { mix(byte) }
    return hash | 1
  }
}

extension Coverage {
  mutating func reach(_ situation: Situation, when isReached: Bool) {
    if isReached { reach(situation) }
  }
}
