import Checkers
import Testing

@Suite("The promises of leases")
struct LeaseCheckerTests {
  private static let second: Int64 = 1_000_000_000

  /// Lease 7 granted for 10 s by a call from second 1 to 2, and a key put with it.
  private func granted() -> Story {
    var story = Story()
    story.ok(
      .leaseGrant(id: 7, ttl: 10), .leaseGrant(id: 7, ttl: 10), at: 1, from: Self.second, to: 2 * Self.second)
    story.ok(.put("a", "1", lease: 7), .done, at: 2, from: 3 * Self.second, to: 4 * Self.second)
    story.commitPut("a", "1", lease: 7)
    return story
  }

  /// And the key seen gone by a read that returns at this second.
  private func gone(at second: Int64, _ change: (inout Story) -> Void = { _ in }) -> Story {
    var story = granted()
    change(&story)
    story.commitDelete("a")
    let at = second * Self.second
    story.ok(.get("a"), .found(), at: 3, from: at - 1, to: at)
    return story
  }

  @Test("A key seen gone once the TTL is over since the grant's call")
  func onTime() {
    #expect(gone(at: 11).broken == [])
  }

  @Test("A key seen gone before the TTL can be over")
  func early() {
    #expect(gone(at: 10).broken == ["Lease.NeverEarly"])
  }

  @Test("A renewal that was acknowledged counts from its call")
  func renewed() {
    func renew(_ story: inout Story) {
      story.ok(
        .leaseKeepAlive(id: 7), .leaseKeepAlive(ttl: 10), at: 2, from: 8 * Self.second, to: 9 * Self.second)
    }

    #expect(gone(at: 17, renew).broken == ["Lease.NeverEarly"])
    #expect(gone(at: 18, renew).broken == [])
  }

  @Test("A renewal of unknown outcome promises nothing")
  func unknownRenewal() {
    #expect(gone(at: 12) { $0.unknown(.leaseKeepAlive(id: 7), from: 8 * Self.second) }.broken == [])
  }

  @Test("A revocation by a client may come at any time")
  func revoked() {
    #expect(
      gone(at: 6) { $0.ok(.leaseRevoke(id: 7), .leaseRevoke, at: 3, from: 5_000_000_000, to: 5_500_000_000) }
        .broken == [])
    #expect(gone(at: 6) { $0.unknown(.leaseRevoke(id: 7), from: 5 * Self.second) }.broken == [])
  }

  @Test("A deletion of the key is no end of its lease")
  func deleted() {
    #expect(gone(at: 6) { $0.unknown(.delete("a"), from: 5 * Self.second) }.broken == [])
  }

  @Test("An end that the log names is held against the lease, whatever else could explain it")
  func namedEnd() {
    var story = gone(at: 6) { $0.unknown(.delete("a"), from: 5 * Self.second) }
    story.history.commits[1].endedLease = 7

    #expect(story.broken == ["Lease.NeverEarly"])
  }

  @Test("Clocks that drift are allowed for")
  func drift() {
    let history = gone(at: 10).history

    #expect(LeaseChecker.check(history, options: .init(drift: 0.05)).count == 1)
    #expect(LeaseChecker.check(history, options: .init(drift: 0.11)).isEmpty)
    #expect(LeaseChecker.check(history, options: .init(slack: Self.second)).isEmpty)
  }

  @Test("A store that doesn't know the lease before its time")
  func notFound() {
    var story = granted()
    story.refused(.put("b", "2", lease: 7), .leaseNotFound, from: 5 * Self.second, to: 6 * Self.second)

    #expect(story.broken == ["Lease.NeverEarly"])
  }

  @Test("A store that doesn't know the lease while it is being granted")
  func notFoundYet() {
    var story = granted()
    story.refused(.put("b", "2", lease: 7), .leaseNotFound, from: 1_500_000_000, to: 2 * Self.second)

    #expect(story.broken == [])
  }

  @Test("A keep-alive that is answered without time left, too early")
  func keepAliveFails() {
    var story = granted()
    story.ok(
      .leaseKeepAlive(id: 7), .leaseKeepAlive(ttl: 0), at: 2, from: 5 * Self.second, to: 6 * Self.second)

    #expect(story.broken == ["Lease.NeverEarly"])
  }

  @Test("A lease that comes back")
  func comesBack() {
    var story = gone(at: 12)
    story.ok(
      .leaseKeepAlive(id: 7), .leaseKeepAlive(ttl: 10), at: 3, from: 13 * Self.second, to: 14 * Self.second)

    #expect(story.broken == ["Lease.GoneForGood"])
  }

  @Test("A lease that ends with only some of its keys")
  func partialEnd() {
    var story = granted()
    story.ok(.put("b", "2", lease: 7), .done, at: 3, from: 5 * Self.second, to: 6 * Self.second)
    story.commitPut("b", "2", lease: 7)
    story.commitDelete("a")
    story.ok(.get("a"), .found(), at: 4, from: 20 * Self.second, to: 21 * Self.second)

    #expect(story.broken == ["Linearizability.UnknownOrigin"])
  }

  @Test("A revocation that leaves keys behind")
  func keysOutliveRevocation() {
    var story = granted()
    story.ok(.leaseRevoke(id: 7), .leaseRevoke, at: 2, from: 5 * Self.second, to: 6 * Self.second)

    #expect(story.broken == ["Linearizability.Effect"])
  }

  @Test("In peace a lease ends within the bound after its time")
  func eventuallyExpired() {
    let history = granted().history
    func broken(until: Int64, since: Int64 = 0) -> [String] {
      let peace = LeaseChecker.Peace(since: since, until: until * Self.second, bound: 3 * Self.second)
      return LeaseChecker.check(history, peace: peace).map(\.checker)
    }

    #expect(broken(until: 15) == [])
    #expect(broken(until: 16) == ["Lease.EventuallyExpired"])
    #expect(broken(until: 16, since: 5 * Self.second) == [])
  }

  @Test("A lease without keys has to be named by the store that still has it")
  func eventuallyExpiredWithoutKeys() {
    let history = gone(at: 11).history
    let peace = LeaseChecker.Peace(since: 0, until: 99 * Self.second, bound: Self.second, alive: [7])

    #expect(LeaseChecker.check(history, peace: peace).map(\.checker) == ["Lease.EventuallyExpired"])
  }
}
