package import Bytes
package import Raft

/// What members say to one another, besides greeting: one frame each.
///
/// On the wire: length (4 bytes, little-endian, of what follows the sum), CRC32C of that, and then a type byte
/// with the body.
package enum PeerFrame: Hashable, Sendable {
  case hello(Hello)
  case welcome(Welcome)
  /// A consensus message, as `MessageCodec` has it.
  case consensus([UInt8])
  /// A command for the leader of `term`, and of that term only: what is not appended in it is known to be void
  /// once an entry of a later term is applied. IDs of one member grow, and a leader takes each once.
  case forward(term: Term, id: RequestID, payload: [UInt8])
  case forwardRefused(id: RequestID, isOverload: Bool)
  /// A question to the leader about a lease, and its answer.
  case leaseQuery(id: RequestID, lease: Int64, renews: Bool)
  case leaseAnswer(id: RequestID, LeaseAnswer)
  case snapshotOffer(SnapshotOffer)
  /// The receiver's word how much of the offered snapshot it holds already.
  case snapshotResume(offset: UInt64)
  case snapshotChunk(offset: UInt64, bytes: [UInt8])
  case snapshotDone
  /// The receiver has verified the whole snapshot and handed it on.
  case snapshotAccepted

  package enum LeaseAnswer: Hashable, Sendable {
    case time(remaining: Int64, granted: Int64)
    case notFound
    case notLeader
  }
}

/// The first frame of a connection, from who dials.
package struct Hello: Hashable, Sendable {
  package enum Purpose: UInt8, Sendable {
    case consensus = 0
    case snapshot = 1
    /// Only to hear who answers, from one that does not take part: nothing it says of itself counts.
    case inquiry = 2
  }

  package static let version: UInt32 = 3

  /// What a member is to its cluster, as far as it knows.
  package enum Standing: Hashable, Sendable {
    /// Its directory is new and goes by the seat's founding ID: it asks to be written down.
    case founding
    /// Its directory goes by an ID of its own, and is no voter yet.
    case joining
    /// A committed membership had it as a voter: that of the entry at this index, or (0) the one of the founding.
    case member(since: LogIndex)

    /// Whether it has the cluster's data, or its part in founding it.
    package var isMember: Bool {
      if case .member = self { true } else { false }
    }
  }

  package var version: UInt32 = Hello.version
  package var clusterID: UInt64
  package var from: MemberID
  /// The seat's founding ID where the dialer doesn't know which directory it will meet.
  package var to: MemberID
  package var standing: Standing
  /// Drawn when the data directory is made: another one under the same ID has lost its vote.
  package var incarnation: UInt64
  /// Names the dialing process: a new one's request IDs start anew.
  package var process: UInt64
  package var purpose: Purpose

  package init(
    clusterID: UInt64, from: MemberID, to: MemberID, standing: Standing, incarnation: UInt64, process: UInt64,
    purpose: Purpose
  ) {
    self.clusterID = clusterID
    self.from = from
    self.to = to
    self.standing = standing
    self.incarnation = incarnation
    self.process = process
    self.purpose = purpose
  }
}

package enum Welcome: Hashable, Sendable {
  /// By this member, which has this standing, and its directory's incarnation.
  case accepted(MemberID, Hello.Standing, incarnation: UInt64)
  /// The dialing member's data directory is not the one that its seat was founded with.
  case refusedIncarnation
  /// Another data directory has taken the dialing one's place for good.
  case refusedReplaced(by: MemberID)
  case refused(reason: String)
}

package struct SnapshotOffer: Hashable, Sendable {
  /// The leader's term, and the sender.
  package var term: Term
  package var position: LogPosition
  package var membership: [UInt8]
  /// Names the snapshot's bytes: a partial copy goes on only under the same name.
  package var name: UInt64
  package var size: UInt64

  package init(term: Term, position: LogPosition, membership: [UInt8], name: UInt64, size: UInt64) {
    self.term = term
    self.position = position
    self.membership = membership
    self.name = name
    self.size = size
  }
}

package enum PeerFrameError: Error, Equatable {
  case tooLong(UInt32)
  case badChecksum
  case unknownType(UInt8)
  case malformed(ByteReaderError)
}

extension PeerFrame {
  package static let headerLength = 8
  /// Above the largest entry that a configuration may allow (64 MiB) with room for a batch's rest; a longer
  /// frame is not ours.
  package static let maximumLength: UInt32 = 80 << 20

