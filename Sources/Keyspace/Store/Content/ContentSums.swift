internal import Bytes
internal import LMDB

/// The kinds of records in a keyspace's file, in the order in which a scan takes them. Only the position, which
/// holds the sums over all others, is none of them.
enum ContentPart: Int, CaseIterable, Sendable {
  case index, branches, revisions, leases, leaseKeys, blobs

  var name: String {
    switch self {
    case .index: "the index"
    case .branches: "the index's branches"
    case .revisions: "the history"
    case .leases: "the leases"
    case .leaseKeys: "the leases' keys"
    case .blobs: "the membership"
    }
  }
}

extension ContentPart {
  var recordName: StaticString {
    switch self {
    case .index: "an index entry"
    case .branches: "a branch of the index"
    case .revisions: "a version"
    case .leases: "a lease"
    case .leaseKeys: "an attachment"
    case .blobs: "a blob"
    }
  }
}

extension Databases {
  subscript(_ part: ContentPart) -> Database {
    switch part {
    case .index: index
    case .branches: branches
    case .revisions: revisions
    case .leases: leases
    case .leaseKeys: leaseKeys
    case .blobs: meta
    }
  }
}

/// How many records of each kind there are, and the sum of their hashes modulo 2^64: whatever the order, so that
/// each write can keep it up to date by what it adds and takes away.
///
/// LMDB's pages have no checksums. A record's own tells of its bytes, but not of one that is missing, or back from
/// the past, because a page that leads to it has changed: that is what these sums are for. A record's hash is
/// mixed from its CRC32C, which covers its key too, and its length; chance passes for the right sum once in 2^64.
struct ContentSums: Equatable, Sendable {
  struct Part: Equatable, Sendable {
    var count: UInt64 = 0
    var sum: UInt64 = 0
  }

  private(set) var parts = [Part](repeating: Part(), count: ContentPart.allCases.count)

  subscript(_ part: ContentPart) -> Part {
    get { parts[part.rawValue] }
    set { parts[part.rawValue] = newValue }
  }

  static func hash(of record: UnsafeRawBufferPointer) -> UInt64 {
    let size = RecordChecksum.size
    let crc =
      record.count < size
      ? 0 : UInt32(littleEndian: record.loadUnaligned(fromByteOffset: record.count - size, as: UInt32.self))
    return SplitMix64.mixed(UInt64(crc) | UInt64(truncatingIfNeeded: record.count) << 32)
  }

  mutating func add(_ hash: UInt64, to part: ContentPart) {
    parts[part.rawValue].count &+= 1
    parts[part.rawValue].sum &+= hash
  }

  mutating func remove(_ hash: UInt64, from part: ContentPart) {
    parts[part.rawValue].count &-= 1
    parts[part.rawValue].sum &-= hash
  }
}

/// Keeps the sums while one write transaction is at work, and with them those of a scan's part that the
/// transaction changes behind the scan's back. All records but the position are written and deleted through it.
///
/// A class, so that those who write in turns share it; it lives as long as one run of a transaction's body.
final class ContentTally {
  private(set) var sums: ContentSums
  private(set) var scan: ContentScan?

  init(_ sums: ContentSums, scan: ContentScan?) {
    self.sums = sums
    self.scan = scan
  }

  /// A record that was not there before.
  func added(_ record: UnsafeRawBufferPointer, under key: UnsafeRawBufferPointer, to part: ContentPart) {
    let hash = ContentSums.hash(of: record)
    sums.add(hash, to: part)
    if scan?.hasPassed(key, in: part) == true { scan?.sums.add(hash, to: part) }
  }

  func removed(_ record: UnsafeRawBufferPointer, under key: UnsafeRawBufferPointer, from part: ContentPart) {
    let hash = ContentSums.hash(of: record)
    sums.remove(hash, from: part)
    if scan?.hasPassed(key, in: part) == true { scan?.sums.remove(hash, from: part) }
  }

  /// Of a record that must be new.
  func insert(
    _ key: [UInt8], _ record: [UInt8], into part: ContentPart, _ transaction: borrowing WriteTransaction,
    _ databases: Databases
  ) throws(LMDBError) {
    try withBytes(key, record) { (key, record) throws(LMDBError) in
      guard try transaction.insert(key, record, into: databases[part]) else {
        throw .corrupt("\(part.name) has a record already that is only now being written")
      }
      added(record, under: key, to: part)
    }
  }

  /// Of a record that may be there.
  func put(
    _ key: [UInt8], _ record: [UInt8], into part: ContentPart, _ transaction: borrowing WriteTransaction,
    _ databases: Databases
  ) throws(LMDBError) {
    try withBytes(key, record) { (key, record) throws(LMDBError) in
      if let old = try transaction.get(key, from: databases[part]) {
        removed(old, under: key, from: part)
      }
      try transaction.put(key, record, in: databases[part])
      added(record, under: key, to: part)
    }
  }

  /// Of a record that may be there.
  func remove(
    _ key: [UInt8], from part: ContentPart, _ transaction: borrowing WriteTransaction, _ databases: Databases
  ) throws(LMDBError) {
    try withBytes(key) { (key) throws(LMDBError) in
      guard let old = try transaction.get(key, from: databases[part]) else { return }
      removed(old, under: key, from: part)
      try transaction.delete(key, from: databases[part])
    }
  }
}
