/// The keyspace of one member: etcd's semantics over the store of versions.
///
/// Any thread may read; only the apply thread calls `apply`. A read never holds the store for longer than a
/// page, whatever the size of its range, and still sees one revision.
package final class Keyspace: Sendable {
  /// For checkpoints, compaction in steps, hashes and snapshots.
  package let store: VersionStore

  /// A newest-revision read is begun so often, anew each time that a compaction overtakes it, before it is
  /// refused as compacted: to hold the store until it is done would hold up every write.
  private static let scanAttempts = 8

  package init(store: VersionStore) {
    self.store = store
  }

  /// Where the last applied batch left the keyspace.
  package var position: StorePosition { store.position }

  /// Applies committed entries in order, with their index and term in the same write as their data. Throws
  /// only when this member is damaged and must stop. The events carry the versions before when
  /// `collectsPrevious`; leave it out only while nobody watches with `prev_kv`.
  package func apply(
    _ entries: [CommittedEntry], collectsPrevious: Bool = true
  ) throws(KeyspaceError) -> AppliedBatch {
    try store.write { (writer) throws(KeyspaceError) in
      try Apply.apply(entries, to: &writer, collectsPrevious: collectsPrevious)
    }
  }

  /// Reads a range as of one revision. `revision` is the keyspace's at the start of the read, for the
  /// response header.
  package func range(_ query: RangeQuery) throws(KeyspaceError) -> (result: RangeResult, revision: Int64) {
    try unlessOvertaken { () throws(KeyspaceError) in try pagedRange(query) }
  }

  /// Runs `body`, a read of any length, on the newest revision, a page at a time, and anew when a compaction
  /// overtakes it.
  package func atOneRevision<R>(
    _ body: (PagedReader) throws(KeyspaceError) -> R
  ) throws(KeyspaceError) -> R {
    try unlessOvertaken { () throws(KeyspaceError) in try body(PagedReader(store)) }
  }

  /// Runs `read` anew when it is refused as compacted and there was a compaction since it began.
  private func unlessOvertaken<R>(_ read: () throws(KeyspaceError) -> R) throws(KeyspaceError) -> R {
    for _ in 1..<Self.scanAttempts {
      let compactRevision = position.compactRevision
      do throws(KeyspaceError) {
        return try read()
      } catch .compacted where position.compactRevision > compactRevision {
        continue
      }
    }
    return try read()
  }

  private func pagedRange(
    _ query: RangeQuery
  ) throws(KeyspaceError) -> (result: RangeResult, revision: Int64) {
    var (scan, isDone, revision) = try store.read { (reader) throws(KeyspaceError) in
      let position = reader.position
      var scan = try RangeScan(query, at: position)
      let isDone = try scan.step(reader, .page)
      return (scan, isDone, position.revision)
    }
    while !isDone {
      isDone = try store.read { (reader) throws(KeyspaceError) in try scan.step(reader, .page) }
    }
    return (scan.result, revision)
  }

  /// How many keys of `range` live at `revision` (0: the newest).
  package func count(_ range: KeyRange, revision: Int64 = 0) throws(KeyspaceError) -> Int64 {
    var query = RangeQuery(range: range)
    query.countOnly = true
    query.revision = revision
    return try self.range(query).result.count
  }

  /// Past changes, for watchers that catch up: those of the main revisions `from...through` of keys in `range`
  /// (nil: all), with previous versions where they are still stored and `wantsPrevious`. Ends early, at a whole
  /// revision, once `maxBytes` of keys and values, or of previous versions, are gathered, at least one revision;
  /// `next` is the revision to go on from. Throws `answerTooLarge` when that one takes more than
  /// `maxRevisionBytes`.
  package func changes(
    from: Int64, through: Int64, range: KeyRange?, wantsPrevious: Bool, maxBytes: Int,
    maxRevisionBytes: Int = .max
  ) throws(KeyspaceError) -> (changes: [RevisionEvents], next: Int64) {
    var (scan, isDone) = try store.read { (reader) throws(KeyspaceError) in
      var scan = try ChangeScan(
        from: from, through: through, range: range, wantsPrevious: wantsPrevious, maxBytes: maxBytes,
        maxRevisionBytes: maxRevisionBytes, at: reader.position)
      let isDone = try scan.step(reader)
      return (scan, isDone)
    }
    while !isDone {
      isDone = try store.read { (reader) throws(KeyspaceError) in try scan.step(reader) }
    }
    return (scan.changes, scan.next)
  }

  package func lease(_ id: LeaseID) throws(KeyspaceError) -> StoredLease? {
    try store.read { (reader) throws(KeyspaceError) in try reader.lease(id) }
  }

  package func leases() throws(KeyspaceError) -> [StoredLease] {
    try store.read { (reader) throws(KeyspaceError) in try reader.leases() }
  }

  /// The keys attached to a lease, in key order.
  package func keys(of lease: LeaseID) throws(KeyspaceError) -> [[UInt8]] {
    try store.read { (reader) throws(KeyspaceError) in try reader.keys(of: lease) }
  }
}
