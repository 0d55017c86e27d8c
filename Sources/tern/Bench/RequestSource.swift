import Bytes
import EtcdAPI
import EtcdClient
import HTTP2
import NIOCore
import SwiftProtobuf

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Makes the requests of one loop, each with the operation that it counts as.
struct RequestSource {
  struct Request {
    var operation: Operation
    var rpc: RPC
    var message: ByteBuffer
    /// The lease that it grants.
    var lease: Int64 = 0
  }

  private let plan: BenchPlan
  private var keys: KeyChooser
  private var random: SplitMix64
  private let value: Data
  private var grantedLeases: [Int64] = []

  init(plan: BenchPlan, loop: Int, loops: Int) {
    self.plan = plan
    keys = KeyChooser(plan: plan, offset: loop, stride: loops)
    random = SplitMix64(seed: ~plan.seed &+ UInt64(loop))
    var filler = random
    value = Data((0..<plan.valueSize).map { _ in UInt8(truncatingIfNeeded: filler.next()) })
  }

  /// `now` is written into the values that watchers will see.
  mutating func next(at now: NIODeadline) -> Request {
    switch plan.workload {
    case .put: put(value)
    case .range: range()
    case .txn: txn()
    case .mixed: random.unit() < plan.readRatio ? range() : put(value)
    case .lease: lease()
    case .watch: put(stamped(now))
    }
  }

  /// Asks for nothing that matters, to see whether anyone answers.
  static func probe() -> Request {
    let request = Etcdserverpb_RangeRequest.with {
      $0.key = Data(KeyChooser.prefix)
      $0.keysOnly = true
    }
    return Request(operation: .range, rpc: RPC.KV.range, message: ProtobufBytes.encode(request))
  }

  mutating func succeeded(_ request: Request) {
    if request.operation == .leaseGrant { grantedLeases.append(request.lease) }
  }

  /// Puts all keys from `first` up to `end` in one transaction.
  mutating func preload(_ first: Int, _ end: Int) -> Request {
    let request = Etcdserverpb_TxnRequest.with { txn in
      txn.success = (first..<end).map { index in
        .with { $0.requestPut = putRequest(keys.key(index), value) }
      }
    }
    return Request(operation: .txn, rpc: RPC.KV.txn, message: ProtobufBytes.encode(request))
  }

  private mutating func put(_ value: Data) -> Request {
    let request = putRequest(keys.next(), value)
    return Request(operation: .put, rpc: RPC.KV.put, message: ProtobufBytes.encode(request))
  }

  private mutating func range() -> Request {
    var request = Etcdserverpb_RangeRequest()
    request.key = keys.next()
    request.serializable = plan.consistency == .serializable
    return Request(operation: .range, rpc: RPC.KV.range, message: ProtobufBytes.encode(request))
  }

  /// What an API server does most: put where a comparison holds, else read.
  private mutating func txn() -> Request {
    let key = keys.next()
    let request = Etcdserverpb_TxnRequest.with { txn in
      txn.compare = [
        .with {
          $0.key = key
          $0.target = .version
          $0.result = .greater
          $0.version = -1
        }
      ]
      txn.success = [.with { $0.requestPut = putRequest(key, value) }]
      txn.failure = [.with { $0.requestRange = .with { $0.key = key } }]
    }
    return Request(operation: .txn, rpc: RPC.KV.txn, message: ProtobufBytes.encode(request))
  }

  /// Grants and revokes by turns, so that none is left.
  private mutating func lease() -> Request {
    if let id = grantedLeases.popLast() {
      let request = Etcdserverpb_LeaseRevokeRequest.with { $0.id = id }
      let message = ProtobufBytes.encode(request)
      return Request(operation: .leaseRevoke, rpc: RPC.Lease.leaseRevoke, message: message)
    }
    let id = Int64(random.next() >> 2) | 1
    let request = Etcdserverpb_LeaseGrantRequest.with {
      $0.id = id
      $0.ttl = 60
    }
    let message = ProtobufBytes.encode(request)
    return Request(operation: .leaseGrant, rpc: RPC.Lease.leaseGrant, message: message, lease: id)
  }

  private func putRequest(_ key: Data, _ value: Data) -> Etcdserverpb_PutRequest {
    var request = Etcdserverpb_PutRequest()
    request.key = key
    request.value = value
    return request
  }

  private func stamped(_ now: NIODeadline) -> Data {
    var stamped = value
    withUnsafeBytes(of: now.uptimeNanoseconds.littleEndian) { stamped.replaceSubrange(0..<8, with: $0) }
    return stamped
  }
}
