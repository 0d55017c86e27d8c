import Checkers

/// etcd's semantics in the plainest way: a whole copy of the keyspace for each revision. What random
/// histories are made by, and the model for the search over orders.
struct NaiveStore: Hashable, Sendable {
  typealias State = [[UInt8]: KeyValue]

  var revision: Int64 = 1
  var states: [Int64: State] = [1: [:]]
  var compactRevision: Int64 = -1
  var leases: [Int64: Int64] = [:]

  var current: State { states[revision] ?? [:] }

  enum Answer: Hashable, Sendable {
    case ok(History.Response)
    case refused(History.Refusal)
  }

  private struct Draft {
    var state: State
    var events: [History.Event] = []
    var next: Int64
  }

  struct Refused: Error { var refusal: History.Refusal }

  mutating func execute(_ request: History.Request) -> (answer: Answer, events: [History.Event]) {
    var draft = Draft(state: current, next: revision + 1)
    do {
      let body = try perform(request, &draft)
      if !draft.events.isEmpty {
        revision += 1
        states[revision] = draft.state
      }
      return (.ok(History.Response(revision: revision, body)), draft.events)
    } catch let refused as Refused {
      return (.refused(refused.refusal), [])
    } catch {
      fatalError("\(error)")
    }
  }

  private mutating func perform(_ request: History.Request, _ draft: inout Draft) throws -> History.Body {
    switch request {
    case .put(let put):
      try check(put)
      return .put(previous: doPut(put, &draft))
    case .range(let range):
      try check(range)
      return .range(read(range, draft))
    case .deleteRange(let delete): return .deleteRange(doDelete(delete.keys, delete.wantsPrevious, &draft))
    case .txn(let txn):
      let before = draft.state
      try check(txn, before)
      return .txn(doTxn(txn, before, &draft))
    case .compact(let at):
      if at <= compactRevision { throw Refused(refusal: .compacted) }
      if at > revision { throw Refused(refusal: .futureRevision) }
      compactRevision = at
      return .compact
    case .leaseGrant(let id, let ttl):
      if leases[id] != nil { throw Refused(refusal: .leaseExists) }
      leases[id] = ttl
      return .leaseGrant(id: id, ttl: ttl)
    case .leaseRevoke(let id):
      guard leases.removeValue(forKey: id) != nil else { throw Refused(refusal: .leaseNotFound) }
      for keyValue in sorted(draft.state) where keyValue.lease == id {
        _ = doDelete(History.Keys(keyValue.key), false, &draft)
      }
      return .leaseRevoke
    case .leaseKeepAlive(let id): return .leaseKeepAlive(ttl: leases[id] ?? 0)
    case .leaseTimeToLive(let id, _):
      return .leaseTimeToLive(remaining: leases[id].map { _ in 1 } ?? -1, granted: leases[id] ?? 0, keys: [])
    }
  }

  private func sorted(_ state: State) -> [KeyValue] {
    state.values.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }

  private func check(_ put: History.Put) throws {
    if put.lease != 0, leases[put.lease] == nil { throw Refused(refusal: .leaseNotFound) }
    if !put.options.isDisjoint(with: [.ignoresValue, .ignoresLease]), current[put.key] == nil {
      throw Refused(refusal: .keyNotFound)
    }
  }

  private func check(_ range: History.Range) throws {
    if range.revision > revision { throw Refused(refusal: .futureRevision) }
    if range.revision > 0, range.revision < compactRevision { throw Refused(refusal: .compacted) }
  }

  private func check(_ txn: History.Txn, _ before: State) throws {
    for step in branch(txn, before).steps {
      switch step {
      case .put(let put): try check(put)
      case .range(let range): try check(range)
      case .txn(let nested): try check(nested, before)
      case .deleteRange: break
      }
    }
  }

  private func doPut(_ put: History.Put, _ draft: inout Draft) -> KeyValue? {
    let old = draft.state[put.key]
    let new = KeyValue(
      put.key, put.options.contains(.ignoresValue) ? old?.value ?? [] : put.value,
      create: old?.create ?? draft.next, mod: draft.next, version: (old?.version ?? 0) + 1,
      lease: put.options.contains(.ignoresLease) ? old?.lease ?? 0 : put.lease)
    draft.state[put.key] = new
    draft.events.append(History.Event(new, previous: old))
    return put.options.contains(.previous) ? old : nil
  }

  private func doDelete(
    _ keys: History.Keys, _ wantsPrevious: Bool, _ draft: inout Draft
  ) -> History.DeleteResult {
    let gone = sorted(draft.state).filter { keys.contains($0.key) }
    for old in gone {
      draft.state[old.key] = nil
      draft.events.append(.delete(old.key, mod: draft.next, previous: old))
    }
    return History.DeleteResult(deleted: Int64(gone.count), previous: wantsPrevious ? gone : [])
  }

  private func branch(_ txn: History.Txn, _ state: State) -> (succeeded: Bool, steps: [History.Txn.Step]) {
    let succeeded = txn.compares.allSatisfy { holds($0, state) }
    return (succeeded, succeeded ? txn.success : txn.failure)
  }

