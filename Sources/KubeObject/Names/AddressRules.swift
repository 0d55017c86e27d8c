#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

extension NameRules {
  package static func ip(_ text: String) -> [String] {
    isAddress(text) ? [] : ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]
  }

  package static func cidr(_ text: String) -> [String] {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isValid =
      parts.count == 2 && isAddress(String(parts[0])) && !parts[1].isEmpty && parts[1].utf8.count <= 3
      && parts[1].utf8.allSatisfy { $0 &- 48 < 10 }
      && (parts[1] == "0" || parts[1].utf8.first != UInt8(ascii: "0"))
      && (Int(parts[1]) ?? 999) <= (parts[0].contains(":") ? 128 : 32)
    return isValid ? [] : ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"]
  }

  private static func isAddress(_ text: String) -> Bool {
    // A NUL would end the text for C, and what follows it would go unseen.
    guard text.utf8.count <= 45, !text.utf8.contains(0) else { return false }
    var bytes = [UInt8](repeating: 0, count: 16)
    return inet_pton(text.contains(":") ? AF_INET6 : AF_INET, text, &bytes) == 1
  }
}
