import Testing

@testable import EtcdServer

@Suite("SHA-256")
struct SHA256Tests {
  @Test("gives the digests that FIPS 180-4's examples have, however it is fed")
  func examples() {
    func hex(_ bytes: [UInt8]) -> String {
      bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
    #expect(hex(SHA256().digest()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    var abc = SHA256()
    abc.update(Array("abc".utf8))
    #expect(hex(abc.digest()) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    var million = SHA256()
    for size in [1, 63, 64, 65, 127, 1000] { million.update([UInt8](repeating: 0x61, count: size)) }
    million.update([UInt8](repeating: 0x61, count: 1_000_000 - 1320))
    #expect(hex(million.digest()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}
