import NIOCore
import Testing

@testable import EtcdClient

@Suite struct BalancerTests {
  static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

  @Test func `Round robin connects to all, then uses one after the other`() {
    var balancer = Balancer(endpoints: 3, strategy: .roundRobin, startingAt: 1, seed: 1)
    #expect(balancer.choose(at: Self.start) == .connect([1, 2, 0]))
    #expect(balancer.choose(at: Self.start) == .await)

    for index in 0..<3 { balancer.connected(index) }

    let uses = (0..<4).map { _ in balancer.choose(at: Self.start) }
    #expect(uses == [.use(1), .use(2), .use(0), .use(1)])
  }

  @Test func `A pinned client keeps its endpoint until it is lost`() {
    var balancer = Balancer(endpoints: 3, strategy: .pinned, startingAt: 2, seed: 1)
    #expect(balancer.choose(at: Self.start) == .connect([2]))
    balancer.connected(2)
    #expect(balancer.choose(at: Self.start) == .use(2))
    #expect(balancer.choose(at: Self.start) == .use(2))

    balancer.lost(2)

    #expect(balancer.choose(at: Self.start) == .connect([0]))
    balancer.connected(0)
    #expect(balancer.choose(at: Self.start) == .use(0))
  }

  @Test func `A call that failed somewhere goes elsewhere if it can`() {
    var balancer = Balancer(endpoints: 2, strategy: .roundRobin, seed: 1)
    _ = balancer.choose(at: Self.start)
    balancer.connected(0)
    #expect(balancer.choose(at: Self.start, avoiding: 0) == .use(0))

    balancer.connected(1)

    for _ in 0..<4 { #expect(balancer.choose(at: Self.start, avoiding: 0) == .use(1)) }
  }

  @Test func `An endpoint that refuses rests, longer each time, but never longer than a second`() {
    var balancer = Balancer(endpoints: 1, strategy: .pinned, seed: 7)
    var now = Self.start
    var rests: [TimeAmount] = []
    for _ in 0..<12 {
      #expect(balancer.choose(at: now) == .connect([0]))
      balancer.refused(0, at: now)
      guard case .wait(let until) = balancer.choose(at: now) else {
        Issue.record("it should wait")
        return
      }
      rests.append(until - now)
      now = until
    }
    #expect(rests[0] <= .milliseconds(10))
    #expect(rests[3] > rests[0])
    #expect(rests.allSatisfy { $0 > .zero && $0 <= .seconds(1) })
    #expect(rests[11] >= .milliseconds(750))
  }

  @Test func `While one endpoint rests the next is tried`() {
    var balancer = Balancer(endpoints: 2, strategy: .pinned, seed: 1)
    #expect(balancer.choose(at: Self.start) == .connect([0]))
    balancer.refused(0, at: Self.start)
    #expect(balancer.choose(at: Self.start) == .connect([1]))
    balancer.refused(1, at: Self.start)
    guard case .wait(let until) = balancer.choose(at: Self.start) else {
      Issue.record("it should wait")
      return
    }
    #expect(until > Self.start && until <= Self.start + .milliseconds(10))
  }

  @Test func `A lost endpoint is connected again without a rest`() {
    var balancer = Balancer(endpoints: 3, strategy: .roundRobin, seed: 1)
    _ = balancer.choose(at: Self.start)
    for index in 0..<3 { balancer.connected(index) }

    balancer.lost(1)

    #expect(balancer.toConnect(at: Self.start) == [1])
    #expect(balancer.choose(at: Self.start) == .use(0))
    #expect(balancer.choose(at: Self.start) == .use(2))
  }
}
