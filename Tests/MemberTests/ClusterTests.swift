import Keyspace
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Member

@Suite("Three members on loopback", .serialized)
struct ClusterTests {
  @Test("take a write at any member and read it at every other")
  func writesAnywhere() async throws {
    try await withCluster { cluster in
      _ = try await cluster.leader()
      for (index, writer) in cluster.names.enumerated() {
        let revision = try await cluster.put("key", "from \(writer)", on: writer)
        #expect(revision == Int64(index + 2))
        for reader in cluster.names {
          #expect(try await cluster.get("key", on: reader) == "from \(writer)")
        }
      }
    }
  }

  @Test("go on when the leader stops, and take it back with what it missed")
  func survivesTheLeader() async throws {
    try await withCluster { cluster in
      let first = try await cluster.leader()
      _ = try await cluster.put("a", "1", on: first)
      await cluster.stop(first)
      let second = try await cluster.leader()
      #expect(second != first)
      _ = try await cluster.put("b", "2", on: second)
      try await cluster.start(first)
      #expect(try await cluster.get("a", on: first) == "1")
      #expect(try await cluster.get("b", on: first) == "2")
    }
  }

  @Test("hand leadership over without losing a write under way")
  func handsOver() async throws {
    try await withCluster { cluster in
      let first = try await cluster.leader()
      let member = try #require(cluster.members[first])
      async let writes: Void = {
        for index in 0..<200 { _ = try await member.put("k\(index)", "v") }
      }()
      await member.handOver(timeout: .seconds(2))
      try await writes
      #expect(try await cluster.leader() != first)
    }
  }

  @Test("bring back a follower that was away past the log by snapshot")
  func catchesUpBySnapshot() async throws {
    try await withCluster { cluster in
      let leader = try await cluster.leader()
      let follower = try #require(cluster.names.first { $0 != leader })
      _ = try await cluster.put("before", "1", on: leader)
      await cluster.stop(follower)
      let value = String(repeating: "x", count: 20_000)
      for index in 0..<1500 { _ = try await cluster.put("k\(index)", value, on: leader) }
      for name in cluster.names where name != follower { try await cluster.cutLog(of: name) }
      try await cluster.start(follower)
      #expect(try await cluster.get("k1499", on: follower) == value)
      #expect(try await cluster.get("before", on: follower) == "1")
    }
  }

  @Test("tell reads and questions about leases that wait that the member stops", .timeLimit(.minutes(1)))
  func stopAnswers() async throws {
    try await withCluster { cluster in
      _ = try await cluster.leader()
      for name in ["b", "c"] { await cluster.stop(name) }
      let member = try #require(cluster.members["a"])
      let loop = MultiThreadedEventLoopGroup.singleton.next()
      func ask() -> [EventLoopFuture<Void>] {
        let promises = (0..<3).map { _ in loop.makePromise(of: Void.self) }
        let timeout = TimeAmount.seconds(120)
        member.confirmRead(timeout: timeout, on: loop) {
          promises[0].completeWith($0.mapError { $0 as any Error })
        }
        member.renewLease(1, timeout: timeout, on: loop) {
          promises[1].completeWith($0.map { _ in }.mapError { $0 as any Error })
        }
        member.leaseTimeToLive(1, timeout: timeout, on: loop) {
          promises[2].completeWith($0.map { _ in }.mapError { $0 as any Error })
        }
        return promises.map(\.futureResult)
      }
      let waiting = ask()
      try await Task.sleep(for: .milliseconds(200))
      let lastMoment = ask()
      await cluster.stop("a")
      for answer in waiting + lastMoment + ask() {
        await #expect(throws: RequestError.stopping) { try await answer.get() }
      }
    }
  }
}
