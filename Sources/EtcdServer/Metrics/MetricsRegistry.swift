import Synchronization

/// What `/metrics` shows. Anyone may register at start; reading a metric never locks what records it.
package final class MetricsRegistry: Sendable {
  package enum Kind: String, Sendable { case counter, gauge, histogram }

  private struct Family: Sendable {
    var name: String
    var help: String
    var kind: Kind
    var render: @Sendable (inout String) -> Void
  }

  /// Guards the list alone; it changes at start only.
  private let families = Mutex<[Family]>([])

  package init() {}

  package func counter(_ name: String, _ help: String, _ counter: Counter = Counter()) -> Counter {
    register(name, help, .counter) { "\(counter.current)" }
    return counter
  }

  package func histogram(_ name: String, _ help: String, _ histogram: Histogram = Histogram()) -> Histogram {
    add(Family(name: name, help: help, kind: .histogram) { histogram.render(name, into: &$0) })
    return histogram
  }

  /// A metric that is read when it is asked for; `read` gives the number as text.
  package func register(
    _ name: String, _ help: String, _ kind: Kind, _ read: @escaping @Sendable () -> String
  ) {
    add(Family(name: name, help: help, kind: kind) { $0 += "\(name) \(read())\n" })
  }

  /// A metric of several series; `read` gives labels (without braces) and numbers.
  package func register(
    _ name: String, _ help: String, _ kind: Kind,
    series read: @escaping @Sendable () -> [(labels: String, value: String)]
  ) {
    add(
      Family(name: name, help: help, kind: kind) { text in
        for series in read() { text += "\(name){\(series.labels)} \(series.value)\n" }
      })
  }

  private func add(_ family: Family) {
    families.withLock { $0.append(family) }
  }

  /// The Prometheus text format, version 0.0.4.
  package func text() -> String {
    var text = ""
    for family in families.withLock({ $0 }).sorted(by: { $0.name < $1.name }) {
      text += "# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind.rawValue)\n"
      family.render(&text)
    }
    return text
  }
}
