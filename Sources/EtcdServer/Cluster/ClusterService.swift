import EtcdAPI
import HTTP2
import Member
import Raft

/// The Cluster service; changing the membership comes with its public API later.
enum ClusterService {
  static let memberList: UnaryBody = { call, message throws(GRPCStatus) in
    let request: Etcdserverpb_MemberListRequest = try parse(message)
    try call.confirmRead(serializable: !request.linearizable) { call throws(GRPCStatus) in
      var answer = Etcdserverpb_MemberListResponse()
      answer.header = call.context.header().message
      answer.members = call.context.member.status.members.map(describe)
      call.answer(try serialize(answer))
    }
  }

  private static func describe(_ peer: MemberStatus.Peer) -> Etcdserverpb_Member {
    var member = Etcdserverpb_Member()
    member.id = peer.id.rawValue
    member.name = peer.name
    member.peerUrls = [peer.peerURL]
    member.clientUrls = [peer.clientURL]
    member.isLearner = peer.isLearner
    return member
  }

  static func unimplemented(_ method: String) -> UnaryBody {
    { _, _ throws(GRPCStatus) in
      throw EtcdError.unimplemented(
        method, instead: "the members are those that the cluster's configuration file names")
    }
  }
}
