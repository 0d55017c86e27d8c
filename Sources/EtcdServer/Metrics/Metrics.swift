import Synchronization

/// A number that only grows.
package final class Counter: Sendable {
  private let value = Atomic<UInt64>(0)

  package init() {}

  package func add(_ amount: UInt64 = 1) {
    value.wrappingAdd(amount, ordering: .relaxed)
  }

  package var current: UInt64 { value.load(ordering: .relaxed) }
}

/// A number that goes up and down, and may be used as a bound.
package final class Gauge: Sendable {
  private let value = Atomic<Int64>(0)

  package init() {}

  package func add(_ amount: Int64) {
    value.wrappingAdd(amount, ordering: .relaxed)
  }

  package var current: Int64 { value.load(ordering: .relaxed) }

  /// Takes one of `limit` places; false when none is free. `leave` gives it back.
  package func enter(limit: Int) -> Bool {
    let now = value.wrappingAdd(1, ordering: .relaxed).newValue
    if now <= Int64(limit) { return true }
    leave()
    return false
  }

  package func leave() {
    value.wrappingSubtract(1, ordering: .relaxed)
  }
}

/// Durations in buckets that double, as etcd has them. Recording takes two atomic additions and no lock, so a
/// scrape may see a count that is one ahead of its sum.
package final class Histogram: Sendable {
  /// The upper bound of the first bucket in nanoseconds.
  private let first: UInt64
  private let buckets: [Counter]
  private let sum = Counter()

  /// The last bucket, beyond `bounds` doublings, has no upper bound.
  package init(firstBoundNanoseconds: UInt64 = 1_000_000, bounds: Int = 14) {
    precondition(firstBoundNanoseconds > 0 && bounds > 0 && bounds < 40, "a histogram without buckets")
    first = firstBoundNanoseconds
    buckets = (0...bounds).map { _ in Counter() }
  }

  package func record(nanoseconds: UInt64) {
    var index = 0
    var bound = first
    while index < buckets.count - 1, nanoseconds > bound {
      index += 1
      bound &<<= 1
    }
    buckets[index].add()
    sum.add(nanoseconds)
  }

  func render(_ name: String, into text: inout String) {
    var total: UInt64 = 0
    var bound = first
    for bucket in buckets.dropLast() {
      total += bucket.current
      text += "\(name)_bucket{le=\"\(Double(bound) / 1e9)\"} \(total)\n"
      bound &<<= 1
    }
    total += buckets.last?.current ?? 0
    text += "\(name)_bucket{le=\"+Inf\"} \(total)\n"
    text += "\(name)_sum \(Double(sum.current) / 1e9)\n\(name)_count \(total)\n"
  }
}
