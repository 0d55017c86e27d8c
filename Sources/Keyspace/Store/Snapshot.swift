internal import Failpoints
internal import LMDB

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

extension VersionStore {
  /// The last checkpoint as a stream of checksummed chunks that together are an LMDB file. `compacting`
  /// leaves free pages out, for more work.
  package func snapshotStream(
    chunkBytes: Int = 1 << 20, compacting: Bool = false
  ) throws(StoreError) -> SnapshotStream {
    maintenance.lockAlone()
    defer { maintenance.unlock() }
    return try SnapshotStream(
      core.environment, position: meta.position, chunkBytes: chunkBytes, compacting: compacting)
  }

  /// Copies the last checkpoint to a new file at `path`, synced. Checkpoints may go on meanwhile; the
  /// position returned is the copy's.
  package func copySnapshot(to path: String, compacting: Bool = false) throws(StoreError) -> StorePosition {
    let (environment, _) = environmentNow()
    let descriptor = StoreFiles.create(path)
    guard descriptor >= 0 else {
      throw .snapshot("\(path) cannot be made: \(String(cString: strerror(errno))); it must not exist yet")
    }
    do throws(LMDBError) {
      defer { close(descriptor) }
      try environment.copy(to: descriptor, compacting: compacting)
      guard fsync(descriptor) == 0 else { throw LMDBError(code: errno, operation: "syncing \(path)") }
    } catch {
      unlink(path)
      throw .snapshot(error.description)
    }
    return try VersionStore.inspectSnapshot(path)
  }

  /// What a snapshot in a file stands for. Reads all of it, and throws unless it is whole.
  package static func inspectSnapshot(_ path: String) throws(StoreError) -> StorePosition {
    try inspect(path) { (transaction) throws(LMDBError) in try ContentScan.run(transaction) }
  }

  private static func inspect(
    _ path: String, _ read: (borrowing ReadTransaction) throws(LMDBError) -> MetaRecord
  ) throws(StoreError) -> StorePosition {
    do throws(LMDBError) {
      let environment = try Environment(readingFile: path)
      try StoreFiles.extend(path, to: environment.usedSize)
      return try environment.read(read).position
    } catch {
      throw .snapshot("\(path): \(error); fetch it again from a member that is whole")
    }
  }

  /// Replaces the keyspace, what is in memory included, by the snapshot in the file at `path`, which must lie
  /// in the same file system, has passed `inspectSnapshot` and is consumed. A crash leaves either the old keyspace or the new.
  package func installSnapshot(from path: String) throws(StoreError) -> StorePosition {
    try maintain { () throws(StoreError) in
      let position = try VersionStore.inspect(path) { (transaction) throws(LMDBError) in
        try MetaRecord.written(transaction.handle, Databases(transaction).meta)
      }
      Failpoints.reach(.installBeforeSync)
      do throws(LMDBError) {
        try StoreFiles.sync(file: path)
      } catch {
        throw .snapshot(error.description)
      }
      lock.lockAlone()
      defer { lock.unlock() }
      Failpoints.reach(.installBeforeRename)
      guard rename(path, StoreFiles.data(directory)) == 0 else {
        throw .snapshot("moving \(path) into \(directory): \(String(cString: strerror(errno)))")
      }
      Failpoints.reach(.installRenamed)
      // The table of readers belongs to the old file, and those who still copy that keep it open.
      unlink(StoreFiles.lock(directory))
      try storing { () throws(LMDBError) in try StoreFiles.sync(directory: directory) }
      Failpoints.reach(.installNamed)
      dropSessions()
      begun = nil
      scan = nil
      (core, meta) = try VersionStore.openCore(directory: directory, options: options)
      publish()
      Failpoints.reach(.installReopened)
      return position
    }
  }
}
