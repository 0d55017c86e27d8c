import EtcdAPI
import Foundation
import Keyspace
import NIOCore
import SwiftProtobuf
import Testing

@testable import EtcdServer

/// What is written by hand must be, byte for byte, what the generated messages give.
@Suite("Answers on the wire")
struct EncodingTests {
  private let header = Header(clusterID: .max, memberID: 0x1234_5678_9ABC, revision: 300, term: 7)
  private let sample = KeyValue(
    key: Array("key".utf8), value: [UInt8](repeating: 9, count: 300), createRevision: 2, modRevision: 299,
    version: 128, lease: -5)
  private let bare = KeyValue(key: [1], value: [], createRevision: 3, modRevision: 3, version: 1, lease: 0)

  @Test("a put's answer is what protobuf makes of it, with and without the previous version")
  func put() throws {
    var expected = Etcdserverpb_PutResponse()
    expected.header = header.message
    try expect(KVEncoding.put(header, previous: nil), expected)
    expected.prevKv = message(sample)
    try expect(KVEncoding.put(header, previous: sample), expected)
  }

  @Test("a range's answer is what protobuf makes of it")
  func range() throws {
    var expected = Etcdserverpb_RangeResponse()
    expected.header = header.message
    try expect(KVEncoding.range(header, RangeResult(keyValues: [], more: false, count: 0)), expected)
    expected.kvs = [message(sample), message(bare)]
    expected.more = true
    expected.count = 70_000
    let result = RangeResult(keyValues: [sample, bare], more: true, count: 70_000)
    try expect(KVEncoding.range(header, result), expected)
  }

  @Test("a txn's answer, with a txn within, is what protobuf makes of it")
  func txn() throws {
    let inner = TxnResult(succeeded: false, results: [.put(previous: bare)])
    let result = TxnResult(
      succeeded: true,
      results: [
        .range(RangeResult(keyValues: [sample], more: false, count: 1)), .put(previous: nil),
        .delete(deleted: 2, previous: [sample, bare]), .txn(inner),
      ])
    var part = Etcdserverpb_ResponseHeader()
    part.revision = 300
    func operation(_ make: (inout Etcdserverpb_ResponseOp) -> Void) -> Etcdserverpb_ResponseOp {
      var operation = Etcdserverpb_ResponseOp()
      make(&operation)
      return operation
    }
    var expectedInner = Etcdserverpb_TxnResponse()
    expectedInner.header = part
    expectedInner.responses = [
      operation {
        $0.responsePut.header = part
        $0.responsePut.prevKv = message(bare)
      }
    ]
    var expected = Etcdserverpb_TxnResponse()
    expected.header = header.message
    expected.succeeded = true
    expected.responses = [
      operation {
        $0.responseRange.header = part
        $0.responseRange.kvs = [message(sample)]
        $0.responseRange.count = 1
      },
      operation { $0.responsePut.header = part },
      operation {
        $0.responseDeleteRange.header = part
        $0.responseDeleteRange.deleted = 2
        $0.responseDeleteRange.prevKvs = [message(sample), message(bare)]
      },
      operation { $0.responseTxn = expectedInner },
    ]
    try expect(KVEncoding.txn(header, result), expected)
  }

  @Test("watch answers are what protobuf makes of them, shared events too")
  func watch() throws {
    var expected = Etcdserverpb_WatchResponse()
    expected.header = header.message
    expected.watchID = -1
    expected.created = true
    expected.canceled = true
    expected.cancelReason = "no"
    try expect(WatchEncoder.refused(header, reason: "no"), expected)

    var compacted = Etcdserverpb_WatchResponse()
    compacted.header = header.message
    compacted.watchID = 5
    compacted.canceled = true
    compacted.compactRevision = 200
    try expect(WatchEncoder.compacted(header, watchID: 5, compactRevision: 200), compacted)

    let long = KeyValue(
      key: [1], value: [UInt8](repeating: 1, count: 900), createRevision: 4, modRevision: 4, version: 1,
      lease: 0)
    let gone = KeyValue(key: [1], value: [], createRevision: 0, modRevision: 5, version: 0, lease: 0)
    let events = [
      Event(kind: .put, keyValue: long, revision: Revision(main: 4), previous: nil),
      Event(kind: .delete, keyValue: gone, revision: Revision(main: 5), previous: long),
    ]
    var encoder = WatchEncoder()
    for withPrevious in [true, false, true] {
      var expected = Etcdserverpb_WatchResponse()
      expected.header = header.message
      expected.watchID = 9
      expected.fragment = true
      expected.events = events.map { event in
        var message = Mvccpb_Event()
        message.type = event.kind == .put ? .put : .delete
        message.kv = self.message(event.keyValue)
        if withPrevious, let previous = event.previous { message.prevKv = self.message(previous) }
        return message
      }
      let answer = WatchEvents(
        watchID: 9, revision: 300, events: events, withPrevious: withPrevious, isFragment: true)
      try expect(encoder.events(header, answer), expected)
    }
  }

  @Test("a varint is measured as it is written", arguments: 0..<64)
  func varints(shift: Int) {
    for value in [UInt64(1) << shift, (UInt64(1) << shift) &- 1, UInt64.max >> shift] {
      let buffer = WireWriter.buffer(size: WireSize.varint(value)) { $0.varint(value) }
      #expect(buffer.readableBytes == WireSize.varint(value))
    }
  }

  private func message(_ keyValue: KeyValue) -> Mvccpb_KeyValue {
    var message = Mvccpb_KeyValue()
    message.key = Data(keyValue.key)
    message.value = Data(keyValue.value)
    message.createRevision = keyValue.createRevision
    message.modRevision = keyValue.modRevision
    message.version = keyValue.version
    message.lease = keyValue.lease
    return message
  }

  private func expect(_ buffer: ByteBuffer, _ message: some SwiftProtobuf.Message) throws {
    let expected: [UInt8] = try message.serializedBytes()
    #expect(Array(buffer.readableBytesView) == expected)
  }
}
