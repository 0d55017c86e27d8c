/// A moment of the UTC calendar. It never asks a clock: moments come in from outside.
package struct Timestamp: Sendable, Hashable, Comparable {
  /// Since 1970-01-01T00:00:00Z.
  package var seconds: Int64
  /// 0 up to 999,999,999.
  package var nanoseconds: Int

  package init(seconds: Int64, nanoseconds: Int = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// RFC 3339, with any offset and any fraction, of which nine digits count. nil for any other text.
  package init?(rfc3339 text: String) {
    var reader = Reader(Array(text.utf8))
    guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
      let day = reader.digits(2), reader.take("T") || reader.take("t"), let hour = reader.digits(2),
      reader.take(":"), let minute = reader.digits(2), reader.take(":"), let second = reader.digits(2),
      (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year), hour <= 23, minute <= 59,
      second <= 59
    else { return nil }
    var nanoseconds = 0
    if reader.take(".") || reader.take(",") {
      guard let fraction = reader.fraction() else { return nil }
      nanoseconds = fraction
    }
    guard let offset = reader.offset(), reader.isAtEnd else { return nil }
    let clock = Int64(hour * 3600 + minute * 60 + second)
    self.init(seconds: Self.day(year, month, day) * 86_400 + clock - Int64(offset), nanoseconds: nanoseconds)
  }

  /// `2006-01-02T15:04:05Z`, as metav1.Time is written.
  package var text: String { calendar + "Z" }

  /// With six digits of fraction, as metav1.MicroTime is.
  package var microText: String {
    let micros = String(nanoseconds / 1000)
    return calendar + "." + String(repeating: "0", count: 6 - micros.count) + micros + "Z"
  }

  package func adding(seconds more: Int64) -> Timestamp {
    let (sum, overflows) = seconds.addingReportingOverflow(more)
    return Timestamp(seconds: overflows ? (more > 0 ? .max : .min) : sum, nanoseconds: nanoseconds)
  }

  package static func < (one: Timestamp, other: Timestamp) -> Bool {
    (one.seconds, one.nanoseconds) < (other.seconds, other.nanoseconds)
  }

  private var calendar: String {
    // Years 0 to 9999 are what the form can say.
    let seconds = min(max(seconds, -62_167_219_200), 253_402_300_799)
    let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let clock = Int(seconds - day * 86_400)
    let (year, month, dayOfMonth) = Self.civil(day)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(19)
    func put(_ value: Int, _ width: Int) {
      var scale = width == 4 ? 1000 : 10
      while scale > 0 {
        bytes.append(UInt8(48 + value / scale % 10))
        scale /= 10
      }
    }
    put(year, 4)
    bytes.append(UInt8(ascii: "-"))
    put(month, 2)
    bytes.append(UInt8(ascii: "-"))
    put(dayOfMonth, 2)
    bytes.append(UInt8(ascii: "T"))
    put(clock / 3600, 2)
    bytes.append(UInt8(ascii: ":"))
    put(clock / 60 % 60, 2)
    bytes.append(UInt8(ascii: ":"))
    put(clock % 60, 2)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Days since 1970-01-01, of the proleptic Gregorian calendar. Years begin in March here, so that a leap day is a
  /// year's last.
  private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  private static func civil(_ day: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = Int(day) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private struct Reader {
    let bytes: [UInt8]
    var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
      at += 1
      return true
    }

    mutating func digits(_ count: Int) -> Int? {
      guard at + count <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[at..<at + count] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      at += count
      return value
    }

    /// Nanoseconds.
    mutating func fraction() -> Int? {
      var value = 0
      var count = 0
      while at < bytes.count, (48...57).contains(bytes[at]) {
        if count < 9 { value = value * 10 + Int(bytes[at] - 48) }
        count += 1
        at += 1
      }
      guard count > 0 else { return nil }
      for _ in 0..<max(0, 9 - count) { value *= 10 }
      return value
    }

    /// Seconds east of Greenwich.
    mutating func offset() -> Int? {
      if take("Z") || take("z") { return 0 }
      let sign: Int
      if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
      guard let hours = digits(2), take(":"), let minutes = digits(2), hours <= 24, minutes < 60 else {
        return nil
      }
      return sign * (hours * 3600 + minutes * 60)
    }
  }
}
