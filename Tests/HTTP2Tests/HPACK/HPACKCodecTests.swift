import Testing

@testable import HTTP2

struct HPACKCodecTests {
  private func decode(
    _ block: [UInt8], with decoder: inout HPACKDecoder, maxListBytes: Int = 4096
  ) throws -> [HeaderField]? {
    var fields: [HeaderField] = []
    let fits = try block.withUnsafeBytes {
      try decoder.decode($0, maxListBytes: maxListBytes, into: &fields)
    }
    return fits ? fields : nil
  }

  @Test("what the encoder says the decoder understands, through many evictions", arguments: 1...8)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    var encoder = HPACKEncoder()
    var decoder = HPACKDecoder()
    let names = ["x-one", "x-two", "content-type", ":path", "grpc-timeout", "a"]
    for round in 0..<400 {
      if round % 50 == 49 { encoder.setTableLimit(Int.random(in: 0...4096, using: &random)) }
      var block: [UInt8] = []
      var sent: [HeaderField] = []
      encoder.beginBlock(into: &block)
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        let length = Int.random(in: 0...200, using: &random)
        let value = String(repeating: String(Int.random(in: 0...20, using: &random)), count: length)
        let field = HeaderField(name: names.randomElement(using: &random) ?? "a", value: value)
        let how: [HPACKEncoder.Indexing] = [.insert, .none, .never]
        encoder.encode(field, how.randomElement(using: &random) ?? .none, into: &block)
        sent.append(field)
      }
      let heard = try #require(try decode(block, with: &decoder, maxListBytes: 1 << 20))
      try #require(heard == sent, "round \(round)")
      #expect(decoder.table.size == encoder.table.size)
      #expect(decoder.table.size <= 4096)
    }
  }

  @Test("an entry larger than the table empties it")
  func tooLargeEntry() {
    var table = DynamicTable(limit: 64)
    table.insert(HeaderField(name: "a", value: "b"))
    #expect(table.count == 1)
    table.insert(HeaderField(name: "a", value: String(repeating: "b", count: 100)))
    #expect(table.count == 0 && table.size == 0)
  }

  @Test("an update of the table's size is refused above the setting, and after a field")
  func sizeUpdates() throws {
    var decoder = HPACKDecoder(tableLimit: 100)
    #expect(try decode([0x3f, 69], with: &decoder) == [])
    #expect(decoder.table.limit == 100)
    #expect(throws: HPACKError.tableTooLarge) { try decode([0x3f, 70], with: &decoder) }
    #expect(throws: HPACKError.lateSizeUpdate) { try decode([0x82, 0x20], with: &decoder) }
  }

  @Test("integers beyond 2^28 and indices beyond the table are refused")
  func badNumbers() {
    var decoder = HPACKDecoder()
    #expect(throws: HPACKError.integerTooLarge) {
      try decode([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], with: &decoder)
    }
    #expect(throws: HPACKError.badIndex) { try decode([0x80], with: &decoder) }
    #expect(throws: HPACKError.badIndex) { try decode([0xbe], with: &decoder) }
    #expect(throws: HPACKError.truncated) { try decode([0x40, 0x05, 0x61], with: &decoder) }
  }

  @Test("a bomb of references to one large entry yields nothing, and the table lives on")
  func bomb() throws {
    var encoder = HPACKEncoder()
    var block: [UInt8] = []
    encoder.encode(
      HeaderField(name: "x", value: String(repeating: "y", count: 4000)), .insert, into: &block)
    block += Array(repeating: 0xbe, count: 16_000)
    var decoder = HPACKDecoder()
    #expect(try decode(block, with: &decoder, maxListBytes: 32 << 10) == nil)
    #expect(try decode([0xbe], with: &decoder, maxListBytes: 32 << 10)?.count == 1)
  }

  @Test("upper case in names, line ends in values and blanks around them mark a field as malformed")
  func malformed() throws {
    for (name, value) in [("Upper", "x"), ("a b", "x"), ("", "x"), ("a", "x\r\n"), ("a", " x"), ("a", "\0")] {
      var block: [UInt8] = [0x00]
      HPACKEncoder.string(name, into: &block)
      HPACKEncoder.string(value, into: &block)
      var decoder = HPACKDecoder()
      #expect(try decode(block, with: &decoder)?.first?.token == .malformed)
    }
  }

  @Test("random and mutated blocks never trap")
  func fuzz() {
    var random = SeededGenerator(state: 7)
    var encoder = HPACKEncoder()
    var good: [UInt8] = []
    for (name, value) in Peer.requestFields {
      encoder.encode(HeaderField(name: name, value: value), .insert, into: &good)
    }
    for _ in 0..<20_000 {
      var decoder = HPACKDecoder()
      var block = good
      if Bool.random(using: &random) {
        block = (0..<Int.random(in: 0...80, using: &random)).map { _ in .random(in: 0...255, using: &random) }
      } else {
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          block[Int.random(in: 0..<block.count, using: &random)] = .random(in: 0...255, using: &random)
        }
      }
      if let fields = try? decode(block, with: &decoder) { _ = try? MessageHead(.request, fields) }
    }
  }
}
