/// The keyspace at one moment of the timeline, moved on commit by commit: what a request means on it, in the
/// plainest way.
struct Moment {
  let timeline: Timeline
  /// By key: its newest change so far, in `timeline.changes`; -1: none.
  private var newest: [Int32]
  private(set) var revision: Int64
  /// The keys of each lease that has any.
  private(set) var leased: [Int64: Set<Int32>] = [:]

  init(_ timeline: Timeline) {
    self.timeline = timeline
    newest = Array(repeating: -1, count: timeline.keys.count)
    revision = timeline.startRevision
    let end = timeline.firstChange.first.map(Int.init) ?? 0
    for change in 0..<end { move(to: change) }
  }

  /// To the moment after the next commit.
  mutating func advance() {
    guard let commit = timeline.commit(of: revision + 1) else { return }
    for change in timeline.changes(ofCommit: commit) { move(to: change) }
    revision += 1
  }

  private mutating func move(to change: Int) {
    let key = timeline.changes[change].key
    let old = newest[Int(key)]
    let oldLease = old < 0 ? 0 : timeline.changes[Int(old)].keyValue.lease
    let lease = timeline.changes[change].keyValue.lease
    if oldLease != lease {
      if oldLease != 0 {
        leased[oldLease]?.remove(key)
        if leased[oldLease]?.isEmpty == true { leased[oldLease] = nil }
      }
      if lease != 0 { leased[lease, default: []].insert(key) }
    }
    newest[Int(key)] = Int32(change)
  }

  /// The live version of the key at `place`, as a place in `timeline.changes`; -1: none.
  func live(_ place: Int) -> Int32 {
    let change = newest[place]
    return change >= 0 && !timeline.changes[Int(change)].isDelete ? change : -1
  }

  /// The newest change of the key at `place`, be it a deletion; -1: none.
  func newestChange(_ place: Int) -> Int32 { newest[place] }

  func live(_ key: [UInt8]) -> History.KeyValue? {
    guard let place = timeline.id(key) else { return nil }
    let change = live(Int(place))
    return change < 0 ? nil : timeline.changes[Int(change)].keyValue
  }

  /// All live keys of the range in order, at this moment or at an older revision.
  func live(in keys: History.Keys, at older: Int64? = nil) -> [History.KeyValue] {
    var found: [History.KeyValue] = []
    for place in timeline.places(in: keys) {
      let change =
        if let older { timeline.version(from: newest[place], at: older) } else { live(place) }
      if change >= 0 { found.append(timeline.changes[Int(change)].keyValue) }
    }
    return found
  }

  /// Whether every live key of the range compares so; a range without keys compares as one with all numbers
  /// 0, except that a value that isn't there never does.
  func holds(_ compare: History.Compare) -> Bool {
    var found = false
    for place in timeline.places(in: compare.keys) {
      let change = live(place)
      guard change >= 0 else { continue }
      found = true
      if !Self.holds(compare, timeline.changes[Int(change)].keyValue) { return false }
    }
    if found { return true }
    if case .value = compare.target { return false }
    return Self.holds(compare, History.KeyValue([], [], create: 0, mod: 0, version: 0))
  }

  private static func holds(_ compare: History.Compare, _ keyValue: History.KeyValue) -> Bool {
    let order =
      switch compare.target {
      case .version(let wanted): sign(keyValue.version, wanted)
      case .create(let wanted): sign(keyValue.create, wanted)
      case .mod(let wanted): sign(keyValue.mod, wanted)
      case .lease(let wanted): sign(keyValue.lease, wanted)
      case .value(let wanted): keyValue.value.order(wanted)
      }
    return switch compare.result {
    case .equal: order == 0
    case .notEqual: order != 0
    case .greater: order > 0
    case .less: order < 0
    }
  }

  static func sign(_ left: Int64, _ right: Int64) -> Int {
    left < right ? -1 : left > right ? 1 : 0
  }
}

/// Writes of one transaction that came before, for what comes after it in the same one.
struct Overlay {
  /// In order; a deletion has version 0.
  private(set) var writes: [History.Event] = []

  var isEmpty: Bool { writes.isEmpty }

  mutating func append(_ event: History.Event) {
    writes.append(event)
  }

  /// The key as the moment with these writes has it.
  func live(_ key: [UInt8], in moment: borrowing Moment) -> History.KeyValue? {
    if let write = writes.last(where: { $0.keyValue.key.isSame(key) }) {
      return write.isDelete ? nil : write.keyValue
    }
    return moment.live(key)
  }

  func live(in keys: History.Keys, in moment: borrowing Moment) -> [History.KeyValue] {
    var found = moment.live(in: keys)
    for write in writes where keys.contains(write.keyValue.key) {
      let place = found.firstIndex { $0.key.order(write.keyValue.key) >= 0 } ?? found.count
      let isThere = place < found.count && found[place].key.isSame(write.keyValue.key)
      switch (isThere, write.isDelete) {
      case (true, true): found.remove(at: place)
      case (true, false): found[place] = write.keyValue
      case (false, false): found.insert(write.keyValue, at: place)
      case (false, true): break
      }
    }
    return found
  }
}

extension History.Range {
  /// The answer to this read, given all live keys of its range in order.
  func select(_ all: [History.KeyValue]) -> History.RangeResult {
    let count = Int64(all.count)
    if options.contains(.countOnly) { return History.RangeResult(count: count) }
    var chosen = all
    // etcd fetches one more than the limit when nothing but the keys' order says which come first; a sort by
    // something else then sees only those.
    if order == .none, filters.isEmpty, limit > 0, count > limit {
      chosen.removeSubrange((Int(limit) + 1)...)
    }
    chosen.removeAll { keyValue in
      filters.contains { filter in
        switch filter {
        case .minMod(let bound): keyValue.mod < bound
        case .maxMod(let bound): keyValue.mod > bound
        case .minCreate(let bound): keyValue.create < bound
        case .maxCreate(let bound): keyValue.create > bound
        }
      }
    }
    if !isPlain { sort(&chosen) }
    let more = limit > 0 && Int64(chosen.count) > limit
    if more { chosen.removeSubrange(Int(limit)...) }
    if options.contains(.keysOnly) { for place in chosen.indices { chosen[place].value = [] } }
    return History.RangeResult(chosen, more: more, count: count)
  }

  private func sort(_ keyValues: inout [History.KeyValue]) {
    keyValues.sort { left, right in
      let order =
        switch target {
        case .key: left.key.order(right.key)
        case .version: Moment.sign(left.version, right.version)
        case .create: Moment.sign(left.create, right.create)
        case .mod: Moment.sign(left.mod, right.mod)
        case .value: left.value.order(right.value)
        }
      if order != 0 { return self.order == .descend ? order > 0 : order < 0 }
      return left.key.order(right.key) < 0
    }
  }
}
