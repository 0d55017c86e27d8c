import NIOCore

/// Bytes that are no protobuf message of the type expected.
package enum WireError: Error, Hashable, Sendable {
  case truncated
  case malformedVarint
  case malformedTag
  case nestedTooDeep
  case malformedMessage
  case tooManyOperations
}

/// Walks the fields of one protobuf message (https://protobuf.dev/programming-guides/encoding/) without
/// copying it. Bytes from outside can make it throw, never trap: `position <= end <= base.count` always
/// holds.
struct WireReader {
  /// Levels of messages within messages, groups too. A txn within a txn takes two of them.
  static let depthLimit = 64

  private let base: UnsafeRawBufferPointer
  private var position: Int
  private let end: Int
  private let depth: Int

  init(_ base: UnsafeRawBufferPointer) {
    self.base = base
    position = 0
    end = base.count
    depth = 0
  }

  private init(_ base: UnsafeRawBufferPointer, from position: Int, to end: Int, depth: Int) {
    self.base = base
    self.position = position
    self.end = end
    self.depth = depth
  }

  var isAtEnd: Bool { position >= end }

  /// A field's number and how its value is laid out; nil at the end.
  mutating func field() throws(WireError) -> (number: UInt32, type: UInt8)? {
    guard position < end else { return nil }
    let tag = try varint()
    guard tag <= UInt64(UInt32.max), tag >> 3 != 0 else { throw .malformedTag }
    return (UInt32(tag >> 3), UInt8(tag & 7))
  }

  mutating func varint() throws(WireError) -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while position < end {
      let byte = base[position]
      position += 1
      result |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        if shift == 63 && byte > 1 { throw .malformedVarint }
        return result
      }
      shift += 7
      if shift > 63 { throw .malformedVarint }
    }
    throw .truncated
  }

  mutating func int64() throws(WireError) -> Int64 {
    Int64(bitPattern: try varint())
  }

  mutating func bool() throws(WireError) -> Bool {
    try varint() != 0
  }

  /// An enum's value; protobuf cuts longer varints to 32 bits.
  mutating func enumeration() throws(WireError) -> Int32 {
    Int32(truncatingIfNeeded: try varint())
  }

  private mutating func length() throws(WireError) -> Int {
    let length = try varint()
    guard length <= UInt64(end - position) else { throw .truncated }
    return Int(length)
  }

  mutating func bytes() throws(WireError) -> [UInt8] {
    let count = try length()
    defer { position += count }
    return Array(UnsafeRawBufferPointer(rebasing: base[position..<position + count]))
  }

  /// A reader of the message that stands here, which this one goes past.
  mutating func message() throws(WireError) -> WireReader {
    guard depth < Self.depthLimit else { throw .nestedTooDeep }
    let count = try length()
    defer { position += count }
    return WireReader(base, from: position, to: position + count, depth: depth + 1)
  }

  mutating func skip(_ field: (number: UInt32, type: UInt8)) throws(WireError) {
    var openGroups: [UInt32] = []
    var field = field
    while true {
      switch field.type {
      case 0: _ = try varint()
      case 1: try advance(8)
      case 2: try advance(try length())
      case 3:
        guard depth + openGroups.count < Self.depthLimit else { throw .nestedTooDeep }
        openGroups.append(field.number)
      case 4:
        guard openGroups.popLast() == field.number else { throw .malformedTag }
      case 5: try advance(4)
      default: throw .malformedTag
      }
      if openGroups.isEmpty { return }
      guard let next = try self.field() else { throw .truncated }
      field = next
    }
  }

  private mutating func advance(_ count: Int) throws(WireError) {
    guard count <= end - position else { throw .truncated }
    position += count
  }
}

extension WireReader {
  /// Runs `decode` over the readable bytes of `buffer`.
  static func read<Message>(
    _ buffer: ByteBuffer, _ decode: (inout WireReader) throws(WireError) -> Message
  ) -> Result<Message, WireError> {
    buffer.withUnsafeReadableBytes { bytes in
      do throws(WireError) {
        var reader = WireReader(bytes)
        return .success(try decode(&reader))
      } catch {
        return .failure(error)
      }
    }
  }
}
