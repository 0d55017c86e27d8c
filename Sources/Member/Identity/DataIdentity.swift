internal import Bytes
internal import Failpoints
package import Raft

/// Whose data a directory holds, and which directories this member knows its peers by.
///
/// A vote is remembered on disk only; a member whose directory is gone has forgotten its votes and the entries
/// that it acknowledged. So each directory draws an incarnation when it is made, peers write down the first one
/// they meet under a founding ID, and refuse any other. A new directory votes under that ID only once so many
/// peers have written it down that every quorum this ID could ever have been part of has one of them
/// (`admissionsNeeded`): then, had there been an older directory, one of them would have refused. What a directory
/// has written down that is no member yet says nothing against one that is: it may have met another as new as itself.
///
/// One that is refused, or that is made where data was damaged, takes an ID of its own (`Seat`), under which nobody
/// has ever voted. It needs no admission: it starts without a membership, and so it is heard for nothing until
/// the log itself has made it a learner, and then a voter in its predecessor's place.
///
/// Invariants: `memberID` is the seat's founding ID or the one that follows from `incarnation`, and never changes
/// once the directory `isAdmitted`; `knownPeers` has founding IDs only.
package struct DataIdentity: Sendable {
  package let clusterID: UInt64
  package let seat: Seat
  package private(set) var memberID: MemberID
  package let incarnation: UInt64
  package private(set) var isAdmitted: Bool
  package private(set) var knownPeers: [MemberID: UInt64]
  /// The voters that the cluster is founded with, whatever cluster.conf says later. nil: it came later, or has not
  /// been admitted yet.
  package private(set) var founders: [MemberID]?
  private let path: String

  /// Reads the identity of the directory, or makes one there with `incarnation`, for the seat's founding ID.
  package static func openOrCreate(
    directory: String, clusterID: UInt64, memberID: MemberID, incarnation: UInt64
  ) throws -> DataIdentity {
    try read(directory: directory, clusterID: clusterID, seat: Seat(founding: memberID))
      ?? create(directory: directory, clusterID: clusterID, memberID: memberID, incarnation: incarnation)
  }

  /// Makes one for the seat's founding ID.
  static func create(
    directory: String, clusterID: UInt64, memberID: MemberID, incarnation: UInt64
  ) throws -> DataIdentity {
    try SmallFile.makeFolder(directory)
    let seat = Seat(founding: memberID)
    let identity = DataIdentity(
      clusterID: clusterID, seat: seat, memberID: memberID, incarnation: incarnation, isAdmitted: false,
      path: path(in: directory))
    try identity.save()
    return identity
  }

  /// Puts the identity of a directory that takes a seat anew in the place of the one that is there.
  package static func replace(
    directory: String, clusterID: UInt64, memberID: MemberID, incarnation: UInt64
  ) throws {
    let seat = Seat(founding: memberID)
    try DataIdentity(
      clusterID: clusterID, seat: seat, memberID: seat.id(ofDirectory: incarnation), incarnation: incarnation,
      isAdmitted: false, path: path(in: directory)
    ).save()
  }

  /// nil where there is none.
  static func read(directory: String, clusterID: UInt64, seat: Seat) throws -> DataIdentity? {
    let path = path(in: directory)
    guard let body = try SmallFile.read(path) else { return nil }
    // The process may have died between renaming the file and making that durable.
    try SmallFile.syncFolder(of: path)
    let identity = try DataIdentity(decoding: body, seat: seat, path: path)
    let own = [seat.founding, seat.id(ofDirectory: identity.incarnation)]
    guard identity.clusterID == clusterID, own.contains(identity.memberID) else {
      throw ForeignData(
        directory: directory, found: identity, clusterID: clusterID, memberID: seat.founding)
    }
    return identity
  }

  private static func path(in directory: String) -> String { directory + "/identity" }

  /// Whether it goes by the ID that the cluster is founded with.
  package var isFounding: Bool { memberID == seat.founding }

  /// Of n members with quorums of q, each quorum holds q-1 others of the n-1; n-q+1 of those meet every one.
  package static func admissionsNeeded(members: Int, quorum: Int) -> Int {
    members <= 1 ? 0 : members - quorum + 1
  }

  /// Takes an ID of its own, since its peers know an earlier directory under the founding one. Whom it has met may
  /// have been as new as it is: they are met anew.
  package mutating func takeOwnID() throws {
    precondition(!isAdmitted, "a directory that may have voted stays who it is")
    try change {
      $0.memberID = $0.seat.id(ofDirectory: $0.incarnation)
      $0.knownPeers = [:]
    }
    Failpoints.reach(.identityOwnIDTaken)
  }

  /// `founders` are kept if it goes by the founding ID.
  package mutating func admit(founders: [MemberID]) throws {
    guard !isAdmitted else { return }
    try change {
      $0.isAdmitted = true
      if $0.isFounding { $0.founders = founders.sorted() }
    }
    Failpoints.reach(.identityAdmitted)
  }

  package enum Acquaintance: Equatable, Sendable {
    case known
    case other(known: UInt64)
  }

  /// Writes `incarnation` down, durably, if `peer` is met for the first time, or if it `overrules` what was written
  /// down before; for founding IDs.
  package mutating func meet(
    _ peer: MemberID, incarnation: UInt64, overrules: Bool = false
  ) throws -> Acquaintance {
    if let known = knownPeers[peer], known == incarnation || !overrules {
      return known == incarnation ? .known : .other(known: known)
    }
    try change { $0.knownPeers[peer] = incarnation }
    Failpoints.reach(.identityPeerMet)
    return .known
  }

  /// A directory has taken an ID of its own: it will never be the one that is known as `founding`.
  package mutating func forget(_ founding: MemberID, incarnation: UInt64) throws {
    guard knownPeers[founding] == incarnation else { return }
    try change { $0.knownPeers[founding] = nil }
  }

  /// What could not be made durable has not changed.
  private mutating func change(_ body: (inout DataIdentity) -> Void) throws {
    var next = self
    body(&next)
    try next.save()
    self = next
  }

  private init(
    clusterID: UInt64, seat: Seat, memberID: MemberID, incarnation: UInt64, isAdmitted: Bool, path: String
  ) {
    self.clusterID = clusterID
    self.seat = seat
    self.memberID = memberID
    self.incarnation = incarnation
    self.isAdmitted = isAdmitted
    knownPeers = [:]
    self.path = path
  }

  private init(decoding body: [UInt8], seat: Seat, path: String) throws {
    self.seat = seat
    var reader = ByteReader(body)
    let version = try reader.fixed(UInt32.self)
    guard version == 2 else { throw UnknownIdentity(path: path, version: version) }
    clusterID = try reader.fixed()
    memberID = MemberID(try reader.fixed())
    incarnation = try reader.fixed()
    isAdmitted = try reader.flag()
    knownPeers = [:]
    for _ in 0..<(try reader.count(limit: 1024)) {
      let peer = MemberID(try reader.fixed())
      knownPeers[peer] = try reader.fixed(UInt64.self)
    }
    let count = try reader.count(limit: 1024)
    let founders = try (0..<count).map { _ in MemberID(try reader.fixed()) }
    self.founders = founders.isEmpty ? nil : founders
    try reader.finish()
    self.path = path
  }

  private func save() throws {
    var writer = ByteWriter()
    writer.fixed(UInt32(2))
    writer.fixed(clusterID)
    writer.fixed(memberID.rawValue)
    writer.fixed(incarnation)
    writer.flag(isAdmitted)
    writer.varint(UInt64(knownPeers.count))
    for (peer, known) in knownPeers.sorted(by: { $0.key < $1.key }) {
      writer.fixed(peer.rawValue)
      writer.fixed(known)
    }
    writer.varint(UInt64(founders?.count ?? 0))
    for founder in founders ?? [] { writer.fixed(founder.rawValue) }
    try FileError.reach(.identityBeforeReplace, "create", path)
    try SmallFile.replace(path, with: writer.bytes)
    Failpoints.reach(.identityReplaced)
  }
}

/// Whole, but not this program's.
package struct UnknownIdentity: Error, CustomStringConvertible {
  let path: String
  let version: UInt32

  package var description: String {
    "\(path) is of version \(version), which this program does not know. Use the version of Tern that wrote it."
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
