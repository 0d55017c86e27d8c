/// Appends fixed-width integers (little-endian), varints (LEB128) and length-prefixed bytes.
///
/// `public` and inlinable, other than the rest: a `package` generic is not specialized in other modules, and
/// would look its types up at each call.
public struct ByteWriter: Sendable {
  @usableFromInline var contents: [UInt8] = []

  @inlinable public init(capacity: Int = 0) {
    contents.reserveCapacity(capacity)
  }

  @inlinable public var bytes: [UInt8] { contents }
  @inlinable public var count: Int { contents.count }

  @inlinable public mutating func fixed<Integer: FixedWidthInteger>(_ value: Integer) {
    withUnsafeBytes(of: value.littleEndian) { contents.append(contentsOf: $0) }
  }

  @inlinable public mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      contents.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    contents.append(UInt8(truncatingIfNeeded: rest))
  }

  /// ZigZag, so that small negative numbers stay short.
  @inlinable public mutating func signedVarint(_ value: Int64) {
    varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  @inlinable public mutating func flag(_ value: Bool) {
    contents.append(value ? 1 : 0)
  }

  /// A varint length and the bytes themselves.
  @inlinable public mutating func prefixed(_ value: some Collection<UInt8>) {
    varint(UInt64(value.count))
    contents.append(contentsOf: value)
  }

  @inlinable public mutating func raw(_ value: some Sequence<UInt8>) {
    contents.append(contentsOf: value)
  }

  @inlinable public mutating func raw(_ value: UnsafeRawBufferPointer) {
    contents.append(contentsOf: value)
  }

  /// Writes `value` over the fixed-width integer that starts at `offset`; for lengths and sums known only
  /// when what they cover has been written.
  @inlinable public mutating func overwrite<Integer: FixedWidthInteger>(_ value: Integer, at offset: Int) {
    precondition(
      offset >= 0 && offset + MemoryLayout<Integer>.size <= contents.count, "overwrite past the end")
    contents.withUnsafeMutableBytes {
      $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Integer.self)
    }
  }

  @inlinable public mutating func removeAll(keepingCapacity: Bool = true) {
    contents.removeAll(keepingCapacity: keepingCapacity)
  }
}
