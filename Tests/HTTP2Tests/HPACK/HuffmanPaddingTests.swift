import Testing

@testable import HTTP2

@Suite("Huffman strings")
struct HuffmanPaddingTests {
  @Test("end in the symbol they were given, whatever its last bit is")
  func everyEnding() throws {
    for prefix in ["", "g", "grpc-messag"] {
      for last in UInt8.min...UInt8.max {
        let text = Array(prefix.utf8) + [last]
        var encoded: [UInt8] = []
        Huffman.encode(text, into: &encoded)
        var decoded: [UInt8] = []
        try encoded.withUnsafeBytes { (bytes) throws in try Huffman.decode(bytes, into: &decoded) }
        #expect(decoded == text)
      }
    }
  }
}
