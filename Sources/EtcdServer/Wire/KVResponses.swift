package import Keyspace
package import NIOCore

/// The answers of the KV service, each measured and then written at once. Without a header they are the parts
/// of a txn's answer.
enum PutAnswer {
  static func size(_ header: Header?, previous: KeyValue?) -> Int {
    (header.map { WireSize.message($0.size) } ?? 0) + (previous.map { WireSize.message($0.wireSize()) } ?? 0)
  }

  static func write(_ header: Header?, previous: KeyValue?, to writer: inout WireWriter) {
    header?.write(to: &writer)
    guard let previous else { return }
    writer.message(0x12, size: previous.wireSize())
    previous.write(to: &writer)
  }
}

enum RangeAnswer {
  static func size(_ header: Header?, _ result: RangeResult) -> Int {
    var size = (header.map { WireSize.message($0.size) } ?? 0)
    for keyValue in result.keyValues { size += WireSize.message(keyValue.wireSize()) }
    return size + WireSize.field(result.more) + WireSize.field(result.count)
  }

  static func write(_ header: Header?, _ result: RangeResult, to writer: inout WireWriter) {
    header?.write(to: &writer)
    for keyValue in result.keyValues {
      writer.message(0x12, size: keyValue.wireSize())
      keyValue.write(to: &writer)
    }
    writer.field(0x18, result.more)
    writer.field(0x20, result.count)
  }
}

enum DeleteAnswer {
  static func size(_ header: Header?, deleted: Int64, previous: [KeyValue]) -> Int {
    var size = (header.map { WireSize.message($0.size) } ?? 0) + WireSize.field(deleted)
    for keyValue in previous { size += WireSize.message(keyValue.wireSize()) }
    return size
  }

  static func write(_ header: Header?, deleted: Int64, previous: [KeyValue], to writer: inout WireWriter) {
    header?.write(to: &writer)
    writer.field(0x10, deleted)
    for keyValue in previous {
      writer.message(0x1A, size: keyValue.wireSize())
      keyValue.write(to: &writer)
    }
  }
}

/// etcd gives each part of a txn's answer a header that holds the revision alone.
enum TxnAnswer {
  static func size(_ header: Header?, _ result: TxnResult, part: Header) -> Int {
    var size = (header.map { WireSize.message($0.size) } ?? 0) + WireSize.field(result.succeeded)
    for operation in result.results {
      size += WireSize.message(WireSize.message(self.size(of: operation, part)))
    }
    return size
  }

  static func write(_ header: Header?, _ result: TxnResult, part: Header, to writer: inout WireWriter) {
    header?.write(to: &writer)
    writer.field(0x10, result.succeeded)
    for operation in result.results {
      let inner = size(of: operation, part)
      writer.message(0x1A, size: WireSize.message(inner))
      switch operation {
      case .range(let range):
        writer.message(0x0A, size: inner)
        RangeAnswer.write(part, range, to: &writer)
      case .put(let previous):
        writer.message(0x12, size: inner)
        PutAnswer.write(part, previous: previous, to: &writer)
      case .delete(let deleted, let previous):
        writer.message(0x1A, size: inner)
        DeleteAnswer.write(part, deleted: deleted, previous: previous, to: &writer)
      case .txn(let txn):
        writer.message(0x22, size: inner)
        write(part, txn, part: part, to: &writer)
      }
    }
  }

  private static func size(of operation: TxnResult.OperationResult, _ part: Header) -> Int {
    switch operation {
    case .range(let range): RangeAnswer.size(part, range)
    case .put(let previous): PutAnswer.size(part, previous: previous)
    case .delete(let deleted, let previous): DeleteAnswer.size(part, deleted: deleted, previous: previous)
    case .txn(let txn): size(part, txn, part: part)
    }
  }
}

/// What tests and handlers call: one whole message.
package enum KVEncoding {
  package static func put(_ header: Header, previous: KeyValue?) -> ByteBuffer {
    WireWriter.buffer(size: PutAnswer.size(header, previous: previous)) {
      PutAnswer.write(header, previous: previous, to: &$0)
    }
  }

  package static func range(_ header: Header, _ result: RangeResult) -> ByteBuffer {
    WireWriter.buffer(size: RangeAnswer.size(header, result)) { RangeAnswer.write(header, result, to: &$0) }
  }

  package static func delete(_ header: Header, deleted: Int64, previous: [KeyValue]) -> ByteBuffer {
    WireWriter.buffer(size: DeleteAnswer.size(header, deleted: deleted, previous: previous)) {
      DeleteAnswer.write(header, deleted: deleted, previous: previous, to: &$0)
    }
  }

  package static func txn(_ header: Header, _ result: TxnResult) -> ByteBuffer {
    let part = Header(clusterID: 0, memberID: 0, revision: header.revision, term: 0)
    return WireWriter.buffer(size: TxnAnswer.size(header, result, part: part)) {
      TxnAnswer.write(header, result, part: part, to: &$0)
    }
  }

  /// An answer that is a header alone: Compact, LeaseRevoke, MoveLeader, Defragment, Alarm.
  package static func header(_ header: Header) -> ByteBuffer {
    WireWriter.buffer(size: WireSize.message(header.size)) { header.write(to: &$0) }
  }
}
