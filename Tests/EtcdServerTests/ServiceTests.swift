import EtcdAPI
import Foundation
import HTTP2
import Keyspace
import Member
import NIOCore
import Raft
import SwiftProtobuf
import Testing

@testable import EtcdServer

@Suite("The services of a member", .serialized)
struct ServiceTests {
  @Test("a key that was put is read back, and every header says who, when and in which term")
  func putAndRange() async throws {
    try await TestServer.run { server in
      let put: Etcdserverpb_PutResponse = try await server.call(RPC.KV.put, Self.put("k", "v"))
      #expect(put.header.revision == 2)
      #expect(put.header.clusterID == 0xC1 && put.header.memberID == 7 && put.header.raftTerm == 3)
      var again = Self.put("k", "w")
      again.prevKv = true
      let second: Etcdserverpb_PutResponse = try await server.call(RPC.KV.put, again)
      #expect(second.prevKv.value == Data("v".utf8))
      let range: Etcdserverpb_RangeResponse = try await server.call(RPC.KV.range, Self.range("k"))
      #expect(range.header.revision == 3)
      #expect(range.count == 1)
      #expect(range.kvs.first?.value == Data("w".utf8))
      #expect(range.kvs.first?.version == 2 && range.kvs.first?.createRevision == 2)
    }
  }

