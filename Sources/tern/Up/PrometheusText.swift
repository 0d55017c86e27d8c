/// The values in a page of the Prometheus text format, by name; of a name with labels, the sum.
struct PrometheusText {
  private var values: [Substring: Double] = [:]

  init(_ page: String) {
    for line in page.split(separator: "\n") where !line.hasPrefix("#") {
      let name = line.prefix { $0 != "{" && $0 != " " }
      // A label's value may hold a space, so the number is what follows the closing brace.
      let rest = line.lastIndex(of: "}").map { line[line.index(after: $0)...] } ?? line[name.endIndex...]
      guard let number = rest.split(separator: " ").first.flatMap({ Double($0) }) else { continue }
      values[name, default: 0] += number
    }
  }

  subscript(name: String) -> Double? { values[name[...]] }

  /// A count; nil when it is missing or is no whole number that fits.
  func count(_ name: String) -> UInt64? {
    guard let value = self[name], value >= 0, value < 1e18 else { return nil }
    return UInt64(value)
  }
}
