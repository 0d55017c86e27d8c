import EtcdAPI
import Foundation
import HTTP2
import Keyspace
import NIOCore
import SwiftProtobuf

@testable import EtcdServer

/// The etcd services' requests, from the wire to the commands and back to the answers.
extension FuzzTarget {
  /// A method's number, and its message.
  static let kv = FuzzTarget(name: "kv", maxBytes: 4096) { bytes in
    var script = Script(bytes)
    let methods = [RPC.KV.range, RPC.KV.put, RPC.KV.deleteRange, RPC.KV.txn, RPC.KV.compact]
    let method = Int(script.byte()) % methods.count
    let message = script.all()
    try checkDecoding(method, message)
    try Server.shared.call(methods[method], [message])
  } seeds: {
    try kvRequests.map { name, method, message in (name, [method] + (try message.serializedBytes())) }
  }

  /// A stream of watch requests, each with a byte of length.
  static let watch = FuzzTarget(name: "watch", maxBytes: 2048) { bytes in
    var script = Script(bytes)
    var messages: [[UInt8]] = []
    while !script.isAtEnd { messages.append(script.piece()) }
    try Server.shared.call(RPC.Watch.watch, messages)
  } seeds: {
    let create = Etcdserverpb_WatchRequest.with {
      $0.createRequest = .with {
        $0.key = Data([97])
        $0.rangeEnd = Data([0])
        $0.startRevision = 2
        $0.filters = [.noput, .nodelete]
        $0.prevKv = true
        $0.progressNotify = true
        $0.fragment = true
        $0.watchID = 5
      }
    }
    let all = Etcdserverpb_WatchRequest.with { $0.createRequest = .with { $0.startRevision = 1 } }
    let cancel = Etcdserverpb_WatchRequest.with { $0.cancelRequest = .with { $0.watchID = 5 } }
    let progress = Etcdserverpb_WatchRequest.with { $0.progressRequest = .init() }
    let stream: [[UInt8]] = try [create, all, cancel, progress, create].map {
      prefixed(try $0.serializedBytes())
    }
    return [("stream", stream.flatMap { $0 }), ("one", stream[1])]
  }

  /// A method's number, and its messages, each with a byte of length.
  static let lease = FuzzTarget(name: "lease", maxBytes: 1024) { bytes in
    var script = Script(bytes)
    let methods = [
      RPC.Lease.leaseGrant, RPC.Lease.leaseRevoke, RPC.Lease.leaseTimeToLive, RPC.Lease.leaseLeases,
      RPC.Lease.leaseKeepAlive,
    ]
    let method = methods[Int(script.byte()) % methods.count]
    var messages: [[UInt8]] = []
    while !script.isAtEnd { messages.append(script.piece()) }
    try Server.shared.call(method, messages)
  } seeds: {
    let grant: [UInt8] = try Etcdserverpb_LeaseGrantRequest.with { ($0.ttl, $0.id) = (60, 5) }
      .serializedBytes()
    let revoke: [UInt8] = try Etcdserverpb_LeaseRevokeRequest.with { $0.id = Server.lease }.serializedBytes()
    let time: [UInt8] = try Etcdserverpb_LeaseTimeToLiveRequest.with {
      ($0.id, $0.keys) = (Server.lease, true)
    }
    .serializedBytes()
    let alive: [UInt8] = try Etcdserverpb_LeaseKeepAliveRequest.with { $0.id = Server.lease }
      .serializedBytes()
    return [
      ("grant", [0] + prefixed(grant)), ("revoke", [1] + prefixed(revoke)),
      ("time-to-live", [2] + prefixed(time)),
      ("leases", [3, 0]), ("keep-alive", [4] + prefixed(alive) + prefixed(alive) + [2, 8, 9]),
    ]
  }

  /// Every other method: Cluster, Auth, Maintenance, Health, Lock, Election; a byte for which, and the message.
  static let services = FuzzTarget(name: "services", maxBytes: 1024) { bytes in
    var script = Script(bytes)
    let method = otherMethods[Int(script.byte()) % otherMethods.count]
    try Server.shared.call(method, [script.all()])
  } seeds: {
    let check: [UInt8] = try Grpc_Health_V1_HealthCheckRequest.with { $0.service = "etcdserverpb.KV" }
      .serializedBytes()
    return otherMethods.enumerated().map { number, method in
      (
        method.service + "." + method.method,
        [UInt8(number)] + (method.service.contains("ealth") ? check : [8, 1])
      )
    }
  }

