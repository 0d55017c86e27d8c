import HTTP2
import Keyspace

extension KVService {
  /// `KV/DeleteRange`.
  static let deleteRange: UnaryBody = { call, message throws(GRPCStatus) in
    var fields = DeleteFields()
    try decode(message) { (reader) throws(WireError) in try fields.merge(&reader) }
    let request = fields.request
    try refuse(TxnValidation.check(request))
    call.propose(.delete(request)) { result, header throws(GRPCStatus) in
      guard case .delete(let deleted, let previous) = result else { throw UnaryCall.mismatch(result) }
      return KVEncoding.delete(header, deleted: deleted, previous: previous)
    }
  }
}
