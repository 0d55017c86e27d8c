/// An amount of a resource: a decimal number with a suffix, `500m`, `1.5Gi`, `12e6`. Kept exactly, down to a
/// billionth; what is finer is rounded away from zero, as upstream does.
package struct Quantity: Sendable {
  package enum Format: Sendable {
    case decimalSI, binarySI, decimalExponent
  }

  /// Billionths. Amounts beyond what 2^63 whole ones are become that, as upstream caps them.
  private let nanos: Int128
  package let format: Format

  private static let one: Int128 = 1_000_000_000
  private static let most = Int128(Int64.max) * one

  private init(nanos: Int128, format: Format) {
    self.nanos = nanos
    self.format = format
  }

  package init(_ value: Int64, format: Format = .decimalSI) {
    self.init(nanos: Int128(value) * Self.one, format: format)
  }

  package init(milli: Int64) { self.init(nanos: Int128(milli) * 1_000_000, format: .decimalSI) }

  /// nil for a text that is no quantity.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count <= 512 else { return nil }
    var at = 0
    var isNegative = false
    if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") {
      isNegative = bytes[at] == UInt8(ascii: "-")
      at += 1
    }
    var digits: [UInt8] = []
    var fraction = 0
    var hasPoint = false
    while at < bytes.count {
      if bytes[at] &- 48 < 10 {
        digits.append(bytes[at] - 48)
        if hasPoint { fraction += 1 }
      } else if bytes[at] == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else {
        break
      }
      at += 1
    }
    guard !digits.isEmpty, let suffix = Self.suffix(bytes[at...]) else { return nil }
    let amount = Self.scaled(digits, power: suffix.power - fraction, factor: suffix.factor)
    self.init(nanos: isNegative ? -amount : amount, format: suffix.format)
  }

  /// `power` of ten, or `factor`, a power of two.
  private static func suffix(
    _ text: ArraySlice<UInt8>
  ) -> (power: Int, factor: Int128, format: Format)? {
    switch String(decoding: text, as: UTF8.self) {
    case "": return (0, 1, .decimalSI)
    case "n": return (-9, 1, .decimalSI)
    case "u": return (-6, 1, .decimalSI)
    case "m": return (-3, 1, .decimalSI)
    case "k": return (3, 1, .decimalSI)
    case "M": return (6, 1, .decimalSI)
    case "G": return (9, 1, .decimalSI)
    case "T": return (12, 1, .decimalSI)
    case "P": return (15, 1, .decimalSI)
    case "E": return (18, 1, .decimalSI)
    case "Ki": return (0, 1 << 10, .binarySI)
    case "Mi": return (0, 1 << 20, .binarySI)
    case "Gi": return (0, 1 << 30, .binarySI)
    case "Ti": return (0, 1 << 40, .binarySI)
    case "Pi": return (0, 1 << 50, .binarySI)
    case "Ei": return (0, 1 << 60, .binarySI)
    case let other:
      guard other.utf8.first == UInt8(ascii: "e") || other.utf8.first == UInt8(ascii: "E"),
        let power = Int(other.dropFirst()), (-1_000_000...1_000_000).contains(power)
      else { return nil }
      return (power, 1, .decimalExponent)
    }
  }

  /// The digits as billionths, rounded up, capped.
  private static func scaled(_ digits: [UInt8], power: Int, factor: Int128) -> Int128 {
    let digits = Array(digits.drop { $0 == 0 })
    if digits.isEmpty { return 0 }
    // The point's place among the digits, counted in billionths.
    let whole = digits.count + power + 9
    if whole > 30 { return most }
    var value: Int128 = 0
    var rest = false
    // Digits below a billionth matter only where a power of two follows, or for rounding up.
    var kept = digits.prefix(max(0, min(whole + (factor > 1 ? 9 : 0), 28)))
    if whole < -9 { kept = [] }
    for digit in kept { value = value * 10 + Int128(digit) }
    rest = digits.dropFirst(kept.count).contains { $0 != 0 }
    var below = kept.count - whole
    while below < 0 {
      guard value <= most else { return most }
      value *= 10
      below += 1
    }
    let (product, overflows) = value.multipliedReportingOverflow(by: factor)
    if overflows { return most }
    value = product
    while below > 0 {
      if value % 10 != 0 { rest = true }
      value /= 10
      below -= 1
    }
    if rest { value += 1 }
    return min(value, most)
  }

  package var sign: Int { nanos.signum() == 0 ? 0 : nanos > 0 ? 1 : -1 }
  package var isZero: Bool { nanos == 0 }

  /// Whole ones, rounded up.
  package var value: Int64 { Self.ceiling(nanos, Self.one) }
  /// Thousandths, rounded up; Int64's ends for what doesn't fit.
  package var milliValue: Int64 { Self.ceiling(nanos, 1_000_000) }

  private static func ceiling(_ nanos: Int128, _ unit: Int128) -> Int64 {
    let quotient = nanos / unit
    let value = nanos % unit > 0 ? quotient + 1 : quotient
    return Int64(clamping: value)
  }

  /// Rounded up to thousandths, as the amounts in a list of resources are.
  package var roundedToMilli: Quantity {
    let unit: Int128 = 1_000_000
    let rest = nanos % unit
    if rest == 0 { return self }
    return Quantity(nanos: nanos - rest + (nanos > 0 ? unit : -unit), format: format)
  }

  /// The one text of all for this amount that upstream gives it: no fraction, and the largest suffix that allows it.
  package var canonical: String {
    if nanos == 0 { return "0" }
    var format = format
    if format == .binarySI, nanos.magnitude < 1024 * Self.one.magnitude || nanos % Self.one != 0 {
      format = .decimalSI
    }
    if format == .binarySI {
      var whole = nanos / Self.one
      var power = 0
      while whole % 1024 == 0, power < 6 {
        whole /= 1024
        power += 1
      }
      return "\(whole)" + ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][power]
    }
    var amount = nanos
    var exponent = -9
    while amount % 1000 == 0, exponent < 18 {
      amount /= 1000
      exponent += 3
    }
    if format == .decimalExponent { return exponent == 0 ? "\(amount)" : "\(amount)e\(exponent)" }
    return "\(amount)" + (Self.decimalSuffixes[exponent] ?? "")
  }

  private static let decimalSuffixes = [
    -9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E",
  ]

  package static func + (one: Quantity, other: Quantity) -> Quantity {
    Quantity(nanos: clamped(one.nanos + other.nanos), format: one.isZero ? other.format : one.format)
  }

  package static func - (one: Quantity, other: Quantity) -> Quantity {
    Quantity(nanos: clamped(one.nanos - other.nanos), format: one.isZero ? other.format : one.format)
  }

  private static func clamped(_ nanos: Int128) -> Int128 { min(max(nanos, -most), most) }
}

/// By amount: how it is written doesn't count.
extension Quantity: Comparable, Hashable {
  package static func == (one: Quantity, other: Quantity) -> Bool { one.nanos == other.nanos }
  package static func < (one: Quantity, other: Quantity) -> Bool { one.nanos < other.nanos }
  package func hash(into hasher: inout Hasher) { hasher.combine(nanos) }
}