  package var encoded: [UInt8] {
    var writer = ByteWriter(capacity: 64 + bodySizeHint)
    writer.fixed(UInt32(0))
    writer.fixed(UInt32(0))
    encodeBody(into: &writer)
    let length = writer.count - Self.headerLength
    let sum = writer.bytes.withUnsafeBytes {
      CRC32C.sum(UnsafeRawBufferPointer(rebasing: $0[Self.headerLength...]))
    }
    writer.overwrite(UInt32(length), at: 0)
    writer.overwrite(sum, at: 4)
    return writer.bytes
  }

  private var bodySizeHint: Int {
    switch self {
    case .consensus(let bytes): bytes.count
    case .forward(_, _, let payload): payload.count
    case .snapshotChunk(_, let bytes): bytes.count
    default: 0
    }
  }

  private func encodeBody(into writer: inout ByteWriter) {
    switch self {
    case .hello(let hello):
      writer.fixed(UInt8(1))
      writer.fixed(UInt32(0x4E52_4554))
      writer.fixed(hello.version)
      writer.fixed(hello.clusterID)
      writer.fixed(hello.from.rawValue)
      writer.fixed(hello.to.rawValue)
      hello.standing.encode(into: &writer)
      writer.fixed(hello.incarnation)
      writer.fixed(hello.process)
      writer.fixed(hello.purpose.rawValue)
    case .welcome(let welcome):
      writer.fixed(UInt8(2))
      welcome.encode(into: &writer)
    case .consensus(let bytes):
      writer.fixed(UInt8(3))
      writer.raw(bytes)
    case .forward(let term, let id, let payload):
      writer.fixed(UInt8(4))
      writer.fixed(term)
      writer.fixed(id)
      writer.raw(payload)
    case .forwardRefused(let id, let isOverload):
      writer.fixed(UInt8(5))
      writer.fixed(id)
      writer.flag(isOverload)
    case .leaseQuery(let id, let lease, let renews):
      writer.fixed(UInt8(6))
      writer.fixed(id)
      writer.fixed(lease)
      writer.flag(renews)
    case .leaseAnswer(let id, let answer):
      writer.fixed(UInt8(7))
      writer.fixed(id)
      answer.encode(into: &writer)
    case .snapshotOffer(let offer):
      writer.fixed(UInt8(8))
      offer.encode(into: &writer)
    case .snapshotResume(let offset):
      writer.fixed(UInt8(9))
      writer.fixed(offset)
    case .snapshotChunk(let offset, let bytes):
      writer.fixed(UInt8(10))
      writer.fixed(offset)
      writer.raw(bytes)
    case .snapshotDone: writer.fixed(UInt8(11))
    case .snapshotAccepted: writer.fixed(UInt8(12))
    }
  }

  package static func sum(of body: [UInt8]) -> UInt32 { CRC32C.sum(body) }

  /// Decodes what stands behind a frame's header. `sum` is the header's.
  package static func decode(body: [UInt8], sum: UInt32) throws(PeerFrameError) -> PeerFrame {
    guard Self.sum(of: body) == sum else { throw .badChecksum }
    var reader = ByteReader(body)
    do throws(ByteReaderError) {
      return try decode(&reader)
    } catch .invalid(let what) where what == "type" {
      throw .unknownType(body.first ?? 0)
    } catch {
      throw .malformed(error)
    }
  }

  private static func decode(_ reader: inout ByteReader) throws(ByteReaderError) -> PeerFrame {
    let type: UInt8 = try reader.fixed()
    let frame: PeerFrame
    switch type {
    case 1: frame = .hello(try Hello(from: &reader))
    case 2: frame = .welcome(try Welcome(from: &reader))
    case 3: frame = .consensus(reader.rest())
    case 4: frame = .forward(term: try reader.fixed(), id: try reader.fixed(), payload: reader.rest())
    case 5: frame = .forwardRefused(id: try reader.fixed(), isOverload: try reader.flag())
    case 6:
      frame = .leaseQuery(id: try reader.fixed(), lease: try reader.fixed(), renews: try reader.flag())
    case 7: frame = .leaseAnswer(id: try reader.fixed(), try LeaseAnswer(from: &reader))
    case 8: frame = .snapshotOffer(try SnapshotOffer(from: &reader))
    case 9: frame = .snapshotResume(offset: try reader.fixed())
    case 10: frame = .snapshotChunk(offset: try reader.fixed(), bytes: reader.rest())
    case 11: frame = .snapshotDone
    case 12: frame = .snapshotAccepted
    default: throw .invalid("type")
    }
    try reader.finish()
    return frame
  }
}

