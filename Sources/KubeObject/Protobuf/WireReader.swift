/// Reads protobuf's wire format from a part of a buffer. Nothing that it reads is trusted: each length is held against
/// what is left.
struct WireReader {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var at: Int
  let end: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    self.bytes = bytes
    at = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { at >= end }

  mutating func varint() throws(CodecError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while at < end, shift < 64 {
      let byte = bytes[at]
      at += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw at >= end ? CodecError.truncated : CodecError("proto: integer overflow")
  }

  mutating func tag() throws(CodecError) -> (number: Int, wire: Int) {
    let tag = try varint()
    guard tag >> 3 > 0, tag >> 3 < 1 << 29 else { throw CodecError("proto: illegal tag \(tag >> 3)") }
    return (Int(tag >> 3), Int(tag & 7))
  }

  /// Of a string, bytes or a message.
  mutating func block() throws(CodecError) -> Range<Int> {
    let length = try varint()
    guard length <= UInt64(end - at) else { throw CodecError.truncated }
    let start = at
    at += Int(length)
    return start..<at
  }

  mutating func fixed64() throws(CodecError) -> UInt64 {
    guard end - at >= 8 else { throw CodecError.truncated }
    var value: UInt64 = 0
    for offset in 0..<8 { value |= UInt64(bytes[at + offset]) << UInt64(8 * offset) }
    at += 8
    return value
  }

  mutating func skip(_ wire: Int) throws(CodecError) {
    switch wire {
    case 0: _ = try varint()
    case 1: _ = try fixed64()
    case 2: _ = try block()
    case 5:
      guard end - at >= 4 else { throw CodecError.truncated }
      at += 4
    default: throw CodecError("proto: illegal wireType \(wire)")
    }
  }

  func text(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }
}

extension [UInt8] {
  mutating func append(varint value: UInt64) {
    var value = value
    while value >= 0x80 {
      append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    append(UInt8(truncatingIfNeeded: value))
  }

  mutating func append(tag number: Int, wire: Int) { append(varint: UInt64(number << 3 | wire)) }

  /// What `body` appends, with its length before it.
  mutating func appendBlock(
    _ number: Int, _ body: (inout [UInt8]) throws(CodecError) -> Void
  ) throws(CodecError) {
    append(tag: number, wire: 2)
    let start = count
    append(0)
    try body(&self)
    let length = count - start - 1
    if length < 0x80 {
      self[start] = UInt8(truncatingIfNeeded: length)
    } else {
      var prefix: [UInt8] = []
      prefix.append(varint: UInt64(length))
      replaceSubrange(start..<(start + 1), with: prefix)
    }
  }

  mutating func appendText(_ number: Int, _ text: String) {
    append(tag: number, wire: 2)
    append(varint: UInt64(text.utf8.count))
    append(text: text)
  }
}
