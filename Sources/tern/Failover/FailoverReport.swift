/// What `tern failover --output json` writes. Fields are only ever added. Times are milliseconds from the
/// fault; absent: not seen.
struct FailoverReport: Codable, Sendable {
  struct Round: Codable, Sendable {
    var fault: Fault
    /// When the fault was done, in UTC as the members' logs have it.
    var began: String
    var leader: String
    /// A survivor lost or gave up its leader.
    var suspected: Double?
    /// A survivor follows another leader, by its own word.
    var elected: Double?
    var newLeader: String?
    /// The first acknowledgement of a write that was begun after the fault.
    var firstWrite: Double?
    /// The longest time without an acknowledgement, around the fault.
    var longestSilence: Double
    /// Errors that clients saw after their own retries.
    var failures: [String]
  }

  struct Summary: Codable, Sendable {
    var fault: Fault
    var rounds: Int
    /// Rounds in which no write came through again in time.
    var unrecovered: Int
    /// Of the gap: `firstWrite` after a kill or stop, `longestSilence` around a SIGTERM.
    var p50: Double?
    var p99: Double?
    var max: Double?
    var failures: Int
  }

  var schema = 1
  var cluster: String
  var rounds: [Round]
  var summaries: [Summary]
  var acknowledged: Int
  var failed: Int
  /// Acknowledged writes that were not found at the end, a sentence each; must be none.
  var lost: [String]
  /// Writes that got a lower revision than one acknowledged before they began; must be none.
  var outOfOrder: Int

  init(cluster: String, rounds: [Round], acknowledged: Int, failed: Int, lost: [String], outOfOrder: Int) {
    self.cluster = cluster
    self.rounds = rounds
    self.acknowledged = acknowledged
    self.failed = failed
    self.lost = lost
    self.outOfOrder = outOfOrder
    summaries = Fault.allCases.compactMap { fault in
      let mine = rounds.filter { $0.fault == fault }
      return mine.isEmpty ? nil : Summary(fault, mine)
    }
  }
}

extension FailoverReport.Round {
  var gap: Double? {
    switch fault {
    case .kill, .stop: firstWrite
    case .term: firstWrite == nil ? nil : longestSilence
    }
  }

  /// A longer gap is explained in the report.
  static let longGap = 100.0

  /// What happened when, in that order.
  func timeline(_ number: Int) -> String {
    let steps = [
      ("suspected", suspected), ("elected" + (newLeader.map { " (\($0))" } ?? ""), elected),
      ("first write", firstWrite),
    ].sorted { $0.1 ?? .infinity < $1.1 ?? .infinity }
    let text = steps.map { name, time in "\(name) \(Self.text(time))" }.joined(separator: " → ")
    return "round \(number): \(began) \(leader) \(fault.title) → \(text); longest silence "
      + Self.text(longestSilence)
  }

  private static func text(_ time: Double?) -> String {
    time.map { "\(Text.fixed($0, 1)) ms" } ?? "not seen"
  }

  func line(_ number: Int) -> String {
    let at = Self.text
    var parts = [
      "suspected \(at(suspected))", "elected \(at(elected))" + (newLeader.map { " (\($0))" } ?? ""),
    ]
    parts.append("first write \(at(firstWrite))")
    if fault == .term { parts.append("longest silence \(at(longestSilence))") }
    parts.append(failures.isEmpty ? "no failed request" : "\(failures.count) failed: \(failures[0])")
    return "round \(number): \(leader) \(fault.title) → " + parts.joined(separator: " → ")
  }
}

extension FailoverReport.Summary {
  init(_ fault: Fault, _ rounds: [FailoverReport.Round]) {
    let gaps = rounds.compactMap(\.gap).sorted()
    /// Nearest rank.
    func at(_ share: Double) -> Double? {
      gaps.isEmpty ? nil : gaps[min(Int((share * Double(gaps.count)).rounded(.up)) - 1, gaps.count - 1)]
    }
    self.init(
      fault: fault, rounds: rounds.count, unrecovered: rounds.count - gaps.count, p50: at(0.5), p99: at(0.99),
      max: gaps.last, failures: rounds.map(\.failures.count).reduce(0, +))
  }
}

/// One or two clusters' reports for a reader, beside each other.
enum FailoverText {
  static func render(_ reports: [FailoverReport]) -> String {
    var table = Table(
      [("", .left), ("fault", .left)]
        + ["rounds", "gap p50", "p99", "max", "failed requests", "no write again"].map { ($0, .right) })
    for report in reports {
      for summary in report.summaries {
        let gaps = [summary.p50, summary.p99, summary.max].map { $0.map { "\(Text.fixed($0, 1)) ms" } ?? "-" }
        table.add(
          [report.cluster, summary.fault.title, "\(summary.rounds)"] + gaps
            + ["\(summary.failures)", "\(summary.unrecovered)"])
      }
    }
    let lines = reports.map { report in
      "\(report.cluster): \(Text.grouped(report.acknowledged)) writes acknowledged, \(report.lost.count) of them lost, "
        + "\(report.outOfOrder) out of order"
    }
    let long = reports.flatMap { report in
      report.rounds.enumerated().filter { $1.gap ?? .infinity > FailoverReport.Round.longGap }.map {
        "  \(report.cluster), \($1.timeline($0 + 1))"
      }
    }
    let explained =
      long.isEmpty ? [] : ["gaps above \(Text.fixed(FailoverReport.Round.longGap, 0)) ms:"] + long + [""]
    let losses = reports.flatMap(\.lost).map { "LOST: \($0)" }
    return ([table.text(), ""] + explained + lines + losses).joined(separator: "\n")
  }
}