extension Hello {
  fileprivate init(from reader: inout ByteReader) throws(ByteReaderError) {
    guard try reader.fixed(UInt32.self) == 0x4E52_4554 else { throw .invalid("not a Tern member's greeting") }
    let version: UInt32 = try reader.fixed()
    // Of another version nothing else is understood; it is refused for that, and told so.
    let isOurs = version == Hello.version
    clusterID = isOurs ? try reader.fixed() : 0
    from = MemberID(isOurs ? try reader.fixed() : 0)
    to = MemberID(isOurs ? try reader.fixed() : 0)
    standing = isOurs ? try Standing(from: &reader) : .joining
    incarnation = isOurs ? try reader.fixed() : 0
    process = isOurs ? try reader.fixed() : 0
    guard let purpose = Purpose(rawValue: isOurs ? try reader.fixed() : 0) else { throw .invalid("purpose") }
    self.purpose = purpose
    self.version = version
    if !isOurs { _ = reader.rest() }
  }
}

extension Hello.Standing {
  fileprivate func encode(into writer: inout ByteWriter) {
    switch self {
    case .founding: writer.fixed(UInt8(0))
    case .joining: writer.fixed(UInt8(1))
    case .member(let since):
      writer.fixed(UInt8(2))
      writer.fixed(since)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(ByteReaderError) {
    switch try reader.fixed(UInt8.self) {
    case 0: self = .founding
    case 1: self = .joining
    case 2: self = .member(since: try reader.fixed())
    default: throw .invalid("standing")
    }
  }
}

extension Welcome {
  fileprivate func encode(into writer: inout ByteWriter) {
    switch self {
    case .accepted(let member, let standing, let incarnation):
      writer.fixed(UInt8(0))
      writer.fixed(member.rawValue)
      standing.encode(into: &writer)
      writer.fixed(incarnation)
    case .refusedIncarnation: writer.fixed(UInt8(1))
    case .refused(let reason):
      writer.fixed(UInt8(2))
      writer.prefixed(Array(reason.utf8))
    case .refusedReplaced(let successor):
      writer.fixed(UInt8(3))
      writer.fixed(successor.rawValue)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(ByteReaderError) {
    switch try reader.fixed(UInt8.self) {
    case 0:
      self = .accepted(
        MemberID(try reader.fixed()), try Hello.Standing(from: &reader), incarnation: try reader.fixed())
    case 1: self = .refusedIncarnation
    case 2: self = .refused(reason: String(decoding: try reader.prefixed(), as: UTF8.self))
    case 3: self = .refusedReplaced(by: MemberID(try reader.fixed()))
    default: throw .invalid("welcome")
    }
  }
}

extension PeerFrame.LeaseAnswer {
  fileprivate func encode(into writer: inout ByteWriter) {
    switch self {
    case .time(let remaining, let granted):
      writer.fixed(UInt8(0))
      writer.fixed(remaining)
      writer.fixed(granted)
    case .notFound: writer.fixed(UInt8(1))
    case .notLeader: writer.fixed(UInt8(2))
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(ByteReaderError) {
    switch try reader.fixed(UInt8.self) {
    case 0: self = .time(remaining: try reader.fixed(), granted: try reader.fixed())
    case 1: self = .notFound
    case 2: self = .notLeader
    default: throw .invalid("lease answer")
    }
  }
}

extension SnapshotOffer {
  fileprivate func encode(into writer: inout ByteWriter) {
    writer.fixed(term)
    writer.fixed(position.index)
    writer.fixed(position.term)
    writer.prefixed(membership)
    writer.fixed(name)
    writer.fixed(size)
  }

  fileprivate init(from reader: inout ByteReader) throws(ByteReaderError) {
    term = try reader.fixed()
    position = LogPosition(index: try reader.fixed(), term: try reader.fixed())
    membership = try reader.prefixed()
    name = try reader.fixed()
    size = try reader.fixed()
  }
}
