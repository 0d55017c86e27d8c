package import Keyspace
package import NIOCore

/// Writes `WatchResponse`s. Within one batch of outputs an event is encoded once for each form, with or
/// without its previous version, and its bytes are copied into the answers of all watches that see it.
package struct WatchEncoder {
  private struct Form: Hashable {
    var revision: Revision
    var withPrevious: Bool
  }

  private var encoded: [Form: ByteBuffer] = [:]
  /// Below this many bytes an event is quicker written than looked up.
  private static let sharedFrom = 512

  package init() {}

  /// To be called between batches: what is shared lives no longer than what it was made for.
  package mutating func endBatch() {
    if !encoded.isEmpty { encoded.removeAll(keepingCapacity: encoded.count < 1024) }
  }

  package static func created(_ header: Header, watchID: Int64) -> ByteBuffer {
    control(header, watchID: watchID, created: true)
  }

  package static func refused(_ header: Header, reason: String) -> ByteBuffer {
    control(header, watchID: -1, created: true, cancelled: true, reason: reason)
  }

  package static func cancelled(_ header: Header, watchID: Int64) -> ByteBuffer {
    control(header, watchID: watchID, cancelled: true)
  }

  package static func compacted(_ header: Header, watchID: Int64, compactRevision: Int64) -> ByteBuffer {
    control(header, watchID: watchID, cancelled: true, compactRevision: compactRevision)
  }

  package static func ended(_ header: Header, watchID: Int64, reason: String) -> ByteBuffer {
    control(header, watchID: watchID, cancelled: true, reason: reason)
  }

  package static func progress(_ header: Header, watchID: Int64) -> ByteBuffer {
    control(header, watchID: watchID)
  }

  private static func control(
    _ header: Header, watchID: Int64, created: Bool = false, cancelled: Bool = false,
    compactRevision: Int64 = 0, reason: String = ""
  ) -> ByteBuffer {
    let reason = Array(reason.utf8)
    let size =
      WireSize.message(header.size) + WireSize.field(watchID) + WireSize.field(created)
      + WireSize.field(cancelled) + WireSize.field(compactRevision) + WireSize.field(reason)
    return WireWriter.buffer(size: size) { writer in
      header.write(to: &writer)
      writer.field(0x10, watchID)
      writer.field(0x18, created)
      writer.field(0x20, cancelled)
      writer.field(0x28, compactRevision)
      writer.field(0x32, reason)
    }
  }

  package mutating func events(_ header: Header, _ events: WatchEvents) -> ByteBuffer {
    var sizes: [Int] = []
    sizes.reserveCapacity(events.events.count)
    var size =
      WireSize.message(header.size) + WireSize.field(events.watchID) + WireSize.field(events.isFragment)
    for event in events.events {
      let eventSize = event.wireSize(withPrevious: events.withPrevious)
      sizes.append(eventSize)
      size += WireSize.message(eventSize)
    }
    var buffer = ByteBufferAllocator().buffer(capacity: size)
    let headSize = size - sizes.reduce(0) { $0 + WireSize.message($1) }
    WireWriter.append(to: &buffer, size: headSize) { writer in
      header.write(to: &writer)
      writer.field(0x10, events.watchID)
      writer.field(0x38, events.isFragment)
    }
    for (event, eventSize) in zip(events.events, sizes) {
      append(event, eventSize, events.withPrevious, to: &buffer)
    }
    return buffer
  }

  private mutating func append(
    _ event: Event, _ size: Int, _ withPrevious: Bool, to buffer: inout ByteBuffer
  ) {
    func write(_ target: inout ByteBuffer) {
      WireWriter.append(to: &target, size: WireSize.message(size)) { writer in
        writer.message(0x5A, size: size)
        event.write(to: &writer, withPrevious: withPrevious)
      }
    }
    guard size >= Self.sharedFrom else { return write(&buffer) }
    let form = Form(revision: event.revision, withPrevious: withPrevious)
    if let shared = encoded[form] {
      buffer.writeImmutableBuffer(shared)
      return
    }
    var shared = ByteBufferAllocator().buffer(capacity: WireSize.message(size))
    write(&shared)
    encoded[form] = shared
    buffer.writeImmutableBuffer(shared)
  }
}
