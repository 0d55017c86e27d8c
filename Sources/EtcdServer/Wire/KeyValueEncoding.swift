import Keyspace
import NIOCore

extension KeyValue {
  /// Bytes of `mvccpb.KeyValue`; `withValue` is false for a range that wants keys only.
  func wireSize(withValue: Bool = true) -> Int {
    WireSize.field(key) + WireSize.field(createRevision) + WireSize.field(modRevision)
      + WireSize.field(version) + (withValue ? WireSize.field(value) : 0) + WireSize.field(lease)
  }

  func write(to writer: inout WireWriter, withValue: Bool = true) {
    writer.field(0x0A, key)
    writer.field(0x10, createRevision)
    writer.field(0x18, modRevision)
    writer.field(0x20, version)
    if withValue { writer.field(0x2A, value) }
    writer.field(0x30, lease)
  }
}

extension Event {
  /// Bytes of `mvccpb.Event`.
  func wireSize(withPrevious: Bool) -> Int {
    var size = WireSize.field(UInt64(kind.rawValue)) + WireSize.message(keyValue.wireSize())
    if withPrevious, let previous { size += WireSize.message(previous.wireSize()) }
    return size
  }

  func write(to writer: inout WireWriter, withPrevious: Bool) {
    writer.field(0x08, UInt64(kind.rawValue))
    writer.message(0x12, size: keyValue.wireSize())
    keyValue.write(to: &writer)
    if withPrevious, let previous {
      writer.message(0x1A, size: previous.wireSize())
      previous.write(to: &writer)
    }
  }
}
