/// What leases promise: NeverEarly, GoneForGood, and for runs that end in peace EventuallyExpired.
///
/// Leases whose id more than one operation may have granted are passed over: which life an answer speaks of
/// can't be told.
package struct LeaseChecker {
  package struct Options: Sendable, Hashable {
    /// How much faster or slower a store's clock may run than the history's: 0.01 is one percent.
    package var drift: Double
    /// Nanoseconds allowed beyond that, for clocks that jump.
    package var slack: Int64

    package init(drift: Double = 0, slack: Int64 = 0) {
      self.drift = drift
      self.slack = slack
    }
  }

  /// A run's end in peace: from `since` on (ns) the cluster was healthy, up to `until`.
  package struct Peace: Sendable, Hashable {
    package var since: Int64
    package var until: Int64
    /// How long after its time a lease may still be there, in ns: elections, the pace of revocations, answers
    /// under way.
    package var bound: Int64
    /// Leases that the store still had at `until`; those with keys need not be named.
    package var alive: [Int64]

    package init(since: Int64, until: Int64, bound: Int64, alive: [Int64] = []) {
      self.since = since
      self.until = until
      self.bound = bound
      self.alive = alive
    }
  }

  package static func check(
    _ history: History, options: Options = Options(), peace: Peace? = nil
  ) -> [Violation] {
    let timeline = Timeline(history)
    let outline = Outline(history)
    let sightings = Sightings(history, timeline, outline)
    let result = RevisionChecker.check(history, timeline, outline, sightings)
    return check(
      LeaseRecord.gather(history, outline, ends: result.leaseEnds, sightings), options: options, peace: peace,
      leased: result.leased)
  }

  /// `leased`: leases that have keys at the end of the log.
  package static func check(
    _ records: [Int64: LeaseRecord], options: Options, peace: Peace?, leased: [Int64] = []
  ) -> [Violation] {
    var violations = Violations()
    for id in records.keys.sorted() {
      guard let record = records[id], record.grants <= 1 else { continue }
      checkNeverEarly(record, options, &violations)
      checkGoneForGood(record, &violations)
    }
    if let peace {
      for id in Set(peace.alive + leased).sorted() {
        guard let record = records[id], record.grants == 1 else { continue }
        checkEventuallyExpired(record, options, peace, &violations)
      }
    }
    return violations.found
  }

  /// The store counts a lease's time from a moment that it chooses between the call that granted or renewed
  /// it and the answer, so the time can't be over before the call plus the TTL. A revocation is seen only
  /// after it was done. So a lease that is seen gone before an acknowledged renewal's call plus the TTL went
  /// too early, whatever happened between; a later sight proves nothing. A renewal that was acknowledged
  /// although the lease had gone before is broken all the same.
  ///
  /// An answer that there is no such lease says so only of a moment after its own call: it counts when the
  /// lease had been acknowledged before that call.
  private static func checkNeverEarly(
    _ record: LeaseRecord, _ options: Options, _ violations: inout Violations
  ) {
    for sight in record.gone {
      if let revoked = record.revoked, revoked <= sight.returned { continue }
      guard record.renewals.contains(where: { ($0.returned ?? .max) <= sight.invoked }) || sight.isCommit
      else { continue }
      let due = record.renewals.lazy.filter { $0.invoked <= sight.returned }
        .map { (at: earliestEnd($0, options), renewal: $0) }
        .max { $0.at < $1.at }
      guard let due, sight.returned < due.at else { continue }
      violations.add(
        "Lease.NeverEarly", operations: [due.renewal.operation] + [sight.operation].compactMap(\.self),
        "lease \(record.id) was acknowledged for \(due.renewal.ttl) s by a call at \(due.renewal.invoked) "
          + "ns, "
          + "so it could not end before \(due.at) ns, but at \(sight.returned) ns \(sight.what)")
    }
  }

  private static func earliestEnd(_ renewal: LeaseRecord.Renewal, _ options: Options) -> Int64 {
    let seconds = Double(min(renewal.ttl, 9_000_000_000))
    return renewal.invoked + Int64(min(seconds * 1e9 * (1 - options.drift), 4e18)) - options.slack
  }

  /// What was gone from the store never comes back.
  private static func checkGoneForGood(_ record: LeaseRecord, _ violations: inout Violations) {
    guard
      let gone = record.gone.filter({ sight in
        sight.isFinal
          && (sight.isCommit || record.renewals.contains { ($0.returned ?? .max) <= sight.invoked })
      }).min(by: { $0.returned < $1.returned })
    else { return }
    let renewed = record.renewals.first { $0.invoked > gone.returned }
    let used = record.alive.first { $0.isFinal && $0.invoked > gone.returned }
    guard let operation = renewed?.operation ?? used?.operation else { return }
    violations.add(
      "Lease.GoneForGood", operations: [operation] + [gone.operation].compactMap(\.self),
      "lease \(record.id) was gone at \(gone.returned) ns (\(gone.what)), but operation \(operation), "
        + "which began later, was acknowledged as if it were there")
  }

  private static func checkEventuallyExpired(
    _ record: LeaseRecord, _ options: Options, _ peace: Peace, _ violations: inout Violations
  ) {
    let all = record.renewals + record.maybeRenewals
    guard let ttl = all.map(\.ttl).max(), let last = all.map({ $0.returned ?? $0.invoked }).max() else {
      return
    }
    let seconds = Double(min(ttl, 9_000_000_000))
    let time = seconds * 1e9 * (1 + options.drift) + Double(peace.bound) + Double(options.slack)
    let due = Double(max(last, peace.since)) + time
    guard due < Double(peace.until) else { return }
    violations.add(
      "Lease.EventuallyExpired", operations: all.map(\.operation).suffix(1),
      "lease \(record.id) with \(ttl) s, last renewed by \(last) ns, is still there at \(peace.until) ns; "
        + "it should have ended by \(Int64(due)) ns")
  }
}

extension LeaseRecord.Sight {
  /// A deletion of the lease's keys: it had been granted before, whoever has said so.
  fileprivate var isCommit: Bool { invoked == returned && isFinal }
}
