/// How durations and sizes are written in `cluster.conf`.
enum Quantities {
  /// A whole number and a unit: `20ms`, `1s`; us, ms, s, m, h.
  static func duration(_ text: String) -> Duration? {
    guard let (number, unit) = split(text) else { return nil }
    let nanosecondsPerUnit: [String: Int64] = [
      "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
      "h": 3_600_000_000_000,
    ]
    guard let scale = nanosecondsPerUnit[unit] else { return nil }
    let (nanoseconds, overflow) = Int64(number).multipliedReportingOverflow(by: scale)
    return overflow ? nil : .nanoseconds(nanoseconds)
  }

  /// A whole number and a unit: `64MiB`; B, KiB, MiB, GiB. In bytes.
  static func size(_ text: String) -> Int? {
    guard let (number, unit) = split(text) else { return nil }
    let bytesPerUnit = ["B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
    guard let scale = bytesPerUnit[unit] else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: scale)
    return overflow ? nil : bytes
  }

  private static func split(_ text: String) -> (number: Int, unit: String)? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits) else { return nil }
    let unit = text[digits.endIndex...].drop { $0 == " " }
    return (number, String(unit))
  }
}
