import Simulator

/// What a run of seeds came to.
struct SimulateReport: Sendable {
  struct Failure: Sendable {
    var seed: UInt64
    var violations: [String]
    var story: [String]
  }

  private(set) var seeds = 0
  private(set) var simulatedSeconds = 0.0
  private(set) var operations = 0
  private(set) var acknowledged = 0
  private(set) var revisions = 0
  private(set) var events: UInt64 = 0
  private(set) var faults: [Simulator.Fault: Int] = [:]
  private(set) var coverage = Coverage()
  private(set) var failures: [Failure] = []
  private(set) var cpuSeconds = 0.0
  private(set) var fingerprint: UInt64 = 0
  var shrunk: String?

  mutating func add(_ outcome: SimulationOutcome) {
    seeds += 1
    simulatedSeconds += outcome.simulatedSeconds
    operations += outcome.operations
    acknowledged += outcome.acknowledged
    revisions += outcome.revisions
    events += outcome.events
    fingerprint ^= outcome.fingerprint
    for (fault, count) in outcome.faults { faults[fault, default: 0] += count }
    coverage.add(outcome.coverage)
    if !outcome.violations.isEmpty {
      failures.append(
        Failure(seed: outcome.options.seed, violations: outcome.violations, story: outcome.story))
    }
  }

  mutating func finish(cpuSeconds: Double) {
    self.cpuSeconds = cpuSeconds
  }

  /// Simulated seconds for each second of one core.
  private func pace(_ cpuSeconds: Double) -> Int { Int(simulatedSeconds / max(cpuSeconds, 0.001)) }

  func progress(cpuSeconds: Double) -> String {
    "\(seeds) seeds, \(hours) simulated hours at \(pace(cpuSeconds)) × real time, \(operations) operations, "
      + "\(failures.count) failures"
  }

  /// Whether every situation was reached at least once.
  var isComplete: Bool { coverage.missed.isEmpty }

  private var hours: String { "\(Double(Int(simulatedSeconds / 36)) / 100)" }

  var text: String {
    var lines: [String] = []
    for failure in failures.prefix(3) {
      lines.append("seed \(failure.seed):")
      lines += failure.story.map { "  \($0)" }
      lines += failure.violations.prefix(5).map { "  \($0)" }
      lines.append("  replay: tern simulate --seed \(failure.seed) --story")
      lines.append("")
    }
    if let shrunk { lines.append("shrunk to: tern simulate \(shrunk)") }
    lines.append("\(seeds) seeds, \(hours) simulated hours, \(pace(cpuSeconds)) × real time on each core")
    lines.append(
      "\(operations) operations, \(acknowledged) of them acknowledged, \(revisions) revisions, \(events) events"
    )
    lines.append(
      "faults: "
        + faults.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue) \($0.value)" }
        .joined(separator: ", "))
    if seeds > 1 {
      lines.append("situations never reached: \(coverage.missed.isEmpty ? "none" : "")")
      lines += coverage.missed.map { "  \($0.rawValue)" }
    } else {
      lines.append("fingerprint: \(String(fingerprint, radix: 16))")
    }
    lines.append(
      failures.isEmpty
        ? "no promise was broken" : "FAILED: seeds \(failures.map { "\($0.seed)" }.joined(separator: ", "))")
    return lines.joined(separator: "\n")
  }

  private struct Encoded: Encodable {
    struct Failure: Encodable {
      var seed: UInt64
      var violations: [String]
    }

    var seeds: Int
    var simulatedSeconds: Double
    var cpuSeconds: Double
    var operations: Int
    var acknowledged: Int
    var revisions: Int
    var faults: [String: Int]
    var neverReached: [String]
    var failures: [Failure]
  }

  func json() throws -> String {
    try JSONText.encode(
      Encoded(
        seeds: seeds, simulatedSeconds: simulatedSeconds, cpuSeconds: cpuSeconds, operations: operations,
        acknowledged: acknowledged, revisions: revisions,
        faults: Dictionary(uniqueKeysWithValues: faults.map { ($0.key.rawValue, $0.value) }),
        neverReached: coverage.missed.map(\.rawValue),
        failures: failures.map { Encoded.Failure(seed: $0.seed, violations: $0.violations) }))
  }
}
