internal import NIOCore

/// `grpc-timeout`: up to eight digits and a unit (gRPC over HTTP2, "Requests").
enum GRPCTimeout {
  static func parse(_ text: String) -> Result<TimeAmount, MessageHead.Malformed> {
    let digits = text.utf8.dropLast()
    guard let unit = text.utf8.last, (1...8).contains(digits.count) else { return failure(text) }
    var value: Int64 = 0
    for digit in digits {
      guard digit >= 0x30, digit <= 0x39 else { return failure(text) }
      value = value &* 10 &+ Int64(digit &- 0x30)
    }
    let nanoseconds: Int64
    switch unit {
    case UInt8(ascii: "H"): nanoseconds = 3_600_000_000_000
    case UInt8(ascii: "M"): nanoseconds = 60_000_000_000
    case UInt8(ascii: "S"): nanoseconds = 1_000_000_000
    case UInt8(ascii: "m"): nanoseconds = 1_000_000
    case UInt8(ascii: "u"): nanoseconds = 1_000
    case UInt8(ascii: "n"): nanoseconds = 1
    default: return failure(text)
    }
    let product = value.multipliedReportingOverflow(by: nanoseconds)
    // 292 years are a timeout that never comes; a quarter of them leaves room to add the time of day.
    let bounded = product.overflow ? Int64.max / 4 : min(product.partialValue, Int64.max / 4)
    return .success(.nanoseconds(bounded))
  }

  /// Rounded up to the finest unit that eight digits hold.
  static func format(_ timeout: TimeAmount) -> String {
    var value = max(timeout.nanoseconds, 1)
    for (unit, next) in [("n", Int64(1_000)), ("u", 1_000), ("m", 1_000), ("S", 60), ("M", 60)] {
      if value < 100_000_000 { return "\(value)\(unit)" }
      value = value / next + (value % next == 0 ? 0 : 1)
    }
    return "\(min(value, 99_999_999))H"
  }

  private static func failure(_ text: String) -> Result<TimeAmount, MessageHead.Malformed> {
    .failure(MessageHead.Malformed("grpc-timeout \(text.prefix(16))"))
  }
}
