/// Rows under headings, in columns as wide as their widest cell.
struct Table {
  enum Alignment {
    case left, right
  }

  private var columns: [(heading: String, alignment: Alignment)]
  private var rows: [[String]] = []

  init(_ columns: [(heading: String, alignment: Alignment)]) {
    self.columns = columns
  }

  mutating func add(_ row: [String]) {
    precondition(row.count == columns.count, "a row has a cell for each column")
    rows.append(row)
  }

  func text() -> String {
    let widths = columns.indices.map { column in
      ([columns[column].heading] + rows.map { $0[column] }).map(\.count).max() ?? 0
    }
    return ([columns.map(\.heading)] + rows).map { row in
      var line = columns.indices.map { column in
        Text.padded(row[column], widths[column], columns[column].alignment)
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}

enum Text {
  static func padded(_ text: String, _ width: Int, _ alignment: Table.Alignment) -> String {
    let spaces = String(repeating: " ", count: max(width - text.count, 0))
    return alignment == .left ? text + spaces : spaces + text
  }

  /// Without an exponent.
  static func fixed(_ number: Double, _ digits: Int) -> String {
    guard number.isFinite, abs(number) < 1e15 else { return "\(number)" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (abs(number) * scale).rounded()
    let whole = Int(scaled / scale)
    let rest = Int(scaled) - whole * Int(scale)
    let sign = number < 0 && scaled > 0 ? "-" : ""
    if digits == 0 { return "\(sign)\(whole)" }
    return "\(sign)\(whole)."
      + padded("\(rest)", digits, .right).map { $0 == " " ? "0" : String($0) }.joined()
  }

  /// 99.9, 50
  static func shortest(_ number: Double) -> String {
    number == number.rounded() ? fixed(number, 0) : "\(number)"
  }

  /// 1,234,567
  static func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  static func microseconds(_ value: Double) -> String {
    if value < 1_000 { return "\(fixed(value, 0)) µs" }
    if value < 1_000_000 { return "\(fixed(value / 1_000, 2)) ms" }
    return "\(fixed(value / 1_000_000, 2)) s"
  }

  static func bytes(_ count: Int64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var value = Double(count)
    var unit = 0
    while value >= 1_024, unit + 1 < units.count {
      value /= 1_024
      unit += 1
    }
    return "\(fixed(value, unit == 0 ? 0 : 1)) \(units[unit])"
  }
}
