/// What a plain scalar of YAML stands for, by the rules of YAML 1.1 that Kubernetes' tools keep: `yes` and `on` are
/// true, `0777` is octal, and what looks like a time is a text.
enum YAMLScalar {
  static func resolve(_ text: String) -> JSONValue? {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return true
    case "false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF": return false
    default: return number(text)
    }
  }

  /// nil for numbers that JSON doesn't have.
  static func isUnspeakable(_ text: String) -> Bool {
    let size = text.drop { $0 == "-" || $0 == "+" }.lowercased()
    return size == ".inf" || size == ".nan"
  }

  private static func number(_ text: String) -> JSONValue {
    guard let first = text.utf8.first, first &- 48 < 10 || "+-.".utf8.contains(first) else {
      return .string(text)
    }
    let plain = text.contains("_") ? text.replacing("_", with: "") : text
    if let integer = integer(plain) { return .number(JSONNumber(text: integer)) }
    guard isFloat(plain), let value = Double(plain), value.isFinite else { return .string(text) }
    return .number(JSONNumber(value))
  }

  private static func integer(_ text: String) -> String? {
    var digits = text[...]
    var sign = ""
    if let first = digits.first, first == "-" || first == "+" {
      if first == "-" { sign = "-" }
      digits.removeFirst()
    }
    guard let first = digits.utf8.first, first &- 48 < 10 else { return nil }
    var radix = 10
    if digits.utf8.count > 1, first == UInt8(ascii: "0") {
      let rest = digits.dropFirst()
      switch rest.first {
      case "x", "X": (radix, digits) = (16, rest.dropFirst())
      case "o", "O": (radix, digits) = (8, rest.dropFirst())
      case "b", "B": (radix, digits) = (2, rest.dropFirst())
      default: (radix, digits) = (8, rest)
      }
    }
    // Int's initializer takes a sign of its own.
    guard let head = digits.first, head != "-", head != "+" else { return nil }
    if let value = Int64(sign + digits, radix: radix) { return String(value) }
    if sign.isEmpty, let value = UInt64(digits, radix: radix) { return String(value) }
    return nil
  }

  /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
  private static func isFloat(_ text: String) -> Bool {
    var rest = text.utf8[...]
    func digits() -> Int {
      let count = rest.prefix { $0 &- 48 < 10 }.count
      rest = rest.dropFirst(count)
      return count
    }
    func take(_ letters: String) -> Bool {
      guard let first = rest.first, letters.utf8.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    _ = take("+-")
    let whole = digits()
    let fraction = take(".") ? digits() : 0
    guard whole + fraction > 0 else { return false }
    if take("eE") {
      _ = take("+-")
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
