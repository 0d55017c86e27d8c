/// Who takes part. While a change is under way the membership is joint (§6, §4.3 of the thesis): decisions need
/// a majority of `voters` and one of `outgoing`.
///
/// Invariants: each list is sorted and without repeats; no learner is a voter on either side; `voters` is not
/// empty once the cluster is founded.
package struct Membership: Hashable, Sendable {
  package private(set) var voters: [MemberID]
  /// The voters before the change, while it is under way; otherwise empty.
  package private(set) var outgoing: [MemberID]
  /// They receive the log and count for nothing.
  package private(set) var learners: [MemberID]

  package init(voters: some Sequence<MemberID>, learners: some Sequence<MemberID> = [MemberID]()) {
    self.init(voters: voters, outgoing: [MemberID](), learners: learners)
  }

  package init(
    voters: some Sequence<MemberID>, outgoing: some Sequence<MemberID>, learners: some Sequence<MemberID>
  ) {
    self.voters = Set(voters).sorted()
    self.outgoing = Set(outgoing).sorted()
    let voting = Set(self.voters).union(self.outgoing)
    self.learners = Set(learners).subtracting(voting).sorted()
  }

  /// Of a data directory that a cluster is to take in: until the log tells it who takes part, it knows nobody,
  /// and decides nothing.
  package static let none = Membership(voters: [])

  package var isJoint: Bool { !outgoing.isEmpty }

  /// Voters of both sides and learners, each once, in the order of their IDs.
  package var all: [MemberID] {
    Set(voters).union(outgoing).union(learners).sorted()
  }

  package func contains(_ member: MemberID) -> Bool {
    isVoter(member) || learners.contains(member)
  }

  /// Whether the member votes on either side.
  package func isVoter(_ member: MemberID) -> Bool {
    voters.contains(member) || outgoing.contains(member)
  }

  /// What the joint membership becomes when it is left.
  package var settled: Membership {
    Membership(voters: voters, learners: learners)
  }
}

// MARK: - Deciding

extension Membership {
  /// Whether those for whom `agrees` holds are a majority on each side.
  package func hasQuorum(where agrees: (MemberID) -> Bool) -> Bool {
    Self.majority(of: voters, where: agrees)
      && (outgoing.isEmpty || Self.majority(of: outgoing, where: agrees))
  }

  private static func majority(of members: [MemberID], where agrees: (MemberID) -> Bool) -> Bool {
    var count = 0
    for member in members where agrees(member) { count += 1 }
    return count > members.count / 2
  }

  /// The highest index that a majority on each side has reached.
  package func quorumIndex(_ reached: (MemberID) -> LogIndex) -> LogIndex {
    let index = Self.majorityIndex(of: voters, reached)
    return outgoing.isEmpty ? index : min(index, Self.majorityIndex(of: outgoing, reached))
  }

  /// Quadratic and without allocation: there are few voters, and this runs for every acknowledgement.
  private static func majorityIndex(of members: [MemberID], _ reached: (MemberID) -> LogIndex) -> LogIndex {
    var best: LogIndex = 0
    for member in members {
      let candidate = reached(member)
      guard candidate > best else { continue }
      var count = 0
      for other in members where reached(other) >= candidate { count += 1 }
      if count > members.count / 2 { best = candidate }
    }
    return best
  }
}

// MARK: - Bytes

package enum MembershipError: Error, Hashable, Sendable {
  case undecodable(String)
}

extension Membership {
  private static let version: UInt8 = 1
  /// More members than this in one list is damage, not a cluster.
  private static let maxMembers = 1024

  /// A version byte, then for each of voters, outgoing and learners its count (2 bytes) and IDs (8 bytes each),
  /// little-endian.
  package var encoded: [UInt8] {
    var bytes: [UInt8] = [Self.version]
    for list in [voters, outgoing, learners] {
      withUnsafeBytes(of: UInt16(list.count).littleEndian) { bytes.append(contentsOf: $0) }
      for member in list {
        withUnsafeBytes(of: member.rawValue.littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
    return bytes
  }

  package init(decoding bytes: [UInt8]) throws(MembershipError) {
    guard bytes.first == Self.version else {
      throw .undecodable("not a membership of version \(Self.version)")
    }
    var rest = bytes.dropFirst()
    let voters = try Self.takeList(&rest)
    let outgoing = try Self.takeList(&rest)
    let learners = try Self.takeList(&rest)
    guard rest.isEmpty else { throw .undecodable("\(rest.count) bytes left over") }
    guard !voters.isEmpty else { throw .undecodable("no voters") }
    self.init(voters: voters, outgoing: outgoing, learners: learners)
    guard self.voters == voters, self.outgoing == outgoing, self.learners == learners else {
      throw .undecodable("lists unsorted, repeated or overlapping")
    }
  }

  private static func takeList(_ bytes: inout ArraySlice<UInt8>) throws(MembershipError) -> [MemberID] {
    let count = try takeInteger(&bytes, size: 2)
    guard count <= maxMembers else { throw .undecodable("\(count) members in one list") }
    var list: [MemberID] = []
    for _ in 0..<count {
      list.append(MemberID(try takeInteger(&bytes, size: 8)))
    }
    return list
  }

  private static func takeInteger(
    _ bytes: inout ArraySlice<UInt8>, size: Int
  ) throws(MembershipError) -> UInt64 {
    guard bytes.count >= size else { throw .undecodable("ended early") }
    var value: UInt64 = 0
    for byte in bytes.prefix(size).reversed() { value = value << 8 | UInt64(byte) }
    bytes = bytes.dropFirst(size)
    return value
  }
}
