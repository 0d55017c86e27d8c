import HTTP2
import Keyspace
import NIOCore

/// The KV service: a file for each method.
enum KVService {
  /// Throws what `TxnValidation` found.
  static func refuse(_ error: KeyspaceError?) throws(GRPCStatus) {
    if let error { throw GRPCStatus(error) }
  }
}

/// Reads a whole request; what does not decode is the client's fault.
func decode(
  _ message: ByteBuffer, _ body: (inout WireReader) throws(WireError) -> Void
) throws(GRPCStatus) {
  switch WireReader.read(message, body) {
  case .success: return
  case .failure(.tooManyOperations): throw EtcdError.tooManyOperations
  case .failure(let error): throw EtcdError.malformed(error)
  }
}
