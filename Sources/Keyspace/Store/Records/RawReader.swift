internal import Bytes
internal import LMDB

/// Reads a record where it lies in the map. Every read is checked against the end: bytes from the disk can
/// make it throw, never trap.
struct RawReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  var remaining: Int { bytes.count - offset }

  mutating func byte() throws(LMDBError) -> UInt8 {
    guard offset < bytes.count else { throw .corrupt("a record that ends early") }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func varint() throws(LMDBError) -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      let next = try byte()
      result |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return result }
      shift += 7
    }
    throw .corrupt("a number in a record that does not end")
  }

  /// A length of something in memory.
  mutating func length() throws(LMDBError) -> Int {
    let value = try varint()
    guard value <= UInt64(Int32.max) else { throw .corrupt("a length of \(value) in a record") }
    return Int(value)
  }

  mutating func fixed32() throws(LMDBError) -> UInt32 {
    guard remaining >= 4 else { throw .corrupt("a record that ends early") }
    defer { offset += 4 }
    return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  mutating func raw(_ count: Int) throws(LMDBError) -> UnsafeRawBufferPointer {
    guard count >= 0, remaining >= count else { throw .corrupt("a record that ends early") }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
  }
}

/// Every record ends in a CRC32C over its key and the bytes before the sum, so that a record found under
/// another's key is noticed as well.
enum RecordChecksum {
  static let size = 4

  static func sum(key: UnsafeRawBufferPointer, body: UnsafeRawBufferPointer) -> UInt32 {
    CRC32C.sum(body, seed: CRC32C.sum(key))
  }

  /// The record without its sum.
  static func verified(
    key: UnsafeRawBufferPointer, record: UnsafeRawBufferPointer, _ what: StaticString
  ) throws(LMDBError) -> UnsafeRawBufferPointer {
    guard record.count >= size else { throw .corrupt("\(what) of \(record.count) bytes") }
    let body = UnsafeRawBufferPointer(rebasing: record[..<(record.count - size)])
    let stored = UInt32(littleEndian: record.loadUnaligned(fromByteOffset: body.count, as: UInt32.self))
    guard stored == sum(key: key, body: body) else {
      throw .corrupt("\(what) under the key \(hex(key)) fails its checksum")
    }
    return body
  }

  static func append(key: [UInt8], to record: inout ByteWriter) {
    let sum = key.withUnsafeBytes { key in
      record.bytes.withUnsafeBytes { RecordChecksum.sum(key: key, body: $0) }
    }
    record.fixed(sum)
  }

  private static func hex(_ bytes: UnsafeRawBufferPointer) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes.prefix(64) {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// Numbers in keys are big-endian, so that LMDB's order of bytes is theirs.
extension [UInt8] {
  mutating func appendBigEndian<Integer: FixedWidthInteger>(_ value: Integer) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}

extension UnsafeRawBufferPointer {
  /// The caller has checked that the bytes are there.
  func bigEndian<Integer: FixedWidthInteger>(at offset: Int, as type: Integer.Type) -> Integer {
    precondition(
      offset >= 0 && offset + MemoryLayout<Integer>.size <= count, "a key shorter than its numbers")
    return Integer(bigEndian: loadUnaligned(fromByteOffset: offset, as: Integer.self))
  }
}
