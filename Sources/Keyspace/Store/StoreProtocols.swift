/// A version of a key without its value: what the key index holds, and enough for counts and most compares.
package struct VersionInfo: Hashable, Sendable {
  package var key: [UInt8]
  package var revision: Revision
  package var createRevision: Int64
  package var version: Int64
  package var lease: LeaseID
  /// Bytes of the value, 0 for a deletion.
  package var valueLength: Int
  package var isDeletion: Bool

  package init(
    key: [UInt8], revision: Revision, createRevision: Int64, version: Int64, lease: LeaseID, valueLength: Int,
    isDeletion: Bool
  ) {
    self.key = key
    self.revision = revision
    self.createRevision = createRevision
    self.version = version
    self.lease = lease
    self.valueLength = valueLength
    self.isDeletion = isDeletion
  }
}

package struct StoredLease: Hashable, Sendable {
  package var id: LeaseID
  package var ttl: Int64
  /// Seconds that the last checkpoint left; 0 when none was taken since the grant or renewal.
  package var remaining: Int64

  package init(id: LeaseID, ttl: Int64, remaining: Int64) {
    self.id = id
    self.ttl = ttl
    self.remaining = remaining
  }
}

/// How far the keyspace has come.
package struct StorePosition: Hashable, Sendable {
  /// The newest main revision; 1 for an empty keyspace, as in etcd.
  package var revision: Int64
  /// Reads below it are refused; -1 before the first compaction, as etcd reports it.
  package var compactRevision: Int64
  package var appliedIndex: UInt64
  package var appliedTerm: UInt64
  /// A sum over all applied entries, the same on every member at the same index.
  package var rollingHash: UInt64

  package init(
    revision: Int64 = 1, compactRevision: Int64 = -1, appliedIndex: UInt64 = 0, appliedTerm: UInt64 = 0,
    rollingHash: UInt64 = 0
  ) {
    self.revision = revision
    self.compactRevision = compactRevision
    self.appliedIndex = appliedIndex
    self.appliedTerm = appliedTerm
    self.rollingHash = rollingHash
  }
}

/// What can be asked of the versions at one moment. Both the store and the tests' model give it.
package protocol VersionReading {
  var position: StorePosition { get }

  /// The newest version of `key` with a main revision of at most `revision`; nil when there is none or it is a
  /// deletion.
  func version(of key: [UInt8], at revision: Int64) throws(KeyspaceError) -> VersionInfo?

  /// Visits, in key order, each key of `range` that lives at `revision`, until `visit` returns false or
  /// `maxScanned` keys were looked at, deleted and later ones included. Returns the key to go on after; nil
  /// when the range is at its end.
  func visit(
    _ range: KeyRange, at revision: Int64, maxScanned: Int,
    _ visit: (VersionInfo) throws(KeyspaceError) -> Bool
  ) throws(KeyspaceError) -> [UInt8]?

  /// How many keys of `range` live at `revision`.
  func count(_ range: KeyRange, at revision: Int64) throws(KeyspaceError) -> Int64

  func value(of version: VersionInfo) throws(KeyspaceError) -> [UInt8]

  func lease(_ id: LeaseID) throws(KeyspaceError) -> StoredLease?
  func leases() throws(KeyspaceError) -> [StoredLease]
  /// The keys attached to a lease, in key order.
  func keys(of lease: LeaseID) throws(KeyspaceError) -> [[UInt8]]
}

extension VersionReading {
  /// The whole range, however many keys it goes over.
  package func visit(
    _ range: KeyRange, at revision: Int64, _ visit: (VersionInfo) throws(KeyspaceError) -> Bool
  ) throws(KeyspaceError) {
    _ = try self.visit(range, at: revision, maxScanned: .max, visit)
  }
}

/// What applying a command may change. Only the apply thread holds one.
package protocol VersionWriting: VersionReading {
  /// Stores a version; `info.key` moves from the lease of its version before to `info.lease` (0: to none).
  /// `before` is the living version of the key that this one takes the place of, if there is one.
  mutating func append(
    _ info: VersionInfo, value: [UInt8], replacing before: VersionInfo?
  ) throws(KeyspaceError)
  mutating func setLease(_ lease: StoredLease) throws(KeyspaceError)
  /// Forgets the lease; its keys have been deleted before.
  mutating func removeLease(_ id: LeaseID) throws(KeyspaceError)
  mutating func setPosition(_ position: StorePosition)
}
