/// What changed since a checkpoint: versions by key and by revision, and leases. The active generation is
/// written by the apply thread alone; a frozen one never changes again.
///
/// `@unchecked Sendable`: the active one is guarded by the store's lock (written while it is held alone, read
/// while it is shared); a frozen one is only read.
final class Generation: @unchecked Sendable {
  /// What a version costs beyond its key and value: its places in log and tree and two array headers.
  static let versionOverhead = 224
  static let leaseOverhead = 96

  struct Attachments {
    /// Revisions of versions that came to the lease, with their keys.
    var added: [Revision: [UInt8]] = [:]
    /// Revisions of versions in older generations or the checkpoint that left it.
    var removed: Set<Revision> = []
  }

  enum LeaseChange {
    case set(StoredLease)
    case removed
  }

  private(set) var tree = KeyTree()
  private(set) var log = VersionLog()
  private(set) var leases: [LeaseID: LeaseChange] = [:]
  private(set) var attachments: [LeaseID: Attachments] = [:]
  private(set) var bytes = 0

  /// Versions are appended in the order of their revisions; revisions and depths are the log's to keep.
  func append(_ version: consuming DeltaVersion) {
    precondition(
      log.isEmpty || log.revision(log.count - 1) < version.revision, "versions appended out of their order")
    bytes += version.key.count + version.value.count + Generation.versionOverhead
    let previous = tree.exchange(version.key, head: log.nextIndex)
    log.append(version, previous: previous)
  }

  /// Its index in `log`.
  func newest(of key: [UInt8], atOrBefore bound: Revision) -> Int? {
    if tree.isEmpty { return nil }
    let index = log.newest(from: tree.head(of: key), atOrBefore: bound)
    return index >= 0 ? Int(index) : nil
  }

  // MARK: Leases

  func set(_ lease: StoredLease) {
    if leases.updateValue(.set(lease), forKey: lease.id) == nil { bytes += Generation.leaseOverhead }
  }

  func remove(_ lease: LeaseID) {
    if leases.updateValue(.removed, forKey: lease) == nil { bytes += Generation.leaseOverhead }
  }

  func attach(_ key: [UInt8], _ revision: Revision, to lease: LeaseID) {
    attachments[lease, default: Attachments()].added[revision] = key
    bytes += Generation.leaseOverhead
  }

  func detach(_ revision: Revision, from lease: LeaseID) {
    if attachments[lease, default: Attachments()].added.removeValue(forKey: revision) == nil {
      attachments[lease, default: Attachments()].removed.insert(revision)
      bytes += Generation.leaseOverhead
    }
  }

  var isEmpty: Bool { log.isEmpty && leases.isEmpty && attachments.isEmpty }
}
