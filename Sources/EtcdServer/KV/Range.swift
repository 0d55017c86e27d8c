import Failpoints
import HTTP2
import Keyspace
import NIOCore

extension KVService {
  /// `KV/Range`: linearizable, unless the client asks for this member's own view.
  static let range: UnaryBody = { call, message throws(GRPCStatus) in
    var fields = RangeFields()
    try decode(message) { (reader) throws(WireError) in try fields.merge(&reader) }
    let query = try fields.query()
    try refuse(TxnValidation.check(query))
    try call.confirmRead(serializable: fields.serializable) { call throws(GRPCStatus) in
      try read(query, for: call)
    }
  }

  /// The first page on the event loop; what is longer is read and encoded on the pool.
  private static func read(_ query: RangeQuery, for call: UnaryCall) throws(GRPCStatus) {
    let context = call.context
    context.metrics.ranges.add()
    let first: (scan: RangeScan, isDone: Bool, revision: Int64)
    do throws(KeyspaceError) {
      first = try context.keyspace.store.read { (reader) throws(KeyspaceError) in
        let position = reader.position
        var scan = try RangeScan(query, at: position)
        let isDone = try scan.step(reader, .page)
        return (scan, isDone, position.revision)
      }
    } catch {
      throw GRPCStatus(error)
    }
    if first.isDone {
      return call.answer(KVEncoding.range(context.header(revision: first.revision), first.scan.result))
    }
    call.answerFromPool { continueReading(query, first, context) }
  }

  private static func continueReading(
    _ query: RangeQuery, _ first: (scan: RangeScan, isDone: Bool, revision: Int64), _ context: ServiceContext
  ) -> Result<ByteBuffer, GRPCStatus> {
    let keyspace = context.keyspace
    do throws(KeyspaceError) {
      do throws(KeyspaceError) {
        var (scan, isDone, revision) = first
        while !isDone {
          isDone = try keyspace.store.read { (reader) throws(KeyspaceError) in try scan.step(reader, .page) }
          Failpoints.reach(.rangeContinued)
        }
        return .success(KVEncoding.range(context.header(revision: revision), scan.result))
      } catch .compacted where query.revision <= 0 {
        // A compaction overtook the scan; a newer moment is as good an answer.
        let (result, revision) = try keyspace.range(query)
        return .success(KVEncoding.range(context.header(revision: revision), result))
      }
    } catch {
      return .failure(GRPCStatus(error))
    }
  }
}
