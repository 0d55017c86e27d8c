package import EtcdAPI
import SwiftProtobuf

#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

extension EtcdClient {
  package func put(
    _ key: Data, _ value: Data, lease: Int64 = 0, previousValue: Bool = false
  ) async throws(CallFailure) -> Etcdserverpb_PutResponse {
    let request = Etcdserverpb_PutRequest.with {
      $0.key = key
      $0.value = value
      $0.lease = lease
      $0.prevKv = previousValue
    }
    return try await unary(RPC.KV.put, request, kind: .write)
  }

  package func range(
    _ request: Etcdserverpb_RangeRequest
  ) async throws(CallFailure) -> Etcdserverpb_RangeResponse {
    try await unary(RPC.KV.range, request, kind: .read)
  }

  /// The key's value now, or at a revision; nil when it has none.
  package func get(
    _ key: Data, revision: Int64 = 0, serializable: Bool = false
  ) async throws(CallFailure) -> Mvccpb_KeyValue? {
    let request = Etcdserverpb_RangeRequest.with {
      $0.key = key
      $0.revision = revision
      $0.serializable = serializable
    }
    return try await range(request).kvs.first
  }

  package func delete(
    _ key: Data, rangeEnd: Data = Data(), previousValues: Bool = false
  ) async throws(CallFailure) -> Etcdserverpb_DeleteRangeResponse {
    let request = Etcdserverpb_DeleteRangeRequest.with {
      $0.key = key
      $0.rangeEnd = rangeEnd
      $0.prevKv = previousValues
    }
    return try await unary(RPC.KV.deleteRange, request, kind: .write)
  }

  package func txn(_ request: Etcdserverpb_TxnRequest) async throws(CallFailure) -> Etcdserverpb_TxnResponse {
    try await unary(RPC.KV.txn, request, kind: .write)
  }

  /// Compacting twice to one revision is an error of its own, so that it is a write.
  package func compact(
    to revision: Int64, physical: Bool = false
  ) async throws(CallFailure) -> Etcdserverpb_CompactionResponse {
    let request = Etcdserverpb_CompactionRequest.with {
      $0.revision = revision
      $0.physical = physical
    }
    return try await unary(RPC.KV.compact, request, kind: .write)
  }
}
