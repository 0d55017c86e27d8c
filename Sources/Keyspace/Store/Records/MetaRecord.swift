internal import Bytes
internal import LMDB

/// The one record that says what the rest of the file stands for. It is written in the transaction of the
/// data that it speaks of (AppliedIndexAtomic).
struct MetaRecord: Equatable {
  static let format: UInt32 = 2
  private static let key = Array("position".utf8)
  private static let magic: UInt32 = 0x4E52_4554

  var position = StorePosition()
  /// The first revision that background compaction has not treated yet.
  var compactedBefore = Revision(main: 0)
  /// Of all other records.
  var content = ContentSums()

  static func read(_ handle: TransactionHandle, _ meta: Database) throws(LMDBError) -> MetaRecord? {
    try withBytes(key) { (key) throws(LMDBError) in
      guard let record = try handle.get(key, from: meta) else { return nil }
      let body = try RecordChecksum.verified(key: key, record: record, "the position")
      var reader = ByteReader([UInt8](body))
      do throws(ByteReaderError) {
        try checkFormat(&reader)
        return try MetaRecord(&reader)
      } catch .invalid(otherFormat) {
        throw .incompatible("the file has another format than \(MetaRecord.format)")
      } catch {
        throw .corrupt("the position does not decode: \(error)")
      }
    }
  }

  /// Of a file that has been made.
  static func written(_ handle: TransactionHandle, _ meta: Database) throws(LMDBError) -> MetaRecord {
    guard let found = try read(handle, meta) else {
      throw .corrupt("the file does not say what it stands for")
    }
    return found
  }

  private static let otherFormat = "another format"

  private static func checkFormat(_ reader: inout ByteReader) throws(ByteReaderError) {
    guard try reader.fixed(UInt32.self) == magic else { throw .invalid("no keyspace of Tern's") }
    guard try reader.fixed(UInt32.self) == format else { throw .invalid(otherFormat) }
  }

  private init(_ reader: inout ByteReader) throws(ByteReaderError) {
    position.revision = try reader.fixed()
    position.compactRevision = try reader.fixed()
    position.appliedIndex = try reader.fixed()
    position.appliedTerm = try reader.fixed()
    position.rollingHash = try reader.fixed()
    compactedBefore.main = try reader.fixed()
    compactedBefore.sub = try reader.fixed()
    for part in ContentPart.allCases {
      content[part] = ContentSums.Part(count: try reader.fixed(), sum: try reader.fixed())
    }
    try reader.finish()
    guard compactedBefore.sub >= 0, compactedBefore.sub <= Int64(UInt32.max) else {
      throw .invalid("a compaction that stands at sub revision \(compactedBefore.sub)")
    }
  }

  init() {}

  func write(_ transaction: borrowing WriteTransaction, _ meta: Database) throws(LMDBError) {
    precondition(position.compactRevision <= position.revision, "compacted beyond the newest revision")
    var body = ByteWriter(capacity: 192)
    body.fixed(MetaRecord.magic)
    body.fixed(MetaRecord.format)
    body.fixed(position.revision)
    body.fixed(position.compactRevision)
    body.fixed(position.appliedIndex)
    body.fixed(position.appliedTerm)
    body.fixed(position.rollingHash)
    body.fixed(compactedBefore.main)
    body.fixed(compactedBefore.sub)
    for part in content.parts {
      body.fixed(part.count)
      body.fixed(part.sum)
    }
    RecordChecksum.append(key: MetaRecord.key, to: &body)
    try transaction.put(MetaRecord.key, body.bytes, meta)
  }
}

/// Bytes that the member keeps beside the keyspace, in the same transactions: membership, identity.
enum BlobRecord {
  private static let prefix = Array("blob/".utf8)

  private static func key(_ name: String) -> [UInt8] { prefix + Array(name.utf8) }

  static func isBlob(_ key: UnsafeRawBufferPointer) -> Bool { key.starts(with: prefix) }

  static func read(
    _ name: String, _ handle: TransactionHandle, _ meta: Database
  ) throws(LMDBError) -> [UInt8]? {
    try withBytes(key(name)) { (key) throws(LMDBError) in
      guard let record = try handle.get(key, from: meta) else { return nil }
      return [UInt8](try RecordChecksum.verified(key: key, record: record, "a blob"))
    }
  }

  static func write(
    _ name: String, _ bytes: [UInt8], _ transaction: borrowing WriteTransaction, _ databases: Databases,
    _ tally: ContentTally
  ) throws(LMDBError) {
    let key = key(name)
    var body = ByteWriter(capacity: bytes.count + 4)
    body.raw(bytes)
    RecordChecksum.append(key: key, to: &body)
    try tally.put(key, body.bytes, into: .blobs, transaction, databases)
  }
}

extension WriteTransaction {
  func put(_ key: [UInt8], _ value: [UInt8], _ database: Database) throws(LMDBError) {
    try withBytes(key, value) { (key, value) throws(LMDBError) in try put(key, value, in: database) }
  }
}
