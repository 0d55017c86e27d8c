/// Durations as Go writes them, `1h2m3.5s`; in nanoseconds.
package enum GoDuration {
  private static let units: [(String, Int64)] = [
    ("ns", 1), ("us", 1000), ("µs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
  ]

  /// nil for what is no duration, or too long a one.
  package static func parse(_ text: String) -> Int64? {
    var rest = text[...]
    var isNegative = false
    if let sign = rest.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      rest.removeFirst()
    }
    if rest == "0" { return 0 }
    guard !rest.isEmpty else { return nil }
    var total = 0.0
    while !rest.isEmpty {
      let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest.removeFirst(number.count)
      let unit = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
      rest.removeFirst(unit.count)
      guard let value = Double(number), let scale = units.first(where: { $0.0 == unit })?.1 else {
        return nil
      }
      total += value * Double(scale)
    }
    guard total < 9.2e18 else { return nil }
    return Int64(isNegative ? -total : total)
  }

  package static func text(_ nanoseconds: Int64) -> String {
    if nanoseconds == 0 { return "0s" }
    let size = nanoseconds.magnitude
    let sign = nanoseconds < 0 ? "-" : ""
    if size < 1000 { return "\(sign)\(size)ns" }
    if size < 1_000_000 { return sign + decimal(size, 1000) + "µs" }
    if size < 1_000_000_000 { return sign + decimal(size, 1_000_000) + "ms" }
    let seconds = size / 1_000_000_000
    var text = sign
    if seconds >= 3600 { text += "\(seconds / 3600)h" }
    if seconds >= 60 { text += "\(seconds / 60 % 60)m" }
    return text + decimal(size % 60_000_000_000, 1_000_000_000) + "s"
  }

  private static func decimal(_ value: UInt64, _ unit: UInt64) -> String {
    let rest = value % unit
    if rest == 0 { return "\(value / unit)" }
    var digits = String(unit + rest).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(value / unit).\(digits)"
  }
}
