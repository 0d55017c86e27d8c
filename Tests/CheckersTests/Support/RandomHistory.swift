import Checkers

/// Right histories: requests carried out one after the other, each at a moment within its call, with calls
/// that overlap, outcomes that get lost, reads from members that lag, leases that run out, and watches.
struct RandomHistory {
  /// Nanoseconds between two operations' moments.
  static let step: Int64 = 100_000_000

  struct Mix {
    var operations = 120
    var keys = 6
    var overlap: Int64 = 6
    var unknown = 8
    var hasLeases = true
    var hasCompaction = true
    var hasSerializable = true
    var hasWatches = true
  }

  private(set) var history = History()
  private var random: SeededGenerator
  private let mix: Mix
  private var store = NaiveStore()
  private var deadlines: [Int64: Int64] = [:]
  private var nextLease: Int64 = 1
  private var nextValue = 0
  private var now: Int64 = 1_000_000_000_000

  static func make(seed: UInt64, _ mix: Mix = Mix()) -> History {
    var maker = RandomHistory(random: SeededGenerator(seed: seed), mix: mix)
    for _ in 0..<mix.operations {
      maker.now += Self.step
      maker.expireLeases()
      maker.act()
    }
    if mix.hasWatches { for id in 1...6 { maker.watch(Int64(id)) } }
    return maker.history
  }

  private init(random: SeededGenerator, mix: Mix) {
    self.random = random
    self.mix = mix
  }

  // MARK: Operations

  private mutating func act() {
    let request = request()
    let id = Int64(history.operations.count + 1)
    var operation = Operation(
      id: id, client: Int32(id % 5), invoked: now - Int64(random.below(Int(mix.overlap * Self.step))),
      request: request)
    let fate = random.below(100)
    if fate < mix.unknown {
      if random.chance(50) { commit(store.execute(request).events, request) }
      if random.chance(50) { operation.returned = now + Self.step }
    } else if fate < mix.unknown + 3 {
      operation.outcome = .refused(.unavailable)
      operation.returned = now
    } else if case .range(let range) = request, range.options.contains(.serializable), range.revision == 0 {
      let at = max(1, store.revision - Int64(random.below(4)))
      let result = NaiveStore.read(range, store.states[at] ?? [:])
      operation.outcome = .ok(History.Response(revision: at, .range(result)))
      operation.returned = now + Int64(random.below(Int(mix.overlap * Self.step)))
    } else {
      let (answer, events) = store.execute(request)
      commit(events, request)
      operation.returned = now + Int64(random.below(Int(mix.overlap * Self.step)))
      switch answer {
      case .ok(let response): operation.outcome = .ok(response)
      case .refused(let refusal): operation.outcome = .refused(refusal)
      }
    }
    history.operations.append(operation)
  }

  private mutating func commit(_ events: [History.Event], _ request: History.Request) {
    switch request {
    case .leaseGrant(let id, let ttl): if deadlines[id] == nil { renew(id, ttl) }
    case .leaseKeepAlive(let id): if let ttl = store.leases[id] { renew(id, ttl) }
    case .leaseRevoke(let id): deadlines[id] = nil
    default: break
    }
    guard !events.isEmpty else { return }
    let plain = events.map { History.Event(isDelete: $0.isDelete, $0.keyValue) }
    history.commits.append(History.Commit(revision: store.revision, events: plain))
  }

  private mutating func renew(_ id: Int64, _ ttl: Int64) {
    deadlines[id] = now + ttl * 1_000_000_000
  }

  private mutating func expireLeases() {
    for (id, deadline) in deadlines.sorted(by: { $0.key < $1.key }) where deadline <= now {
      guard random.chance(50) else { continue }
      deadlines[id] = nil
      commit(store.execute(.leaseRevoke(id: id)).events, .leaseRevoke(id: id))
    }
  }

  private mutating func key() -> [UInt8] { [UInt8(97 + random.below(mix.keys))] }

  private mutating func keys() -> History.Keys {
    switch random.below(6) {
    case 0: History.Keys(key(), end: [0])
    case 1: History.Keys(key(), end: key())
    case 2: .all
    default: History.Keys(key())
    }
  }

  private mutating func put() -> History.Put {
    nextValue += 1
    var put = History.Put(key(), bytes("v\(nextValue)"))
    if random.chance(40) { put.options.insert(.previous) }
    if random.chance(8) {
      put.options.insert(.ignoresValue)
      put.value = []
    }
    if mix.hasLeases, nextLease > 1, random.chance(25) {
      put.lease = 1 + Int64(random.below(Int(nextLease - 1)))
    } else if random.chance(8) {
      put.options.insert(.ignoresLease)
    }
    return put
  }

  private mutating func range() -> History.Range {
    var range = History.Range(keys())
    if random.chance(30) { range.limit = Int64(random.below(4)) }
    if mix.hasSerializable, random.chance(30) { range.options.insert(.serializable) }
    if random.chance(20) { range.revision = max(0, store.revision - Int64(random.below(8)) + 1) }
    if random.chance(10) { range.options.insert(.countOnly) }
    if random.chance(10) { range.options.insert(.keysOnly) }
    if random.chance(20) {
      range.order = random.chance(50) ? .descend : .ascend
      range.target = History.Range.Target(rawValue: UInt8(random.below(5))) ?? .key
    }
    if random.chance(10) { range.filters = [.minMod(store.revision - Int64(random.below(9)))] }
    if random.chance(10) { range.filters.append(.maxCreate(store.revision - Int64(random.below(9)))) }
    return range
  }

