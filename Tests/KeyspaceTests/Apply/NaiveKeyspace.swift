import Keyspace

/// etcd's semantics once more, in the plainest way: a whole copy of the keyspace for each revision.
struct NaiveKeyspace {
  typealias State = [[UInt8]: KeyValue]

  var states: [Int64: State] = [1: [:]]
  var revision: Int64 = 1
  var compactRevision: Int64 = -1
  var leases: [LeaseID: StoredLease] = [:]

  private struct Draft {
    var state: State
    var events: [Event] = []
  }

  mutating func apply(_ command: Command) -> (Result<CommandResult, KeyspaceError>, [Event]) {
    var draft = Draft(state: states[revision] ?? [:])
    do {
      let result = try perform(command, &draft)
      if !draft.events.isEmpty {
        revision += 1
        states[revision] = draft.state
      }
      return (.success(result), draft.events)
    } catch let error as KeyspaceError {
      return (.failure(error), [])
    } catch {
      fatalError("\(error)")
    }
  }

  private mutating func perform(_ command: Command, _ draft: inout Draft) throws -> CommandResult {
    switch command {
    case .put(let put):
      if put.lease != 0 && leases[put.lease] == nil { throw KeyspaceError.leaseNotFound }
      if (put.ignoresValue || put.ignoresLease) && draft.state[put.key] == nil {
        throw KeyspaceError.keyNotFound
      }
      return .put(previous: doPut(put, &draft))
    case .delete(let delete):
      let (count, previous) = doDelete(delete, &draft)
      return .delete(deleted: count, previous: previous)
    case .txn(let txn):
      let before = draft.state
      try checkPuts(txn, before)
      try checkRanges(txn, before)
      return .txn(try doTxn(txn, before, &draft))
    case .compact(let at):
      if at <= compactRevision { throw KeyspaceError.compacted(compactRevision: compactRevision) }
      if at > revision { throw KeyspaceError.futureRevision(current: revision) }
      compactRevision = at
      return .compact
    case .leaseGrant(let id, let ttl):
      if id == 0 { throw KeyspaceError.leaseNotFound }
      if ttl > 9_000_000_000 { throw KeyspaceError.leaseTTLTooLarge }
      if leases[id] != nil { throw KeyspaceError.leaseExists }
      leases[id] = StoredLease(id: id, ttl: ttl, remaining: 0)
      return .leaseGrant(id: id, ttl: ttl)
    case .leaseRevoke(let id):
      if leases.removeValue(forKey: id) == nil { throw KeyspaceError.leaseNotFound }
      for keyValue in sorted(draft.state) where keyValue.lease == id {
        _ = doDelete(DeleteRequest(range: KeyRange(start: keyValue.key, end: .single)), &draft)
      }
      return .leaseRevoke
    case .leaseCheckpoint(let list):
      for item in list { leases[item.id]?.remaining = item.seconds }
      return .leaseCheckpoint
    }
  }

  private func sorted(_ state: State) -> [KeyValue] {
    state.values.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }

  private func doPut(_ put: PutRequest, _ draft: inout Draft) -> KeyValue? {
    let old = draft.state[put.key]
    let new = KeyValue(
      key: put.key, value: put.ignoresValue ? old?.value ?? [] : put.value,
      createRevision: old?.createRevision ?? revision + 1, modRevision: revision + 1,
      version: (old?.version ?? 0) + 1, lease: put.ignoresLease ? old?.lease ?? 0 : put.lease)
    draft.state[put.key] = new
    let at = Revision(main: revision + 1, sub: Int64(draft.events.count))
    draft.events.append(Event(kind: .put, keyValue: new, revision: at, previous: old))
    return put.wantsPrevious ? old : nil
  }

  private func doDelete(_ delete: DeleteRequest, _ draft: inout Draft) -> (Int64, [KeyValue]) {
    let gone = sorted(draft.state).filter { delete.range.contains($0.key) }
    for old in gone {
      draft.state[old.key] = nil
      let at = Revision(main: revision + 1, sub: Int64(draft.events.count))
      let stone = KeyValue(
        key: old.key, value: [], createRevision: 0, modRevision: revision + 1, version: 0, lease: 0)
      draft.events.append(Event(kind: .delete, keyValue: stone, revision: at, previous: old))
    }
    return (Int64(gone.count), delete.wantsPrevious ? gone : [])
  }

  private func branch(_ txn: TxnRequest, _ before: State) -> (Bool, [TxnRequest.Operation]) {
    let succeeded = txn.compares.allSatisfy { holds($0, before) }
    return (succeeded, succeeded ? txn.success : txn.failure)
  }

  private func checkPuts(_ txn: TxnRequest, _ before: State) throws {
    for operation in branch(txn, before).1 {
      if case .put(let put) = operation {
        if (put.ignoresValue || put.ignoresLease) && before[put.key] == nil {
          throw KeyspaceError.keyNotFound
        }
        if put.lease != 0 && leases[put.lease] == nil { throw KeyspaceError.leaseNotFound }
      }
      if case .txn(let nested) = operation { try checkPuts(nested, before) }
    }
  }

