import Keyspace

/// A txn without writes, decided by the code that applies those with them, over a reader of the store.
enum ReadOnlyTxn {
  /// In one look at the store, or, when it goes over ranges, at one revision a page at a time.
  static func evaluate(
    _ request: TxnRequest, in keyspace: Keyspace
  ) throws(KeyspaceError) -> (result: TxnResult, revision: Int64) {
    if request.readsSingleKeysOnly {
      return try keyspace.store.read { (reader) throws(KeyspaceError) in try evaluate(request, in: reader) }
    }
    return try keyspace.atOneRevision { (reader) throws(KeyspaceError) in try evaluate(request, in: reader) }
  }

  private static func evaluate(
    _ request: TxnRequest, in reader: some VersionReading
  ) throws(KeyspaceError) -> (result: TxnResult, revision: Int64) {
    var view = ReadOnlyView(reader: reader)
    switch try Apply.apply(.txn(request), to: &view, collectsPrevious: false).result {
    case .failure(let error): throw error
    case .success(.txn(let result)): return (result, reader.position.revision)
    case .success(let other): preconditionFailure("a txn was answered with \(other)")
    }
  }
}

extension TxnRequest {
  /// Whether it is short enough to be read in one go, on an event loop.
  var readsSingleKeysOnly: Bool {
    compares.allSatisfy { $0.range.end == .single }
      && (success + failure).allSatisfy {
        if case .range(let query) = $0 { query.range.end == .single } else { false }
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

  func lease(_ id: LeaseID) throws(KeyspaceError) -> StoredLease? { try reader.lease(id) }
  func leases() throws(KeyspaceError) -> [StoredLease] { try reader.leases() }
  func keys(of lease: LeaseID) throws(KeyspaceError) -> [[UInt8]] { try reader.keys(of: lease) }

  mutating func append(
    _ info: VersionInfo, value: [UInt8], replacing before: VersionInfo?
  ) throws(KeyspaceError) { refuse() }
  mutating func setLease(_ lease: StoredLease) throws(KeyspaceError) { refuse() }
  mutating func removeLease(_ id: LeaseID) throws(KeyspaceError) { refuse() }
  mutating func setPosition(_ position: StorePosition) { refuse() }

  private func refuse() -> Never {
    preconditionFailure("a read-only txn wrote")
  }
}
