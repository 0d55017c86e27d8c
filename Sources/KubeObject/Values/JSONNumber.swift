/// A number as it was written: no digit of it is lost on the way through.
package struct JSONNumber: Sendable, Hashable {
  package let text: String

  /// The text must be a JSON number (RFC 8259 §6); the parser, and the numbers below, give no other.
  package init(text: String) { self.text = text }

  package init(_ value: Int) { text = String(value) }

  /// As Go's encoder writes a float64: no exponent from 1e-6 up to 1e21, and no fraction where there is none. What
  /// isn't finite has no form in JSON; it becomes 0.
  package init(_ value: Double) {
    guard value.isFinite else {
      text = "0"
      return
    }
    let size = value.magnitude
    if value == value.rounded(), size < 1e15 {
      text = value == 0 && value.sign == .minus ? "-0" : String(Int64(value))
    } else {
      text = Self.goText(value, size)
    }
  }

  /// nil for what has a fraction or an exponent, and for what is too large.
  package var int64: Int64? { Int64(text) }
  package var int: Int? { Int(text) }
  package var double: Double? { Double(text) }

  private static func goText(_ value: Double, _ size: Double) -> String {
    let (digits, exponent) = parts("\(size)")
    let sign = value < 0 ? "-" : ""
    if size < 1e-6 || size >= 1e21 {
      let fraction = digits.count > 1 ? "." + String(decoding: digits.dropFirst(), as: UTF8.self) : ""
      let first = String(decoding: digits.prefix(1), as: UTF8.self)
      let power = exponent < 0 ? "e-\(-exponent)" : "e+\(exponent)"
      return sign + first + fraction + power
    }
    if exponent < 0 {
      return sign + "0." + String(repeating: "0", count: -exponent - 1)
        + String(decoding: digits, as: UTF8.self)
    }
    let whole = exponent + 1
    if digits.count <= whole {
      return sign + String(decoding: digits, as: UTF8.self)
        + String(repeating: "0", count: whole - digits.count)
    }
    return sign + String(decoding: digits.prefix(whole), as: UTF8.self) + "."
      + String(decoding: digits.dropFirst(whole), as: UTF8.self)
  }

  /// The significant digits, and the power of ten of the first, of Swift's shortest text.
  private static func parts(_ text: String) -> (digits: [UInt8], exponent: Int) {
    var digits: [UInt8] = []
    var power = 0
    var point: Int?
    let bytes = Array(text.utf8)
    for (at, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "e") {
        power = Int(String(decoding: bytes[(at + 1)...], as: UTF8.self)) ?? 0
        break
      } else if byte == UInt8(ascii: ".") {
        point = digits.count
      } else {
        digits.append(byte)
      }
    }
    var exponent = (point ?? digits.count) - 1 + power
    while digits.count > 1, digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, exponent)
  }
}
