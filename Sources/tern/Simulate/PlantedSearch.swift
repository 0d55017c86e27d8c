import Foundation
import PlantedBugs

/// Looks for one planted bug in a process of its own: some bugs make the members trap.
enum PlantedSearch {
  struct Row {
    var bug: PlantedBug
    /// Who found it: the invariant or checker; nil when nobody did.
    var finder: String?
    var seeds: String
    var seconds: Double
  }

  /// Looks in so many seeds and for so many seconds at most.
  static func run(_ bug: PlantedBug, first: UInt64, seeds: UInt64, seconds: Int, jobs: Int) throws -> Row {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = [
      "simulate", "--planted", bug.rawValue, "--first", "\(first)", "--seeds", "\(seeds)",
      "--time", "\(seconds)", "--jobs", "\(jobs)",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    let began = SimulateRun.now()
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let row = Row(
      bug: bug, finder: finder(text, process.terminationReason), seeds: count(text),
      seconds: SimulateRun.now() - began)
    StandardError.print(line(row).joined(separator: "  "))
    return row
  }

  private static func finder(_ text: String, _ reason: Process.TerminationReason) -> String? {
    let lines = text.split(separator: "\n")
    if reason == .uncaughtSignal {
      let fatal = lines.first { $0.contains("Fatal error") || $0.contains("Precondition failed") }
      return "trap: " + (fatal.flatMap { $0.split(separator: ": ").last.map(String.init) } ?? "a signal")
    }
    guard let failure = lines.first(where: { $0.hasPrefix("seed ") && $0.contains(": ") }) else { return nil }
    return failure.split(separator: " ", maxSplits: 2).dropFirst(2).first.map {
      String($0.prefix { $0 != ":" })
    }
  }

  private static func count(_ text: String) -> String {
    let line = text.split(separator: "\n").last { $0.contains(" seeds, ") && $0.contains("simulated hours,") }
    return line.flatMap { $0.split(separator: " ").first.map(String.init) } ?? "?"
  }

  private static func line(_ row: Row) -> [String] {
    [
      row.bug.rawValue, row.finder == nil ? "NOT FOUND" : "found", row.seeds,
      "\(Double(Int(row.seconds * 10)) / 10)", row.finder ?? "",
    ]
  }

  static func table(_ rows: [Row]) -> String {
    let lines = [["planted bug", "", "seeds", "seconds", "found by"]] + rows.map(line)
    let widths = (0..<5).map { column in lines.map { $0[column].count }.max() ?? 0 }
    let text = lines.map { line in
      zip(line, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
    }
    let missing = rows.count { $0.finder == nil }
    return text.joined(separator: "\n")
      + "\n\(rows.count) bugs planted, \(rows.count - missing) found, \(missing) not found"
  }
}