  private func checkRanges(_ txn: TxnRequest, _ before: State) throws {
    for operation in branch(txn, before).1 {
      if case .range(let query) = operation, query.revision != 0 {
        if query.revision > revision { throw KeyspaceError.futureRevision(current: revision) }
        if query.revision < compactRevision {
          throw KeyspaceError.compacted(compactRevision: compactRevision)
        }
      }
      if case .txn(let nested) = operation { try checkRanges(nested, before) }
    }
  }

  private func doTxn(_ txn: TxnRequest, _ before: State, _ draft: inout Draft) throws -> TxnResult {
    let (succeeded, operations) = branch(txn, before)
    var results: [TxnResult.OperationResult] = []
    for operation in operations {
      switch operation {
      case .range(let query):
        let state = query.revision > 0 ? states[query.revision] ?? [:] : draft.state
        results.append(.range(read(query, state)))
      case .put(let put): results.append(.put(previous: doPut(put, &draft)))
      case .delete(let delete):
        let (count, previous) = doDelete(delete, &draft)
        results.append(.delete(deleted: count, previous: previous))
      case .txn(let nested): results.append(.txn(try doTxn(nested, before, &draft)))
      }
    }
    return TxnResult(succeeded: succeeded, results: results)
  }

  private func holds(_ compare: Compare, _ state: State) -> Bool {
    let found = sorted(state).filter { compare.range.contains($0.key) }
    if found.isEmpty {
      if case .value = compare.target { return false }
      let none = KeyValue(key: [], value: [], createRevision: 0, modRevision: 0, version: 0, lease: 0)
      return holds(compare, none)
    }
    return found.allSatisfy { holds(compare, $0) }
  }

  private func holds(_ compare: Compare, _ keyValue: KeyValue) -> Bool {
    let order: Int
    switch compare.target {
    case .version(let wanted): order = sign(keyValue.version, wanted)
    case .create(let wanted): order = sign(keyValue.createRevision, wanted)
    case .mod(let wanted): order = sign(keyValue.modRevision, wanted)
    case .lease(let wanted): order = sign(keyValue.lease, wanted)
    case .value(let wanted):
      order =
        keyValue.value == wanted ? 0 : keyValue.value.lexicographicallyPrecedes(wanted) ? -1 : 1
    }
    switch compare.result {
    case .equal: return order == 0
    case .notEqual: return order != 0
    case .greater: return order > 0
    case .less: return order < 0
    }
  }

  private func sign(_ left: Int64, _ right: Int64) -> Int { left < right ? -1 : left > right ? 1 : 0 }

  func range(_ query: RangeQuery) -> Result<RangeResult, KeyspaceError> {
    if query.revision > revision { return .failure(.futureRevision(current: revision)) }
    let at = query.revision <= 0 ? revision : query.revision
    if at < compactRevision { return .failure(.compacted(compactRevision: compactRevision)) }
    return .success(read(query, states[at] ?? [:]))
  }

  private func read(_ query: RangeQuery, _ state: State) -> RangeResult {
    var found = sorted(state).filter { query.range.contains($0.key) }
    let count = Int64(found.count)
    if query.countOnly { return RangeResult(keyValues: [], more: false, count: count) }
    let filters = [
      query.minModRevision, query.maxModRevision, query.minCreateRevision, query.maxCreateRevision,
    ]
    if query.sortOrder == .none && filters.allSatisfy({ $0 == 0 }) && query.limit > 0 {
      found = Array(found.prefix(Int(query.limit) + 1))
    }
    if query.maxModRevision != 0 { found.removeAll { $0.modRevision > query.maxModRevision } }
    if query.minModRevision != 0 { found.removeAll { $0.modRevision < query.minModRevision } }
    if query.maxCreateRevision != 0 { found.removeAll { $0.createRevision > query.maxCreateRevision } }
    if query.minCreateRevision != 0 { found.removeAll { $0.createRevision < query.minCreateRevision } }
    let less: (KeyValue, KeyValue) -> Bool =
      switch query.sortTarget {
      case .key: { $0.key.lexicographicallyPrecedes($1.key) }
      case .version: { $0.version < $1.version }
      case .create: { $0.createRevision < $1.createRevision }
      case .mod: { $0.modRevision < $1.modRevision }
      case .value: { $0.value.lexicographicallyPrecedes($1.value) }
      }
    let descends = query.sortOrder == .descend
    // Insertion, so that equal ones keep the order of their keys.
    var ordered: [KeyValue] = []
    for keyValue in found {
      let place = ordered.firstIndex { descends ? less($0, keyValue) : less(keyValue, $0) } ?? ordered.count
      ordered.insert(keyValue, at: place)
    }
    let more = query.limit > 0 && ordered.count > Int(query.limit)
    if more { ordered = Array(ordered.prefix(Int(query.limit))) }
    if query.keysOnly { for place in ordered.indices { ordered[place].value = [] } }
    return RangeResult(keyValues: ordered, more: more, count: count)
  }
}
