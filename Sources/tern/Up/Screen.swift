/// Draws the live view as lines of text. Pure: what it shows is all in its arguments.
struct Screen {
  /// Whether colours and other ANSI sequences may be used.
  var hasColour = true
  var width = 100

  func lines(
    _ overview: Overview, chosen: Int, events: some BidirectionalCollection<String>, height: Int
  ) -> [String] {
    var lines = [title(overview), "", header()]
    for (index, row) in overview.rows.enumerated() {
      lines.append(line(row, number: index + 1, isChosen: index == chosen))
    }
    lines += ["", style("  EVENTS", .dim)]
    let room = max(1, height - lines.count - 3)
    lines += events.suffix(room).map { "  " + $0 }
    let name = overview.rows[chosen].name
    let keys =
      "  1-\(overview.rows.count) choose · now \(name): k kill -9 · p pause/resume · r restart · q quit"
    lines += ["", style(keys, .dim)]
    return lines.map { clip($0) }
  }

  /// One line for where there is no terminal.
  func summary(_ overview: Overview) -> String {
    let members = overview.rows.map { row in
      var text = "\(row.name) \(word(row))"
      if row.lag > 0 { text += " \(row.lag) behind" }
      return text
    }
    let committed = overview.rows.compactMap { $0.sample?.commitIndex }.max() ?? 0
    return members.joined(separator: ", ") + " · commit \(committed) · \(writes(overview)) writes/s"
  }

  private func title(_ overview: Overview) -> String {
    let serving = "\(overview.servingCount) of \(overview.rows.count) members serve"
    let leader =
      overview.leader.map { $0.name.isEmpty ? "no leader" : "\($0.name) leads" } ?? "no leader yet"
    return style("  tern", .bold) + "  \(serving) · \(leader) · \(writes(overview)) writes/s"
  }

  /// Of the member that is furthest: every member applies every write, so a sum would count them thrice.
  private func writes(_ overview: Overview) -> String {
    grouped(UInt64(overview.rows.map(\.writesPerSecond).max() ?? 0))
  }

  private func header() -> String {
    let text =
      "    " + padded("MEMBER", 10) + padded("STATE", 14) + padded("CLIENTS", 22)
      + right("TERM", 6) + right("COMMIT", 13) + right("APPLIED", 13) + right("LAG", 8)
      + right("MEMORY", 10)
    return style(text, .dim)
  }

  private func line(_ row: Overview.Row, number: Int, isChosen: Bool) -> String {
    let mark = isChosen ? "›" : " "
    let start = " \(mark)\(number) " + padded(row.name, 10)
    let state = style(padded(word(row), 14), colour(row))
    var rest = padded(row.endpoint, 22)
    if let sample = row.sample {
      rest += right("\(sample.term)", 6) + right(grouped(sample.commitIndex), 13)
      rest += right(grouped(sample.appliedIndex), 13) + right(grouped(row.lag), 8)
      rest += right("\(sample.residentBytes >> 20) MiB", 10)
    }
    return start + state + rest
  }

  private func word(_ row: Overview.Row) -> String {
    switch row.health {
    case .starting: "starting"
    case .serving: row.sample?.isLeader == true ? "LEADER" : "follower"
    case .noLeader: "no leader"
    case .silent: "silent"
    case .paused: "paused"
    case .ended(.signal(let signal)): "killed (\(signal))"
    case .ended(.code(let code)): "exited (\(code))"
    }
  }

  private enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  private func colour(_ row: Overview.Row) -> Style {
    switch row.health {
    case .serving: row.sample?.isLeader == true ? .green : .cyan
    case .starting, .noLeader, .silent, .paused: .yellow
    case .ended: .red
    }
  }

  private func style(_ text: String, _ style: Style) -> String {
    hasColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }

  /// 1234567 as `1 234 567`.
  private func grouped(_ number: UInt64) -> String {
    var digits = String(number)
    var result = ""
    while digits.count > 3 {
      result = " " + digits.suffix(3) + result
      digits.removeLast(3)
    }
    return digits + result
  }

  /// Cuts what would wrap, counting no ANSI sequence as shown.
  private func clip(_ line: String) -> String {
    var shown = 0
    var result = ""
    var isEscape = false
    for character in line {
      if character == "\u{1B}" { isEscape = true }
      if !isEscape {
        if shown >= width { continue }
        shown += 1
      }
      result.append(character)
      if isEscape, character.isLetter { isEscape = false }
    }
    return result
  }
}
