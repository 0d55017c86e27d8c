package import EtcdAPI
import NIOCore
import SwiftProtobuf

extension EtcdClient {
  /// `timeToLive` is in seconds; `id` 0 lets the members choose one.
  package func leaseGrant(
    timeToLive: Int64, id: Int64 = 0
  ) async throws(CallFailure) -> Etcdserverpb_LeaseGrantResponse {
    let request = Etcdserverpb_LeaseGrantRequest.with {
      $0.ttl = timeToLive
      $0.id = id
    }
    return try await unary(RPC.Lease.leaseGrant, request, kind: .write)
  }

  package func leaseRevoke(_ id: Int64) async throws(CallFailure) -> Etcdserverpb_LeaseRevokeResponse {
    try await unary(RPC.Lease.leaseRevoke, Etcdserverpb_LeaseRevokeRequest.with { $0.id = id }, kind: .write)
  }

  package func leaseTimeToLive(
    _ id: Int64, keys: Bool = false
  ) async throws(CallFailure) -> Etcdserverpb_LeaseTimeToLiveResponse {
    let request = Etcdserverpb_LeaseTimeToLiveRequest.with {
      $0.id = id
      $0.keys = keys
    }
    return try await unary(RPC.Lease.leaseTimeToLive, request, kind: .read)
  }

  /// Renews the lease until the task is cancelled; returns when it expired. `timeToLive` in seconds, as granted.
  package func keepAlive(lease id: Int64, timeToLive: Int64) async {
    let (ends, end) = AsyncStream.makeStream(of: Void.self)
    let keeper = try? await onLoop { client in
      let keeper = LeaseKeeper(client, id: id, timeToLive: timeToLive) { end.finish() }
      keeper.start()
      return NIOLoopBound(keeper, eventLoop: client.eventLoop)
    }
    // A cancelled task ends the iteration.
    for await _ in ends {}
    if let keeper { eventLoop.execute { keeper.value.stop() } }
  }
}
