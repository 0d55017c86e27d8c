/// Whether a text is a schedule: five fields as cron has them, or one of the names that stand for such.
enum CronSchedule {
  private static let names = [
    "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly",
  ]
  private static let fields: [(name: String, range: ClosedRange<Int>, words: [String])] = [
    ("minute", 0...59, []), ("hour", 0...23, []), ("day of month", 1...31, []),
    (
      "month", 1...12,
      ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    ),
    ("day of week", 0...6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
  ]

  /// What is wrong with it; nil for nothing.
  static func problem(_ text: String) -> String? {
    if text.isEmpty { return "empty spec string" }
    if text.hasPrefix("@") {
      if names.contains(text) || text.hasPrefix("@every ") { return nil }
      return "unrecognized descriptor: \(text)"
    }
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 5 else {
      return "expected exactly 5 fields, found \(parts.count): [\(parts.joined(separator: " "))]"
    }
    for (part, field) in zip(parts, fields) {
      for item in part.split(separator: ",", omittingEmptySubsequences: false) {
        if let problem = self.problem(String(item), field.range, field.words) { return problem }
      }
    }
    return nil
  }

  private static func problem(_ text: String, _ range: ClosedRange<Int>, _ words: [String]) -> String? {
    let halves = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if halves.count > 2 { return "too many slashes: \(text)" }
    if halves.count == 2 {
      guard let step = Int(halves[1]) else {
        return "failed to parse int from \(halves[1]): strconv.Atoi: parsing \"\(halves[1])\": invalid syntax"
      }
      if step < 1 { return "step of range should be a positive number: \(text)" }
    }
    if halves[0] == "*" || halves[0] == "?" { return nil }
    let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    if ends.count > 2 { return "too many hyphens: \(text)" }
    var numbers: [Int] = []
    for end in ends {
      guard let number = words.firstIndex(of: end.lowercased()) ?? Int(end), !end.isEmpty else {
        return "failed to parse int from \(end): strconv.Atoi: parsing \"\(end)\": invalid syntax"
      }
      numbers.append(number)
    }
    let first = numbers[0]
    let last = numbers.last ?? first
    if first < range.lowerBound {
      return "beginning of range (\(first)) below minimum (\(range.lowerBound)): \(text)"
    }
    if last > range.upperBound {
      return "end of range (\(last)) above maximum (\(range.upperBound)): \(text)"
    }
    if first > last { return "beginning of range (\(first)) beyond end of range (\(last)): \(text)" }
    return nil
  }
}
