#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// How checkers compare, order, hash and print keys and values. Written here once more, as nothing of what is
/// tested may have a say in what is right.
enum ByteText {
  /// `"key"` with what isn't printable ASCII as `\xNN`; long ones are cut.
  static func quote(_ bytes: [UInt8], limit: Int = 48) -> String {
    var text = "\""
    for byte in bytes.prefix(limit) {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        text += "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7F: text.unicodeScalars.append(UnicodeScalar(byte))
      default:
        text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return text + (bytes.count > limit ? "…\" (\(bytes.count) bytes)" : "\"")
  }
}

extension [UInt8] {
  /// Negative, zero or positive as it comes before, is, or comes after `other`; byte by byte, a prefix before
  /// what it begins.
  func order(_ other: [UInt8]) -> Int {
    let common = Swift.min(count, other.count)
    let order = withUnsafeBytes { left in
      other.withUnsafeBytes { right in
        guard common > 0, let left = left.baseAddress, let right = right.baseAddress else { return Int32(0) }
        return left == right ? 0 : memcmp(left, right, common)
      }
    }
    return order == 0 ? count - other.count : Int(order)
  }

  func isSame(_ other: [UInt8]) -> Bool {
    count == other.count && order(other) == 0
  }
}

/// Bytes as a dictionary's key, hashed at once instead of byte by byte.
struct ByteKey: Hashable {
  var bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  static func == (left: ByteKey, right: ByteKey) -> Bool {
    left.bytes.isSame(right.bytes)
  }

  func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}
