/// RFC 4648: the standard alphabet with padding, and the one for addresses without.
package enum Base64 {
  package enum Alphabet: Sendable {
    case standard
    case url

    fileprivate var letters: StaticString {
      switch self {
      case .standard: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
      case .url: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
      }
    }
  }

  /// Appends the text of `bytes`; padded in the standard alphabet alone.
  package static func encode(
    _ bytes: some Sequence<UInt8>, _ alphabet: Alphabet = .standard, into text: inout [UInt8]
  ) {
    alphabet.letters.withUTF8Buffer { letters in
      var gathered: UInt32 = 0
      var count = 0
      for byte in bytes {
        gathered = gathered << 8 | UInt32(byte)
        count += 1
        if count == 3 {
          text.append(letters[Int(gathered >> 18 & 63)])
          text.append(letters[Int(gathered >> 12 & 63)])
          text.append(letters[Int(gathered >> 6 & 63)])
          text.append(letters[Int(gathered & 63)])
          gathered = 0
          count = 0
        }
      }
      guard count > 0 else { return }
      gathered <<= UInt32(8 * (3 - count))
      text.append(letters[Int(gathered >> 18 & 63)])
      text.append(letters[Int(gathered >> 12 & 63)])
      if count == 2 { text.append(letters[Int(gathered >> 6 & 63)]) }
      if alphabet == .standard {
        for _ in count..<3 { text.append(UInt8(ascii: "=")) }
      }
    }
  }

  package static func encode(_ bytes: some Sequence<UInt8>, _ alphabet: Alphabet = .standard) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.underestimatedCount + 2) / 3 * 4)
    encode(bytes, alphabet, into: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// nil for what is not whole: other letters, or padding that is missing in the
  /// standard alphabet or there in the other. Line ends are passed over in the standard one, as Go does.
  package static func decode(_ text: some Sequence<UInt8>, _ alphabet: Alphabet = .standard) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.underestimatedCount / 4 * 3)
    var gathered: UInt32 = 0
    var letters = 0
    var padding = 0
    for letter in text {
      if alphabet == .standard, letter == 0x0A || letter == 0x0D { continue }
      if letter == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let value = value(of: letter, alphabet) else { return nil }
      gathered = gathered << 6 | value
      letters += 1
      if letters == 4 {
        bytes.append(UInt8(truncatingIfNeeded: gathered >> 16))
        bytes.append(UInt8(truncatingIfNeeded: gathered >> 8))
        bytes.append(UInt8(truncatingIfNeeded: gathered))
        gathered = 0
        letters = 0
      }
    }
    let wanted = alphabet == .url || letters == 0 ? 0 : 4 - letters
    guard letters != 1, padding == wanted else { return nil }
    if letters > 1 { bytes.append(UInt8(truncatingIfNeeded: gathered >> UInt32(letters * 6 - 8))) }
    if letters > 2 { bytes.append(UInt8(truncatingIfNeeded: gathered >> 2)) }
    return bytes
  }

  private static func value(of letter: UInt8, _ alphabet: Alphabet) -> UInt32? {
    switch letter {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+") where alphabet == .standard, UInt8(ascii: "-") where alphabet == .url: 62
    case UInt8(ascii: "/") where alphabet == .standard, UInt8(ascii: "_") where alphabet == .url: 63
    default: nil
    }
  }
}
