import Bytes
import Testing

@Suite struct `What ByteWriter writes` {
  @Test func `is read back`() throws {
    var writer = ByteWriter()
    writer.fixed(UInt32(0xDEAD_BEEF))
    writer.fixed(Int64(-5))
    let varints: [UInt64] = [0, 1, 127, 128, 16383, 16384, 1 << 63, .max]
    for value in varints { writer.varint(value) }
    let signed: [Int64] = [0, -1, 1, 63, -64, 64, .min, .max]
    for value in signed { writer.signedVarint(value) }
    writer.flag(true)
    writer.flag(false)
    writer.prefixed([1, 2, 3])
    writer.prefixed([UInt8]())
    writer.raw([9, 8])
    writer.overwrite(UInt32(7), at: 0)

    var reader = ByteReader(writer.bytes)
    #expect(try reader.fixed(UInt32.self) == 7)
    #expect(try reader.fixed(Int64.self) == -5)
    for value in varints { #expect(try reader.varint() == value) }
    for value in signed { #expect(try reader.signedVarint() == value) }
    #expect(try reader.flag())
    #expect(try !reader.flag())
    #expect(try reader.prefixed() == [1, 2, 3])
    #expect(try reader.prefixed() == [])
    #expect(reader.remaining == 2)
    #expect(reader.rest() == [9, 8])
    #expect(reader.isAtEnd)
    try reader.finish()
  }

  @Test func `is little-endian, and varints are as short as they can be`() {
    var writer = ByteWriter()
    writer.fixed(UInt16(0x0102))
    writer.varint(300)
    #expect(writer.bytes == [2, 1, 0xAC, 2])
  }

  @Test func `keeps its room when it is emptied`() {
    var writer = ByteWriter(capacity: 64)
    writer.raw([1, 2])
    writer.removeAll()
    #expect(writer.count == 0)
  }
}

@Suite struct `A ByteReader` {
  @Test func `refuses what ends early`() {
    var reader = ByteReader([1, 2, 3])
    #expect(throws: ByteReaderError.truncated(needed: 4, available: 3)) { try reader.fixed(UInt32.self) }
    #expect(throws: ByteReaderError.truncated(needed: 4, available: 3)) { try reader.raw(4) }
    #expect(throws: ByteReaderError.truncated(needed: -1, available: 3)) { try reader.raw(-1) }
    #expect(throws: ByteReaderError.invalid("3 bytes left over")) { try reader.finish() }
    #expect(reader.offset == 0)
  }

  @Test func `refuses varints over 64 bits`() {
    for bytes in [
      [UInt8](repeating: 0xFF, count: 11), [UInt8](repeating: 0x80, count: 10) + [0],
      [UInt8](repeating: 0xFF, count: 9) + [2],
    ] {
      var reader = ByteReader(bytes)
      #expect(throws: ByteReaderError.varintTooLong) { try reader.varint() }
    }
  }

  @Test func `refuses counts over their limit and flags that are neither`() {
    var writer = ByteWriter()
    writer.varint(1001)
    var reader = ByteReader(writer.bytes)
    #expect(throws: ByteReaderError.self) { try reader.count(limit: 1000) }
    var other = ByteReader([2])
    #expect(throws: ByteReaderError.invalid("a flag of 2")) { try other.flag() }
  }

  @Test func `never traps on random bytes`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<5000 {
      var reader = ByteReader((0..<Int.random(in: 0..<40)).map { _ in UInt8.random(in: 0...255) })
      for _ in 0..<12 {
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: _ = try? reader.fixed(UInt64.self)
        case 1: _ = try? reader.fixed(Int16.self)
        case 2: _ = try? reader.varint()
        case 3: _ = try? reader.signedVarint()
        case 4: _ = try? reader.count()
        case 5: _ = try? reader.flag()
        case 6: _ = try? reader.prefixed()
        case 7: _ = try? reader.raw(Int.random(in: -5..<50))
        default: _ = try? reader.finish()
        }
        #expect(reader.offset + reader.remaining >= reader.offset)
      }
    }
  }
}
