internal import Bytes

/// Base64 that stands in objects as text.
extension Base64 {
  static func decode(_ text: String) -> [UInt8]? { decode(text.utf8) }

  /// The bytes that a text stands for; 0 for what is no base64.
  static func decodedCount(_ text: String) -> Int { decode(text)?.count ?? 0 }
}
