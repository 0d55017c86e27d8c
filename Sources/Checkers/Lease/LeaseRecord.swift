/// What clients know of one lease's life.
package struct LeaseRecord: Sendable {
  /// A grant or renewal.
  package struct Renewal: Sendable, Hashable {
    package var operation: Int64
    package var invoked: Int64
    /// nil: unknown whether and when.
    package var returned: Int64?
    /// Seconds, as the answer has them; 0 where there was none.
    package var ttl: Int64
  }

  /// Something that shows the lease gone (for `invoked` on), or still there.
  package struct Sight: Sendable, Hashable {
    package var operation: Int64?
    /// It was so at some moment between these two.
    package var invoked: Int64
    package var returned: Int64
    package var what: String
    /// Gone from the store, not only out of time.
    package var isFinal = true
  }

  package var id: Int64
  /// How many operations may have granted it.
  package var grants = 0
  /// Acknowledged.
  package var renewals: [Renewal] = []
  /// Of unknown outcome.
  package var maybeRenewals: [Renewal] = []
  /// When the first revocation by a client began that may have been done.
  package var revoked: Int64?
  package var gone: [Sight] = []
  package var alive: [Sight] = []

  package init(id: Int64) {
    self.id = id
  }

  /// The leases of a history, by id. `ends` are the commits that were a lease's end, with it.
  package static func gather(
    _ history: History, _ outline: Outline, ends: [RevisionChecker.LeaseEnd], _ sightings: Sightings
  ) -> [Int64: LeaseRecord] {
    var records: [Int64: LeaseRecord] = [:]
    for index in outline.leases { note(history.operations[Int(index)], &records) }
    for end in ends {
      let known = sightings.earliest(end.revision)
      guard known < .max else { continue }
      records[end.lease, default: LeaseRecord(id: end.lease)].gone.append(
        Sight(
          operation: sightings.witness(end.revision), invoked: known, returned: known,
          what: "its keys were deleted at revision \(end.revision), which a client knew of at \(known) ns"))
    }
    return records
  }

  private static func note(_ operation: History.Operation, _ records: inout [Int64: LeaseRecord]) {
    func with(_ id: Int64, _ body: (inout LeaseRecord) -> Void) {
      body(&records[id, default: LeaseRecord(id: id)])
    }
    switch operation.request {
    case .leaseGrant(let asked, let ttl):
      if case .ok(let response) = operation.outcome, case .leaseGrant(let id, let given) = response.body {
        with(id) { record in
          record.grants += 1
          record.renewals.append(Renewal(operation, ttl: given))
        }
      } else if case .unknown = operation.outcome, asked != 0 {
        with(asked) { record in
          record.grants += 1
          record.maybeRenewals.append(Renewal(operation, ttl: ttl))
        }
      }
    case .leaseKeepAlive(let id): with(id) { $0.noteKeepAlive(operation) }
    case .leaseRevoke(let id): with(id) { $0.noteRevoke(operation) }
    case .leaseTimeToLive(let id, _):
      guard case .ok(let response) = operation.outcome, let returned = operation.returned,
        case .leaseTimeToLive(let remaining, _, _) = response.body
      else { return }
      with(id) { record in
        let sight = Sight(
          operation: operation.id, invoked: operation.invoked, returned: returned,
          what: "leaseTimeToLive said \(remaining) s", isFinal: false)
        if remaining < 0 { record.gone.append(sight) } else { record.alive.append(sight) }
      }
    case .put(let put) where put.lease != 0: with(put.lease) { $0.noteUse(operation) }
    case .put, .range, .deleteRange, .txn, .compact: break
    }
  }

  private mutating func noteKeepAlive(_ operation: History.Operation) {
    switch operation.outcome {
    case .unknown: maybeRenewals.append(Renewal(operation, ttl: 0))
    case .ok(let response):
      guard case .leaseKeepAlive(let ttl) = response.body, let returned = operation.returned else { return }
      if ttl > 0 {
        renewals.append(Renewal(operation, ttl: ttl))
      } else {
        gone.append(
          Sight(
            operation: operation.id, invoked: operation.invoked, returned: returned,
            what: "a keep-alive was answered with TTL \(ttl)", isFinal: false))
      }
    case .refused(let refusal): noteRefusal(operation, refusal)
    }
  }

  private mutating func noteRevoke(_ operation: History.Operation) {
    switch operation.outcome {
    case .ok:
      revoked = min(revoked ?? .max, operation.invoked)
      guard let returned = operation.returned else { return }
      gone.append(
        Sight(operation: operation.id, invoked: returned, returned: returned, what: "a client revoked it"))
    case .unknown: revoked = min(revoked ?? .max, operation.invoked)
    case .refused(let refusal): noteRefusal(operation, refusal)
    }
  }

  private mutating func noteUse(_ operation: History.Operation) {
    switch operation.outcome {
    case .ok:
      guard let returned = operation.returned else { return }
      alive.append(
        Sight(
          operation: operation.id, invoked: operation.invoked, returned: returned,
          what: "a put with it was acknowledged"))
    case .refused(let refusal): noteRefusal(operation, refusal)
    case .unknown: break
    }
  }

  private mutating func noteRefusal(_ operation: History.Operation, _ refusal: History.Refusal) {
    guard refusal == .leaseNotFound, let returned = operation.returned else { return }
    gone.append(
      Sight(
        operation: operation.id, invoked: operation.invoked, returned: returned,
        what: "the store said that there is no such lease"))
  }
}

extension LeaseRecord.Renewal {
  fileprivate init(_ operation: History.Operation, ttl: Int64) {
    self.init(
      operation: operation.id, invoked: operation.invoked, returned: operation.returned, ttl: ttl)
  }
}
