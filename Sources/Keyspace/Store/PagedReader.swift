/// The keyspace at one revision, for reads of any length: no call holds the store for longer than a page, so
/// between two calls, and within one, the store moves on and checkpoints and compactions run. A compaction past
/// a revision that was read from ends the reading with `compacted`.
///
/// Made for one reading on one thread.
package final class PagedReader: VersionReading {
  private static let page = PageBudget.page

  /// The keyspace's when the reading began.
  package let position: StorePosition
  private let store: VersionStore
  /// The oldest revision that was read at.
  private var oldest: Int64

  package init(_ store: VersionStore) {
    self.store = store
    position = store.position
    oldest = position.revision
  }

  private func read<R>(
    at revision: Int64, _ body: (StoreReader) throws(KeyspaceError) -> R
  ) throws(KeyspaceError) -> R {
    oldest = min(oldest, revision)
    return try store.read { (reader) throws(KeyspaceError) in
      let compacted = reader.position.compactRevision
      guard oldest >= compacted else { throw .compacted(compactRevision: compacted) }
      return try body(reader)
    }
  }

  package func version(of key: [UInt8], at revision: Int64) throws(KeyspaceError) -> VersionInfo? {
    try read(at: revision) { (reader) throws(KeyspaceError) in try reader.version(of: key, at: revision) }
  }

  /// `visit` runs with the store free. With a bound on `maxScanned` it may end a page early.
  package func visit(
    _ range: KeyRange, at revision: Int64, maxScanned: Int,
    _ visit: (VersionInfo) throws(KeyspaceError) -> Bool
  ) throws(KeyspaceError) -> [UInt8]? {
    var rest = range
    while true {
      var found: [VersionInfo] = []
      let last = try read(at: revision) { (reader) throws(KeyspaceError) in
        try reader.visit(rest, at: revision, maxScanned: min(maxScanned, Self.page.scanned)) { info in
          found.append(info)
          return found.count < Self.page.keys
        }
      }
      for info in found { guard try visit(info) else { return info.key } }
      guard let last, let more = rest.rest(after: last) else { return nil }
      if maxScanned < .max { return last }
      rest = more
    }
  }

  package func count(_ range: KeyRange, at revision: Int64) throws(KeyspaceError) -> Int64 {
    var count: Int64 = 0
    _ = try visit(range, at: revision, maxScanned: .max) { (_) throws(KeyspaceError) in
      count += 1
      return true
    }
    return count
  }

  package func value(of version: VersionInfo) throws(KeyspaceError) -> [UInt8] {
    try read(at: oldest) { (reader) throws(KeyspaceError) in try reader.value(of: version) }
  }

  package func lease(_ id: LeaseID) throws(KeyspaceError) -> StoredLease? {
    try store.read { (reader) throws(KeyspaceError) in try reader.lease(id) }
  }

  package func leases() throws(KeyspaceError) -> [StoredLease] {
    try store.read { (reader) throws(KeyspaceError) in try reader.leases() }
  }

  package func keys(of lease: LeaseID) throws(KeyspaceError) -> [[UInt8]] {
    try store.read { (reader) throws(KeyspaceError) in try reader.keys(of: lease) }
  }
}
