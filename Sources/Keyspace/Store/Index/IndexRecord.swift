internal import Bytes
internal import LMDB

/// What the index holds of a version: kind ‖ main − createRevision ‖ version ‖ lease ‖ value length (varints)
/// ‖ CRC32C of the value ‖ CRC32C of it all. Or, under a cut key, the number of the branch that goes on.
struct IndexRecord {
  private static let put: UInt8 = 0
  private static let deletion: UInt8 = 1
  private static let branch: UInt8 = 2

  var revision: Revision
  var createRevision: Int64
  var version: Int64
  var lease: LeaseID
  var valueLength: Int
  var isDeletion: Bool
  var valueChecksum: UInt32

  init(key: UnsafeRawBufferPointer, record: UnsafeRawBufferPointer) throws(LMDBError) {
    let body = try RecordChecksum.verified(key: key, record: record, "an index entry")
    var reader = RawReader(body)
    let kind = try reader.byte()
    guard kind <= IndexRecord.deletion else { throw .corrupt("an index entry of the unknown kind \(kind)") }
    revision = KeyEncoding.revision(key)
    isDeletion = kind == IndexRecord.deletion
    createRevision = revision.main &- Int64(bitPattern: try reader.varint())
    version = Int64(bitPattern: try reader.varint())
    lease = LeaseID(bitPattern: try reader.varint())
    valueLength = try reader.length()
    valueChecksum = try reader.fixed32()
  }

  init(_ version: borrowing DeltaVersion) {
    revision = version.revision
    createRevision = version.createRevision
    self.version = version.version
    lease = version.lease
    valueLength = version.value.count
    isDeletion = version.isDeletion
    valueChecksum = CRC32C.sum(version.value)
  }

  func write(key: [UInt8], into body: inout ByteWriter) {
    body.removeAll()
    body.fixed(isDeletion ? IndexRecord.deletion : IndexRecord.put)
    body.varint(UInt64(bitPattern: revision.main &- createRevision))
    body.varint(UInt64(bitPattern: version))
    body.varint(UInt64(bitPattern: lease))
    body.varint(UInt64(valueLength))
    body.fixed(valueChecksum)
    RecordChecksum.append(key: key, to: &body)
  }

  func info(key: [UInt8]) -> VersionInfo {
    VersionInfo(
      key: key, revision: revision, createRevision: createRevision, version: version, lease: lease,
      valueLength: valueLength, isDeletion: isDeletion)
  }

  // MARK: Branches

  static func isBranch(_ record: UnsafeRawBufferPointer) -> Bool { record.first == branch }

  /// The number of the branch that the cut key `key` leads to.
  static func branch(
    key: UnsafeRawBufferPointer, record: UnsafeRawBufferPointer
  ) throws(LMDBError) -> UInt64 {
    let body = try RecordChecksum.verified(key: key, record: record, "a branch of the index")
    guard body.count == 9, body[0] == branch else { throw .corrupt("a branch of \(body.count) bytes") }
    return body.bigEndian(at: 1, as: UInt64.self)
  }

  static func write(branch number: UInt64, key: [UInt8], into body: inout ByteWriter) {
    body.removeAll()
    body.fixed(branch)
    body.fixed(number.bigEndian)
    RecordChecksum.append(key: key, to: &body)
  }
}
