import Testing

@testable import HTTP2

struct HuffmanTests {
  private func decode(_ input: [UInt8]) throws -> [UInt8] {
    var output: [UInt8] = []
    try input.withUnsafeBytes { try Huffman.decode($0, into: &output) }
    return output
  }

  @Test("every byte, and every pair with another, comes back")
  func allBytes() throws {
    for first in UInt8.min...UInt8.max {
      for second: UInt8 in [0x00, 0x30, 0x61, 0x7e, 0xff] {
        let plain = [first, second, first]
        var coded: [UInt8] = []
        Huffman.encode(plain, into: &coded)
        #expect(coded.count == Huffman.encodedLength(of: plain))
        #expect(try decode(coded) == plain)
      }
    }
  }

  @Test("EOS, long padding and padding of zeros are refused")
  func refused() {
    for input in [[0xff, 0xff, 0xff, 0xff], [0xff], [0x1f, 0xff], [0x18], [0x00]] as [[UInt8]] {
      #expect(throws: HPACKError.badHuffman) { try decode(input) }
    }
  }
}
