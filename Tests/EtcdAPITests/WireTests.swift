import EtcdAPI
import Foundation
import SwiftProtobuf
import Testing

@Suite struct WireTests {
  @Test func `A put is written as etcd's clients write it`() throws {
    let put = Etcdserverpb_PutRequest.with {
      $0.key = Data("k".utf8)
      $0.value = Data("v".utf8)
      $0.lease = 7
      $0.prevKv = true
    }
    let bytes: [UInt8] = try put.serializedBytes()
    #expect(bytes == [0x0A, 1, 0x6B, 0x12, 1, 0x76, 0x18, 7, 0x20, 1])
  }

  @Test func `A compare keeps its target apart from an absent one`() throws {
    let compare = Etcdserverpb_Compare.with {
      $0.key = Data("k".utf8)
      $0.target = .mod
      $0.modRevision = 0
    }
    let bytes: [UInt8] = try compare.serializedBytes()
    // result EQUAL is 0 and left out; target MOD = 2 in field 2; key in 3; mod_revision in 6, written though zero.
    #expect(bytes == [0x10, 2, 0x1A, 1, 0x6B, 0x30, 0])
    #expect(try Etcdserverpb_Compare(serializedBytes: bytes).targetUnion == .modRevision(0))
  }

  @Test func `Enums whose numbers are out of alphabetical order keep them`() {
    #expect(Authpb_Permission.TypeEnum.read.rawValue == 0)
    #expect(Authpb_Permission.TypeEnum.write.rawValue == 1)
    #expect(Authpb_Permission.TypeEnum.readwrite.rawValue == 2)
    #expect(Mvccpb_Event.EventType.delete.rawValue == 1)
    #expect(Grpc_Health_V1_HealthCheckResponse.ServingStatus.serviceUnknown.rawValue == 3)
  }

  @Test func `A negative watch id survives the way`() throws {
    let response = Etcdserverpb_WatchResponse.with { $0.watchID = -1 }
    let bytes: [UInt8] = try response.serializedBytes()
    #expect(bytes == [0x10] + [UInt8](repeating: 0xFF, count: 9) + [1])
    #expect(try Etcdserverpb_WatchResponse(serializedBytes: bytes).watchID == -1)
  }
}

@Suite struct ServiceTableTests {
  @Test func `A method knows its service, its name and its kind`() {
    #expect(RPC.KV.put.path == "/etcdserverpb.KV/Put")
    #expect(RPC.KV.put.service == "etcdserverpb.KV")
    #expect(RPC.KV.put.method == "Put")
    #expect(RPC.KV.put.kind == .unary)
    #expect(RPC.Watch.watch.kind == .bidirectional)
    #expect(RPC.Lease.leaseKeepAlive.kind == .bidirectional)
    #expect(RPC.Maintenance.snapshot.kind == .serverStreaming)
    #expect(RPC.Health.check.path == "/grpc.health.v1.Health/Check")
  }

  @Test func `No path is there twice`() {
    #expect(Set(RPC.all.map(\.path)).count == RPC.all.count)
    #expect(RPC.all.count == 51)
  }
}
