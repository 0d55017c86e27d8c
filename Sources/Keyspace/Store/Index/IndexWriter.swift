internal import Bytes
internal import LMDB

/// Adds versions to the index and takes them away, making and removing the branches of long keys.
struct IndexWriter: ~Copyable {
  private let databases: Databases
  private let tally: ContentTally
  private var nextBranch: UInt64?
  private var key: [UInt8] = []
  private var body = ByteWriter(capacity: 64)

  init(_ databases: Databases, _ tally: ContentTally) {
    self.databases = databases
    self.tally = tally
  }

  mutating func put(
    _ encoded: [UInt8], _ record: IndexRecord, _ transaction: borrowing WriteTransaction
  ) throws(LMDBError) {
    var offset = 0
    var branch: UInt64?
    while encoded.count - offset > limit(branch) {
      let end = offset + limit(branch)
      setKey(branch, encoded[offset..<end])
      if let next = try existing(transaction.handle, branch) {
        branch = next
      } else {
        branch = try create(transaction, branch)
      }
      offset = end
    }
    setKey(branch, encoded[offset...])
    KeyEncoding.appendSuffix(record.revision, to: &key)
    record.write(key: key, into: &body)
    try tally.insert(key, body.bytes, into: part(branch), transaction, databases)
  }

  private func limit(_ branch: UInt64?) -> Int {
    branch == nil ? KeyEncoding.trunkLimit : KeyEncoding.branchLimit
  }

  private func part(_ branch: UInt64?) -> ContentPart { branch == nil ? .index : .branches }

  private mutating func setKey(_ branch: UInt64?, _ piece: ArraySlice<UInt8>) {
    key.removeAll(keepingCapacity: true)
    if let branch { key.appendBigEndian(branch) }
    key.append(contentsOf: piece)
  }

  /// The branch that the record under `key` leads to; nil when there is no such record.
  private func existing(_ handle: TransactionHandle, _ branch: UInt64?) throws(LMDBError) -> UInt64? {
    try withBytes(key) { (key) throws(LMDBError) in
      guard let record = try handle.get(key, from: databases[part(branch)]) else { return nil }
      return try IndexRecord.branch(key: key, record: record)
    }
  }

  private mutating func create(
    _ transaction: borrowing WriteTransaction, _ branch: UInt64?
  ) throws(LMDBError) -> UInt64 {
    let number: UInt64
    if let nextBranch { number = nextBranch } else { number = try firstFreeBranch(transaction.handle) }
    nextBranch = number + 1
    IndexRecord.write(branch: number, key: key, into: &body)
    try tally.insert(key, body.bytes, into: part(branch), transaction, databases)
    return number
  }

  private func firstFreeBranch(_ handle: TransactionHandle) throws(LMDBError) -> UInt64 {
    var cursor = try Cursor(handle, databases.branches)
    guard try cursor.last() else { return 1 }
    guard cursor.key.count >= KeyEncoding.branchPrefix else { throw .corrupt("a branch without a number") }
    let last = cursor.key.bigEndian(at: 0, as: UInt64.self)
    guard last < UInt64.max / 2 else { throw .corrupt("a branch of the number \(last)") }
    return last + 1
  }

  // MARK: Removal

  mutating func remove(
    _ encoded: [UInt8], _ revision: Revision, _ transaction: borrowing WriteTransaction
  ) throws(LMDBError) {
    var offset = 0
    var branch: UInt64?
    var above: [(branch: UInt64?, range: Range<Int>)] = []
    while encoded.count - offset > limit(branch) {
      let end = offset + limit(branch)
      setKey(branch, encoded[offset..<end])
      guard let next = try existing(transaction.handle, branch) else { return }
      above.append((branch, offset..<end))
      branch = next
      offset = end
    }
    setKey(branch, encoded[offset...])
    KeyEncoding.appendSuffix(revision, to: &key)
    try tally.remove(key, from: part(branch), transaction, databases)
    while let (parent, range) = above.popLast(), let emptied = branch,
      try isEmpty(emptied, transaction.handle)
    {
      setKey(parent, encoded[range])
      try tally.remove(key, from: part(parent), transaction, databases)
      branch = parent
      // A number may be given again only once nothing leads to it; what is handed out next is looked up anew.
      nextBranch = nil
    }
  }

  private func isEmpty(_ branch: UInt64, _ handle: TransactionHandle) throws(LMDBError) -> Bool {
    var start: [UInt8] = []
    start.appendBigEndian(branch)
    var cursor = try Cursor(handle, databases.branches)
    let found = try withBytes(start) { (start) throws(LMDBError) in try cursor.seek(start) }
    return !found || !cursor.key.starts(with: start)
  }
}
