import NIOCore

/// Writes one protobuf message into memory that was measured for it before: sizes first, then bytes, so that
/// nothing is moved or grown. Every write is checked against the end.
struct WireWriter {
  private let base: UnsafeMutableRawBufferPointer
  private(set) var position = 0

  private init(_ base: UnsafeMutableRawBufferPointer) {
    self.base = base
  }

  /// A buffer of exactly `size` bytes, which `body` must fill.
  static func buffer(
    size: Int, allocator: ByteBufferAllocator = ByteBufferAllocator(), _ body: (inout WireWriter) -> Void
  ) -> ByteBuffer {
    var buffer = allocator.buffer(capacity: size)
    append(to: &buffer, size: size, body)
    return buffer
  }

  static func append(to buffer: inout ByteBuffer, size: Int, _ body: (inout WireWriter) -> Void) {
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { target in
      var writer = WireWriter(UnsafeMutableRawBufferPointer(rebasing: target[..<size]))
      body(&writer)
      precondition(writer.position == size, "a message of \(writer.position) bytes was measured as \(size)")
      return size
    }
  }

  mutating func byte(_ value: UInt8) {
    precondition(position < base.count, "a message outgrew its measure")
    base[position] = value
    position += 1
  }

  mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      byte(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    byte(UInt8(truncatingIfNeeded: rest))
  }

  mutating func raw(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { raw($0) }
  }

  mutating func raw(_ bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count <= base.count - position, "a message outgrew its measure")
    guard let source = bytes.baseAddress, let target = base.baseAddress else { return }
    (target + position).copyMemory(from: source, byteCount: bytes.count)
    position += bytes.count
  }

  /// A varint field; left out at 0, as proto3 wants.
  mutating func field(_ tag: UInt8, _ value: Int64) {
    field(tag, UInt64(bitPattern: value))
  }

  mutating func field(_ tag: UInt8, _ value: UInt64) {
    guard value != 0 else { return }
    byte(tag)
    varint(value)
  }

  mutating func field(_ tag: UInt8, _ value: Bool) {
    guard value else { return }
    byte(tag)
    byte(1)
  }

  /// A bytes field; left out when empty.
  mutating func field(_ tag: UInt8, _ value: [UInt8]) {
    guard !value.isEmpty else { return }
    byte(tag)
    varint(UInt64(value.count))
    raw(value)
  }

  /// Tag and length of a message of `size` bytes that follows.
  mutating func message(_ tag: UInt8, size: Int) {
    byte(tag)
    varint(UInt64(size))
  }
}

/// How many bytes `WireWriter` takes for what has the same name there.
enum WireSize {
  static func varint(_ value: UInt64) -> Int {
    (70 &- (value | 1).leadingZeroBitCount) / 7
  }

  static func field(_ value: Int64) -> Int {
    field(UInt64(bitPattern: value))
  }

  static func field(_ value: UInt64) -> Int {
    value == 0 ? 0 : 1 + varint(value)
  }

  static func field(_ value: Bool) -> Int {
    value ? 2 : 0
  }

  static func field(_ value: [UInt8]) -> Int {
    value.isEmpty ? 0 : message(value.count)
  }

  static func message(_ size: Int) -> Int {
    1 + varint(UInt64(size)) + size
  }
}
