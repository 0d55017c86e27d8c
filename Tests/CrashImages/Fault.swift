/// Mistakes that a program like this one can make with its disk, planted into what was recorded (a sync that
/// was never asked for is one that is left out of the recording) or into how the member is driven. Each must be
/// found by the images' check.
package enum Fault: String, CaseIterable, Sendable {
  /// The log's batches are acknowledged without a sync.
  case noLogSync = "no-log-sync"
  /// A segment gets its name before its header is durable.
  case noHeaderSync = "no-header-sync"
  /// Names in the log's directory are never made durable.
  case noLogDirectorySync = "no-log-directory-sync"
  /// LMDB runs with MDB_NOSYNC.
  case noStoreSync = "no-store-sync"
  /// LMDB's pages are synced, its metas are not (MDB_NOMETASYNC).
  case noMetaSync = "no-meta-sync"
  /// An installed snapshot's rename is not made durable.
  case noInstallSync = "no-install-sync"
  /// A snapshot is renamed into place before its bytes are durable.
  case noSnapshotSync = "no-snapshot-sync"
  /// The identity is renamed into place before its bytes are durable.
  case noIdentitySync = "no-identity-sync"
  /// A new data directory's own name is not made durable.
  case noParentSync = "no-parent-sync"
  /// The applied index is written in a transaction after that of the data.
  case lateAppliedIndex = "late-applied-index"

  /// The event as the disk sees it under this fault; nil when it is left out.
  func change(_ event: DiskEvent, pathOf: (Int) -> String?) -> DiskEvent? {
    switch event {
    case .sync(let file): return leavesOutSync(of: pathOf(file) ?? "") ? nil : event
    case .syncDirectory(let path): return leavesOutDirectorySync(of: path) ? nil : event
    case .write(let file, let offset, let bytes, true) where self == .noStoreSync || self == .noMetaSync:
      return .write(file: file, offset: offset, bytes: bytes, isDurable: false)
    default: return event
    }
  }

  private func leavesOutSync(of path: String) -> Bool {
    switch self {
    case .noLogSync: path.hasSuffix(".log")
    case .noHeaderSync: path.contains("/log/spare")
    case .noStoreSync: path.hasSuffix("data.mdb")
    case .noSnapshotSync: path.hasSuffix(".snapshot")
    case .noIdentitySync: path.hasSuffix("identity.new")
    default: false
    }
  }

  private func leavesOutDirectorySync(of path: String) -> Bool {
    switch self {
    case .noLogDirectorySync: path.hasSuffix("/log")
    case .noInstallSync: path.hasSuffix("/keyspace")
    case .noParentSync: path == "" || path == "data"
    default: false
    }
  }
}
