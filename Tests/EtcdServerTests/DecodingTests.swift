import Bytes
import EtcdAPI
import Foundation
import Keyspace
import NIOCore
import SwiftProtobuf
import Testing

@testable import EtcdServer

@Suite("Requests from the wire")
struct DecodingTests {
  @Test("a txn of every kind of operation is read as it was written")
  func txn() throws {
    let message = sampleTxn()
    let fields = try decodeTxn(try message.serializedBytes()).get()
    #expect(fields == translate(message))
    let request = try fields.request()
    #expect(request.compares.count == 2)
    #expect(request.compares[1].range.end == .before(Array("z".utf8)))
    #expect(!fields.isReadOnly)
  }

  @Test("a request with an unknown sort order, compare result or an empty operation is refused")
  func unknownValues() throws {
    var range = RangeFields()
    range.key = [1]
    range.sortOrder = 3
    #expect(throws: EtcdError.invalidSortOption) { try range.query() }
    range.sortOrder = -1
    #expect(throws: EtcdError.invalidSortOption) { try range.query() }
    var compare = CompareFields()
    compare.result = 4
    #expect(throws: EtcdError.invalidCompare) { try compare.compare() }
    var txn = TxnFields()
    txn.success = [.none]
    #expect(throws: EtcdError.keyNotFound) { try txn.request() }
  }

  @Test("a txn in as many parts as bytes allow is merged in linear time, and refused above a count")
  func splitTxn() {
    var parts: [UInt8] = []
    for _ in 0..<100_000 { parts += [0x22, 0x02, 0x12, 0x00] }
    let bytes = [0x12] + varint(parts.count) + parts
    let start = ContinuousClock.now
    guard case .success(let fields) = decodeTxn(bytes), case .txn(let inner) = fields.success.first else {
      Issue.record("not read")
      return
    }
    #expect(inner.success.count == 100_000)
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(decodeTxn(bytes, maxOperations: 12_800) == .failure(.tooManyOperations))
    #expect(decodeTxn([0x0A, 0x00, 0x0A, 0x00], maxOperations: 1) == .failure(.tooManyOperations))
  }

  @Test("txns within txns end at a depth, not at the end of the stack")
  func depth() throws {
    var bytes: [UInt8] = []
    for _ in 0..<10_000 {
      bytes = [0x22] + varint(bytes.count) + bytes
      bytes = [0x12] + varint(bytes.count) + bytes
      if bytes.count > 60_000 { break }
    }
    #expect(decodeTxn(bytes) == .failure(.nestedTooDeep))
    let groups = [UInt8](repeating: 0x2B, count: 50_000)
    #expect(decodeTxn(groups) == .failure(.nestedTooDeep))
  }

