#if canImport(Glibc)
  import Glibc
#endif

/// Draws a benchmark: throughput over time above, latency by percentile below, its far end spread out.
enum BenchPlot {
  static func render(_ report: BenchReport) -> String {
    LineChart.drawing([throughput(report), latency(report)], width: 860, height: 640)
  }

  private static func throughput(_ report: BenchReport) -> LineChart {
    // The last second is seldom whole.
    let seconds = report.timeline.count > 1 ? report.timeline.dropLast() : report.timeline[...]
    let scale = LineChart.scale(to: Double(seconds.map(\.operations).max() ?? 0))
    let end = Double(max(seconds.count, 1))
    func line(_ name: String, _ color: String, _ count: (BenchReport.Second) -> Int) -> LineChart.Line {
      LineChart.Line(
        name: name, color: color,
        points: seconds.map { ((Double($0.second) + 0.5) / end, Double(count($0)) / scale.top) })
    }
    let times = LineChart.scale(to: end).values.filter { $0 <= end }
    var lines = [line("operations/s", "#1f6fb4") { $0.operations }]
    if !report.errors.isEmpty { lines.append(line("errors/s", "#c0392b") { $0.errors }) }
    return LineChart(
      title: "\(report.workload): \(Text.grouped(Int(report.operationsPerSecond))) operations/s, "
        + "\(report.clients) clients on \(report.connections) connections",
      x: 80, y: 50, width: 740, height: 220,
      horizontal: times.map { .init(position: $0 / end, label: "\(Text.shortest($0)) s") },
      vertical: scale.values.map { .init(position: $0 / scale.top, label: Text.grouped(Int($0))) },
      lines: lines)
  }

  private static func latency(_ report: BenchReport) -> LineChart {
    let shown = report.distribution.filter { $0.percentile <= 99.99 }
    let scale = LineChart.scale(to: shown.map(\.microseconds).max() ?? 0)
    let name = report.latencies.first?.operation ?? ""
    let line = LineChart.Line(
      name: name, color: "#1f6fb4",
      points: shown.map { (position(ofPercentile: $0.percentile), $0.microseconds / scale.top) })
    return LineChart(
      title: "latency by percentile", x: 80, y: 350, width: 740, height: 220,
      horizontal: [0, 50, 90, 99, 99.9, 99.99].map {
        .init(position: position(ofPercentile: $0), label: "p\(Text.shortest($0))")
      },
      vertical: scale.values.map { .init(position: $0 / scale.top, label: Text.microseconds($0)) },
      lines: [line])
  }

  /// Each further nine takes the same width, p99.99 the last of it.
  private static func position(ofPercentile percentile: Double) -> Double {
    min(-log10(max(1 - percentile / 100, 1e-4)) / 4, 1)
  }
}