  private func doTxn(_ txn: History.Txn, _ before: State, _ draft: inout Draft) -> History.TxnResult {
    let (succeeded, steps) = branch(txn, before)
    var result = History.TxnResult(succeeded: succeeded)
    for step in steps {
      switch step {
      case .put(let put): result.steps.append(.put(previous: doPut(put, &draft)))
      case .range(let range): result.steps.append(.range(read(range, draft)))
      case .deleteRange(let delete):
        result.steps.append(.deleteRange(doDelete(delete.keys, delete.wantsPrevious, &draft)))
      case .txn(let nested): result.steps.append(.txn(doTxn(nested, before, &draft)))
      }
    }
    return result
  }

  private func holds(_ compare: History.Compare, _ state: State) -> Bool {
    let found = sorted(state).filter { compare.keys.contains($0.key) }
    if found.isEmpty {
      if case .value = compare.target { return false }
      return holds(compare, KeyValue([], [], create: 0, mod: 0, version: 0))
    }
    return found.allSatisfy { holds(compare, $0) }
  }

  private func holds(_ compare: History.Compare, _ keyValue: KeyValue) -> Bool {
    let isLess: Bool
    let isSame: Bool
    switch compare.target {
    case .version(let wanted): (isLess, isSame) = (keyValue.version < wanted, keyValue.version == wanted)
    case .create(let wanted): (isLess, isSame) = (keyValue.create < wanted, keyValue.create == wanted)
    case .mod(let wanted): (isLess, isSame) = (keyValue.mod < wanted, keyValue.mod == wanted)
    case .lease(let wanted): (isLess, isSame) = (keyValue.lease < wanted, keyValue.lease == wanted)
    case .value(let wanted):
      (isLess, isSame) = (keyValue.value.lexicographicallyPrecedes(wanted), keyValue.value == wanted)
    }
    return switch compare.result {
    case .equal: isSame
    case .notEqual: !isSame
    case .less: isLess
    case .greater: !isLess && !isSame
    }
  }

  private func read(_ range: History.Range, _ draft: Draft) -> History.RangeResult {
    let isOlder =
      range.revision > 0 && (range.revision <= revision && !draft.events.isEmpty || range.revision < revision)
    return Self.read(range, isOlder ? states[range.revision] ?? [:] : draft.state)
  }

  static func read(_ range: History.Range, _ state: State) -> History.RangeResult {
    var found = state.values.filter { range.keys.contains($0.key) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let count = Int64(found.count)
    if range.options.contains(.countOnly) { return History.RangeResult(count: count) }
    if range.order == .none, range.filters.isEmpty, range.limit > 0 {
      found = Array(found.prefix(Int(range.limit) + 1))
    }
    for filter in range.filters {
      switch filter {
      case .minMod(let bound): found.removeAll { $0.mod < bound }
      case .maxMod(let bound): found.removeAll { $0.mod > bound }
      case .minCreate(let bound): found.removeAll { $0.create < bound }
      case .maxCreate(let bound): found.removeAll { $0.create > bound }
      }
    }
    let less: (KeyValue, KeyValue) -> Bool =
      switch range.target {
      case .key: { $0.key.lexicographicallyPrecedes($1.key) }
      case .version: { $0.version < $1.version }
      case .create: { $0.create < $1.create }
      case .mod: { $0.mod < $1.mod }
      case .value: { $0.value.lexicographicallyPrecedes($1.value) }
      }
    var ordered: [KeyValue] = []
    for keyValue in found {
      let descends = range.order == .descend
      let place = ordered.firstIndex { descends ? less($0, keyValue) : less(keyValue, $0) } ?? ordered.count
      ordered.insert(keyValue, at: place)
    }
    let more = range.limit > 0 && ordered.count > Int(range.limit)
    if more { ordered = Array(ordered.prefix(Int(range.limit))) }
    if range.options.contains(.keysOnly) { for place in ordered.indices { ordered[place].value = [] } }
    return History.RangeResult(ordered, more: more, count: count)
  }
}

/// The whole store as one object, for histories too small to need anything better.
struct NaiveModel: SequentialModel {
  func initial() -> NaiveStore { NaiveStore() }

  func step(_ state: NaiveStore, _ input: History.Request, _ output: NaiveStore.Answer?) -> NaiveStore? {
    var after = state
    let (answer, _) = after.execute(input)
    return output == nil || output == answer ? after : nil
  }

  static func calls(_ history: History) -> [Call<History.Request, NaiveStore.Answer>] {
    history.operations.compactMap { operation in
      switch operation.outcome {
      case .unknown: return Call(id: operation.id, invoked: operation.invoked, input: operation.request)
      case .refused(.unavailable): return nil
      case .refused(let refusal):
        return Call(
          id: operation.id, invoked: operation.invoked, returned: operation.returned ?? .max,
          input: operation.request, output: .refused(refusal))
      case .ok(let response):
        return Call(
          id: operation.id, invoked: operation.invoked, returned: operation.returned ?? .max,
          input: operation.request, output: .ok(response))
      }
    }
  }
}
