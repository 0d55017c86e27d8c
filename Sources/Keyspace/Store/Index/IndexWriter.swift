internal import Bytes
internal import LMDB

/// Adds versions to the index and takes them away, making and removing the branches of long keys.
struct IndexWriter: ~Copyable {
  private let databases: Databases
  private var nextBranch: UInt64?
  private var key: [UInt8] = []
  private var body = ByteWriter(capacity: 64)

  init(_ databases: Databases) {
    self.databases = databases
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
    try transaction.put(key, body.bytes, database(branch))
  }

  private func limit(_ branch: UInt64?) -> Int {
    branch == nil ? KeyEncoding.trunkLimit : KeyEncoding.branchLimit
  }

  private func database(_ branch: UInt64?) -> Database {
    branch == nil ? databases.index : databases.branches
  }

  private mutating func setKey(_ branch: UInt64?, _ piece: ArraySlice<UInt8>) {
    key.removeAll(keepingCapacity: true)
    if let branch { key.appendBigEndian(branch) }
    key.append(contentsOf: piece)
  }

  /// The branch that the record under `key` leads to; nil when there is no such record.
  private func existing(_ handle: TransactionHandle, _ branch: UInt64?) throws(LMDBError) -> UInt64? {
    try withBytes(key) { (key) throws(LMDBError) in
      guard let record = try handle.get(key, from: database(branch)) else { return nil }
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
    try transaction.put(key, body.bytes, database(branch))
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
    try transaction.remove(key, from: database(branch))
    while let (parent, range) = above.popLast(), let emptied = branch,
      try isEmpty(emptied, transaction.handle)
    {
      setKey(parent, encoded[range])
      try transaction.remove(key, from: database(parent))
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