  private mutating func compare() -> History.Compare {
    let near = random.chance(30) ? 0 : store.revision - Int64(random.below(4))
    let target: History.Compare.Target =
      switch random.below(5) {
      case 0: .version(Int64(random.below(3)))
      case 1: .create(near)
      case 2: .mod(near)
      case 3: .value(bytes("v\(max(0, nextValue - random.below(6)))"))
      default: .lease(Int64(random.below(3)))
      }
    let result = History.Compare.Result(rawValue: UInt8(random.below(4))) ?? .equal
    return History.Compare(keys(), result, target)
  }

  /// No key is put twice, or put and deleted, in one branch.
  private mutating func steps(_ free: inout Set<[UInt8]>, depth: Int) -> [History.Txn.Step] {
    var steps: [History.Txn.Step] = []
    for _ in 0..<random.below(4) {
      switch random.below(depth > 1 ? 7 : 8) {
      case 0...2:
        let put = put()
        if free.remove(put.key) != nil { steps.append(.put(put)) }
      case 3:
        let delete = History.DeleteRange(keys(), wantsPrevious: random.chance(50))
        let hit = free.filter { delete.keys.contains($0) }
        guard hit.count == (0..<mix.keys).count(where: { delete.keys.contains([UInt8(97 + $0)]) }) else {
          continue
        }
        free.subtract(hit)
        steps.append(.deleteRange(delete))
      case 4...6: steps.append(.range(range()))
      default: steps.append(.txn(txn(&free, depth: depth + 1)))
      }
    }
    return steps
  }

  private mutating func txn(_ free: inout Set<[UInt8]>, depth: Int) -> History.Txn {
    let compares = (0..<random.below(3)).map { _ in compare() }
    let success = steps(&free, depth: depth)
    return History.Txn(compares: compares, success: success, failure: steps(&free, depth: depth))
  }

  private mutating func request() -> History.Request {
    switch random.below(mix.hasLeases ? 24 : 20) {
    case 0...6: return .put(put())
    case 7...8: return .deleteRange(History.DeleteRange(keys(), wantsPrevious: random.chance(50)))
    case 9...14: return .range(range())
    case 15...18:
      var free = Set((0..<mix.keys).map { [UInt8(97 + $0)] })
      var txn = txn(&free, depth: 1)
      // A member that lags may answer those; the rest of this file doesn't play it.
      if txn.isSerializable { txn.success.append(.range(History.Range(.all))) }
      return .txn(txn)
    case 19:
      return mix.hasCompaction
        ? .compact(revision: max(1, store.revision - Int64(random.below(12)) + 1)) : .put(put())
    case 20, 21:
      nextLease += 1
      return .leaseGrant(id: nextLease - 1, ttl: Int64(1 + random.below(3)))
    case 22: return .leaseRevoke(id: Int64(random.below(Int(nextLease))))
    default: return .leaseKeepAlive(id: Int64(random.below(Int(nextLease))))
    }
  }

  // MARK: Watches

  /// What a right store sends, received after everything has happened.
  private mutating func watch(_ id: Int64) {
    var watch = History.Watch(id: id, client: Int32(id), keys: keys())
    watch.startRevision = random.chance(30) ? 0 : Int64(1 + random.below(Int(store.revision)))
    for option: History.WatchOptions in [.skipsPuts, .skipsDeletes, .progress, .previous, .fragments]
    where random.chance(option == .previous || option == .fragments ? 50 : 15) {
      watch.options.insert(option)
    }
    var at = now + 100 * Self.step
    func tell(_ revision: Int64, _ kind: History.WatchMessage.Kind) {
      watch.messages.append(History.WatchMessage(at: at, revision: revision, kind))
      at += 1
    }
    let start = watch.startRevision == 0 ? store.revision / 2 + 1 : watch.startRevision
    tell(start - 1, .created)
    var batch: [History.Event] = []
    for commit in history.commits where commit.revision >= start {
      for event in commit.events where watch.keys.contains(event.keyValue.key) {
        if watch.options.contains(event.isDelete ? .skipsDeletes : .skipsPuts) { continue }
        var event = event
        if watch.options.contains(.previous) {
          event.previous = previous(event, commit)
        }
        batch.append(event)
      }
      if !batch.isEmpty, random.chance(60) {
        if watch.options.contains(.fragments), batch.count > 1, random.chance(50) {
          tell(commit.revision, .events([batch.removeFirst()], isFragment: true))
        }
        tell(commit.revision, .events(batch, isFragment: false))
        batch = []
      }
      guard batch.isEmpty else { continue }
      if random.chance(10) { tell(commit.revision, .progress) }
      if random.chance(10) {
        tell(0, .resumed(from: commit.revision + 1))
        tell(commit.revision, .created)
      }
    }
    if !batch.isEmpty { tell(store.revision, .events(batch, isFragment: false)) }
    watch.completeThrough = store.revision
    history.watches.append(watch)
  }

  /// From within the same revision, if there is one.
  private func previous(_ event: History.Event, _ commit: History.Commit) -> KeyValue? {
    let before = commit.events.prefix { $0 != event }.last { $0.keyValue.key == event.keyValue.key }
    if let before { return before.isDelete ? nil : before.keyValue }
    return store.states[commit.revision - 1]?[event.keyValue.key]
  }
}
