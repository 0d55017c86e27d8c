internal import LMDB

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// Reads all records of a keyspace's file, in steps, and holds them against the sums that the writes have kept.
///
/// No read transaction lasts from one step to the next, so no page is kept from being used again: what is written
/// between two steps to where the scan has been goes into its sums as well (`ContentTally`). Writers and steps
/// keep out of each other's way by the store's `maintenance` lock.
///
/// Invariant: between two steps `sums` are those of the records before `place`, as they are now.
struct ContentScan: Sendable {
  var sums = ContentSums()
  private var part = ContentPart.index
  /// The last record of `part` that was read; nil: none.
  private var last: [UInt8]?
  private(set) var isDone = false

  /// Records and bytes of one step: some hundred microseconds when they are in memory.
  private static let stepRecords = 1024
  private static let stepBytes = 256 << 10

  func hasPassed(_ key: UnsafeRawBufferPointer, in part: ContentPart) -> Bool {
    if part != self.part { return isDone || part.rawValue < self.part.rawValue }
    guard let last else { return false }
    return last.withUnsafeBytes { !Self.precedes($0, key) }
  }

  /// Throws when a record is damaged, or when at the end something is missing or there that shouldn't be.
  mutating func step(
    _ handle: TransactionHandle, _ databases: Databases, expecting expected: ContentSums
  ) throws(LMDBError) {
    var rest = (records: Self.stepRecords, bytes: Self.stepBytes)
    while !isDone, rest.records > 0, rest.bytes > 0 {
      var cursor = try Cursor(handle, databases[part])
      var found = try start(&cursor)
      var before: UnsafeRawBufferPointer?
      while found, rest.records > 0, rest.bytes > 0 {
        let key = cursor.key
        guard follows(key, before) else { throw .corrupt("\(part.name) is out of order") }
        if before.map({ Self.pageNumber($0) != Self.pageNumber(key) }) ?? true {
          if let before { try checkWay(to: before, handle, databases) }
          try checkWay(to: key, handle, databases)
        }
        try take(key, cursor.value)
        rest.records -= 1
        rest.bytes -= key.count + cursor.value.count
        before = key
        found = try cursor.next()
      }
      if let before {
        try checkWay(to: before, handle, databases)
        last = [UInt8](before)
      }
      if !found { try endPart(expected) }
    }
  }

  /// To the first record behind the last one read.
  private func start(_ cursor: inout Cursor) throws(LMDBError) -> Bool {
    guard let last else { return try cursor.first() }
    let found = try withBytes(last) { (last) throws(LMDBError) in try cursor.seek(last) }
    guard found, last.withUnsafeBytes({ equal($0, cursor.key) }) else { return found }
    return try cursor.next()
  }

  /// Going from record to record passes by the keys in the pages above, by which a search finds its way: damaged
  /// ones make it miss records that are there. They are right for all of a page when they are for its first record
  /// and its last.
  private func checkWay(
    to key: UnsafeRawBufferPointer, _ handle: TransactionHandle, _ databases: Databases
  ) throws(LMDBError) {
    // A cursor that has been somewhere looks there first, and not from the top.
    var fresh = try Cursor(handle, databases[part])
    guard !key.isEmpty, try fresh.find(key) else {
      throw .corrupt("\(part.name) has a record that a search does not find")
    }
  }

  /// Of the key's place in the map. LMDB's pages are no smaller than these.
  private static func pageNumber(_ key: UnsafeRawBufferPointer) -> UInt {
    UInt(bitPattern: key.baseAddress) >> 12
  }

  private func follows(_ key: UnsafeRawBufferPointer, _ before: UnsafeRawBufferPointer?) -> Bool {
    if let before { return Self.precedes(before, key) }
    return last?.withUnsafeBytes { Self.precedes($0, key) } ?? true
  }

  private mutating func take(
    _ key: UnsafeRawBufferPointer, _ record: UnsafeRawBufferPointer
  ) throws(LMDBError) {
    _ = try RecordChecksum.verified(key: key, record: record, part.recordName)
    if part != .blobs || BlobRecord.isBlob(key) { sums.add(ContentSums.hash(of: record), to: part) }
  }

  private mutating func endPart(_ expected: ContentSums) throws(LMDBError) {
    let (found, wanted) = (sums[part], expected[part])
    guard found == wanted else {
      throw .corrupt(
        found.count == wanted.count
          ? "\(part.name) has \(wanted.count) records, but not those that were written"
          : "\(part.name) has \(found.count) records of \(wanted.count)")
    }
    last = nil
    if let next = ContentPart(rawValue: part.rawValue + 1) { part = next } else { isDone = true }
  }

  /// LMDB's order of keys.
  private static func precedes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    let common = min(left.count, right.count)
    if common > 0, let leftBase = left.baseAddress, let rightBase = right.baseAddress {
      let order = memcmp(leftBase, rightBase, common)
      if order != 0 { return order < 0 }
    }
    return left.count < right.count
  }
}
