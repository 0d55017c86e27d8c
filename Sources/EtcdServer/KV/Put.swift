import HTTP2
import Keyspace

extension KVService {
  /// `KV/Put`.
  static let put: UnaryBody = { call, message throws(GRPCStatus) in
    var fields = PutFields()
    try decode(message) { (reader) throws(WireError) in try fields.merge(&reader) }
    let request = fields.request
    try refuse(TxnValidation.check(request))
    call.propose(.put(request)) { result, header throws(GRPCStatus) in
      guard case .put(let previous) = result else { throw UnaryCall.mismatch(result) }
      return KVEncoding.put(header, previous: previous)
    }
  }
}
