internal import COpenSSL

/// The operating system's randomness, by way of OpenSSL.
package enum SecureRandom {
  /// Ends the process where there is none: all that asks is a secret.
  package static func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard tern_random(buffer.baseAddress, count) == 1 else {
        fatalError("the operating system gives no random bytes")
      }
      initialized = count
    }
  }

  /// RFC 9562, version 4, in lower case.
  package static func uuid() -> String {
    var bytes = bytes(16)
    bytes[6] = bytes[6] & 0x0f | 0x40
    bytes[8] = bytes[8] & 0x3f | 0x80
    let hex = Hex.encode(bytes)
    var text = ""
    for (index, digit) in hex.enumerated() {
      if index == 8 || index == 12 || index == 16 || index == 20 { text.append("-") }
      text.append(digit)
    }
    return text
  }
}

package enum SHA256 {
  package static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    tern_sha256(bytes, bytes.count, &digest)
    return digest
  }

  package static func hmac(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    _ = tern_hmac_sha256(key, key.count, bytes, bytes.count, &digest)
    return digest
  }
}

package enum Hex {
  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