  @Test("requests that cannot be are refused with etcd's codes and texts")
  func errors() async throws {
    try await TestServer.run { (server) async throws in
      #expect(try await server.status(RPC.KV.put, Self.put("", "v")) == EtcdError.emptyKey)
      #expect(try await server.status(RPC.KV.range, Self.range("")) == EtcdError.emptyKey)
      var ignoring = Self.put("none", "")
      ignoring.ignoreValue = true
      #expect(try await server.status(RPC.KV.put, ignoring) == EtcdError.keyNotFound)
      var leased = Self.put("k", "v")
      leased.lease = 99
      #expect(try await server.status(RPC.KV.put, leased) == EtcdError.leaseNotFound)
      var future = Self.range("k")
      future.revision = 50
      #expect(try await server.status(RPC.KV.range, future) == EtcdError.futureRevision)
      let big = Self.put("k", String(repeating: "x", count: 1_600_000))
      #expect(try await server.status(RPC.KV.put, big) == EtcdError.requestTooLarge)
      var compaction = Etcdserverpb_CompactionRequest()
      compaction.revision = 100
      #expect(try await server.status(RPC.KV.compact, compaction) == EtcdError.futureRevision)
      var duplicate = Etcdserverpb_TxnRequest()
      for _ in 0..<2 {
        var operation = Etcdserverpb_RequestOp()
        operation.requestPut = Self.put("k", "v")
        duplicate.success.append(operation)
      }
      #expect(try await server.status(RPC.KV.txn, duplicate) == EtcdError.duplicateKey)
      duplicate.success = Array(repeating: duplicate.success[0], count: 129)
      #expect(try await server.status(RPC.KV.txn, duplicate) == EtcdError.tooManyOperations)
      #expect(
        try await server.status(RPC.Cluster.memberAdd, Etcdserverpb_MemberAddRequest()).code == .unimplemented
      )
      #expect(try await server.status(RPC.Lock.lock, V3lockpb_LockRequest()).code == .unimplemented)
    }
  }

  @Test("a txn that only reads leaves the revision alone, one that writes moves it by one")
  func txn() async throws {
    try await TestServer.run { server in
      let _: Etcdserverpb_PutResponse = try await server.call(RPC.KV.put, Self.put("k", "v"))
      var request = Etcdserverpb_TxnRequest()
      var compare = Etcdserverpb_Compare()
      compare.key = Data("k".utf8)
      compare.target = .mod
      compare.modRevision = 2
      request.compare = [compare]
      var read = Etcdserverpb_RequestOp()
      read.requestRange = Self.range("k")
      request.success = [read]
      let reading: Etcdserverpb_TxnResponse = try await server.call(RPC.KV.txn, request)
      #expect(reading.succeeded && reading.header.revision == 2)
      #expect(reading.responses.first?.responseRange.kvs.first?.value == Data("v".utf8))
      var write = Etcdserverpb_RequestOp()
      write.requestPut = Self.put("k", "w")
      request.success = [write]
      let writing: Etcdserverpb_TxnResponse = try await server.call(RPC.KV.txn, request)
      #expect(writing.succeeded && writing.header.revision == 3)
      let late: Etcdserverpb_TxnResponse = try await server.call(RPC.KV.txn, request)
      #expect(!late.succeeded && late.header.revision == 3)
    }
  }

  @Test("a range of many pages comes whole, in order, at one revision")
  func largeRange() async throws {
    try await TestServer.run { server in
      for index in 0..<1500 {
        let key = "key-" + String(10_000 + index)
        let _: Etcdserverpb_PutResponse = try await server.call(RPC.KV.put, Self.put(key, "v"))
      }
      var request = Self.range("key-")
      request.rangeEnd = Data("key.".utf8)
      let all: Etcdserverpb_RangeResponse = try await server.call(RPC.KV.range, request)
      #expect(all.count == 1500 && all.kvs.count == 1500 && !all.more)
      #expect(all.kvs.last?.key == Data("key-11499".utf8))
      request.limit = 10
      let some: Etcdserverpb_RangeResponse = try await server.call(RPC.KV.range, request)
      #expect(some.count == 1500 && some.kvs.count == 10 && some.more)
    }
  }

  @Test("leases are granted, kept alive, told of and revoked")
  func leases() async throws {
    try await TestServer.run { server in
      var grant = Etcdserverpb_LeaseGrantRequest()
      grant.ttl = 60
      let granted: Etcdserverpb_LeaseGrantResponse = try await server.call(RPC.Lease.leaseGrant, grant)
      #expect(granted.id > 0 && granted.ttl == 60)
      grant.id = granted.id
      #expect(try await server.status(RPC.Lease.leaseGrant, grant) == EtcdError.leaseExists)
      var put = Self.put("k", "v")
      put.lease = granted.id
      let _: Etcdserverpb_PutResponse = try await server.call(RPC.KV.put, put)
      var tell = Etcdserverpb_LeaseTimeToLiveRequest()
      tell.id = granted.id
      tell.keys = true
      let told: Etcdserverpb_LeaseTimeToLiveResponse = try await server.call(RPC.Lease.leaseTimeToLive, tell)
      #expect(told.grantedTtl == 60 && told.keys == [Data("k".utf8)])
      tell.id = 5
      let none: Etcdserverpb_LeaseTimeToLiveResponse = try await server.call(RPC.Lease.leaseTimeToLive, tell)
      #expect(none.ttl == -1)

      let stream = try server.open(RPC.Lease.leaseKeepAlive)
      for (id, ttl) in [(granted.id, Int64(60)), (5, 0)] {
        var keepAlive = Etcdserverpb_LeaseKeepAliveRequest()
        keepAlive.id = id
        try stream.send(keepAlive)
        let message = try #require(try await stream.next())
        let answer = try Etcdserverpb_LeaseKeepAliveResponse(
          serializedBytes: Array(message.readableBytesView))
        #expect(answer.id == id && answer.ttl == ttl && answer.header.memberID == 7)
      }

      let listed: Etcdserverpb_LeaseLeasesResponse = try await server.call(
        RPC.Lease.leaseLeases, Etcdserverpb_LeaseLeasesRequest())
      #expect(listed.leases.map(\.id) == [granted.id])
      var revoke = Etcdserverpb_LeaseRevokeRequest()
      revoke.id = granted.id
      let _: Etcdserverpb_LeaseRevokeResponse = try await server.call(RPC.Lease.leaseRevoke, revoke)
      let range: Etcdserverpb_RangeResponse = try await server.call(RPC.KV.range, Self.range("k"))
      #expect(range.count == 0)
      #expect(try await server.status(RPC.Lease.leaseRevoke, revoke) == EtcdError.leaseNotFound)
    }
  }

  @Test("keep-alives of a lease that waits already take no room in the queue")
  func repeatedKeepAlives() async throws {
    #expect(ServiceLimits().maxKeepAlivesInFlight >= 100_000)
    var limits = ServiceLimits()
    limits.maxKeepAlivesInFlight = 2
    try await TestServer.run(limits: limits) { server in
      for id: Int64 in 1...3 {
        var grant = Etcdserverpb_LeaseGrantRequest()
        grant.id = id
        grant.ttl = 60
        let _: Etcdserverpb_LeaseGrantResponse = try await server.call(RPC.Lease.leaseGrant, grant)
      }
      server.member.holdRenewals()
      let stream = try server.open(RPC.Lease.leaseKeepAlive)
      for id: Int64 in [1, 2, 2, 2, 2, 2, 3, 2, 3] {
        var keepAlive = Etcdserverpb_LeaseKeepAliveRequest()
        keepAlive.id = id
        try stream.send(keepAlive)
      }
      // A call on the same connection is answered after what was sent before it has been taken.
      _ = try await server.status(RPC.KV.range, Self.range("k"))
      server.member.letRenewalsGo()
      var answered: [Int64] = []
      for _ in 0..<3 {
        let message = try #require(try await stream.next())
        answered.append(
          try Etcdserverpb_LeaseKeepAliveResponse(serializedBytes: Array(message.readableBytesView)).id)
      }
      #expect(answered == [1, 2, 3])
    }
  }

  @Test("leases and their keys are read on the pool, not on a connection's loop")
  func leasesFromPool() async throws {
    var limits = ServiceLimits()
    limits.maxLargeReads = 0
    try await TestServer.run(limits: limits) { (server) async throws in
      let leases = Etcdserverpb_LeaseLeasesRequest()
      #expect(try await server.status(RPC.Lease.leaseLeases, leases) == EtcdError.tooManyRequests)
      var tell = Etcdserverpb_LeaseTimeToLiveRequest()
      #expect(try await server.status(RPC.Lease.leaseTimeToLive, tell) == .ok)
      tell.keys = true
      #expect(try await server.status(RPC.Lease.leaseTimeToLive, tell) == EtcdError.tooManyRequests)
    }
  }

  @Test("a server that stops ends streams of every kind, and takes no new ones")
  func stop() async throws {
    try await TestServer.run { (server) async throws in
      var streams: [TestStream] = []
      for rpc in [RPC.Watch.watch, RPC.Lease.leaseKeepAlive, RPC.Health.watch] {
        streams.append(try server.open(rpc))
      }
      // A call on the same connection is answered after what was opened before it.
      _ = try await server.status(RPC.KV.range, Self.range("k"))
      server.server.services.endStreams()
      for stream in streams {
        #expect(try await Self.end(of: stream) == EtcdError.stopped)
      }
      for rpc in [RPC.Watch.watch, RPC.Lease.leaseKeepAlive, RPC.Health.watch, RPC.Maintenance.snapshot] {
        #expect(try await Self.end(of: try server.open(rpc)) == EtcdError.stopped)
      }
    }
  }

  @Test("without a leader, calls that ask for one are refused, and health says why")
  func leaderless() async throws {
    try await TestServer.run { server in
      server.member.setLeader(nil)
      let metadata = Headers([(name: "hasleader", value: "true")])
      var local = Self.range("k")
      local.serializable = true
      #expect(try await server.status(RPC.KV.range, local, metadata: metadata) == EtcdError.noLeader)
      #expect(try await server.status(RPC.KV.range, local) == .ok)
      let health: Grpc_Health_V1_HealthCheckResponse = try await server.call(
        RPC.Health.check, Grpc_Health_V1_HealthCheckRequest())
      #expect(health.status == .notServing)
      let page = StatusPages.respond(
        to: PlainRequest(method: "GET", path: "/health"), server.server.services.context)
      #expect(page.status == 503)
      server.member.refuse(.overloaded)
      #expect(try await server.status(RPC.KV.put, Self.put("k", "v")) == EtcdError.tooManyRequests)
    }
  }

  @Test("status, members, alarms and leadership are told as etcd tells them")
  func maintenance() async throws {
    try await TestServer.run { server in
      let status: Etcdserverpb_StatusResponse = try await server.call(
        RPC.Maintenance.status, Etcdserverpb_StatusRequest())
      #expect(
        status.version == "3.6.0" && status.leader == 7 && status.raftTerm == 3 && status.errors.isEmpty)
      let members: Etcdserverpb_MemberListResponse = try await server.call(
        RPC.Cluster.memberList, Etcdserverpb_MemberListRequest())
      #expect(members.members.map(\.name) == ["a", "b"])
      let alarms: Etcdserverpb_AlarmResponse = try await server.call(
        RPC.Maintenance.alarm, Etcdserverpb_AlarmRequest())
      #expect(alarms.alarms.isEmpty)
      var move = Etcdserverpb_MoveLeaderRequest()
      move.targetID = 99
      #expect(try await server.status(RPC.Maintenance.moveLeader, move) == EtcdError.badTransferTarget)
      move.targetID = 8
      #expect(try await server.status(RPC.Maintenance.moveLeader, move) == .ok)
      #expect(try await server.status(RPC.Maintenance.moveLeader, move) == EtcdError.notLeader)
      let page = StatusPages.respond(
        to: PlainRequest(method: "GET", path: "/metrics"), server.server.services.context)
      let text = String(buffer: page.body)
      #expect(text.contains("etcd_server_has_leader 1\n"))
      #expect(text.contains("grpc_method=\"MoveLeader\",grpc_code=\"OK\"} 1\n"))
    }
  }

  private static func end(of stream: TestStream) async throws -> GRPCStatus {
    do {
      while try await stream.next() != nil {}
      return .ok
    } catch let status as GRPCStatus {
      return status
    }
  }

  static func put(_ key: String, _ value: String) -> Etcdserverpb_PutRequest {
    var request = Etcdserverpb_PutRequest()
    request.key = Data(key.utf8)
    request.value = Data(value.utf8)
    return request
  }

  static func range(_ key: String) -> Etcdserverpb_RangeRequest {
    var request = Etcdserverpb_RangeRequest()
    request.key = Data(key.utf8)
    return request
  }
}
