internal import Bytes
package import Raft

/// Whose data a directory holds, and which directories this member knows its peers by.
///
/// A vote is remembered on disk only; a member whose directory is gone has forgotten its votes and the entries
/// that it acknowledged. So each directory draws an incarnation when it is made, peers write down the first one
/// they meet under an ID, and refuse any other. A new directory votes only once so many peers have
/// written it down that every quorum this ID could ever have been part of has one of them
/// (`admissionsNeeded`): then, had there been an older directory, one of them would have refused.
package struct DataIdentity: Sendable {
  package let clusterID: UInt64
  package let memberID: MemberID
  package let incarnation: UInt64
  package private(set) var isAdmitted: Bool
  package private(set) var knownPeers: [MemberID: UInt64]
  private let path: String

  /// Reads the identity of the directory, or makes one there with `incarnation`.
  package static func openOrCreate(
    directory: String, clusterID: UInt64, memberID: MemberID, incarnation: UInt64
  ) throws -> DataIdentity {
    try SmallFile.makeFolder(directory)
    let path = directory + "/identity"
    guard let body = try SmallFile.read(path) else {
      let identity = DataIdentity(
        clusterID: clusterID, memberID: memberID, incarnation: incarnation, isAdmitted: false,
        knownPeers: [:],
        path: path)
      try identity.save()
      return identity
    }
    // The process may have died between renaming the file and making that durable.
    try SmallFile.syncFolder(of: path)
    let identity = try DataIdentity(decoding: body, path: path)
    guard identity.clusterID == clusterID, identity.memberID == memberID else {
      throw ForeignData(directory: directory, found: identity, clusterID: clusterID, memberID: memberID)
    }
    return identity
  }

  /// Of n members with quorums of q, each quorum holds q-1 others of the n-1; n-q+1 of those meet every one.
  package static func admissionsNeeded(members: Int) -> Int {
    members <= 1 ? 0 : members - (members / 2 + 1) + 1
  }

  package mutating func admit() throws {
    guard !isAdmitted else { return }
    isAdmitted = true
    try save()
  }

  package enum Acquaintance: Equatable, Sendable {
    case known
    case other(known: UInt64)
  }

  /// Writes `incarnation` down, durably, if `peer` is met for the first time.
  package mutating func meet(_ peer: MemberID, incarnation: UInt64) throws -> Acquaintance {
    if let known = knownPeers[peer] {
      return known == incarnation ? .known : .other(known: known)
    }
    knownPeers[peer] = incarnation
    try save()
    return .known
  }

  private init(
    clusterID: UInt64, memberID: MemberID, incarnation: UInt64, isAdmitted: Bool,
    knownPeers: [MemberID: UInt64], path: String
  ) {
    self.clusterID = clusterID
    self.memberID = memberID
    self.incarnation = incarnation
    self.isAdmitted = isAdmitted
    self.knownPeers = knownPeers
    self.path = path
  }

  private init(decoding body: [UInt8], path: String) throws {
    var reader = ByteReader(body)
    guard try reader.fixed(UInt32.self) == 1 else { throw DamagedFile(path: path) }
    clusterID = try reader.fixed()
    memberID = MemberID(try reader.fixed())
    incarnation = try reader.fixed()
    isAdmitted = try reader.flag()
    knownPeers = [:]
    for _ in 0..<(try reader.count(limit: 1024)) {
      let peer = MemberID(try reader.fixed())
      knownPeers[peer] = try reader.fixed(UInt64.self)
    }
    try reader.finish()
    self.path = path
  }

  private func save() throws {
    var writer = ByteWriter()
    writer.fixed(UInt32(1))
    writer.fixed(clusterID)
    writer.fixed(memberID.rawValue)
    writer.fixed(incarnation)
    writer.flag(isAdmitted)
    writer.varint(UInt64(knownPeers.count))
    for (peer, known) in knownPeers.sorted(by: { $0.key < $1.key }) {
      writer.fixed(peer.rawValue)
      writer.fixed(known)
    }
    try SmallFile.replace(path, with: writer.bytes)
  }
}

package struct ForeignData: Error, CustomStringConvertible {
  let directory: String
  let found: DataIdentity
  let clusterID: UInt64
  let memberID: MemberID

  package var description: String {
    """
    \(directory) holds the data of member \(found.memberID) of cluster \
    \(String(found.clusterID, radix: 16)), but this is member \(memberID) of cluster \
    \(String(clusterID, radix: 16)). Give each member a data directory of its own, and keep the cluster's and \
    members' names as they were when it was made.
    """
  }
}
