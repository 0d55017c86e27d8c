/// How things may be called. Each rule gives what is wrong with a text, in upstream's words; nothing when all is well.
package enum NameRules {
  package static let maxLabelBytes = 63
  package static let maxSubdomainBytes = 253

  /// RFC 1123.
  package static func dnsLabel(_ text: String) -> [String] {
    check(text, max: maxLabelBytes, isLabel(text, firstIsLetter: false)) {
      expected(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
          + "end with an alphanumeric character", "[a-z0-9]([-a-z0-9]*[a-z0-9])?", "my-name", "123-abc")
    }
  }

  package static func dnsSubdomain(_ text: String) -> [String] {
    check(text, max: maxSubdomainBytes, isSubdomain(text)) {
      expected(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
          + "start and end with an alphanumeric character",
        "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*", "example.com")
    }
  }

  /// RFC 1035.
  package static func dns1035Label(_ text: String) -> [String] {
    check(text, max: maxLabelBytes, isLabel(text, firstIsLetter: true)) {
      expected(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
          + "character, and end with an alphanumeric character", "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name",
        "abc-123")
    }
  }

  /// A subdomain whose first label is `*`.
  package static func wildcardSubdomain(_ text: String) -> [String] {
    let rest = text.hasPrefix("*.") ? String(text.dropFirst(2)) : ""
    return check(text, max: maxSubdomainBytes, isSubdomain(rest)) {
      expected(
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist "
          + "of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
        "\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*", "*.example.com")
    }
  }

  /// A name with or without a domain before it: keys of labels and annotations, resources, finalizers.
  package static func qualifiedName(_ text: String) -> [String] {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    var messages: [String] = []
    let name: String
    switch parts.count {
    case 1: name = parts[0]
    case 2:
      name = parts[1]
      if parts[0].isEmpty {
        messages.append("prefix part must be non-empty")
      } else {
        messages += dnsSubdomain(parts[0]).map { "prefix part " + $0 }
      }
    default:
      return [
        "a qualified name " + qualifiedExpected
          + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
      ]
    }
    if name.isEmpty {
      messages.append("name part must be non-empty")
    } else if name.utf8.count > maxLabelBytes {
      messages.append("name part " + tooLong(maxLabelBytes))
    }
    if !isQualified(name) { messages.append("name part " + qualifiedExpected) }
    return messages
  }

  private static var qualifiedExpected: String {
    expected(
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
        + "character", "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]", "MyName", "my.name", "123-abc")
  }

  package static func labelValue(_ text: String) -> [String] {
    check(text, max: maxLabelBytes, text.isEmpty || isQualified(text)) {
      expected(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
          + "start and end with an alphanumeric character", "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
        "MyValue", "my_value", "12345")
    }
  }

  package static func cIdentifier(_ text: String) -> [String] {
    let isValid =
      text.utf8.first.map { isLetter($0) || $0 == UInt8(ascii: "_") } ?? false
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    return isValid
      ? []
      : [
        expected(
          "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric "
            + "characters or '_'", "[A-Za-z_][A-Za-z0-9_]*", "my_name", "MY_NAME", "MyName")
      ]
  }

  /// KEP-4369: any printable ASCII but `=`.
  package static func envVarName(_ text: String) -> [String] {
    if text.isEmpty { return ["environment variable name must be non-empty"] }
    let isValid = text.utf8.allSatisfy { $0 >= 0x20 && $0 <= 0x7E && $0 != UInt8(ascii: "=") }
    return isValid
      ? []
      : [
        expected(
          "a valid environment variable name must consist only of printable ASCII characters other than '='",
          "[ -<>-~]+")
      ]
  }

  /// A key of a ConfigMap or Secret, which becomes a file's name.
  package static func configMapKey(_ text: String) -> [String] {
    var messages: [String] = []
    if text.utf8.count > maxSubdomainBytes { messages.append(tooLong(maxSubdomainBytes)) }
    let isValid =
      !text.isEmpty
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-._".utf8.contains($0) }
    if !isValid {
      messages.append(
        expected(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.'", "[-._a-zA-Z0-9]+",
          "key.name", "KEY_NAME", "key-name"))
    }
    if text == "." {
      messages.append("must not be '.'")
    } else if text == ".." {
      messages.append("must not be '..'")
    } else if text.hasPrefix("..") {
      messages.append("must not start with '..'")
    }
    return messages
  }

  /// RFC 6335.
  package static func portName(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    var messages: [String] = []
    if bytes.count > 15 { messages.append(tooLong(15)) }
    if bytes.isEmpty || !bytes.allSatisfy({ isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }) {
      messages.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    }
    if !bytes.contains(where: isLower) { messages.append("must contain at least one letter (a-z)") }
    if text.contains("--") { messages.append("must not contain consecutive hyphens") }
    if bytes.first == UInt8(ascii: "-") || bytes.last == UInt8(ascii: "-") {
      messages.append("must not begin or end with a hyphen")
    }
    return messages
  }

  package static func portNumber(_ number: Int64) -> [String] {
    (1...65535).contains(number) ? [] : ["must be between 1 and 65535, inclusive"]
  }

  /// What can stand between two slashes of a path.
  package static func pathSegment(_ text: String) -> [String] {
    if text == "." || text == ".." { return ["may not be '\(text)'"] }
    return ["/", "%"].filter { text.contains($0) }.map { "may not contain '\($0)'" }
  }

  package static func httpHeaderName(_ text: String) -> [String] {
    let isValid =
      !text.isEmpty && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    return isValid
      ? []
      : [
        expected(
          "a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+",
          "X-Header-Name")
      ]
  }

  package static func percent(_ text: String) -> [String] {
    let isValid = text.utf8.count > 1 && text.hasSuffix("%") && text.utf8.dropLast().allSatisfy(isDigit)
    return isValid
      ? []
      : [
        expected(
          "a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", "1%",
          "93%")
      ]
  }

  package static func tooLong(_ bytes: Int) -> String { "must be no more than \(bytes) bytes" }

  private static func check(
    _ text: String, max: Int, _ isValid: Bool, _ expected: () -> String
  ) -> [String] {
    var messages: [String] = []
    if text.utf8.count > max { messages.append(tooLong(max)) }
    if !isValid { messages.append(expected()) }
    return messages
  }

  private static func expected(_ what: String, _ pattern: String, _ examples: String...) -> String {
    if examples.isEmpty { return "\(what) (regex used for validation is '\(pattern)')" }
    let list = examples.map { "'\($0)', " }.joined(separator: " or ")
    return "\(what) (e.g. \(list)regex used for validation is '\(pattern)')"
  }

  private static func isLabel(_ text: some Collection<UInt8>, firstIsLetter: Bool) -> Bool {
    guard let first = text.first, isLower(first) || (!firstIsLetter && isDigit(first)) else { return false }
    var last = first
    for byte in text {
      guard isLower(byte) || isDigit(byte) || byte == UInt8(ascii: "-") else { return false }
      last = byte
    }
    return last != UInt8(ascii: "-")
  }

  private static func isLabel(_ text: String, firstIsLetter: Bool) -> Bool {
    isLabel(text.utf8, firstIsLetter: firstIsLetter)
  }

  private static func isSubdomain(_ text: String) -> Bool {
    text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
      isLabel($0, firstIsLetter: false)
    }
  }

  private static func isQualified(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    return (isLetter(first) || isDigit(first)) && (isLetter(last) || isDigit(last))
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-_.".utf8.contains($0) }
  }

  private static func isLower(_ byte: UInt8) -> Bool { byte &- 97 < 26 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
}
