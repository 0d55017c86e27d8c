import EtcdClient
import HTTP2
import Histogram
import NIOCore

/// What one loop measured. Times are nanoseconds.
struct Recorder: Sendable {
  /// Longer ones count as this long.
  static let longest: UInt64 = 120_000_000_000
  static let interval: TimeAmount = .seconds(1)

  struct Interval: Sendable {
    var operations = 0
    var errors = 0
    /// Of its operations, whichever they are, to two digits: there may be many intervals.
    var latencies: Histogram<UInt32>?
  }

  private(set) var latencies: [Histogram<UInt32>?]
  /// From the start of the measurement, one an interval.
  private(set) var timeline: [Interval] = []
  private(set) var errors: [String: Int] = [:]
  private(set) var operations = 0
  /// The last moment at which something was counted.
  private(set) var last: NIODeadline?

  init() {
    latencies = Array(repeating: nil, count: Operation.allCases.count)
  }

  mutating func succeeded(
    _ operation: Operation, from begin: NIODeadline, at now: NIODeadline, measuredFrom start: NIODeadline
  ) {
    let nanoseconds = UInt64(max((now - begin).nanoseconds, 0))
    if latencies[operation.rawValue] == nil { latencies[operation.rawValue] = Self.histogram() }
    latencies[operation.rawValue]?.record(min(nanoseconds, Self.longest))
    // Delivered events are timed, but the timeline is of requests.
    guard operation != .watchEvent else { return }
    operations += 1
    note(at: now, measuredFrom: start) { interval in
      interval.operations += 1
      if interval.latencies == nil { interval.latencies = Self.histogram(digits: .two) }
      interval.latencies?.record(min(nanoseconds, Self.longest))
    }
  }

  mutating func failed(_ failure: CallFailure, at now: NIODeadline, measuredFrom start: NIODeadline) {
    errors["\(failure.status.code): \(failure.status.message.prefix(80))", default: 0] += 1
    note(at: now, measuredFrom: start) { $0.errors += 1 }
  }

  mutating func add(_ other: Recorder) {
    for (index, histogram) in other.latencies.enumerated() {
      guard let histogram else { continue }
      if latencies[index] == nil { latencies[index] = Self.histogram() }
      latencies[index]?.add(histogram)
    }
    while timeline.count < other.timeline.count { timeline.append(Interval()) }
    for (index, interval) in other.timeline.enumerated() {
      timeline[index].operations += interval.operations
      timeline[index].errors += interval.errors
      guard let latencies = interval.latencies else { continue }
      if timeline[index].latencies == nil {
        timeline[index].latencies = latencies
      } else {
        timeline[index].latencies?.add(latencies)
      }
    }
    errors.merge(other.errors, uniquingKeysWith: +)
    operations += other.operations
    if let otherLast = other.last { last = max(last ?? otherLast, otherLast) }
  }

  private mutating func note(
    at now: NIODeadline, measuredFrom start: NIODeadline, _ change: (inout Interval) -> Void
  ) {
    last = now
    let index = Int(max((now - start).nanoseconds, 0) / Self.interval.nanoseconds)
    while timeline.count <= index { timeline.append(Interval()) }
    change(&timeline[index])
  }

  private static func histogram(digits: SignificantDigits = .three) -> Histogram<UInt32> {
    Histogram(
      lowestDiscernibleValue: 1_000, highestTrackableValue: longest, numberOfSignificantValueDigits: digits)
  }
}
