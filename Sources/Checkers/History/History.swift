/// What clients of a store saw, and the log of what it committed: all that the checkers judge by. From a
/// simulation or from real processes alike.
///
/// Times are nanoseconds of one clock that all clients share, from any start. Every write that isn't in
/// `start` or by a lease's end must be among `operations`, and values should be unique for each write: only
/// then can a write of unknown outcome be told from another one in the log.
package struct History: Sendable, Equatable {
  package typealias Bytes = [UInt8]

  /// The store before the first operation.
  package var start: Start
  /// In any order.
  package var operations: [Operation]
  /// Every revision after `start.revision`, in order and without gaps, up to one at or after all that
  /// clients were told of.
  package var commits: [Commit]
  /// Compactions that nobody among `operations` asked for, such as the store's own regular ones.
  package var compactions: [Int64]
  package var watches: [Watch]

  package init(
    start: Start = Start(), operations: [Operation] = [], commits: [Commit] = [], compactions: [Int64] = [],
    watches: [Watch] = []
  ) {
    self.start = start
    self.operations = operations
    self.commits = commits
    self.compactions = compactions
    self.watches = watches
  }

  package var lastRevision: Int64 { commits.last?.revision ?? start.revision }

  package struct Start: Sendable, Hashable {
    /// 1 is an empty store's.
    package var revision: Int64
    package var keyValues: [KeyValue]

    package init(revision: Int64 = 1, keyValues: [KeyValue] = []) {
      self.revision = revision
      self.keyValues = keyValues
    }
  }

  /// One revision of the log.
  package struct Commit: Sendable, Hashable {
    package var revision: Int64
    /// In the order in which the transaction made them; `previous` is not needed.
    package var events: [Event]
    /// The lease whose end deleted these keys, by expiry or by a client's revocation; nil: not known, or
    /// none. Known to a simulator, while a watch on a real store doesn't tell.
    package var endedLease: Int64?

    package init(revision: Int64, events: [Event], endedLease: Int64? = nil) {
      self.revision = revision
      self.events = events
      self.endedLease = endedLease
    }
  }

  /// One call of one client. A client's retry on its own account is part of the same operation; a retry that
  /// its user sees is an operation of its own.
  package struct Operation: Sendable, Hashable {
    package var id: Int64
    package var client: Int32
    package var invoked: Int64
    /// nil: never, as far as was recorded.
    package var returned: Int64?
    package var request: Request
    package var outcome: Outcome

    package init(
      id: Int64, client: Int32, invoked: Int64, returned: Int64? = nil, request: Request,
      outcome: Outcome = .unknown
    ) {
      self.id = id
      self.client = client
      self.invoked = invoked
      self.returned = returned
      self.request = request
      self.outcome = outcome
    }
  }

  package enum Outcome: Sendable, Hashable {
    case ok(Response)
    /// Definitely not done, now or later.
    case refused(Refusal)
    /// Done, not done, or still to be done: timeouts, closed connections, crashes.
    case unknown
  }

  /// Why the store refused. Only where the answer says something of the keyspace's state does a checker look
  /// closer; the rest is `invalid` or `unavailable`.
  package enum Refusal: String, Sendable, Hashable, CaseIterable {
    case compacted
    case futureRevision
    case keyNotFound
    case leaseNotFound
    case leaseExists
    case leaseTTLTooLarge
    /// The request itself is wrong: no key, a key twice, too many operations, a value beside ignore_value.
    case invalid
    /// Not taken on: overload, no leader, stopping. Only where it is certain that nothing was proposed.
    case unavailable
  }
}