  @Test("random changes of a request are read as protobuf reads them, or refused", arguments: 0..<8)
  func mutations(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let original: [UInt8] = try sampleTxn().serializedBytes()
    var agreed = 0
    for _ in 0..<1500 {
      var bytes = original
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
        default: bytes.append(contentsOf: bytes[at...].prefix(20))
        }
      }
      guard let message = try? Etcdserverpb_TxnRequest(serializedBytes: bytes),
        case .success(let fields) = decodeTxn(bytes)
      else { continue }
      agreed += 1
      #expect(fields == translate(message))
    }
    #expect(agreed > 50)
  }

  @Test("random bytes never trap a decoder", arguments: 0..<4)
  func noise(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) &+ 1000)
    for _ in 0..<5000 {
      let bytes = (0..<Int.random(in: 0..<64, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      _ = decodeTxn(bytes)
      _ = WireReader.read(ByteBuffer(bytes: bytes)) { (reader) throws(WireError) in
        var fields = WatchRequestFields.none
        try fields.merge(&reader)
        var put = PutFields()
        try put.merge(&reader)
      }
    }
  }

  @Test("watch requests are read with packed and unpacked filters")
  func watch() throws {
    var create = Etcdserverpb_WatchCreateRequest()
    create.rangeEnd = Data([0])
    create.startRevision = 5
    create.filters = [.noput, .nodelete]
    create.prevKv = true
    create.progressNotify = true
    create.fragment = true
    create.watchID = 12
    var message = Etcdserverpb_WatchRequest()
    message.createRequest = create
    let request = try watchRequest(try message.serializedBytes())
    guard case .create(let fields) = request else {
      Issue.record("read as \(request)")
      return
    }
    let watch = fields.request
    #expect(watch.range == KeyRange(start: [0], end: .unbounded))
    #expect(watch.skipsPuts && watch.skipsDeletes && watch.wantsPrevious)
    #expect(watch.wantsProgress && watch.allowsFragments)
    #expect(watch.watchID == 12 && watch.startRevision == 5)
    #expect(try watchRequest([0x0A, 0x04, 0x28, 0x01, 0x28, 0x00]) == .create(both()))
    #expect(try watchRequest([0x12, 0x02, 0x08, 0x07]) == .cancel(watchID: 7))
    #expect(try watchRequest([0x1A, 0x00]) == .progress)
  }

  private func both() -> WatchRequestFields.Create {
    var create = WatchRequestFields.Create()
    create.skipsPuts = true
    create.skipsDeletes = true
    return create
  }

  private func watchRequest(_ bytes: [UInt8]) throws -> WatchRequestFields {
    try WireReader.read(ByteBuffer(bytes: bytes)) { (reader) throws(WireError) in
      var fields = WatchRequestFields.none
      try fields.merge(&reader)
      return fields
    }.get()
  }

  private func decodeTxn(
    _ bytes: [UInt8], maxOperations: Int = .max
  ) -> Result<TxnFields, WireError> {
    WireReader.read(ByteBuffer(bytes: bytes)) { (reader) throws(WireError) in
      var fields = TxnFields()
      try fields.merge(&reader, maxOperations: maxOperations)
      return fields
    }
  }

  private func varint(_ value: Int) -> [UInt8] {
    Array(
      WireWriter.buffer(size: WireSize.varint(UInt64(value))) { $0.varint(UInt64(value)) }.readableBytesView)
  }

  private func sampleTxn() -> Etcdserverpb_TxnRequest {
    var mod = Etcdserverpb_Compare()
    mod.key = Data("k".utf8)
    mod.target = .mod
    mod.result = .notEqual
    mod.modRevision = 300
    var value = Etcdserverpb_Compare()
    value.key = Data("a".utf8)
    value.rangeEnd = Data("z".utf8)
    value.target = .value
    value.value = Data("v".utf8)
    var range = Etcdserverpb_RequestOp()
    range.requestRange.key = Data("k".utf8)
    range.requestRange.rangeEnd = Data("l".utf8)
    range.requestRange.limit = 500
    range.requestRange.sortOrder = .descend
    range.requestRange.sortTarget = .mod
    range.requestRange.minModRevision = 1
    range.requestRange.maxCreateRevision = 1 << 40
    range.requestRange.keysOnly = true
    var put = Etcdserverpb_RequestOp()
    put.requestPut.key = Data("k".utf8)
    put.requestPut.value = Data(repeating: 7, count: 100)
    put.requestPut.lease = -9
    put.requestPut.prevKv = true
    var delete = Etcdserverpb_RequestOp()
    delete.requestDeleteRange.key = Data("x".utf8)
    delete.requestDeleteRange.rangeEnd = Data([0])
    delete.requestDeleteRange.prevKv = true
    var nested = Etcdserverpb_RequestOp()
    nested.requestTxn.compare = [mod]
    nested.requestTxn.failure = [range, put]
    var txn = Etcdserverpb_TxnRequest()
    txn.compare = [mod, value]
    txn.success = [put, range, nested]
    txn.failure = [delete]
    return txn
  }

  private func translate(_ message: Etcdserverpb_TxnRequest) -> TxnFields {
    var fields = TxnFields()
    fields.compares = message.compare.map { compare in
      var fields = CompareFields()
      fields.result = Int32(truncatingIfNeeded: compare.result.rawValue)
      fields.target = Int32(truncatingIfNeeded: compare.target.rawValue)
      fields.key = Array(compare.key)
      fields.rangeEnd = Array(compare.rangeEnd)
      fields.operand =
        switch compare.targetUnion {
        case .version(let value): .version(value)
        case .createRevision(let value): .create(value)
        case .modRevision(let value): .mod(value)
        case .value(let value): .value(Array(value))
        case .lease(let value): .lease(value)
        case nil: .none
        }
      return fields
    }
    fields.success = message.success.map(translate)
    fields.failure = message.failure.map(translate)
    return fields
  }

  private func translate(_ operation: Etcdserverpb_RequestOp) -> TxnFields.Operation {
    switch operation.request {
    case nil: return .none
    case .requestRange(let range):
      var fields = RangeFields()
      fields.key = Array(range.key)
      fields.rangeEnd = Array(range.rangeEnd)
      fields.limit = range.limit
      fields.revision = range.revision
      fields.sortOrder = Int32(truncatingIfNeeded: range.sortOrder.rawValue)
      fields.sortTarget = Int32(truncatingIfNeeded: range.sortTarget.rawValue)
      fields.serializable = range.serializable
      fields.keysOnly = range.keysOnly
      fields.countOnly = range.countOnly
      fields.minModRevision = range.minModRevision
      fields.maxModRevision = range.maxModRevision
      fields.minCreateRevision = range.minCreateRevision
      fields.maxCreateRevision = range.maxCreateRevision
      return .range(fields)
    case .requestPut(let put):
      var fields = PutFields()
      fields.key = Array(put.key)
      fields.value = Array(put.value)
      fields.lease = put.lease
      fields.wantsPrevious = put.prevKv
      fields.ignoresValue = put.ignoreValue
      fields.ignoresLease = put.ignoreLease
      return .put(fields)
    case .requestDeleteRange(let delete):
      var fields = DeleteFields()
      fields.key = Array(delete.key)
      fields.rangeEnd = Array(delete.rangeEnd)
      fields.wantsPrevious = delete.prevKv
      return .delete(fields)
    case .requestTxn(let txn): return .txn(translate(txn))
    }
  }
}
