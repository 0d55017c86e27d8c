package import EtcdAPI
import SwiftProtobuf

extension EtcdClient {
  /// Of the member that answers: with several endpoints, any of them.
  package func status() async throws(CallFailure) -> Etcdserverpb_StatusResponse {
    try await unary(RPC.Maintenance.status, Etcdserverpb_StatusRequest(), kind: .read)
  }

  package func memberList() async throws(CallFailure) -> Etcdserverpb_MemberListResponse {
    try await unary(RPC.Cluster.memberList, Etcdserverpb_MemberListRequest(), kind: .read)
  }

  /// Only the leader does this; others refuse.
  package func moveLeader(to member: UInt64) async throws(CallFailure) {
    let request = Etcdserverpb_MoveLeaderRequest.with { $0.targetID = member }
    let _: Etcdserverpb_MoveLeaderResponse = try await unary(
      RPC.Maintenance.moveLeader, request, kind: .write)
  }
}
