internal import CLMDB

/// The one transaction that may write. It commits when the body of `Environment.write` returns, and leaves no
/// trace when that throws.
package struct WriteTransaction: ~Copyable, Transaction {
  private let raw: OpaquePointer

  fileprivate init(raw: OpaquePointer) {
    self.raw = raw
  }

  package var handle: TransactionHandle { TransactionHandle(raw: raw) }

  package func database(_ name: String, creates: Bool) throws(LMDBError) -> Database {
    var database: MDB_dbi = 0
    try check(
      mdb_dbi_open(raw, name, creates ? UInt32(MDB_CREATE) : 0, &database), "opening the database \(name)")
    return Database(handle: database)
  }

  package func put(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, in database: Database
  ) throws(LMDBError) {
    var key = MDB_val(key)
    var value = MDB_val(value)
    try check(mdb_put(raw, database.handle, &key, &value, 0), "writing a record")
  }

  /// Returns false, and changes nothing, when there is a record under `key`.
  package func insert(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, into database: Database
  ) throws(LMDBError) -> Bool {
    var key = MDB_val(key)
    var value = MDB_val(value)
    let code = mdb_put(raw, database.handle, &key, &value, UInt32(MDB_NOOVERWRITE))
    if code == MDB_KEYEXIST { return false }
    try check(code, "writing a record")
    return true
  }

  /// Returns whether there was one.
  @discardableResult
  package func delete(_ key: UnsafeRawBufferPointer, from database: Database) throws(LMDBError) -> Bool {
    var key = MDB_val(key)
    let code = mdb_del(raw, database.handle, &key, nil)
    if code == MDB_NOTFOUND { return false }
    try check(code, "deleting a record")
    return true
  }
}

extension ReadTransaction {
  /// A database that exists; nil otherwise.
  package func database(_ name: String) throws(LMDBError) -> Database? {
    var database: MDB_dbi = 0
    let code = mdb_dbi_open(handle.raw, name, 0, &database)
    if code == MDB_NOTFOUND { return nil }
    try check(code, "opening the database \(name)")
    return Database(handle: database)
  }
}

extension Environment {
  /// Runs `body` in a write transaction and commits it, synced. When the map is full, it grows and `body`
  /// runs again from the start, so `body` must not change anything outside that a second run minds. No other
  /// transaction may be open on this thread.
  package func write<R>(
    _ body: (borrowing WriteTransaction) throws(LMDBError) -> R
  ) throws(LMDBError) -> R {
    growIfHalfFull()
    while true {
      do throws(LMDBError) {
        return try writeOnce(body)
      } catch {
        if error.isMapFull {
          try grow()
        } else if error.isMapResized {
          try adoptSize()
        } else {
          throw error
        }
      }
    }
  }

  private func writeOnce<R>(
    _ body: (borrowing WriteTransaction) throws(LMDBError) -> R
  ) throws(LMDBError) -> R {
    gate.lockShared()
    defer { gate.unlock() }
    var begun: OpaquePointer?
    try check(mdb_txn_begin(raw, nil, 0, &begun), "beginning a write")
    guard let begun else { throw LMDBError(code: MDB_PANIC, operation: "beginning a write") }
    let result: R
    do throws(LMDBError) {
      let transaction = WriteTransaction(raw: begun)
      result = try body(transaction)
    } catch {
      mdb_txn_abort(begun)
      throw error
    }
    try check(mdb_txn_commit(begun), "committing to \(path)")
    return result
  }
}