  private static let otherMethods = RPC.all.filter { rpc in
    !["etcdserverpb.KV", "etcdserverpb.Watch", "etcdserverpb.Lease"].contains(rpc.service)
  }.sorted { $0.path < $1.path }
}

/// Our decoders beside those that protoc made: what we take they take, and its shortest form means the same.
private func checkDecoding(_ method: Int, _ message: [UInt8]) throws {
  switch method {
  case 0:
    try checkDecoding(message, as: Etcdserverpb_RangeRequest.self, RangeFields()) {
      (fields, reader) throws(WireError) in try fields.merge(&reader)
    }
  case 1:
    try checkDecoding(message, as: Etcdserverpb_PutRequest.self, PutFields()) {
      (fields, reader) throws(WireError) in try fields.merge(&reader)
    }
  case 2:
    try checkDecoding(message, as: Etcdserverpb_DeleteRangeRequest.self, DeleteFields()) {
      (fields, reader) throws(WireError) in try fields.merge(&reader)
    }
  case 3:
    try checkDecoding(message, as: Etcdserverpb_TxnRequest.self, TxnFields()) {
      (fields, reader) throws(WireError) in try fields.merge(&reader)
    }
  default: break
  }
}

private func checkDecoding<Fields: Equatable, Message: SwiftProtobuf.Message>(
  _ bytes: [UInt8], as type: Message.Type, _ empty: Fields,
  _ merge: (inout Fields, inout WireReader) throws(WireError) -> Void
) throws {
  func decode(_ bytes: [UInt8]) -> Fields? {
    var fields = empty
    let result = WireReader.read(ByteBuffer(bytes: bytes)) { (reader) throws(WireError) in
      try merge(&fields, &reader)
    }
    return (try? result.get()) == nil ? nil : fields
  }
  guard let fields = decode(bytes) else { return }
  var generated = try Message(serializedBytes: bytes)
  generated.discardUnknownFields()
  try checkEqual(decode(try generated.serializedBytes()), fields, "a request in its shortest form")
}

extension SwiftProtobuf.Message {
  /// Recursion is left alone: nothing here goes deeper than what was decoded.
  fileprivate mutating func discardUnknownFields() { unknownFields = UnknownStorage() }
}

/// One of each, with every field in use.
private var kvRequests: [(String, UInt8, any SwiftProtobuf.Message)] {
  let range = Etcdserverpb_RangeRequest.with {
    $0.key = Data([97])
    $0.rangeEnd = Data([0])
    $0.limit = 2
    $0.revision = 3
    $0.sortOrder = .descend
    $0.sortTarget = .mod
    $0.serializable = true
    $0.minModRevision = 1
    $0.maxCreateRevision = 9
  }
  let put = Etcdserverpb_PutRequest.with {
    $0.key = Data([97])
    $0.value = Data([1, 2, 3])
    $0.lease = Server.lease
    $0.prevKv = true
  }
  let keep = Etcdserverpb_PutRequest.with {
    $0.key = Data([97])
    $0.ignoreValue = true
    $0.ignoreLease = true
  }
  let delete = Etcdserverpb_DeleteRangeRequest.with {
    $0.key = Data([97])
    $0.rangeEnd = Data([99])
    $0.prevKv = true
  }
  let compare = Etcdserverpb_Compare.with {
    $0.key = Data([97])
    $0.target = .value
    $0.result = .greater
    $0.value = Data([0])
    $0.rangeEnd = Data([122])
  }
  let inner = Etcdserverpb_TxnRequest.with { $0.success = [.with { $0.requestPut = put }] }
  let txn = Etcdserverpb_TxnRequest.with {
    $0.compare = [compare, .with { $0.version = 1 }, .with { $0.lease = 5 }]
    $0.success = [
      .with { $0.requestRange = range }, .with { $0.requestDeleteRange = delete },
      .with { $0.requestTxn = inner },
    ]
    $0.failure = [.with { $0.requestPut = put }]
  }
  let reads = Etcdserverpb_TxnRequest.with { $0.success = [.with { $0.requestRange = range }] }
  let compact = Etcdserverpb_CompactionRequest.with { ($0.revision, $0.physical) = (3, true) }
  return [
    ("range", 0, range), ("put", 1, put), ("keep", 1, keep), ("delete", 2, delete), ("txn", 3, txn),
    ("reads", 3, reads), ("compact", 4, compact),
  ]
}
