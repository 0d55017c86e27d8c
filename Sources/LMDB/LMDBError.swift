internal import CLMDB

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

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

  /// Whole, but written by another version of the program.
  package static func incompatible(_ what: String) -> LMDBError {
    LMDBError(code: incompatibleCode, operation: what)
  }

  private static let incompatibleCode = Int32.min
  package var isIncompatible: Bool { code == Self.incompatibleCode || code == MDB_VERSION_MISMATCH }
  package var isNotFound: Bool { code == MDB_NOTFOUND }
  package var isMapFull: Bool { code == MDB_MAP_FULL }
  package var isMapResized: Bool { code == MDB_MAP_RESIZED }
  package var isCorruption: Bool {
    code == MDB_CORRUPTED || code == MDB_PAGE_NOTFOUND || code == MDB_INVALID
      || code == MDB_INCOMPATIBLE || code == MDB_CURSOR_FULL
      || code == MDB_BAD_TXN
  }

  /// A full file system or quota. LMDB tells of a write that was cut short for it as EIO, too: the caller asks the
  /// file system then.
  package var isOutOfSpace: Bool { code == ENOSPC || code == EDQUOT }
  package var mayBeOutOfSpace: Bool { code == EIO }

  package var description: String {
    if code == Self.incompatibleCode { return operation }
    if code == MDB_CORRUPTED { return "\(operation): damaged data" }
    // LMDB reports a write that a full file system cuts short as EIO (5).
    let hint = code == EIO ? "; is there room left on its file system?" : ""
    return "\(operation): \(String(cString: mdb_strerror(code))) (\(code))\(hint)"
  }
}
