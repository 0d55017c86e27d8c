internal import CLMDB

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

package struct EnvironmentOptions: Sendable {
  /// Bytes of address space to map at first; not less than the file has. It doubles when it fills.
  package var mapSize: Int
  /// Whether the kernel reads ahead of page faults.
  package var readAhead: Bool
  package var maximumDatabases: Int
  /// Read transactions that may be open at one time, idle ones that wait for their renewal included.
  package var maximumReaders: Int

  package init(
    mapSize: Int = 1 << 30, readAhead: Bool = true, maximumDatabases: Int = 16, maximumReaders: Int = 1024
  ) {
    self.mapSize = mapSize
    self.readAhead = readAhead
    self.maximumDatabases = maximumDatabases
    self.maximumReaders = maximumReaders
  }
}

/// A named database of an environment; it stays valid as long as the environment.
package struct Database: Hashable, Sendable {
  let handle: UInt32
}

/// One LMDB file. Commits are fully synced and the map is never written through, so a crash at any moment
/// leaves the last committed transaction.
///
/// The map can only be moved while this process has no transaction open (lmdb.h, mdb_env_set_mapsize), so
/// every transaction holds `gate` shared, and growing holds it alone. Copies of the whole file take minutes;
/// they hold `copies` too, which growing waits for before it closes `gate` to everyone else.
///
/// `@unchecked Sendable`: LMDB's environment handle may be used by all threads but for mdb_env_set_mapsize
/// and mdb_env_close, which `gate` and deinit keep alone.
package final class Environment: @unchecked Sendable {
  package let path: String
  let raw: OpaquePointer
  let gate = ReaderWriterLock()
  let copies = ReaderWriterLock()

  /// Opens or creates `data.mdb` and `lock.mdb` in the existing directory `path`.
  package init(path: String, options: EnvironmentOptions = EnvironmentOptions()) throws(LMDBError) {
    let flags = UInt32(MDB_NOTLS) | (options.readAhead ? 0 : UInt32(MDB_NORDAHEAD))
    self.path = path
    raw = try Environment.open(path: path, flags: flags, options: options)
    var stale: Int32 = 0
    mdb_reader_check(raw, &stale)
  }

  /// Opens the one file at `path` to be looked at, without a lock file: nobody may be writing to it.
  package init(readingFile path: String) throws(LMDBError) {
    self.path = path
    let flags = UInt32(MDB_NOTLS) | UInt32(MDB_NOSUBDIR) | UInt32(MDB_RDONLY) | UInt32(MDB_NOLOCK)
    raw = try Environment.open(path: path, flags: flags, options: EnvironmentOptions(mapSize: 1 << 20))
  }

  deinit { mdb_env_close(raw) }

  private static func open(
    path: String, flags: UInt32, options: EnvironmentOptions
  ) throws(LMDBError) -> OpaquePointer {
    var mapSize = max(options.mapSize, 1 << 16)
    while true {
      do throws(LMDBError) {
        return try openOnce(path: path, flags: flags, options: options, mapSize: mapSize)
      } catch {
        // A limit on address space (ulimit -v) may forbid the generous first map; growing will find its own
        // way.
        guard error.code == ENOMEM, mapSize > 1 << 24 else { throw error }
        mapSize /= 2
      }
    }
  }

  private static func openOnce(
    path: String, flags: UInt32, options: EnvironmentOptions, mapSize: Int
  ) throws(LMDBError) -> OpaquePointer {
    var created: OpaquePointer?
    try check(mdb_env_create(&created), "creating an environment")
    guard let environment = created else {
      throw LMDBError(code: ENOMEM, operation: "creating an environment")
    }
    do throws(LMDBError) {
      try check(mdb_env_set_mapsize(environment, mapSize), "mapping \(mapSize) bytes of \(path)")
      try check(mdb_env_set_maxdbs(environment, UInt32(options.maximumDatabases)), "opening \(path)")
      try check(mdb_env_set_maxreaders(environment, UInt32(options.maximumReaders)), "opening \(path)")
      try check(mdb_env_open(environment, path, flags, 0o600), "opening \(path)")
    } catch {
      mdb_env_close(environment)
      let file = flags & UInt32(MDB_NOSUBDIR) == 0 ? path + "/data.mdb" : path
      if error.isIncompatible, MetaPages.disagreeOnVersion(in: file) {
        throw .corrupt("opening \(path): its first two pages name different versions of the format")
      }
      throw error
    }
    return environment
  }

  // MARK: Size

  /// Bytes of address space.
  package var mapSize: Int {
    var info = MDB_envinfo()
    mdb_env_info(raw, &info)
    return info.me_mapsize
  }

  /// Bytes up to the end of the last page ever used; the file is at least this long when it is whole.
  package var usedSize: Int {
    var info = MDB_envinfo()
    mdb_env_info(raw, &info)
    return (info.me_last_pgno &+ 1) &* pageSize
  }

  package var pageSize: Int {
    var stat = MDB_stat()
    mdb_env_stat(raw, &stat)
    return Int(stat.ms_psize)
  }

  /// Grows ahead of need, where nobody has to be waited for, once the file fills half of the map.
  func growIfHalfFull() {
    guard usedSize > mapSize / 2, copies.tryLockAlone() else { return }
    defer { copies.unlock() }
    gate.lockAlone()
    defer { gate.unlock() }
    // When it fails, the write that really needs the room says so.
    mdb_env_set_mapsize(raw, mapSize * 2)
  }

  /// Waits for all transactions of this process, then doubles the map.
  func grow() throws(LMDBError) {
    copies.lockAlone()
    defer { copies.unlock() }
    gate.lockAlone()
    defer { gate.unlock() }
    let size = mapSize
    try check(mdb_env_set_mapsize(raw, size * 2), "growing the map of \(path) to \(size * 2) bytes")
  }

  /// Takes over the size that another process gave the map.
  func adoptSize() throws(LMDBError) {
    copies.lockAlone()
    defer { copies.unlock() }
    gate.lockAlone()
    defer { gate.unlock() }
    try check(mdb_env_set_mapsize(raw, 0), "mapping \(path) anew")
  }

  // MARK: Databases

  /// The handles of `names`, created where they are missing.
  package func databases(_ names: [String]) throws(LMDBError) -> [Database] {
    try write { (transaction) throws(LMDBError) in
      var result: [Database] = []
      for name in names { result.append(try transaction.database(name, creates: true)) }
      return result
    }
  }

  // MARK: Copies

  /// Writes the state at one moment to `descriptor` as a whole LMDB file, and returns when all of it is
  /// written. `compacting` leaves free pages out, for more work. Runs beside writers, but pages that they
  /// free are not used again until it ends.
  package func copy(to descriptor: Int32, compacting: Bool) throws(LMDBError) {
    copies.lockShared()
    defer { copies.unlock() }
    try check(
      mdb_env_copyfd2(raw, descriptor, compacting ? UInt32(MDB_CP_COMPACT) : 0), "copying \(path)")
  }
}

func check(_ code: Int32, _ operation: @autoclosure () -> String) throws(LMDBError) {
  if code != MDB_SUCCESS { throw LMDBError(code: code, operation: operation()) }
}
