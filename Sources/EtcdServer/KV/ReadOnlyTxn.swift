import Keyspace

/// A txn without writes, decided by the code that applies those with them, over a reader of the store.
enum ReadOnlyTxn {
  static func evaluate(
    _ request: TxnRequest, in keyspace: Keyspace
  ) throws(KeyspaceError) -> (result: TxnResult, revision: Int64) {
    try keyspace.store.read { (reader) throws(KeyspaceError) in
      var view = ReadOnlyView(reader: reader)
      switch try Apply.apply(.txn(request), to: &view, collectsPrevious: false).result {
      case .failure(let error): throw error
      case .success(.txn(let result)): return (result, reader.position.revision)
      case .success(let other): preconditionFailure("a txn was answered with \(other)")
      }
    }
  }
}

/// Reads through, and traps on any write: only a txn that was seen to have none is given it.
private struct ReadOnlyView<Reader: VersionReading>: VersionWriting {
  let reader: Reader

  var position: StorePosition { reader.position }

  func version(of key: [UInt8], at revision: Int64) throws(KeyspaceError) -> VersionInfo? {
    try reader.version(of: key, at: revision)
  }

  func visit(
    _ range: KeyRange, at revision: Int64, maxScanned: Int,
    _ visit: (VersionInfo) throws(KeyspaceError) -> Bool
  ) throws(KeyspaceError) -> [UInt8]? {
    try reader.visit(range, at: revision, maxScanned: maxScanned, visit)
  }

  func count(_ range: KeyRange, at revision: Int64) throws(KeyspaceError) -> Int64 {
    try reader.count(range, at: revision)
  }

  func value(of version: VersionInfo) throws(KeyspaceError) -> [UInt8] {
    try reader.value(of: version)
  }

  func changes(
    from: Int64, through: Int64, range: KeyRange?, wantsPrevious: Bool, maxBytes: Int
  ) throws(KeyspaceError) -> (changes: [RevisionEvents], next: Int64) {
    try reader.changes(
      from: from, through: through, range: range, wantsPrevious: wantsPrevious, maxBytes: maxBytes)
  }

  func lease(_ id: LeaseID) throws(KeyspaceError) -> StoredLease? { try reader.lease(id) }
  func leases() throws(KeyspaceError) -> [StoredLease] { try reader.leases() }
  func keys(of lease: LeaseID) throws(KeyspaceError) -> [[UInt8]] { try reader.keys(of: lease) }

  mutating func append(_ info: VersionInfo, value: [UInt8]) throws(KeyspaceError) { refuse() }
  mutating func setLease(_ lease: StoredLease) throws(KeyspaceError) { refuse() }
  mutating func removeLease(_ id: LeaseID) throws(KeyspaceError) { refuse() }
  mutating func setPosition(_ position: StorePosition) { refuse() }

  private func refuse() -> Never {
    preconditionFailure("a read-only txn wrote")
  }
}
