import Bytes
import Testing

@Suite struct `The CRC32C sum` {
  /// RFC 3720, appendix B.4.
  @Test func `has the sums that the RFC gives`() {
    #expect(CRC32C.sum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.sum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.sum((0..<32).map { UInt8($0) }) == 0x46DD_794E)
    #expect(CRC32C.sum((0..<32).reversed().map { UInt8($0) }) == 0x113F_DB5C)
    #expect(CRC32C.sum(Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.sum([UInt8]()) == 0)
  }

  @Test func `is the same by instruction and by table, at every length and seed`() {
    var generator = SystemRandomNumberGenerator()
    for length in 0..<300 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let seed = UInt32.random(in: 0 ... .max, using: &generator)
      #expect(CRC32C.sum(bytes, seed: seed) == CRC32C.portableSum(bytes, seed: seed))
    }
  }

  @Test func `continues from where it was left`() {
    let bytes = (0..<100).map { UInt8($0) }
    for cut in 0...100 {
      let head = CRC32C.sum(bytes[..<cut])
      #expect(CRC32C.sum(bytes[cut...], seed: head) == CRC32C.sum(bytes))
    }
  }
}
