/// What a request must hold before it is proposed, whatever the keyspace's state is; as etcd's front end
/// checks.
package enum TxnValidation {
  /// etcd's default of `--max-txn-ops`.
  package static let defaultMaxOperations = 128

  package static func check(_ query: RangeQuery) -> KeyspaceError? {
    query.range.start.isEmpty ? .emptyKey : nil
  }

  package static func check(_ put: PutRequest) -> KeyspaceError? {
    if put.key.isEmpty { return .emptyKey }
    if put.ignoresValue && !put.value.isEmpty { return .valueProvided }
    if put.ignoresLease && put.lease != 0 { return .leaseProvided }
    return nil
  }

  package static func check(_ delete: DeleteRequest) -> KeyspaceError? {
    delete.range.start.isEmpty ? .emptyKey : nil
  }

  /// `maxOperations` bounds the compares and each branch; what a transaction has of them, those within it no
  /// longer have.
  package static func check(_ txn: TxnRequest, maxOperations: Int = defaultMaxOperations) -> KeyspaceError? {
    if let error = checkShape(txn, maxOperations, depth: 1) { return error }
    do throws(KeyspaceError) {
      _ = try Writes(of: txn.success)
      _ = try Writes(of: txn.failure)
      return nil
    } catch {
      return error
    }
  }

  private static func checkShape(_ txn: TxnRequest, _ maxOperations: Int, depth: Int) -> KeyspaceError? {
    let operations = max(txn.compares.count, txn.success.count, txn.failure.count)
    guard operations <= maxOperations, depth <= CommandCodec.maxDepth else { return .tooManyOperations }
    if txn.compares.contains(where: { $0.range.start.isEmpty }) { return .emptyKey }
    for branch in [txn.success, txn.failure] {
      for operation in branch {
        let error: KeyspaceError? =
          switch operation {
          case .range(let query): check(query)
          case .put(let put): check(put)
          case .delete(let delete): check(delete)
          case .txn(let nested): checkShape(nested, maxOperations - operations, depth: depth + 1)
          }
        if let error { return error }
      }
    }
    return nil
  }
}

/// The keys that a branch may write. No key is put twice, or put and deleted, on any way through it; the two
/// branches of one nested transaction exclude each other and may put the same key.
private struct Writes {
  private(set) var puts: Set<[UInt8]> = []
  private(set) var deletes = DeletedRanges()

  init(of operations: [TxnRequest.Operation]) throws(KeyspaceError) {
    for case .delete(let delete) in operations { deletes.insert(delete.range) }
    for case .txn(let txn) in operations {
      let success = try Writes(of: txn.success)
      let failure = try Writes(of: txn.failure)
      for key in success.puts { try insert(key) }
      for key in failure.puts where !success.puts.contains(key) { try insert(key) }
      deletes.insert(success.deletes)
      deletes.insert(failure.deletes)
    }
    for case .put(let put) in operations { try insert(put.key) }
  }

  private mutating func insert(_ key: [UInt8]) throws(KeyspaceError) {
    guard !deletes.contain(key), puts.insert(key).inserted else { throw .duplicateKey }
  }
}

/// Deleted ranges; single keys apart, so that a transaction of many deletes is checked in linear time. Ranges
/// without an end are left out: etcd lets a put stand beside them, and does both in order.
private struct DeletedRanges {
  private var keys: Set<[UInt8]> = []
  private var ranges: [KeyRange] = []

  mutating func insert(_ range: KeyRange) {
    switch range.end {
    case .single: keys.insert(range.start)
    case .before: ranges.append(range)
    case .unbounded: break
    }
  }

  mutating func insert(_ other: DeletedRanges) {
    keys.formUnion(other.keys)
    ranges.append(contentsOf: other.ranges)
  }

  func contain(_ key: [UInt8]) -> Bool {
    keys.contains(key) || ranges.contains { $0.contains(key) }
  }
}
