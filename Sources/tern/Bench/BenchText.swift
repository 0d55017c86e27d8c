/// The result of a benchmark for a reader.
enum BenchText {
  static func render(_ report: BenchReport) -> String {
    var lines = [headline(report), ""]
    var table = Table(
      [("", .left)] + ["count", "mean", "p50", "p90", "p99", "p99.9", "max"].map { ($0, .right) })
    for latency in report.latencies {
      let times = [latency.mean, latency.p50, latency.p90, latency.p99, latency.p999, latency.max]
      table.add([latency.operation, Text.grouped(latency.count)] + times.map(Text.microseconds))
    }
    lines.append(table.text())
    lines.append("")
    lines.append(
      "\(Text.grouped(Int(report.operationsPerSecond))) operations/s over \(Text.fixed(report.seconds, 1)) s; "
        + "this client used \(Text.fixed(report.clientProcessorMicrosecondsPerOperation, 1)) µs CPU each")
    if let events = report.watchEventsPerSecond {
      lines.append("\(Text.grouped(Int(events))) events/s reached the watchers")
    }
    // The last second is seldom whole.
    let seconds = report.timeline.dropLast()
    if seconds.count > 1 { lines += ["", timeline(seconds)] }
    if !report.errors.isEmpty {
      lines.append("")
      lines.append("errors:")
      for (kind, count) in report.errors.sorted(by: { $0.value > $1.value }) {
        lines.append("  \(Text.padded(Text.grouped(count), 9, .right))  \(kind)")
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func headline(_ report: BenchReport) -> String {
    let loop = report.rate.map { "open loop at \(Text.fixed($0, 0))/s" } ?? "closed loop"
    var parts = [
      "\(report.workload) to \(report.endpoints.joined(separator: ","))",
      "\(report.clients) clients on \(report.connections) connections, \(loop)",
      "keys of \(report.keySize) B, values of \(report.valueSize) B, \(report.keyDistribution) over \(report.keys)",
    ]
    if report.workload == "range" || report.workload == "mixed" { parts.append(report.consistency) }
    return parts.joined(separator: "; ")
  }

  private static func timeline(_ seconds: ArraySlice<BenchReport.Second>) -> String {
    var table = Table([("each second", .left), ("", .left), ("least", .right), ("most", .right)])
    func row(_ name: String, _ values: [Double?], _ text: (Double) -> String) {
      let known = values.compactMap { $0 }
      guard let least = known.min(), let most = known.max() else { return }
      table.add([name, spark(values, most: most), text(least), text(most)])
    }
    row("operations", seconds.map { Double($0.operations) }) { Text.grouped(Int($0)) }
    row("p50", seconds.map(\.p50), Text.microseconds)
    row("p99", seconds.map(\.p99), Text.microseconds)
    return table.text()
  }

  /// One character a value, or the mean of some where there are more than 60; a blank where there is none.
  static func spark(_ values: [Double?], most: Double) -> String {
    let bars = Array("▁▂▃▄▅▆▇█")
    let width = min(values.count, 60)
    return String(
      (0..<width).map { column in
        let part = values[values.count * column / width..<values.count * (column + 1) / width]
        let known = part.compactMap { $0 }
        guard !known.isEmpty, most > 0 else { return " " }
        let mean = known.reduce(0, +) / Double(known.count)
        return bars[min(Int(mean / most * Double(bars.count)), bars.count - 1)]
      })
  }
}
