internal import PlantedBugs

/// The volatile part of leases: when each one runs out. Only the leader has one; the leases themselves are in
/// the keyspace, and they end by a `leaseRevoke` through the log.
///
/// Invariant LeaseNeverEarly: `expired` names no lease before its whole TTL has passed since the last grant
/// or renewal seen here, or what the last checkpoint left of it and the extension since the promotion. A new
/// leader knows nothing of renewals before it, so it may be late, never early.
package struct LeaseClock: Sendable {
  private enum Role: Sendable {
    case following
    case leading(Leading)
  }

  fileprivate struct Lease: Sendable {
    var serial: UInt64
    var ttl: Int64
    var deadline: LeaseInstant
    /// When to name it again, once `expired` has named it.
    var retryAt: LeaseInstant?
    /// What the keyspace holds: 0 when the whole TTL counts.
    var checkpointed: Int64
    /// nil while none is scheduled. The heap's entry may be earlier, never later.
    var checkpointAt: LeaseInstant?

    var dueAt: LeaseInstant { retryAt ?? deadline }
  }

  /// Invariant: `expiries` holds exactly one entry for each lease, at or before its `dueAt`, and
  /// `checkpoints` one for each lease with a `checkpointAt`; others in them are of leases that are gone.
  fileprivate struct Leading: Sendable {
    var leases: [LeaseID: Lease] = [:]
    var expiries = DeadlineHeap()
    var checkpoints = DeadlineHeap()
    var nextSerial: UInt64 = 0
    /// Revocations that may be named now, in thousandths.
    var tokens: UInt64
    var refilledAt: LeaseInstant
  }

  private let timing: LeaseTiming
  private var role = Role.following

  package init(timing: LeaseTiming = LeaseTiming()) {
    precondition(timing.revocationsPerSecond > 0, "expired leases are revoked at some rate")
    self.timing = timing
  }

  package var isLeading: Bool {
    if case .leading = role { true } else { false }
  }

  /// Leadership begins. `leases` is what the keyspace holds, and every `LeaseChange` applied after it must
  /// follow. `extension` (etcd: the election timeout) makes up for the time in which nobody could renew.
  package mutating func promote(at now: LeaseInstant, leases: [StoredLease], extension: UInt64) {
    var leading = Leading(tokens: burst, refilledAt: now)
    for lease in leases {
      let seconds =
        Planted.has(.leaseEndsAtHandover) ? 1 : lease.remaining > 0 ? lease.remaining : lease.ttl
      leading.insert(
        lease.id, ttl: lease.ttl, checkpointed: lease.remaining,
        deadline: now &+ `extension` &+ LeaseTiming.milliseconds(seconds),
        checkpointAt: timing.checkpointAt(now, seconds: seconds))
    }
    role = .leading(leading)
  }

  package mutating func demote() {
    role = .following
  }

  /// Follows what an applied entry did.
  package mutating func apply(_ change: LeaseChange, at now: LeaseInstant) {
    switch change {
    case .granted(let id, let ttl): granted(id, ttl: ttl, at: now)
    case .revoked(let id): revoked(id)
    case .checkpointed(let lease): checkpointed(lease, at: now)
    }
  }

  package mutating func granted(_ id: LeaseID, ttl: Int64, at now: LeaseInstant) {
    let checkpointAt = timing.checkpointAt(now, seconds: ttl)
    lead { leading in
      leading.insert(
        id, ttl: ttl, checkpointed: 0, deadline: now &+ LeaseTiming.milliseconds(ttl),
        checkpointAt: checkpointAt)
    }
  }

  package mutating func renewed(_ id: LeaseID, at now: LeaseInstant) -> LeaseRenewal {
    guard isLeading else { return .notLeading }
    let timing = timing
    var result = LeaseRenewal.notFound
    lead { leading in
      guard var lease = leading.leases[id] else { return }
      guard lease.retryAt == nil, now < lease.deadline else {
        result = .expired
        return
      }
      result = .renewed(ttl: lease.ttl, clearsCheckpoint: lease.checkpointed > 0)
      if !Planted.has(.leaseForgetsRenewal) { lease.deadline = now &+ LeaseTiming.milliseconds(lease.ttl) }
      let hadCheckpoint = lease.checkpointAt != nil
      lease.checkpointAt = timing.checkpointAt(now, seconds: lease.ttl)
      leading.leases[id] = lease
      if !hadCheckpoint, let at = lease.checkpointAt {
        leading.checkpoints.insert(.init(at: at, id: id, serial: lease.serial))
      }
    }
    return result
  }

  package mutating func revoked(_ id: LeaseID) {
    lead { leading in
      leading.leases[id] = nil
      leading.sweep()
    }
  }

  package mutating func checkpointed(_ lease: LeaseRemaining, at now: LeaseInstant) {
    lead { leading in leading.leases[lease.id]?.checkpointed = lease.seconds }
  }

  /// Leases to revoke now, at most `limit`, and not more in a second than `LeaseTiming` says. One is named
  /// again after a while until `revoked` confirms it.
  package mutating func expired(at now: LeaseInstant, limit: Int) -> [LeaseID] {
    var expired: [LeaseID] = []
    let (rate, burst, retry) = (UInt64(timing.revocationsPerSecond), burst, timing.retryMilliseconds)
    lead { leading in
      let elapsed = min(now > leading.refilledAt ? now - leading.refilledAt : 0, 1000)
      leading.tokens = min(burst, leading.tokens + elapsed * rate)
      leading.refilledAt = max(now, leading.refilledAt)
      while expired.count < limit, leading.tokens >= 1000, let first = leading.expiries.first, first.at <= now
      {
        _ = leading.expiries.removeFirst()
        guard var lease = leading.leases[first.id], lease.serial == first.serial else { continue }
        if lease.dueAt <= now {
          precondition(lease.deadline <= now, "LeaseNeverEarly: \(first.id) has not expired")
          expired.append(first.id)
          leading.tokens -= 1000
          lease.retryAt = now &+ retry
          leading.leases[first.id] = lease
        }
        leading.expiries.insert(.init(at: lease.dueAt, id: first.id, serial: first.serial))
      }
    }
    return expired
  }

  /// Remaining times to replicate now, at most `limit`, as one `leaseCheckpoint`.
  package mutating func checkpoints(at now: LeaseInstant, limit: Int = 1000) -> [LeaseRemaining] {
    var due: [LeaseRemaining] = []
    let timing = timing
    lead { leading in
      while due.count < limit, let first = leading.checkpoints.first, first.at <= now {
        _ = leading.checkpoints.removeFirst()
        guard var lease = leading.leases[first.id], lease.serial == first.serial,
          let at = lease.checkpointAt
        else { continue }
        if at > now {
          leading.checkpoints.insert(.init(at: at, id: first.id, serial: first.serial))
          continue
        }
        lease.checkpointAt = nil
        if now < lease.deadline {
          let seconds = Int64(clamping: (lease.deadline - now + 999) / 1000)
          if seconds < lease.ttl { due.append(LeaseRemaining(id: first.id, seconds: seconds)) }
          lease.checkpointAt = timing.checkpointAt(now, seconds: seconds)
        }
        leading.leases[first.id] = lease
        if let at = lease.checkpointAt {
          leading.checkpoints.insert(.init(at: at, id: first.id, serial: first.serial))
        }
      }
    }
    return due
  }

  /// Whole seconds that are left, 0 for one that has expired; nil when there is no such lease or another
  /// member leads.
  package func remaining(_ id: LeaseID, at now: LeaseInstant) -> (remaining: Int64, granted: Int64)? {
    guard case .leading(let leading) = role, let lease = leading.leases[id] else { return nil }
    let left = lease.deadline > now ? (lease.deadline - now) / 1000 : 0
    return (Int64(clamping: left), lease.ttl)
  }

  /// When `expired` or `checkpoints` may have something next; nil: not before another call of this clock.
  package var nextDeadline: LeaseInstant? {
    guard case .leading(let leading) = role else { return nil }
    var expiry = leading.expiries.first?.at
    if let at = expiry, leading.tokens < 1000 {
      let rate = UInt64(timing.revocationsPerSecond)
      expiry = max(at, leading.refilledAt &+ (1000 - leading.tokens + rate - 1) / rate)
    }
    guard let checkpoint = leading.checkpoints.first?.at else { return expiry }
    return min(expiry ?? checkpoint, checkpoint)
  }

  /// Half a second's worth, in thousandths.
  private var burst: UInt64 { max(1000, UInt64(timing.revocationsPerSecond) * 500) }

  private mutating func lead(_ body: (inout Leading) -> Void) {
    guard case .leading(var leading) = role else { return }
    role = .following
    body(&leading)
    role = .leading(leading)
  }
}

extension LeaseClock.Leading {
  fileprivate mutating func insert(
    _ id: LeaseID, ttl: Int64, checkpointed: Int64, deadline: LeaseInstant, checkpointAt: LeaseInstant?
  ) {
    let serial = nextSerial
    nextSerial += 1
    leases[id] = LeaseClock.Lease(
      serial: serial, ttl: ttl, deadline: deadline, checkpointed: checkpointed, checkpointAt: checkpointAt)
    expiries.insert(.init(at: deadline, id: id, serial: serial))
    if let checkpointAt { checkpoints.insert(.init(at: checkpointAt, id: id, serial: serial)) }
    sweep()
  }

  /// Forgets the entries of leases that are gone once they are the most, so that granting and revoking long
  /// leases does not gather memory.
  fileprivate mutating func sweep() {
    let bound = 2 * leases.count + 64
    if expiries.count > bound {
      expiries.removeAll { leases[$0.id]?.serial != $0.serial }
    }
    if checkpoints.count > bound {
      checkpoints.removeAll { leases[$0.id]?.serial != $0.serial }
    }
  }
}
