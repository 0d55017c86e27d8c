import NIOCore
import Testing

@testable import HTTP2

struct FramingTests {
  @Test("messages come out whole, however their bytes are cut")
  func cut() throws {
    var random = SeededGenerator(state: 5)
    for _ in 0..<200 {
      let messages = (0..<5).map { _ in
        ByteBuffer(repeating: 3, count: Int.random(in: 0...3000, using: &random))
      }
      var wire = ByteBuffer()
      for message in messages {
        wire.writeMultipleIntegers(UInt8(0), UInt32(message.readableBytes))
        wire.writeImmutableBuffer(message)
      }
      var reader = MessageReader(maxMessageBytes: 3000)
      var heard: [ByteBuffer] = []
      while wire.readableBytes > 0 {
        let part = min(wire.readableBytes, Int.random(in: 1...900, using: &random))
        if let slice = wire.readSlice(length: part) { reader.append(slice) }
        while let message = try reader.next() { heard.append(message) }
      }
      #expect(heard == messages)
      #expect(reader.partialBytes == 0)
    }
  }

  @Test("compressed and too large messages are refused before their bytes come")
  func refused() {
    var compressed = MessageReader(maxMessageBytes: 10)
    compressed.append(ByteBuffer(bytes: [1, 0, 0, 0, 1]))
    #expect(throws: MessageReader.Failure.compressed) { try compressed.next() }
    var large = MessageReader(maxMessageBytes: 10)
    large.append(ByteBuffer(bytes: [0, 0xff, 0xff, 0xff, 0xff]))
    #expect(throws: MessageReader.Failure.tooLarge(bytes: 0xffff_ffff)) { try large.next() }
  }

  @Test("timeouts are read to the letter")
  func timeouts() throws {
    #expect(try GRPCTimeout.parse("1S").get() == .seconds(1))
    #expect(try GRPCTimeout.parse("250m").get() == .milliseconds(250))
    #expect(try GRPCTimeout.parse("99999999H").get().nanoseconds == Int64.max / 4)
    for text in ["", "S", "1", "123456789S", "-1S", "1.5S", "1s"] {
      #expect(throws: MessageHead.Malformed.self) { try GRPCTimeout.parse(text).get() }
    }
    for timeout in [TimeAmount.nanoseconds(1), .milliseconds(500), .seconds(7), .hours(50)] {
      #expect(try GRPCTimeout.parse(GRPCTimeout.format(timeout)).get() == timeout)
    }
  }

  @Test("any text passes as a status message")
  func messages() {
    for text in ["", "plain", "100%", " spaced ", "ümläut\n", "\u{0}\u{7f}%41"] {
      let coded = StatusMessage.encode(text)
      #expect(coded.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f })
      #expect(StatusMessage.decode(coded) == text)
    }
    #expect(StatusMessage.decode("%zz%4") == "%zz%4")
  }
}
