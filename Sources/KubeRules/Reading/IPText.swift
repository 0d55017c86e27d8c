/// An IP address read from text: 4 or 16 bytes. IPv4 in its dotted form without leading zeros, IPv6 by RFC 4291,
/// no zones.
package struct IPText: Hashable, Sendable {
  package let bytes: [UInt8]
  package var isIPv6: Bool { bytes.count == 16 }

  package init?(_ text: some StringProtocol) {
    let text = Array(text.utf8)
    let parsed = text.contains(UInt8(ascii: ":")) ? Self.ipv6(text[...]) : Self.ipv4(text[...])
    guard let parsed else { return nil }
    bytes = parsed
  }

  package init(bytes: [UInt8]) { self.bytes = bytes }

  var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
  var isLoopback: Bool {
    isIPv6 ? bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1 : bytes.first == 127
  }
  var isLinkLocal: Bool {
    guard bytes.count > 1 else { return false }
    return isIPv6 ? bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80 : bytes[0] == 169 && bytes[1] == 254
  }
  var isLinkLocalMulticast: Bool {
    guard bytes.count > 2 else { return false }
    return isIPv6
      ? bytes[0] == 0xff && bytes[1] & 0x0f == 2 : bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0
  }

  /// The canonical text, RFC 5952 for IPv6.
  package var text: String {
    if !isIPv6 { return bytes.map { "\($0)" }.joined(separator: ".") }
    let groups = stride(from: 0, to: 15, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8 && groups[end] == 0 { end += 1 }
      if end - start > max(1, best.count) { best = start..<end }
      start = max(end, start + 1)
    }
    func hex(_ range: Range<Int>) -> String {
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    if best.isEmpty { return hex(0..<8) }
    return hex(0..<best.lowerBound) + "::" + hex(best.upperBound..<8)
  }

  private static func ipv4(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else {
        return nil
      }
      var value = 0
      for digit in part {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
        value = value * 10 + Int(digit - UInt8(ascii: "0"))
      }
      guard let byte = UInt8(exactly: value) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private static func ipv6(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    guard text.count <= 45 else { return nil }
    let colon = UInt8(ascii: ":")
    var gap: Int?
    var bytes: [UInt8] = []
    var rest = text
    if rest.starts(with: [colon, colon]) {
      gap = 0
      rest = rest.dropFirst(2)
      if rest.isEmpty { return [UInt8](repeating: 0, count: 16) }
    }
    while true {
      let end = rest.firstIndex(of: colon) ?? rest.endIndex
      let part = rest[rest.startIndex..<end]
      if end == rest.endIndex, part.contains(UInt8(ascii: ".")) {
        guard let tail = ipv4(part) else { return nil }
        bytes += tail
        break
      }
      guard (1...4).contains(part.count), let value = hexadecimal(part) else { return nil }
      bytes += [UInt8(value >> 8), UInt8(value & 0xff)]
      guard bytes.count <= 16 else { return nil }
      if end == rest.endIndex { break }
      rest = rest[rest.index(after: end)...]
      if rest.first == colon {
        guard gap == nil else { return nil }
        gap = bytes.count
        rest = rest.dropFirst()
        if rest.isEmpty { break }
      }
    }
    guard let gap else { return bytes.count == 16 ? bytes : nil }
    guard bytes.count <= 14 else { return nil }
    return Array(bytes[..<gap]) + [UInt8](repeating: 0, count: 16 - bytes.count) + Array(bytes[gap...])
  }

  private static func hexadecimal(_ text: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for character in text {
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | Int(character - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | Int(character - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | Int(character - UInt8(ascii: "A") + 10)
      default: return nil
      }
    }
    return value
  }
}

/// An address and the length of its network's prefix, as in "10.96.0.0/12".
package struct CIDRText: Hashable, Sendable {
  package let address: IPText
  package let prefix: Int

  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPText(parts[0]), let prefix = Int(parts[1]),
      parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      prefix >= 0, prefix <= address.bytes.count * 8
    else { return nil }
    self.address = address
    self.prefix = prefix
  }

  /// The first address of the network.
  package var network: IPText {
    var bytes = address.bytes
    for index in bytes.indices {
      let kept = min(8, max(0, prefix - index * 8))
      bytes[index] &= kept == 0 ? 0 : 0xff << UInt8(8 - kept)
    }
    return IPText(bytes: bytes)
  }

  package var text: String { "\(network.text)/\(prefix)" }

  package func contains(_ other: IPText) -> Bool {
    guard other.bytes.count == address.bytes.count else { return false }
    for index in other.bytes.indices {
      let kept = min(8, max(0, prefix - index * 8))
      if kept == 0 { return true }
      let mask: UInt8 = 0xff << UInt8(8 - kept)
      if other.bytes[index] & mask != address.bytes[index] & mask { return false }
    }
    return true
  }
}
