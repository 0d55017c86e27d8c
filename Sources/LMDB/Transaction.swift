internal import CLMDB

/// Names a transaction that is open; for cursors. It must not outlive the transaction.
package struct TransactionHandle {
  let raw: OpaquePointer
}

package protocol Transaction: ~Copyable {
  var handle: TransactionHandle { get }
}

extension Transaction where Self: ~Copyable {
  /// The value of `key`, nil when there is none. It lies in the map: valid until this transaction ends, and
  /// within one that writes until it writes next.
  package func get(
    _ key: UnsafeRawBufferPointer, from database: Database
  ) throws(LMDBError) -> UnsafeRawBufferPointer? {
    try handle.get(key, from: database)
  }

  package func cursor(_ database: Database) throws(LMDBError) -> Cursor {
    try Cursor(handle, database)
  }
}

extension TransactionHandle {
  package func get(
    _ key: UnsafeRawBufferPointer, from database: Database
  ) throws(LMDBError) -> UnsafeRawBufferPointer? {
    var wanted = MDB_val(key)
    var found = MDB_val()
    let code = mdb_get(raw, database.handle, &wanted, &found)
    if code == MDB_NOTFOUND { return nil }
    try check(code, "reading a record")
    return UnsafeRawBufferPointer(start: found.mv_data, count: found.mv_size)
  }
}

extension MDB_val {
  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
  }
}

extension Transaction where Self: ~Copyable {
  /// How many pages `databases` and the list of databases take.
  package func pages(of databases: [Database]) throws(LMDBError) -> Int {
    var pages = 0
    for handle in databases.map(\.handle) + [1] {
      var stat = MDB_stat()
      try check(mdb_stat(self.handle.raw, handle, &stat), "measuring a database")
      pages += stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages
    }
    return pages
  }
}
