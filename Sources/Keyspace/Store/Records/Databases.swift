internal import LMDB

/// The named databases of a keyspace's LMDB file.
struct Databases: Sendable {
  /// Encoded key ‖ revision, newest first → what is known of the version but for its value.
  var index: Database
  /// The rest of keys that are too long for `index`, see `KeyEncoding`.
  var branches: Database
  /// Revision ‖ chunk → the version, see `RevisionRecord`.
  var revisions: Database
  /// Lease → its times.
  var leases: Database
  /// Lease ‖ revision of the newest version of an attached key → nothing but a checksum.
  var leaseKeys: Database
  var meta: Database

  static let names = ["index", "branches", "revisions", "leases", "lease_keys", "meta"]

  init(_ environment: Environment) throws(LMDBError) {
    let opened = try environment.databases(Databases.names)
    index = opened[0]
    branches = opened[1]
    revisions = opened[2]
    leases = opened[3]
    leaseKeys = opened[4]
    meta = opened[5]
  }
}
