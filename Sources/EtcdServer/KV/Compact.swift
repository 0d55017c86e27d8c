import Failpoints
import HTTP2
import Keyspace

extension KVService {
  /// `KV/Compact`. Reads below the revision are refused as soon as it is applied; the space comes free in the
  /// background, which `physical` therefore does not wait for.
  static let compact: UnaryBody = { call, message throws(GRPCStatus) in
    var revision: Int64 = 0
    try decode(message) { (reader) throws(WireError) in
      while let field = try reader.field() {
        switch (field.number, field.type) {
        case (1, 0): revision = try reader.int64()
        default: try reader.skip(field)
        }
      }
    }
    Failpoints.reach(.compactionAsked)
    call.propose(.compact(revision: revision)) { result, header throws(GRPCStatus) in
      Failpoints.reach(.compactionAnswered)
      guard case .compact = result else { throw UnaryCall.mismatch(result) }
      return KVEncoding.header(header)
    }
  }
}
