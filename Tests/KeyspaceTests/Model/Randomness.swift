import Keyspace

extension [UInt8] {
  init(_ text: StaticString) { self = Array("\(text)".utf8) }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

extension KeyRange {
  static func key(_ key: String) -> KeyRange { KeyRange(start: bytes(key), end: .single) }
  static func prefix(_ prefix: String) -> KeyRange {
    var end = bytes(prefix)
    end[end.count - 1] += 1
    return KeyRange(start: bytes(prefix), end: .before(end))
  }
  static let all = KeyRange(start: [0], end: .unbounded)
}

/// Commands over few keys, so that they meet; sometimes ones that must be refused.
struct RandomCommands {
  var random: SeededGenerator
  var revision: Int64 = 1

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func key() -> [UInt8] {
    (0..<(1 + random.below(2))).map { _ in UInt8(97 + random.below(4)) }
  }

  mutating func range() -> KeyRange {
    switch random.below(6) {
    case 0: KeyRange(start: key(), end: .unbounded)
    case 1, 2: KeyRange(start: key(), end: .before(key()))
    case 3: KeyRange(key: [0], rangeEnd: [0])
    default: KeyRange(start: key(), end: .single)
    }
  }

  mutating func put() -> PutRequest {
    var put = PutRequest(key: key(), value: bytes("v\(random.below(5))"))
    put.wantsPrevious = random.chance(40)
    if random.chance(15) {
      put.ignoresValue = true
      put.value = []
    }
    if random.chance(20) {
      put.lease = LeaseID(1 + random.below(4))
    } else {
      put.ignoresLease = random.chance(15)
    }
    return put
  }

  mutating func delete() -> DeleteRequest {
    var delete = DeleteRequest(range: range())
    delete.wantsPrevious = random.chance(50)
    return delete
  }

  mutating func query() -> RangeQuery {
    var query = RangeQuery(range: range())
    if random.chance(40) { query.limit = Int64(random.below(5)) }
    if random.chance(20) { query.revision = revision - Int64(random.below(8)) + 1 }
    if random.chance(40) {
      query.sortOrder = RangeQuery.SortOrder(rawValue: UInt8(random.below(3))) ?? .none
      query.sortTarget = RangeQuery.SortTarget(rawValue: UInt8(random.below(5))) ?? .key
    }
    query.keysOnly = random.chance(20)
    query.countOnly = random.chance(10)
    if random.chance(10) { query.minModRevision = revision - Int64(random.below(20)) }
    if random.chance(10) { query.maxModRevision = revision - Int64(random.below(10)) }
    if random.chance(10) { query.minCreateRevision = revision - Int64(random.below(20)) }
    if random.chance(10) { query.maxCreateRevision = revision - Int64(random.below(10)) }
    return query
  }

  mutating func compare() -> Compare {
    let near = revision - Int64(random.below(4))
    let target: Compare.Target =
      switch random.below(5) {
      case 0: .version(Int64(random.below(4)))
      case 1: .create(random.chance(50) ? 0 : near)
      case 2: .mod(random.chance(40) ? 0 : near)
      case 3: .value(bytes("v\(random.below(5))"))
      default: .lease(LeaseID(random.below(4)))
      }
    let result = Compare.Result(rawValue: UInt8(random.below(4))) ?? .equal
    return Compare(range: range(), result: result, target: target)
  }

  mutating func txn(depth: Int) -> TxnRequest {
    TxnRequest(
      compares: (0..<random.below(3)).map { _ in compare() },
      success: operations(depth: depth), failure: operations(depth: depth))
  }

  private mutating func operations(depth: Int) -> [TxnRequest.Operation] {
    (0..<random.below(5)).map { _ in
      switch random.below(depth > 2 ? 9 : 10) {
      case 0...2: .put(put())
      case 3...4: .delete(delete())
      case 5...8: .range(query())
      default: .txn(txn(depth: depth + 1))
      }
    }
  }

  mutating func next() -> Command {
    switch random.below(20) {
    case 0...6: .put(put())
    case 7...8: .delete(delete())
    case 9...15: .txn(txn(depth: 1))
    case 16: .compact(revision: revision - Int64(random.below(12)) + 1)
    case 17: .leaseGrant(id: LeaseID(random.below(5)), ttl: random.chance(10) ? 9_000_000_001 : 10)
    case 18: .leaseRevoke(id: LeaseID(random.below(5)))
    default:
      .leaseCheckpoint([LeaseRemaining(id: LeaseID(random.below(5)), seconds: Int64(random.below(9)))])
    }
  }
}
