import Bytes
import Testing

@Suite("Base64")
struct Base64Tests {
  @Test(
    "texts are those of RFC 4648, both ways",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func vectors(_ plain: String, _ text: String) {
    #expect(Base64.encode(plain.utf8) == text)
    #expect(Base64.decode(text.utf8) == Array(plain.utf8))
  }

  @Test("what is no base64 is refused", arguments: ["Z", "Zg", "Zg=", "Zg==Zg==", "Z*==", "====", "Zg==="])
  func refused(_ text: String) { #expect(Base64.decode(text.utf8) == nil) }

  @Test("the alphabet of web addresses has other letters, and no padding")
  func urls() {
    let bytes: [UInt8] = [0xFB, 0xFF, 0xFE, 0x01]
    #expect(Base64.encode(bytes, .url) == "-__-AQ")
    #expect(Base64.decode("-__-AQ".utf8, .url) == bytes)
  }
}
