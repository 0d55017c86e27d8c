internal import Bytes
internal import LMDB

/// The one record that says what the rest of the file stands for. It is written in the transaction of the
/// data that it speaks of (AppliedIndexAtomic).
struct MetaRecord: Equatable {
  static let format: UInt32 = 1
  private static let key = Array("position".utf8)
  private static let magic: UInt32 = 0x4E52_4554

  var position = StorePosition()
  /// The first revision that background compaction has not treated yet.
  var compactedBefore = Revision(main: 0)

  static func read(_ handle: TransactionHandle, _ meta: Database) throws(LMDBError) -> MetaRecord? {
    try withBytes(key) { (key) throws(LMDBError) in
      guard let record = try handle.get(key, from: meta) else { return nil }
      let body = try RecordChecksum.verified(key: key, record: record, "the position")
      var reader = ByteReader([UInt8](body))
      do throws(ByteReaderError) {
        return try MetaRecord(&reader)
      } catch {
        throw .corrupt("the position does not decode: \(error)")
      }
    }
  }

  private init(_ reader: inout ByteReader) throws(ByteReaderError) {
    guard try reader.fixed(UInt32.self) == MetaRecord.magic else { throw .invalid("no keyspace of Tern's") }
    let format = try reader.fixed(UInt32.self)
    guard format == MetaRecord.format else {
      throw .invalid("format \(format), this version reads format \(MetaRecord.format)")
    }
    position.revision = try reader.fixed()
    position.compactRevision = try reader.fixed()
    position.appliedIndex = try reader.fixed()
    position.appliedTerm = try reader.fixed()
    position.rollingHash = try reader.fixed()
    compactedBefore.main = try reader.fixed()
    compactedBefore.sub = try reader.fixed()
    try reader.finish()
    guard compactedBefore.sub >= 0, compactedBefore.sub <= Int64(UInt32.max) else {
      throw .invalid("a compaction that stands at sub revision \(compactedBefore.sub)")
    }
  }

  init() {}

  func write(_ transaction: borrowing WriteTransaction, _ meta: Database) throws(LMDBError) {
    precondition(position.compactRevision <= position.revision, "compacted beyond the newest revision")
    var body = ByteWriter(capacity: 80)
    body.fixed(MetaRecord.magic)
    body.fixed(MetaRecord.format)
    body.fixed(position.revision)
    body.fixed(position.compactRevision)
    body.fixed(position.appliedIndex)
    body.fixed(position.appliedTerm)
    body.fixed(position.rollingHash)
    body.fixed(compactedBefore.main)
    body.fixed(compactedBefore.sub)
    RecordChecksum.append(key: MetaRecord.key, to: &body)
    try transaction.put(MetaRecord.key, body.bytes, meta)
  }
}

/// Bytes that the member keeps beside the keyspace, in the same transactions: membership, identity.
enum BlobRecord {
  private static func key(_ name: String) -> [UInt8] { Array("blob/".utf8) + Array(name.utf8) }

  static func read(
    _ name: String, _ handle: TransactionHandle, _ meta: Database
  ) throws(LMDBError) -> [UInt8]? {
    try withBytes(key(name)) { (key) throws(LMDBError) in
      guard let record = try handle.get(key, from: meta) else { return nil }
      return [UInt8](try RecordChecksum.verified(key: key, record: record, "a blob"))
    }
  }

  static func write(
    _ name: String, _ bytes: [UInt8], _ transaction: borrowing WriteTransaction, _ meta: Database
  ) throws(LMDBError) {
    let key = key(name)
    var body = ByteWriter(capacity: bytes.count + 4)
    body.raw(bytes)
    RecordChecksum.append(key: key, to: &body)
    try transaction.put(key, body.bytes, meta)
  }
}

extension WriteTransaction {
  func put(_ key: [UInt8], _ value: [UInt8], _ database: Database) throws(LMDBError) {
    let result: Result<Void, LMDBError> = key.withUnsafeBytes { key in
      value.withUnsafeBytes { value in
        do throws(LMDBError) { return .success(try put(key, value, in: database)) } catch {
          return .failure(error)
        }
      }
    }
    try result.get()
  }
}
