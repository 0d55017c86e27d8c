internal import CLMDB

/// A place in one database. `key` and `value` lie in the map: valid until the cursor moves or the transaction
/// ends or writes. One that belongs to a write transaction must not outlive the body that made it; one of a
/// read transaction can be taken into its next round by `renew`.
package struct Cursor: ~Copyable {
  private let raw: OpaquePointer
  private var foundKey = MDB_val()
  private var foundValue = MDB_val()

  package init(_ transaction: TransactionHandle, _ database: Database) throws(LMDBError) {
    var opened: OpaquePointer?
    try check(mdb_cursor_open(transaction.raw, database.handle, &opened), "opening a cursor")
    guard let opened else { throw LMDBError(code: MDB_PANIC, operation: "opening a cursor") }
    raw = opened
  }

  deinit { mdb_cursor_close(raw) }

  package mutating func renew(_ transaction: TransactionHandle) throws(LMDBError) {
    try check(mdb_cursor_renew(transaction.raw, raw), "renewing a cursor")
  }

  package var key: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: foundKey.mv_data, count: foundKey.mv_size)
  }

  package var value: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: foundValue.mv_data, count: foundValue.mv_size)
  }

  private mutating func move(_ operation: MDB_cursor_op) throws(LMDBError) -> Bool {
    let code = mdb_cursor_get(raw, &foundKey, &foundValue, operation)
    if code == MDB_NOTFOUND { return false }
    try check(code, "moving a cursor")
    return true
  }

  /// Moves to the first record whose key is not before `key`; false when there is none.
  package mutating func seek(_ key: UnsafeRawBufferPointer) throws(LMDBError) -> Bool {
    foundKey = MDB_val(key)
    return try move(MDB_SET_RANGE)
  }

  /// Moves to the record of exactly `key`; false when there is none.
  package mutating func find(_ key: UnsafeRawBufferPointer) throws(LMDBError) -> Bool {
    foundKey = MDB_val(key)
    return try move(MDB_SET_KEY)
  }

  package mutating func next() throws(LMDBError) -> Bool { try move(MDB_NEXT) }
  package mutating func previous() throws(LMDBError) -> Bool { try move(MDB_PREV) }
  package mutating func first() throws(LMDBError) -> Bool { try move(MDB_FIRST) }
  package mutating func last() throws(LMDBError) -> Bool { try move(MDB_LAST) }

  /// `appending`: the key comes after all others of the database, which saves the search for its place.
  package mutating func put(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, appending: Bool = false
  ) throws(LMDBError) {
    var key = MDB_val(key)
    var value = MDB_val(value)
    try check(
      mdb_cursor_put(raw, &key, &value, appending ? UInt32(MDB_APPEND) : 0),
      appending ? "appending a record" : "writing a record")
  }

  /// Deletes the record at the cursor; `next` moves to the one after it.
  package mutating func delete() throws(LMDBError) {
    try check(mdb_cursor_del(raw, 0), "deleting a record")
  }
}
