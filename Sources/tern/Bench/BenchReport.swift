import EtcdClient
import Histogram
import NIOCore

/// The result of a benchmark as `--output json` writes it. Fields are only ever added; `schema` counts changes
/// of meaning. Latencies are microseconds, times seconds.
struct BenchReport: Codable, Sendable {
  struct Latency: Codable, Sendable {
    var operation: String
    var count: Int
    var min: Double
    var mean: Double
    var p50: Double
    var p90: Double
    var p95: Double
    var p99: Double
    var p999: Double
    var max: Double
  }

  struct Second: Codable, Sendable {
    /// Since the end of the warm-up.
    var second: Int
    var operations: Int
    var errors: Int
    /// Of what was answered in it; absent where nothing was.
    var p50: Double?
    var p99: Double?
  }

  struct Point: Codable, Sendable {
    var percentile: Double
    var microseconds: Double
  }

  var schema = 1
  var workload: String
  var endpoints: [String]
  var connections: Int
  var clients: Int
  /// `watch` only.
  var watchers: Int?
  /// Operations per second asked for; absent in a closed loop.
  var rate: Double?
  var keySize: Int
  var valueSize: Int
  var keys: Int
  var keyDistribution: String
  var consistency: String
  /// `mixed` only.
  var readRatio: Double?
  var warmupSeconds: Double
  /// From the end of the warm-up to the last answer.
  var seconds: Double
  /// Answered without an error.
  var operations: Int
  var operationsPerSecond: Double
  /// Events that reached a watcher, and per second; `watch` only.
  var watchEvents: Int?
  var watchEventsPerSecond: Double?
  /// How many of each kind.
  var errors: [String: Int]
  /// What the load itself costs on this side, of one core.
  var clientProcessorMicrosecondsPerOperation: Double
  var latencies: [Latency]
  /// The first entry's operation, from its fastest to its slowest.
  var distribution: [Point]
  var timeline: [Second]

  init(_ plan: BenchPlan, _ outcome: BenchRun.Outcome) {
    let recorder = outcome.recorder
    workload = plan.workload.rawValue
    endpoints = plan.endpoints.map(\.description)
    connections = plan.connections
    clients = plan.clients
    watchers = plan.workload == .watch ? plan.watchers : nil
    rate = plan.rate
    keySize = plan.keySize
    valueSize = plan.valueSize
    keys = plan.keys
    keyDistribution = plan.distribution.rawValue
    consistency = plan.consistency.rawValue
    readRatio = plan.workload == .mixed ? plan.readRatio : nil
    warmupSeconds = Self.seconds(plan.warmup)
    seconds = Self.seconds(outcome.elapsed)
    operations = recorder.operations
    operationsPerSecond = Double(recorder.operations) / seconds
    errors = recorder.errors
    for end in outcome.watchEnds { errors["watch ended: \(end)", default: 0] += 1 }
    let share = seconds / max(seconds + warmupSeconds, 1e-9)
    clientProcessorMicrosecondsPerOperation =
      recorder.operations == 0
      ? 0 : Self.seconds(outcome.processorTime) * 1e6 * share / Double(recorder.operations)
    latencies = Operation.allCases.compactMap { operation in
      recorder.latencies[operation.rawValue].map { Latency(operation, $0) }
    }
    distribution = recorder.latencies.lazy.compactMap { $0 }.first.map(Self.points) ?? []
    timeline = recorder.timeline.enumerated().map {
      Second(
        second: $0, operations: $1.operations, errors: $1.errors,
        p50: $1.latencies.map { Self.microseconds($0, at: 50) },
        p99: $1.latencies.map { Self.microseconds($0, at: 99) })
    }
    if plan.workload == .watch {
      let events = recorder.latencies[Operation.watchEvent.rawValue].map { Int($0.totalCount) } ?? 0
      watchEvents = events
      watchEventsPerSecond = Double(events) / seconds
    }
  }

  private static func seconds(_ time: TimeAmount) -> Double {
    Double(time.nanoseconds) / 1e9
  }

  private static func points(_ histogram: Histogram<UInt32>) -> [Point] {
    [0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 96, 97, 98, 99, 99.5, 99.9, 99.95, 99.99, 100]
      .map {
        Point(percentile: $0, microseconds: microseconds(histogram, at: $0))
      }
  }

  fileprivate static func microseconds(_ histogram: Histogram<UInt32>, at percentile: Double) -> Double {
    Double(histogram.valueAtPercentile(percentile)) / 1_000
  }
}

extension BenchReport.Latency {
  init(_ operation: Operation, _ histogram: Histogram<UInt32>) {
    func at(_ percentile: Double) -> Double { BenchReport.microseconds(histogram, at: percentile) }
    self.init(
      operation: operation.name, count: Int(histogram.totalCount), min: Double(histogram.min) / 1_000,
      mean: histogram.mean / 1_000, p50: at(50), p90: at(90), p95: at(95), p99: at(99), p999: at(99.9),
      max: Double(histogram.max) / 1_000)
  }
}
