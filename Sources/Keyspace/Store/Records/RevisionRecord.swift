internal import Bytes
internal import LMDB

/// One version as history holds it: `revisions` maps main (8 bytes) ‖ sub (4) ‖ chunk (2), big-endian, to a
/// piece of
///
///     kind ‖ key length ‖ value length ‖ main − createRevision ‖ version ‖ lease ‖ key ‖ value
///
/// (lengths and numbers as varints), each piece with its CRC32C. A piece fills at most eight pages, so that a
/// long value never asks LMDB for a long run of contiguous free pages.
struct RevisionRecord {
  /// 8 pages of 4,096 bytes less the page header and the checksum.
  static let chunkLength = 8 * 4096 - 16 - RecordChecksum.size
  static let keyLength = 14
  static let maximumChunks = Int(UInt16.max)

  var info: VersionInfo
  var value: [UInt8]

  static func key(_ revision: Revision, chunk: Int, into key: inout [UInt8]) {
    precondition((0..<maximumChunks).contains(chunk), "a version longer than \(maximumChunks) chunks")
    precondition(revision.sub >= 0 && revision.sub <= Int64(UInt32.max), "a sub revision of \(revision.sub)")
    key.removeAll(keepingCapacity: true)
    key.appendBigEndian(UInt64(bitPattern: revision.main))
    key.appendBigEndian(UInt32(truncatingIfNeeded: revision.sub))
    key.appendBigEndian(UInt16(truncatingIfNeeded: chunk))
  }

  /// The revision and chunk of a key of `revisions`.
  static func place(_ key: UnsafeRawBufferPointer) throws(LMDBError) -> (revision: Revision, chunk: Int) {
    guard key.count == keyLength else { throw .corrupt("a key of \(key.count) bytes in the history") }
    let main = Int64(bitPattern: key.bigEndian(at: 0, as: UInt64.self))
    let sub = Int64(key.bigEndian(at: 8, as: UInt32.self))
    return (Revision(main: main, sub: sub), Int(key.bigEndian(at: 12, as: UInt16.self)))
  }

  private static let deletion: UInt8 = 1

  struct Header {
    var isDeletion: Bool
    var keyLength: Int
    var valueLength: Int
    var createRevision: Int64
    var version: Int64
    var lease: LeaseID
    /// Bytes of the header itself.
    var length: Int

    var total: Int { length + keyLength + valueLength }
    var chunks: Int { (total + chunkLength - 1) / chunkLength }

    init(_ bytes: UnsafeRawBufferPointer, main: Int64) throws(LMDBError) {
      var reader = RawReader(bytes)
      let kind = try reader.byte()
      guard kind <= deletion else { throw .corrupt("a version of the unknown kind \(kind)") }
      isDeletion = kind == deletion
      keyLength = try reader.length()
      valueLength = try reader.length()
      createRevision = main &- Int64(bitPattern: try reader.varint())
      version = Int64(bitPattern: try reader.varint())
      lease = LeaseID(bitPattern: try reader.varint())
      length = reader.offset
    }
  }

  // MARK: Write

  static func write(
    _ version: borrowing DeltaVersion, with cursor: inout Cursor, _ tally: ContentTally,
    scratch: inout WriteScratch
  ) throws(LMDBError) {
    scratch.body.removeAll()
    scratch.body.fixed(version.isDeletion ? deletion : UInt8(0))
    scratch.body.varint(UInt64(version.key.count))
    scratch.body.varint(UInt64(version.value.count))
    scratch.body.varint(UInt64(bitPattern: version.revision.main &- version.createRevision))
    scratch.body.varint(UInt64(bitPattern: version.version))
    scratch.body.varint(UInt64(bitPattern: version.lease))
    scratch.body.raw(version.key)
    scratch.body.raw(version.value)
    let total = scratch.body.count
    var chunk = 0
    var offset = 0
    while offset < total {
      let end = min(offset + chunkLength, total)
      key(version.revision, chunk: chunk, into: &scratch.key)
      if total <= chunkLength {
        RecordChecksum.append(key: scratch.key, to: &scratch.body)
        try put(scratch.key, scratch.body, with: &cursor, tally)
      } else {
        scratch.piece.removeAll()
        scratch.piece.raw(scratch.body.bytes[offset..<end])
        RecordChecksum.append(key: scratch.key, to: &scratch.piece)
        try put(scratch.key, scratch.piece, with: &cursor, tally)
      }
      chunk += 1
      offset = end
    }
  }

  private static func put(
    _ key: [UInt8], _ record: ByteWriter, with cursor: inout Cursor, _ tally: ContentTally
  ) throws(LMDBError) {
    try withBytes(key, record.bytes) { (key, value) throws(LMDBError) in
      try cursor.put(key, value, appending: true)
      tally.added(value, under: key, to: .revisions)
    }
  }

  /// Deletes all pieces of a version; nothing happens when there are none.
  static func delete(
    _ revision: Revision, in transaction: borrowing WriteTransaction, _ databases: Databases,
    _ tally: ContentTally
  ) throws(LMDBError) {
    guard let first = try record(revision, chunk: 0, transaction.handle, databases) else { return }
    var key: [UInt8] = []
    let chunks = try Header(first, main: revision.main).chunks
    for chunk in 0..<chunks {
      RevisionRecord.key(revision, chunk: chunk, into: &key)
      try tally.remove(key, from: .revisions, transaction, databases)
    }
  }

