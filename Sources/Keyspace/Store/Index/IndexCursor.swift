internal import LMDB

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// Walks the versions in the index in the order of (key, newest first), through branches as well.
/// A class, so that a read session can keep it for its next round; used by one thread at a time.
final class IndexCursor {
  private struct Branch {
    var number: UInt64
    /// The record that leads here, in the database above.
    var parent: [UInt8]
    /// Bytes of the encoded key that stand in `parent`.
    var piece: Int
  }

  private var handle: TransactionHandle
  private var trunk: Cursor
  private var branches: Cursor
  private var branchesAreStale = false
  private var stack: [Branch] = []
  /// The part of the encoded key that the branches on the stack stand for.
  private var path: [UInt8] = []
  private var scratch: [UInt8] = []
  private(set) var isValid = false

  init(_ handle: TransactionHandle, _ databases: Databases) throws(LMDBError) {
    self.handle = handle
    trunk = try Cursor(handle, databases.index)
    branches = try Cursor(handle, databases.branches)
  }

  func renew(_ handle: TransactionHandle) throws(LMDBError) {
    self.handle = handle
    try trunk.renew(handle)
    branchesAreStale = true
    isValid = false
  }

  // MARK: The current entry

  private var levelPrefix: Int { stack.isEmpty ? 0 : KeyEncoding.branchPrefix }

  /// The key in its own database.
  private var recordKey: UnsafeRawBufferPointer { stack.isEmpty ? trunk.key : branches.key }

  private var recordValue: UnsafeRawBufferPointer { stack.isEmpty ? trunk.value : branches.value }

  /// The last piece of the encoded key, without the revision.
  private var piece: UnsafeRawBufferPointer {
    let key = recordKey
    return UnsafeRawBufferPointer(rebasing: key[levelPrefix..<(key.count - KeyEncoding.suffixLength)])
  }

  var revision: Revision { KeyEncoding.revision(recordKey) }

  func record() throws(LMDBError) -> IndexRecord {
    try IndexRecord(key: recordKey, record: recordValue)
  }

  /// Whether the entry is a version of the key that `encoded` stands for.
  func isAt(_ encoded: [UInt8]) -> Bool {
    guard isValid else { return false }
    let piece = piece
    guard encoded.count == path.count + piece.count else { return false }
    return encoded.withUnsafeBytes { encoded in
      let tail = UnsafeRawBufferPointer(rebasing: encoded[path.count...])
      guard equal(tail, piece) else { return false }
      let head = UnsafeRawBufferPointer(rebasing: encoded[..<path.count])
      return path.withUnsafeBytes { equal(head, $0) }
    }
  }

  /// Replaces `key` by the user key of the entry.
  func key(into key: inout [UInt8]) throws(LMDBError) {
    key.removeAll(keepingCapacity: true)
    let isKey: Bool
    if path.isEmpty {
      isKey = KeyEncoding.decode(piece, into: &key)
    } else {
      let whole = path + piece
      isKey = whole.withUnsafeBytes { KeyEncoding.decode($0, into: &key) }
    }
    if !isKey { throw .corrupt("a key in the index that is none") }
  }

  // MARK: Moves

  /// To the newest version of the key at or before `revision`, or what comes after it in the order.
  @discardableResult
  func seek(_ encoded: [UInt8], at revision: Revision) throws(LMDBError) -> Bool {
    try seek(encoded) { KeyEncoding.appendSuffix(revision, to: &$0) }
  }

  /// To the first entry after all versions of the key.
  @discardableResult
  func seek(past encoded: [UInt8]) throws(LMDBError) -> Bool {
    try seek(encoded) { key in for _ in 0..<KeyEncoding.suffixLength { key.append(0xFF) } }
  }

  private func seek(_ encoded: [UInt8], _ appendSuffix: (inout [UInt8]) -> Void) throws(LMDBError) -> Bool {
    stack.removeAll(keepingCapacity: true)
    path.removeAll(keepingCapacity: true)
    var offset = 0
    while true {
      let limit = stack.isEmpty ? KeyEncoding.trunkLimit : KeyEncoding.branchLimit
      let isWhole = encoded.count - offset <= limit
      let end = isWhole ? encoded.count : offset + limit
      scratch.removeAll(keepingCapacity: true)
      if let branch = stack.last { scratch.appendBigEndian(branch.number) }
      scratch.append(contentsOf: encoded[offset..<end])
      if isWhole { appendSuffix(&scratch) }
      let found = try seekRecord()
      let leadsOn = found && !isWhole && scratch.withUnsafeBytes { equal($0, recordKey) }
      if !leadsOn { return try settle(found) }
      try descend()
      offset = end
    }
  }

