import EtcdAPI
import Foundation
import HTTP2
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import EtcdServer

@Suite("Watch streams", .serialized)
struct WatchTests {
  @Test("a watch is created, sees changes with what was before, tells its progress, and is cancelled")
  func life() async throws {
    try await TestServer.run { server in
      let stream = try server.open(RPC.Watch.watch)
      try stream.send(Self.create("k") { $0.prevKv = true })
      let created = try await stream.watchAnswer()
      #expect(created.created && created.watchID == 0 && created.header.revision == 1)
      for value in ["one", "two"] {
        let _: Etcdserverpb_PutResponse = try await server.call(RPC.KV.put, ServiceTests.put("k", value))
      }
      let first = try await stream.watchAnswer()
      #expect(first.events.map(\.kv.value) == [Data("one".utf8)])
      #expect(first.events.first?.hasPrevKv == false)
      let second = try await stream.watchAnswer()
      #expect(second.header.revision == 3)
      #expect(second.events.first?.prevKv.value == Data("one".utf8))

      var progress = Etcdserverpb_WatchRequest()
      progress.progressRequest = Etcdserverpb_WatchProgressRequest()
      try stream.send(progress)
      let told = try await stream.watchAnswer()
      #expect(told.watchID == -1 && told.events.isEmpty && told.header.revision == 3)

      var cancel = Etcdserverpb_WatchRequest()
      cancel.cancelRequest = Etcdserverpb_WatchCancelRequest()
      try stream.send(cancel)
      let cancelled = try await stream.watchAnswer()
      #expect(cancelled.canceled && cancelled.watchID == 0)
    }
  }

  @Test("a watch from a past revision is given all since, and one from before a compaction is told of it")
  func past() async throws {
    try await TestServer.run { server in
      for index in 0..<200 {
        let _: Etcdserverpb_PutResponse = try await server.call(
          RPC.KV.put, ServiceTests.put("k\(index)", "v"))
      }
      let stream = try server.open(RPC.Watch.watch)
      try stream.send(
        Self.create("k") {
          $0.rangeEnd = Data("l".utf8)
          $0.startRevision = 2
        })
      #expect(try await stream.watchAnswer().created)
      var seen: [Int64] = []
      while seen.count < 200 { seen += try await stream.watchAnswer().events.map(\.kv.modRevision) }
      #expect(seen == Array(2...201))

      var compaction = Etcdserverpb_CompactionRequest()
      compaction.revision = 100
      let _: Etcdserverpb_CompactionResponse = try await server.call(RPC.KV.compact, compaction)
      // The compaction reaches the watches with the next change.
      let _: Etcdserverpb_PutResponse = try await server.call(RPC.KV.put, ServiceTests.put("k", "v"))
      #expect(try await stream.watchAnswer().events.count == 1)
      try stream.send(Self.create("k") { $0.startRevision = 50 })
      let created = try await stream.watchAnswer()
      #expect(created.created && created.watchID == 1)
      let compacted = try await stream.watchAnswer()
      #expect(compacted.canceled && compacted.compactRevision == 100 && compacted.watchID == 1)
    }
  }

  @Test("a watch for which one revision is too much is told why it ends")
  func tooLarge() async throws {
    var limits = ServiceLimits()
    limits.watchAnswerBytes = 1000
    try await TestServer.run(limits: limits) { server in
      let stream = try server.open(RPC.Watch.watch)
      try stream.send(Self.create("k") { $0.rangeEnd = Data("l".utf8) })
      #expect(try await stream.watchAnswer().created)
      for number in 0..<20 {
        let _: Etcdserverpb_PutResponse = try await server.call(
          RPC.KV.put, ServiceTests.put("k\(number)", "v"))
      }
      var delete = Etcdserverpb_DeleteRangeRequest()
      delete.key = Data("k".utf8)
      delete.rangeEnd = Data("l".utf8)
      let _: Etcdserverpb_DeleteRangeResponse = try await server.call(RPC.KV.deleteRange, delete)
      for _ in 0..<20 { #expect(try await stream.watchAnswer().events.count == 1) }
      let last = try await stream.watchAnswer()
      #expect(last.canceled && last.events.isEmpty && last.cancelReason.contains("1000 bytes"))
    }
  }

  @Test("a watch catches up while all threads for large reads and hashes are busy")
  func busyPools() async throws {
    try await TestServer.run { server in
      let _: Etcdserverpb_PutResponse = try await server.call(RPC.KV.put, ServiceTests.put("k", "v"))
      let isOver = Mutex(false)
      let pools = server.server.services.context.pools
      for pool in [pools.reads, pools.hashes, pools.snapshots] {
        for _ in 0..<4 {
          pool.submit { _ in while !isOver.withLock({ $0 }) { usleep(10_000) } }
        }
      }
      defer { isOver.withLock { $0 = true } }
      let stream = try server.open(RPC.Watch.watch)
      try stream.send(Self.create("k") { $0.startRevision = 2 })
      #expect(try await stream.watchAnswer().created)
      #expect(try await stream.watchAnswer().events.count == 1)
    }
  }

  @Test("a watch that asked for a leader ends when there is none for too long")
  func leaderLoss() async throws {
    var limits = ServiceLimits()
    limits.leaderLossTolerance = .milliseconds(100)
    try await TestServer.run(limits: limits) { server in
      let stream = try server.open(RPC.Watch.watch, metadata: Headers([(name: "hasleader", value: "true")]))
      try stream.send(Self.create("k") { _ in })
      #expect(try await stream.watchAnswer().created)
      server.member.setLeader(nil)
      await #expect(throws: EtcdError.noLeader) { _ = try await stream.next() }
    }
  }

  @Test("a client that reads nothing holds up neither writes nor other watches, and misses nothing")
  func slowClient() async throws {
    var limits = ServiceLimits()
    limits.watchBufferBytes = 1 << 20
    try await TestServer.run(limits: limits) { server in
      let slow = try server.open(RPC.Watch.watch)
      try slow.send(Self.create("k") { _ in })
      #expect(try await slow.watchAnswer().created)
      let value = String(repeating: "v", count: 200_000)
      for _ in 0..<40 {
        let _: Etcdserverpb_PutResponse = try await server.call(RPC.KV.put, ServiceTests.put("k", value))
      }
      var seen: [Int64] = []
      while seen.count < 40 { seen += try await slow.watchAnswer().events.map(\.kv.modRevision) }
      #expect(seen == Array(2...41))
    }
  }

  private static func create(
    _ key: String, _ change: (inout Etcdserverpb_WatchCreateRequest) -> Void
  ) -> Etcdserverpb_WatchRequest {
    var create = Etcdserverpb_WatchCreateRequest()
    create.key = Data(key.utf8)
    change(&create)
    var request = Etcdserverpb_WatchRequest()
    request.createRequest = create
    return request
  }
}
