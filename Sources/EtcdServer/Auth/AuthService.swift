import EtcdAPI
import HTTP2

/// The Auth service: every client may do everything, and that is what it says.
enum AuthService {
  static let status: UnaryBody = { call, message throws(GRPCStatus) in
    var answer = Etcdserverpb_AuthStatusResponse()
    answer.header = call.context.header().message
    answer.enabled = false
    answer.authRevision = 1
    call.answer(try serialize(answer))
  }

  static func unimplemented(_ method: String) -> UnaryBody {
    { _, _ throws(GRPCStatus) in
      throw EtcdError.unimplemented(
        "authentication (\(method))", instead: "restrict who can reach the client addresses")
    }
  }
}
