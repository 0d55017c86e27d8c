internal import Checkers
internal import Keyspace

// What a history says, as the keyspace has it, and back.

extension KeyRange {
  init(_ keys: History.Keys) {
    self.init(key: keys.key, rangeEnd: keys.end)
  }
}

extension History.Put {
  var request: PutRequest {
    var put = PutRequest(key: key, value: value)
    put.lease = lease
    put.wantsPrevious = options.contains(.previous)
    put.ignoresValue = options.contains(.ignoresValue)
    put.ignoresLease = options.contains(.ignoresLease)
    return put
  }
}

extension History.DeleteRange {
  var request: DeleteRequest {
    var delete = DeleteRequest(range: KeyRange(keys))
    delete.wantsPrevious = wantsPrevious
    return delete
  }
}

extension History.Range {
  var query: RangeQuery {
    var query = RangeQuery(range: KeyRange(keys))
    query.revision = revision
    query.limit = limit
    query.countOnly = options.contains(.countOnly)
    query.keysOnly = options.contains(.keysOnly)
    return query
  }
}

extension History.Txn {
  var request: TxnRequest {
    TxnRequest(
      compares: compares.map(\.request), success: success.map(\.request), failure: failure.map(\.request))
  }
}

extension History.Txn.Step {
  var request: TxnRequest.Operation {
    switch self {
    case .put(let put): .put(put.request)
    case .range(let range): .range(range.query)
    case .deleteRange(let delete): .delete(delete.request)
    case .txn(let txn): .txn(txn.request)
    }
  }
}

extension History.Compare {
  var request: Compare {
    let result: Compare.Result =
      switch self.result {
      case .equal: .equal
      case .greater: .greater
      case .less: .less
      case .notEqual: .notEqual
      }
    let target: Compare.Target =
      switch self.target {
      case .version(let value): .version(value)
      case .create(let value): .create(value)
      case .mod(let value): .mod(value)
      case .value(let value): .value(value)
      case .lease(let value): .lease(value)
      }
    return Compare(range: KeyRange(keys), result: result, target: target)
  }
}

extension History.KeyValue {
  init(_ version: KeyValue) {
    self.init(
      version.key, version.value, create: version.createRevision, mod: version.modRevision,
      version: version.version, lease: version.lease)
  }
}

extension History.RangeResult {
  init(_ result: RangeResult) {
    self.init(result.keyValues.map(History.KeyValue.init), more: result.more, count: result.count)
  }
}

extension History.TxnResult {
  init(_ result: TxnResult) {
    self.init(
      succeeded: result.succeeded,
      steps: result.results.map { step in
        switch step {
        case .range(let range): .range(History.RangeResult(range))
        case .put(let previous): .put(previous: previous.map(History.KeyValue.init))
        case .delete(let deleted, let previous):
          .deleteRange(
            History.DeleteResult(deleted: deleted, previous: previous.map(History.KeyValue.init)))
        case .txn(let txn): .txn(History.TxnResult(txn))
        }
      })
  }
}

extension History.Body {
  init(_ result: CommandResult) {
    switch result {
    case .put(let previous): self = .put(previous: previous.map(History.KeyValue.init))
    case .delete(let deleted, let previous):
      self = .deleteRange(
        History.DeleteResult(deleted: deleted, previous: previous.map(History.KeyValue.init)))
    case .txn(let txn): self = .txn(History.TxnResult(txn))
    case .compact: self = .compact
    case .leaseGrant(let id, let ttl): self = .leaseGrant(id: id, ttl: ttl)
    case .leaseRevoke: self = .leaseRevoke
    case .leaseCheckpoint: preconditionFailure("no client proposes a lease checkpoint")
    }
  }
}

extension History.Event {
  init(_ event: Event, withPrevious: Bool) {
    self.init(
      isDelete: event.kind == .delete, History.KeyValue(event.keyValue),
      previous: withPrevious ? event.previous.map(History.KeyValue.init) : nil)
  }
}
