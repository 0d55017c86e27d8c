import Keyspace
import Testing

@Suite("The leader's clock of leases")
struct LeaseClockTests {
  private func leading(
    _ leases: [StoredLease] = [], at now: LeaseInstant = 0, timing: LeaseTiming = LeaseTiming(),
    extension: UInt64 = 0
  ) -> LeaseClock {
    var clock = LeaseClock(timing: timing)
    clock.promote(at: now, leases: leases, extension: `extension`)
    return clock
  }

  @Test("names a lease when its time is over, not a millisecond before")
  func expiry() {
    var clock = leading()
    clock.granted(7, ttl: 10, at: 1_000)
    #expect(clock.nextDeadline == 11_000)
    #expect(clock.expired(at: 10_999, limit: 10) == [])
    #expect(clock.expired(at: 11_000, limit: 10) == [7])
  }

  @Test("counts anew after a renewal, and refuses one that comes too late")
  func renewal() {
    var clock = leading()
    clock.granted(7, ttl: 10, at: 0)
    #expect(clock.renewed(7, at: 9_000) == .renewed(ttl: 10, clearsCheckpoint: false))
    #expect(clock.expired(at: 18_999, limit: 10) == [])
    #expect(clock.remaining(7, at: 12_500)?.remaining == 6)
    #expect(clock.renewed(7, at: 19_000) == .expired)
    #expect(clock.renewed(8, at: 19_000) == .notFound)
    clock.revoked(7)
    #expect(clock.renewed(7, at: 19_000) == .notFound)
  }

  @Test("names a lease again until its revocation is applied")
  func retry() {
    var clock = leading()
    clock.granted(7, ttl: 1, at: 0)
    #expect(clock.expired(at: 1_000, limit: 10) == [7])
    #expect(clock.expired(at: 2_000, limit: 10) == [])
    #expect(clock.nextDeadline == 4_000)
    #expect(clock.expired(at: 4_000, limit: 10) == [7])
    clock.revoked(7)
    #expect(clock.expired(at: 9_000, limit: 10) == [])
    #expect(clock.nextDeadline == nil)
  }

  @Test(
    "gives every lease its whole time after a change of leader, or what a checkpoint left, and an extension")
  func promotion() {
    var clock = leading(
      [StoredLease(id: 1, ttl: 60, remaining: 0), StoredLease(id: 2, ttl: 600, remaining: 20)], at: 5_000,
      extension: 1_000)
    #expect(clock.expired(at: 25_999, limit: 10) == [])
    #expect(clock.expired(at: 26_000, limit: 10) == [2])
    clock.revoked(2)
    #expect(clock.expired(at: 65_999, limit: 10) == [])
    #expect(clock.expired(at: 66_000, limit: 10) == [1])
  }

  @Test("wants a checkpoint cleared when a lease that has one is renewed, once")
  func clearing() {
    var clock = leading([StoredLease(id: 2, ttl: 600, remaining: 20)])
    #expect(clock.renewed(2, at: 1_000) == .renewed(ttl: 600, clearsCheckpoint: true))
    clock.checkpointed(LeaseRemaining(id: 2, seconds: 0), at: 1_001)
    #expect(clock.renewed(2, at: 2_000) == .renewed(ttl: 600, clearsCheckpoint: false))
    #expect(clock.remaining(2, at: 2_000)?.remaining == 600)
  }

  @Test("checkpoints long leases every five minutes unless they are renewed")
  func checkpoints() {
    var clock = leading()
    clock.granted(1, ttl: 900, at: 0)
    clock.granted(2, ttl: 300, at: 0)
    clock.granted(3, ttl: 900, at: 0)
    #expect(clock.checkpoints(at: 299_999) == [])
    #expect(clock.renewed(3, at: 200_000) == .renewed(ttl: 900, clearsCheckpoint: false))
    #expect(clock.checkpoints(at: 300_000) == [LeaseRemaining(id: 1, seconds: 600)])
    #expect(clock.checkpoints(at: 499_999) == [])
    #expect(clock.checkpoints(at: 600_000).count == 2)
  }

  @Test("does nothing on a follower")
  func follower() {
    var clock = leading()
    clock.granted(1, ttl: 1, at: 0)
    clock.demote()
    #expect(clock.expired(at: 99_000, limit: 10) == [])
    #expect(clock.renewed(1, at: 0) == .notLeading)
    #expect(clock.remaining(1, at: 0) == nil)
    #expect(clock.nextDeadline == nil)
  }

  @Test("revokes no more in a second than it may")
  func pace() {
    var timing = LeaseTiming()
    timing.revocationsPerSecond = 100
    var clock = leading(timing: timing)
    for id in 1...1_000 { clock.granted(LeaseID(id), ttl: 1, at: 0) }
    var named = 0
    for tick in 0..<10 { named += clock.expired(at: 1_000 + UInt64(tick) * 100, limit: 1_000).count }
    #expect(named <= 50 + 90)
    #expect(named >= 130)
  }

  @Test("keeps little of leases that are granted and revoked, and survives extreme TTLs")
  func churn() {
    var clock = leading()
    for id in 1...10_000 {
      clock.granted(LeaseID(id), ttl: 9_000_000_000, at: UInt64(id))
      clock.revoked(LeaseID(id))
    }
    #expect(clock.nextDeadline ?? .max > 0)
    clock.granted(1, ttl: .max, at: 0)
    clock.granted(2, ttl: .min, at: 5)
    #expect(clock.expired(at: 5, limit: 10) == [2])
  }

  @Test("never names a lease early, and each one in the end, whatever happens", arguments: 1...50)
  func neverEarly(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var timing = LeaseTiming()
    timing.revocationsPerSecond = 5 + random.below(50)
    var clock = leading(timing: timing)
    var notBefore: [LeaseID: LeaseInstant] = [:]
    var ttls: [LeaseID: Int64] = [:]
    var now: LeaseInstant = 0
    func settle(_ ids: [LeaseID]) {
      for id in ids {
        #expect(notBefore[id].map { $0 <= now } ?? false, "LeaseNeverEarly: seed \(seed)")
        if random.chance(80) {
          clock.revoked(id)
          notBefore[id] = nil
        }
      }
    }
    for _ in 0..<400 {
      now += UInt64(random.below(700))
      let id = LeaseID(1 + random.below(20))
      switch random.below(6) {
      case 0, 1:
        guard notBefore[id] == nil else { break }
        ttls[id] = Int64(1 + random.below(8))
        clock.granted(id, ttl: ttls[id] ?? 0, at: now)
        notBefore[id] = now + UInt64(ttls[id] ?? 0) * 1_000
      case 2, 3:
        if case .renewed(let ttl, _) = clock.renewed(id, at: now) {
          #expect(ttl == ttls[id])
          notBefore[id] = now + UInt64(ttl) * 1_000
        }
      case 4:
        if random.chance(5) {
          clock.demote()
          let leases = notBefore.keys.sorted().map { StoredLease(id: $0, ttl: ttls[$0] ?? 0, remaining: 0) }
          clock.promote(at: now, leases: leases, extension: 500)
          for lease in leases { notBefore[lease.id] = now + UInt64(lease.ttl) * 1_000 + 500 }
        }
      default: settle(clock.expired(at: now, limit: 10))
      }
    }
    for _ in 0..<1_000 where !notBefore.isEmpty {
      now = max(now + 10, clock.nextDeadline ?? now)
      settle(clock.expired(at: now, limit: 10))
    }
    #expect(notBefore.isEmpty, "every lease ends: seed \(seed)")
  }
}
