internal import Bytes

extension ByteReader {
  mutating func command() throws(ByteReaderError) -> Command {
    let format = try fixed(UInt8.self)
    guard format == CommandCodec.format else { throw .invalid("command format \(format)") }
    let kind = try fixed(UInt8.self)
    switch CommandCodec.Kind(rawValue: kind) {
    case .put: return .put(try put())
    case .delete: return .delete(try delete())
    case .txn: return .txn(try txn(depth: 1))
    case .compact: return .compact(revision: try signedVarint())
    case .leaseGrant: return .leaseGrant(id: try fixed(), ttl: try signedVarint())
    case .leaseRevoke: return .leaseRevoke(id: try fixed())
    case .leaseCheckpoint: return .leaseCheckpoint(try leases())
    case nil: throw .invalid("command kind \(kind)")
    }
  }

  /// A count of elements of at least `size` bytes each, so that a wrong one cannot make anyone reserve
  /// memory.
  private mutating func elements(ofAtLeast size: Int) throws(ByteReaderError) -> Int {
    try count(limit: remaining / size)
  }

  private mutating func leases() throws(ByteReaderError) -> [LeaseRemaining] {
    var leases: [LeaseRemaining] = []
    for _ in 0..<(try elements(ofAtLeast: 9)) {
      leases.append(LeaseRemaining(id: try fixed(), seconds: try signedVarint()))
    }
    return leases
  }

  private mutating func put() throws(ByteReaderError) -> PutRequest {
    let flags = try fixed(UInt8.self)
    guard flags & ~CommandCodec.PutFlag.all == 0 else { throw .invalid("put flags \(flags)") }
    var put = PutRequest(key: try prefixed(), value: try prefixed())
    put.wantsPrevious = flags & CommandCodec.PutFlag.wantsPrevious != 0
    put.ignoresValue = flags & CommandCodec.PutFlag.ignoresValue != 0
    put.ignoresLease = flags & CommandCodec.PutFlag.ignoresLease != 0
    if flags & CommandCodec.PutFlag.hasLease != 0 { put.lease = try fixed() }
    return put
  }

  private mutating func delete() throws(ByteReaderError) -> DeleteRequest {
    let wantsPrevious = try flag()
    var delete = DeleteRequest(range: try range())
    delete.wantsPrevious = wantsPrevious
    return delete
  }

  private mutating func range() throws(ByteReaderError) -> KeyRange {
    switch try fixed(UInt8.self) {
    case 0: return KeyRange(start: try prefixed(), end: .single)
    case 1: return KeyRange(start: try prefixed(), end: .unbounded)
    case 2: return KeyRange(start: try prefixed(), end: .before(try prefixed()))
    case let other: throw .invalid("range kind \(other)")
    }
  }

  private mutating func query() throws(ByteReaderError) -> RangeQuery {
    let flags = try fixed(UInt8.self)
    guard flags & ~CommandCodec.RangeFlag.all == 0 else { throw .invalid("range flags \(flags)") }
    var query = RangeQuery(range: try range())
    query.keysOnly = flags & CommandCodec.RangeFlag.keysOnly != 0
    query.countOnly = flags & CommandCodec.RangeFlag.countOnly != 0
    query.limit = try signedVarint()
    query.revision = try signedVarint()
    let order = try fixed(UInt8.self)
    let target = try fixed(UInt8.self)
    guard
      let sortOrder = RangeQuery.SortOrder(rawValue: order),
      let sortTarget = RangeQuery.SortTarget(rawValue: target)
    else { throw .invalid("sort order \(order) by \(target)") }
    query.sortOrder = sortOrder
    query.sortTarget = sortTarget
    query.minModRevision = try signedVarint()
    query.maxModRevision = try signedVarint()
    query.minCreateRevision = try signedVarint()
    query.maxCreateRevision = try signedVarint()
    return query
  }

  private mutating func compare() throws(ByteReaderError) -> Compare {
    let range = try range()
    let kind = try fixed(UInt8.self)
    guard let result = Compare.Result(rawValue: kind) else { throw .invalid("compare result \(kind)") }
    let target: Compare.Target
    switch try fixed(UInt8.self) {
    case 0: target = .version(try signedVarint())
    case 1: target = .create(try signedVarint())
    case 2: target = .mod(try signedVarint())
    case 3: target = .value(try prefixed())
    case 4: target = .lease(try fixed())
    case let other: throw .invalid("compare target \(other)")
    }
    return Compare(range: range, result: result, target: target)
  }

  private mutating func txn(depth: Int) throws(ByteReaderError) -> TxnRequest {
    guard depth <= CommandCodec.maxDepth else { throw .invalid("transactions nested too deep") }
    var compares: [Compare] = []
    for _ in 0..<(try elements(ofAtLeast: 5)) { compares.append(try compare()) }
    return TxnRequest(
      compares: compares, success: try operations(depth: depth), failure: try operations(depth: depth))
  }

  private mutating func operations(depth: Int) throws(ByteReaderError) -> [TxnRequest.Operation] {
    var operations: [TxnRequest.Operation] = []
    for _ in 0..<(try elements(ofAtLeast: 4)) {
      let kind = try fixed(UInt8.self)
      switch CommandCodec.OperationKind(rawValue: kind) {
      case .range: operations.append(.range(try query()))
      case .put: operations.append(.put(try put()))
      case .delete: operations.append(.delete(try delete()))
      case .txn: operations.append(.txn(try txn(depth: depth + 1)))
      case nil: throw .invalid("operation kind \(kind)")
      }
    }
    return operations
  }
}
