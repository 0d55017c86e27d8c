import Configuration
import Glibc
import Logging

/// Writes log lines to standard error, each with one write so that lines of several threads don't mix.
struct MemberLogHandler: LogHandler {
  let format: LogConfiguration.Format
  /// Stands in every line.
  let member: String
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    if let error = event.error { all.append((key: "error", value: "\(error)")) }
    let time = Timestamp.now()
    switch format {
    case .text: StandardError.print(text(event, at: time, all))
    case .json: StandardError.print(json(event, at: time, all))
    }
  }

  /// `2026-01-31T12:00:00.000Z warning a: the message key=value`
  private func text(
    _ event: LogEvent, at time: String, _ metadata: [(key: String, value: Logger.MetadataValue)]
  ) -> String {
    var line = "\(time) \(event.level) \(member): \(event.message)"
    for (key, value) in metadata { line += " \(key)=\(value)" }
    return line.replacing("\n", with: "\\n")
  }

  private func json(
    _ event: LogEvent, at time: String, _ metadata: [(key: String, value: Logger.MetadataValue)]
  ) -> String {
    var line = "{\"time\":\"\(time)\",\"level\":\"\(event.level)\",\"member\":\(JSONString.quoted(member))"
    line += ",\"message\":\(JSONString.quoted("\(event.message)"))"
    for (key, value) in metadata { line += ",\(JSONString.quoted(key)):\(JSONString.quoted("\(value)"))" }
    return line + "}"
  }
}

enum JSONString {
  /// RFC 8259 §7: quotation mark, backslash and control characters are escaped.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

enum Timestamp {
  /// UTC with milliseconds, as RFC 3339 has it.
  static func now() -> String {
    let (parts, milliseconds) = parts(using: gmtime_r)
    return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))T"
      + "\(clock(parts, milliseconds))Z"
  }

  /// The time of the day here, as `12:00:00.000`.
  static func timeOfDay() -> String {
    let (parts, milliseconds) = parts(using: localtime_r)
    return clock(parts, milliseconds)
  }

  private static func parts(
    using convert: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?
  ) -> (tm, milliseconds: Int32) {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    var parts = tm()
    _ = convert(&now.tv_sec, &parts)
    return (parts, Int32(now.tv_nsec / 1_000_000))
  }

  private static func clock(_ parts: tm, _ milliseconds: Int32) -> String {
    "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec)).\(padded(milliseconds, to: 3))"
  }

  private static func padded(_ number: Int32, to width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
