internal import Bytes
internal import LMDB

/// `leases` maps an id (8 bytes, big-endian) to its times; `lease_keys` holds id ‖ main ‖ sub for the newest
/// version of each key attached to it. The key itself stands in history, so a long one is stored only there.
enum LeaseRecord {
  static func key(_ id: LeaseID) -> [UInt8] {
    var key: [UInt8] = []
    key.appendBigEndian(UInt64(bitPattern: id))
    return key
  }

  static func write(
    _ lease: StoredLease, _ transaction: borrowing WriteTransaction, _ databases: Databases,
    _ tally: ContentTally
  ) throws(LMDBError) {
    let key = key(lease.id)
    var body = ByteWriter(capacity: 24)
    body.signedVarint(lease.ttl)
    body.signedVarint(lease.remaining)
    RecordChecksum.append(key: key, to: &body)
    try tally.put(key, body.bytes, into: .leases, transaction, databases)
  }

  static func remove(
    _ id: LeaseID, _ transaction: borrowing WriteTransaction, _ databases: Databases,
    _ tally: ContentTally
  ) throws(LMDBError) {
    try tally.remove(key(id), from: .leases, transaction, databases)
  }

  static func read(
    _ id: LeaseID, _ handle: TransactionHandle, _ databases: Databases
  ) throws(LMDBError) -> StoredLease? {
    try withBytes(key(id)) { (key) throws(LMDBError) in
      guard let record = try handle.get(key, from: databases.leases) else { return nil }
      return try decode(key: key, record)
    }
  }

  static func decode(
    key: UnsafeRawBufferPointer, _ record: UnsafeRawBufferPointer
  ) throws(LMDBError) -> StoredLease {
    guard key.count == 8 else { throw .corrupt("a lease under a key of \(key.count) bytes") }
    let id = LeaseID(bitPattern: key.bigEndian(at: 0, as: UInt64.self))
    var reader = ByteReader([UInt8](try RecordChecksum.verified(key: key, record: record, "a lease")))
    do throws(ByteReaderError) {
      let lease = StoredLease(id: id, ttl: try reader.signedVarint(), remaining: try reader.signedVarint())
      try reader.finish()
      return lease
    } catch {
      throw .corrupt("lease \(id) does not decode: \(error)")
    }
  }

  static func attachmentKey(_ id: LeaseID, _ revision: Revision) -> [UInt8] {
    var key = key(id)
    key.appendBigEndian(UInt64(bitPattern: revision.main))
    key.appendBigEndian(UInt32(truncatingIfNeeded: revision.sub))
    return key
  }

  static func attach(
    _ id: LeaseID, _ revision: Revision, _ transaction: borrowing WriteTransaction, _ databases: Databases,
    _ tally: ContentTally
  ) throws(LMDBError) {
    let key = attachmentKey(id, revision)
    var body = ByteWriter(capacity: 4)
    RecordChecksum.append(key: key, to: &body)
    try tally.put(key, body.bytes, into: .leaseKeys, transaction, databases)
  }

  static func detach(
    _ id: LeaseID, _ revision: Revision, _ transaction: borrowing WriteTransaction, _ databases: Databases,
    _ tally: ContentTally
  ) throws(LMDBError) {
    try tally.remove(attachmentKey(id, revision), from: .leaseKeys, transaction, databases)
  }

  /// The revisions of the versions attached to a lease.
  static func attachments(
    _ id: LeaseID, _ handle: TransactionHandle, _ databases: Databases
  ) throws(LMDBError) -> [Revision] {
    var cursor = try Cursor(handle, databases.leaseKeys)
    let start = key(id)
    var found = try withBytes(start) { (start) throws(LMDBError) in try cursor.seek(start) }
    var result: [Revision] = []
    while found, cursor.key.starts(with: start) {
      guard cursor.key.count == 20 else { throw .corrupt("an attachment under \(cursor.key.count) bytes") }
      _ = try RecordChecksum.verified(key: cursor.key, record: cursor.value, "an attachment")
      result.append(
        Revision(
          main: Int64(bitPattern: cursor.key.bigEndian(at: 8, as: UInt64.self)),
          sub: Int64(cursor.key.bigEndian(at: 16, as: UInt32.self))))
      found = try cursor.next()
    }
    return result
  }
}
