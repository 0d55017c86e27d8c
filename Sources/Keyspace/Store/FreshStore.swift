internal import Failpoints
internal import LMDB

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// LMDB makes its file in several steps, and takes one that a crash left half-made for no LMDB file at all. So a
/// store is made beside its place, and moved there when it is durable.
enum FreshStore {
  /// Leaves an empty store in `directory`, under a name that is durable once the directory is synced.
  static func make(in directory: String, options: StoreOptions) throws(LMDBError) {
    let folder = directory + "/new"
    if mkdir(folder, 0o700) != 0 {
      guard errno == EEXIST else { throw LMDBError(code: errno, operation: "making the directory \(folder)") }
      removeFiles(in: folder)
    }
    _ = try VersionStore.openFile(directory: folder, options: options)
    Failpoints.reach(.storeMade)
    guard rename(StoreFiles.data(folder), StoreFiles.data(directory)) == 0 else {
      throw LMDBError(code: errno, operation: "moving a new store into \(directory)")
    }
    Failpoints.reach(.storeRenamed)
    removeFiles(in: folder)
    rmdir(folder)
  }

  private static func removeFiles(in folder: String) {
    unlink(StoreFiles.data(folder))
    unlink(StoreFiles.lock(folder))
  }
}
