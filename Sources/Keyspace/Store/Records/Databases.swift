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

  /// `creates`: in a file that is being made. One that is missing from another is damage.
  init(_ environment: Environment, creates: Bool) throws(LMDBError) {
    let opened = try environment.write { (transaction) throws(LMDBError) in
      if !creates, let meta = try? transaction.database("meta", creates: false) {
        try Databases.checkFormat(transaction.handle, meta)
      }
      var opened: [Database] = []
      for name in Databases.names {
        do throws(LMDBError) {
          opened.append(try transaction.database(name, creates: creates))
        } catch  where error.isNotFound {
          throw .corrupt("the file has no \(name)")
        }
      }
      return opened
    }
    self.init(opened)
  }

  init(_ transaction: borrowing ReadTransaction) throws(LMDBError) {
    if let meta = try transaction.database("meta") { try Databases.checkFormat(transaction.handle, meta) }
    var opened: [Database] = []
    for name in Databases.names {
      guard let database = try transaction.database(name) else { throw .corrupt("the file has no \(name)") }
      opened.append(database)
    }
    self.init(opened)
  }

  /// First of all: another format may have other databases.
  private static func checkFormat(_ handle: TransactionHandle, _ meta: Database) throws(LMDBError) {
    _ = try MetaRecord.read(handle, meta)
  }

  /// In the order of `names`.
  private init(_ opened: [Database]) {
    index = opened[0]
    branches = opened[1]
    revisions = opened[2]
    leases = opened[3]
    leaseKeys = opened[4]
    meta = opened[5]
  }
}