  // MARK: Read

  /// A piece of a version without its checksum; nil when it is not there.
  private static func record(
    _ revision: Revision, chunk: Int, _ handle: TransactionHandle, _ databases: Databases
  ) throws(LMDBError) -> UnsafeRawBufferPointer? {
    let sub = UInt64(UInt32(truncatingIfNeeded: revision.sub))
    let words = (
      UInt64(bitPattern: revision.main).bigEndian,
      (sub << 32 | UInt64(UInt16(truncatingIfNeeded: chunk)) << 16).bigEndian
    )
    let result: Result<UnsafeRawBufferPointer?, LMDBError> = withUnsafeBytes(of: words) { words in
      let key = UnsafeRawBufferPointer(rebasing: words[..<keyLength])
      do throws(LMDBError) {
        guard let record = try handle.get(key, from: databases.revisions) else { return .success(nil) }
        return .success(try RecordChecksum.verified(key: key, record: record, "a version"))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  struct Parts: OptionSet {
    let rawValue: UInt8
    static let key = Parts(rawValue: 1)
    static let value = Parts(rawValue: 2)
  }

  /// The value of a version that the index knows of.
  static func value(
    of version: VersionInfo, _ handle: TransactionHandle, _ databases: Databases
  ) throws(LMDBError) -> [UInt8] {
    let found = try read(version.revision, wants: [.value], handle, databases)
    guard found.value.count == version.valueLength else {
      throw .corrupt(
        "revision \(version.revision.main).\(version.revision.sub) has a value of \(found.value.count) bytes, "
          + "the index says \(version.valueLength)")
    }
    return found.value
  }

  /// The key, or the value, or both, of a version that must be there.
  static func read(
    _ revision: Revision, wants: Parts, _ handle: TransactionHandle, _ databases: Databases
  ) throws(LMDBError) -> RevisionRecord {
    guard let first = try record(revision, chunk: 0, handle, databases) else {
      throw .corrupt(
        "the version of revision \(revision.main).\(revision.sub) is in the index but not in history")
    }
    return try decode(revision, first: first, wants: wants, handle, databases)
  }

  /// `first` is the verified first piece.
  static func decode(
    _ revision: Revision, first: UnsafeRawBufferPointer, wants: Parts,
    _ handle: TransactionHandle, _ databases: Databases
  ) throws(LMDBError) -> RevisionRecord {
    let header = try Header(first, main: revision.main)
    let keyEnd = header.length + header.keyLength
    var userKey: [UInt8] = []
    var value: [UInt8] = []
    if header.total == first.count {
      if wants.contains(.key) { userKey = [UInt8](first[header.length..<keyEnd]) }
      if wants.contains(.value) { value = [UInt8](first[keyEnd..<header.total]) }
    } else {
      let all = try gather(revision, header: header, first: first, handle, databases)
      if wants.contains(.key) { userKey = Array(all[header.length..<keyEnd]) }
      if wants.contains(.value) { value = Array(all[keyEnd...]) }
    }
    let info = VersionInfo(
      key: userKey, revision: revision, createRevision: header.createRevision, version: header.version,
      lease: header.lease, valueLength: header.valueLength, isDeletion: header.isDeletion)
    return RevisionRecord(info: info, value: value)
  }

  private static func gather(
    _ revision: Revision, header: Header, first: UnsafeRawBufferPointer,
    _ handle: TransactionHandle, _ databases: Databases
  ) throws(LMDBError) -> [UInt8] {
    var all: [UInt8] = []
    // The lengths come from the disk: what is reserved for them stays below what the map can hold.
    all.reserveCapacity(min(header.total, 1 << 24))
    all.append(contentsOf: first)
    var chunk = 1
    while all.count < header.total, chunk < maximumChunks {
      guard let piece = try record(revision, chunk: chunk, handle, databases), !piece.isEmpty else {
        throw .corrupt("piece \(chunk) of revision \(revision.main).\(revision.sub) is missing")
      }
      all.append(contentsOf: piece)
      chunk += 1
    }
    guard all.count == header.total else {
      throw .corrupt("revision \(revision.main).\(revision.sub) has \(all.count) bytes of \(header.total)")
    }
    return all
  }
}

/// Buffers that a checkpoint uses again for each record.
struct WriteScratch {
  var key: [UInt8] = []
  var encoded: [UInt8] = []
  var body = ByteWriter(capacity: 4096)
  var piece = ByteWriter(capacity: RevisionRecord.chunkLength + RecordChecksum.size)
}

func withBytes<R>(
  _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(LMDBError) -> R
) throws(LMDBError) -> R {
  let result: Result<R, LMDBError> = bytes.withUnsafeBytes { pointer in
    do throws(LMDBError) { return .success(try body(pointer)) } catch { return .failure(error) }
  }
  return try result.get()
}

func withBytes<R>(
  _ left: [UInt8], _ right: [UInt8],
  _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(LMDBError) -> R
) throws(LMDBError) -> R {
  try withBytes(left) { (left) throws(LMDBError) in
    try withBytes(right) { (right) throws(LMDBError) in try body(left, right) }
  }
}
