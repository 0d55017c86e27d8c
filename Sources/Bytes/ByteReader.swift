/// Bytes that do not decode: they ended early, or a number in them is out of its bounds.
public enum ByteReaderError: Error, Equatable {
  case truncated(needed: Int, available: Int)
  case varintTooLong
  case invalid(String)
}

/// Reads what `ByteWriter` wrote. Every read is checked against the end, so bytes from a disk or a peer can
/// make it throw, never trap.
///
/// `public` and inlinable, other than the rest: a `package` generic is not specialized in other modules, and
/// would look its types up at each call.
public struct ByteReader: Sendable {
  @usableFromInline let bytes: [UInt8]
  @usableFromInline var position: Int
  @usableFromInline let end: Int

  @inlinable public init(_ bytes: [UInt8]) {
    self.init(bytes, from: 0)
  }

  /// Reads what stands from `start` on, which is not behind the end.
  @inlinable public init(_ bytes: [UInt8], from start: Int) {
    precondition(start >= 0 && start <= bytes.count, "a reader that begins outside of its bytes")
    self.bytes = bytes
    position = start
    end = bytes.count
  }

  @inlinable public init(_ bytes: ArraySlice<UInt8>) {
    self.init(Array(bytes))
  }

  @inlinable public var offset: Int { position }
  @inlinable public var remaining: Int { end - offset }
  @inlinable public var isAtEnd: Bool { offset == end }

  @inlinable public mutating func fixed<Integer: FixedWidthInteger>(
    _ type: Integer.Type = Integer.self
  ) throws(ByteReaderError) -> Integer {
    let size = MemoryLayout<Integer>.size
    guard remaining >= size else { throw .truncated(needed: size, available: remaining) }
    let at = offset
    position += size
    return bytes.withUnsafeBytes {
      Integer(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: Integer.self))
    }
  }

  @inlinable public mutating func varint() throws(ByteReaderError) -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard offset < end else { throw .truncated(needed: 1, available: 0) }
      let byte = bytes[offset]
      position += 1
      if shift == 63 && byte > 1 { throw .varintTooLong }
      result |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return result }
      shift += 7
      if shift > 63 { throw .varintTooLong }
    }
  }

  @inlinable public mutating func signedVarint() throws(ByteReaderError) -> Int64 {
    let raw = try varint()
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  /// A varint that counts or measures something in memory; `limit` bounds it.
  @inlinable public mutating func count(limit: Int = Int(Int32.max)) throws(ByteReaderError) -> Int {
    let value = try varint()
    guard value <= UInt64(limit) else {
      throw .invalid("a count of \(value) where at most \(limit) may stand")
    }
    return Int(value)
  }

  @inlinable public mutating func flag() throws(ByteReaderError) -> Bool {
    switch try fixed(UInt8.self) {
    case 0: return false
    case 1: return true
    case let other: throw .invalid("a flag of \(other)")
    }
  }

  @inlinable public mutating func prefixed() throws(ByteReaderError) -> [UInt8] {
    let length = try count()
    return try raw(length)
  }

  @inlinable public mutating func raw(_ length: Int) throws(ByteReaderError) -> [UInt8] {
    guard length >= 0, remaining >= length else { throw .truncated(needed: length, available: remaining) }
    defer { position += length }
    return Array(bytes[position..<position + length])
  }

  @inlinable public mutating func rest() -> [UInt8] {
    defer { position = end }
    return Array(bytes[offset..<end])
  }

  /// Throws unless all bytes were read; the last call of a decoder.
  @inlinable public func finish() throws(ByteReaderError) {
    guard isAtEnd else { throw .invalid("\(remaining) bytes left over") }
  }
}
