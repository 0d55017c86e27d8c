internal import Bytes
internal import Checkers

/// What a client asks, one request after the other. Each written value is unique.
struct Workload {
  private let client: Int
  private let keys: Int
  private let longValues: Double
  private var random: SplitMix64
  private var values = 0
  /// Keys' revisions as last seen, for compares that may well hold.
  private var seen: [[UInt8]: Int64] = [:]
  private var leases: [Int64] = []
  private var granted: Int64 = 0

  init(client: Int, options: SimulationOptions, random: SplitMix64) {
    self.client = client
    keys = options.keys
    longValues = options.longValues
    self.random = random
  }

  mutating func next(knownRevision: Int64) -> History.Request {
    switch random.below(100) {
    case 0..<34: .put(put())
    case 34..<52: .range(History.Range(History.Keys(key()), options: serializable()))
    case 52..<60: .range(prefix(knownRevision))
    case 60..<74: .txn(compareAndPut())
    case 74..<80: .txn(several())
    case 80..<86:
      .deleteRange(
        random.chance(0.8)
          ? History.DeleteRange(History.Keys(key()), wantsPrevious: random.chance(0.5))
          : History.DeleteRange(History.Keys(key(), end: key()), wantsPrevious: random.chance(0.5)))
    case 86..<88: .compact(revision: max(1, knownRevision - Int64(random.below(30))))
    default: leaseRequest()
    }
  }

  /// What the answer says that later requests can use.
  mutating func learn(_ request: History.Request, _ outcome: History.Outcome) {
    switch (request, outcome) {
    case (.put(let put), .ok(let response)): seen[put.key] = response.revision
    case (.range, .ok(let response)):
      if case .range(let result) = response.body {
        for found in result.keyValues { seen[found.key] = found.mod }
      }
    case (.leaseGrant(let id, _), .ok): leases.append(id)
    case (.leaseRevoke(let id), .ok), (.leaseKeepAlive(let id), .refused): leases.removeAll { $0 == id }
    case (.leaseKeepAlive(let id), .ok(let response)):
      if case .leaseKeepAlive(let ttl) = response.body, ttl <= 0 { leases.removeAll { $0 == id } }
    default: break
    }
  }

  private mutating func key() -> [UInt8] { Array("k/\(random.below(keys))".utf8) }

  private mutating func value() -> [UInt8] {
    values += 1
    var value = Array("\(client)-\(values)".utf8)
    if random.chance(longValues) {
      value.append(contentsOf: repeatElement(UInt8(ascii: "x"), count: random.below(3000)))
    }
    return value
  }

  private mutating func serializable() -> History.RangeOptions { random.chance(0.3) ? .serializable : [] }

  private mutating func put() -> History.Put {
    var put = History.Put(key(), value())
    if random.chance(0.3) { put.options.insert(.previous) }
    if random.chance(0.15), let lease = leases.last { put.lease = lease }
    return put
  }

  private mutating func prefix(_ knownRevision: Int64) -> History.Range {
    var range = History.Range(.prefix(Array("k/".utf8)), options: serializable())
    if random.chance(0.3) { range.limit = Int64(1 + random.below(4)) }
    if random.chance(0.2) { range.options.insert(.countOnly) }
    if random.chance(0.3) { range.revision = max(1, knownRevision - Int64(random.below(40))) }
    return range
  }

  private mutating func compareAndPut() -> History.Txn {
    let key = key()
    let mod = random.chance(0.8) ? seen[key] ?? 0 : Int64(random.below(50))
    return History.Txn(
      compares: [History.Compare(History.Keys(key), .equal, .mod(mod))],
      success: [.put(History.Put(key, value()))], failure: [.range(History.Range(History.Keys(key)))])
  }

  private mutating func several() -> History.Txn {
    let (one, other) = (key(), key())
    var steps: [History.Txn.Step] = [.put(History.Put(one, value()))]
    if other != one { steps.append(.put(History.Put(other, value(), options: .previous))) }
    steps.append(.range(History.Range(.prefix(Array("k/".utf8)), options: .countOnly)))
    return History.Txn(
      compares: [History.Compare(History.Keys(one), .greater, .version(Int64(random.below(3)) - 1))],
      success: steps, failure: [.deleteRange(History.DeleteRange(History.Keys(one), wantsPrevious: true))])
  }

  private mutating func leaseRequest() -> History.Request {
    guard let lease = leases.last, random.chance(0.75) else {
      granted += 1
      return .leaseGrant(id: Int64(client + 1) * 1_000_000 + granted, ttl: Int64(1 + random.below(12)))
    }
    switch random.below(10) {
    case 0: return .leaseRevoke(id: lease)
    case 1, 2: return .leaseTimeToLive(id: lease, keys: random.chance(0.5))
    case 3, 4:
      var put = put()
      put.lease = lease
      return .put(put)
    default: return .leaseKeepAlive(id: lease)
    }
  }
}
