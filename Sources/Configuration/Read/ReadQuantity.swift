extension TableReader {
  mutating func integer(
    _ key: String, within range: ClosedRange<Int>, _ findings: inout Findings
  ) -> Int? {
    guard let value = value(key) else { return nil }
    guard case .integer(let number) = value else {
      findings.add(
        .wrongType, path(of: key), "is of type \(value.typeName) and must be a whole number",
        "Write it without quotes, as \(key) = \(range.lowerBound).")
      return nil
    }
    return checked(number, key, within: range, &findings)
  }

  /// Bytes, as a number or as a string with a unit.
  mutating func size(_ key: String, within range: ClosedRange<Int>, _ findings: inout Findings) -> Int? {
    switch value(key) {
    case nil: return nil
    case .integer(let number): return checked(number, key, within: range, &findings)
    case .string(let text):
      guard let bytes = Quantities.size(text) else {
        findings.add(
          .badSize, path(of: key), "'\(text)' is not a size",
          "Write bytes as a number, or a whole number with B, KiB, MiB or GiB, as \"64MiB\".")
        return nil
      }
      return checked(bytes, key, within: range, &findings)
    case .some(let other):
      findings.add(
        .wrongType, path(of: key), "is of type \(other.typeName) and must be a size",
        "Write bytes as a number, or a string such as \"64MiB\".")
      return nil
    }
  }

  /// `least` and `most` are durations themselves, as in the file.
  mutating func duration(
    _ key: String, from least: String = "1ms", to most: String = "60s", _ findings: inout Findings
  ) -> Duration? {
    guard let value = value(key) else { return nil }
    guard case .string(let text) = value, let duration = Quantities.duration(text) else {
      findings.add(
        .badDuration, path(of: key), "is not a duration",
        "Write a whole number and a unit (us, ms, s, m, h) in quotes, as \"100ms\".")
      return nil
    }
    guard Quantities.duration(least).map({ $0 <= duration }) == true,
      Quantities.duration(most).map({ $0 >= duration }) == true
    else {
      findings.add(
        .outOfRange, path(of: key), "'\(text)' is out of range",
        "Choose between \"\(least)\" and \"\(most)\".")
      return nil
    }
    return duration
  }

  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, _ findings: inout Findings
  ) -> Choice? {
    guard let text = string(key, &findings) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let words = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      findings.add(.outOfRange, path(of: key), "'\(text)' is not a choice", "Choose one of \(words).")
      return nil
    }
    return choice
  }

  private func checked(
    _ number: Int, _ key: String, within range: ClosedRange<Int>, _ findings: inout Findings
  ) -> Int? {
    guard range.contains(number) else {
      findings.add(
        .outOfRange, path(of: key), "\(number) is out of range",
        "Choose a number from \(range.lowerBound) to \(range.upperBound).")
      return nil
    }
    return number
  }
}
