import HTTP2
import Keyspace
import NIOCore

extension KVService {
  /// `KV/Txn`. One that only reads goes the way of a read and leaves the log alone.
  static let txn: UnaryBody = { call, message throws(GRPCStatus) in
    var fields = TxnFields()
    let maxDecoded = call.context.limits.maxDecodedOperations
    try decode(message) { (reader) throws(WireError) in
      try fields.merge(&reader, maxOperations: maxDecoded)
    }
    let request = try fields.request()
    try refuse(TxnValidation.check(request, maxOperations: call.context.limits.maxTxnOperations))
    call.context.metrics.txns.add()
    guard fields.isReadOnly else {
      return call.propose(.txn(request)) { result, header throws(GRPCStatus) in
        guard case .txn(let result) = result else { throw UnaryCall.mismatch(result) }
        return KVEncoding.txn(header, result)
      }
    }
    try call.confirmRead(serializable: fields.isSerializable) { call throws(GRPCStatus) in
      let context = call.context
      let read: @Sendable () -> Result<ByteBuffer, GRPCStatus> = {
        do throws(KeyspaceError) {
          let (result, revision) = try ReadOnlyTxn.evaluate(request, in: context.keyspace)
          return .success(KVEncoding.txn(context.header(revision: revision), result))
        } catch {
          return .failure(GRPCStatus(error))
        }
      }
      if request.readsSingleKeysOnly {
        call.answer(try read().get())
      } else {
        call.answerFromPool(work: read)
      }
    }
  }
}