  /// Within the current database, to the first record not before `scratch`.
  private func seekRecord() throws(LMDBError) -> Bool {
    if stack.isEmpty {
      return try withBytes(scratch) { (key) throws(LMDBError) in try trunk.seek(key) }
    }
    if branchesAreStale {
      try branches.renew(handle)
      branchesAreStale = false
    }
    return try withBytes(scratch) { (key) throws(LMDBError) in try branches.seek(key) }
  }

  private func nextRecord() throws(LMDBError) -> Bool {
    stack.isEmpty ? try trunk.next() : try branches.next()
  }

  /// Goes into the branch that the current record leads to, without moving a cursor.
  private func descend() throws(LMDBError) {
    let key = recordKey
    let number = try IndexRecord.branch(key: key, record: recordValue)
    let piece = key[levelPrefix...]
    // A branch is made after the one that leads to it, so a damaged file cannot lead in a circle.
    if let above = stack.last, above.number >= number { throw .corrupt("a branch that leads back") }
    path.append(contentsOf: piece)
    stack.append(Branch(number: number, parent: [UInt8](key), piece: piece.count))
  }

  /// From the record at the current database's cursor (`found`: there is one) to the first version there or
  /// after it: into branches and out of those that end.
  private func settle(_ wasFound: Bool) throws(LMDBError) -> Bool {
    var found = wasFound
    while true {
      if found, isInBranch {
        if !IndexRecord.isBranch(recordValue) {
          // The cut may have gone between the two bytes that end a key.
          guard recordKey.count > levelPrefix + KeyEncoding.suffixLength else {
            throw .corrupt("a key of \(recordKey.count) bytes in the index")
          }
          isValid = true
          return true
        }
        try descend()
        scratch.removeAll(keepingCapacity: true)
        scratch.appendBigEndian(stack[stack.count - 1].number)
        found = try seekRecord()
      } else {
        guard let branch = stack.popLast() else {
          isValid = false
          return false
        }
        path.removeLast(branch.piece)
        if !stack.isEmpty {
          let parent = try withBytes(branch.parent) { (key) throws(LMDBError) in try branches.find(key) }
          guard parent else { throw .corrupt("a branch of the index without its beginning") }
        }
        found = try nextRecord()
      }
    }
  }

  private var isInBranch: Bool {
    guard let branch = stack.last else { return true }
    let key = recordKey
    return key.count >= KeyEncoding.branchPrefix && key.bigEndian(at: 0, as: UInt64.self) == branch.number
  }

  /// To the next entry: an older version of the same key, or the newest of the next.
  @discardableResult
  func next() throws(LMDBError) -> Bool {
    precondition(isValid, "a step from no entry")
    return try settle(try nextRecord())
  }

  /// To the newest version of the next key; `encoded` is scratch space. In a read transaction only. Long
  /// chains are passed over by a search, short ones by steps.
  func nextKey(_ encoded: inout [UInt8]) throws(LMDBError) {
    if stack.isEmpty {
      // The common case, without a copy: what a read transaction has shown stays where it is.
      let before = piece
      for _ in 0..<8 {
        guard try next(), stack.isEmpty, equal(before, piece) else { return }
      }
    }
    copyEncoded(&encoded)
    try seek(past: encoded)
  }

  /// From a version newer than `bound` to the newest of the same key at or before it; false, and at the next
  /// key or the end, when there is none.
  func skip(to bound: Revision, _ encoded: inout [UInt8]) throws(LMDBError) -> Bool {
    if revision <= bound { return true }
    copyEncoded(&encoded)
    for _ in 0..<8 {
      try next()
      if !isAt(encoded) { return false }
      if revision <= bound { return true }
    }
    try seek(encoded, at: bound)
    return isAt(encoded)
  }

  /// Replaces `encoded` by the encoded key of the entry.
  func copyEncoded(_ encoded: inout [UInt8]) {
    encoded.removeAll(keepingCapacity: true)
    encoded.append(contentsOf: path)
    encoded.append(contentsOf: piece)
  }
}

func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  guard left.count == right.count else { return false }
  guard let leftBase = left.baseAddress, let rightBase = right.baseAddress else { return true }
  return memcmp(leftBase, rightBase, left.count) == 0
}
