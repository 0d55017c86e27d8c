package import HTTP2
package import Keyspace

/// From the wire's fields to the keyspace's requests; what the keyspace could not express is refused here,
/// with etcd's status; the rest is `TxnValidation`'s.
extension RangeFields {
  package func query() throws(GRPCStatus) -> RangeQuery {
    guard let order = RangeQuery.SortOrder(exactly: sortOrder),
      let target = RangeQuery.SortTarget(exactly: sortTarget)
    else { throw EtcdError.invalidSortOption }
    var query = RangeQuery(range: KeyRange(key: key, rangeEnd: rangeEnd))
    query.limit = limit
    query.revision = revision
    query.sortOrder = order
    query.sortTarget = target
    query.keysOnly = keysOnly
    query.countOnly = countOnly
    query.minModRevision = minModRevision
    query.maxModRevision = maxModRevision
    query.minCreateRevision = minCreateRevision
    query.maxCreateRevision = maxCreateRevision
    return query
  }
}

extension PutFields {
  package var request: PutRequest {
    var request = PutRequest(key: key, value: value)
    request.lease = lease
    request.wantsPrevious = wantsPrevious
    request.ignoresValue = ignoresValue
    request.ignoresLease = ignoresLease
    return request
  }
}

extension DeleteFields {
  package var request: DeleteRequest {
    var request = DeleteRequest(range: KeyRange(key: key, rangeEnd: rangeEnd))
    request.wantsPrevious = wantsPrevious
    return request
  }
}

extension CompareFields {
  /// An operand that is not of the target's kind counts as that kind's zero, as etcd reads it.
  package func compare() throws(GRPCStatus) -> Compare {
    guard let result = Compare.Result(exactly: result) else { throw EtcdError.invalidCompare }
    let target: Compare.Target
    switch (self.target, operand) {
    case (0, .version(let value)): target = .version(value)
    case (0, _): target = .version(0)
    case (1, .create(let value)): target = .create(value)
    case (1, _): target = .create(0)
    case (2, .mod(let value)): target = .mod(value)
    case (2, _): target = .mod(0)
    case (3, .value(let value)): target = .value(value)
    case (3, _): target = .value([])
    case (4, .lease(let value)): target = .lease(value)
    case (4, _): target = .lease(0)
    default: throw EtcdError.invalidCompare
    }
    return Compare(range: KeyRange(key: key, rangeEnd: rangeEnd), result: result, target: target)
  }
}

extension TxnFields {
  package func request() throws(GRPCStatus) -> TxnRequest {
    var request = TxnRequest(compares: [], success: [], failure: [])
    request.compares.reserveCapacity(compares.count)
    for fields in compares { request.compares.append(try fields.compare()) }
    request.success = try Self.translate(success)
    request.failure = try Self.translate(failure)
    return request
  }

  private static func translate(
    _ operations: [Operation]
  ) throws(GRPCStatus) -> [TxnRequest.Operation] {
    var translated: [TxnRequest.Operation] = []
    translated.reserveCapacity(operations.count)
    for operation in operations {
      switch operation {
      case .none: throw EtcdError.keyNotFound
      case .range(let fields): translated.append(.range(try fields.query()))
      case .put(let fields): translated.append(.put(fields.request))
      case .delete(let fields): translated.append(.delete(fields.request))
      case .txn(let fields): translated.append(.txn(try fields.request()))
      }
    }
    return translated
  }

  /// Whether it only reads; a txn within it counts as a write, as in etcd.
  var isReadOnly: Bool {
    (success + failure).allSatisfy { if case .range = $0 { true } else { false } }
  }

  /// Whether all its ranges may be answered from this member's own keyspace.
  var isSerializable: Bool {
    let operations = success + failure
    return !operations.isEmpty
      && operations.allSatisfy { if case .range(let fields) = $0 { fields.serializable } else { false } }
  }
}

extension RawRepresentable where RawValue == UInt8 {
  fileprivate init?(exactly value: Int32) {
    guard let raw = UInt8(exactly: value) else { return nil }
    self.init(rawValue: raw)
  }
}
