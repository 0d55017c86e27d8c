internal import CLMDB

/// What LMDB or the operating system said to one call, or what a reader of its records found wrong with them.
package struct LMDBError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An `MDB_…` code (negative) or an errno (positive).
  package let code: Int32
  /// What was being done, as one reads it in a sentence: "opening /var/lib/tern/a".
  package let operation: String

  package init(code: Int32, operation: String) {
    self.code = code
    self.operation = operation
  }

  /// A record that LMDB gave back whole, but whose own checksum or form is wrong.
  package static func corrupt(_ what: String) -> LMDBError {
    LMDBError(code: MDB_CORRUPTED, operation: what)
  }

  package var isMapFull: Bool { code == MDB_MAP_FULL }
  package var isMapResized: Bool { code == MDB_MAP_RESIZED }
  package var isCorruption: Bool {
    code == MDB_CORRUPTED || code == MDB_PAGE_NOTFOUND || code == MDB_INVALID || code == MDB_PANIC
  }

  package var description: String {
    if code == MDB_CORRUPTED { return "\(operation): damaged data" }
    // LMDB reports a write that a full file system cuts short as EIO (5).
    let hint = code == 5 ? "; is there room left on its file system?" : ""
    return "\(operation): \(String(cString: mdb_strerror(code))) (\(code))\(hint)"
  }
}
