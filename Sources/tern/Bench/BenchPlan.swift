import EtcdClient
import NIOCore

/// What a benchmark does: the command line, checked.
struct BenchPlan: Sendable {
  enum Workload: String, Sendable, CaseIterable {
    case put, range, txn, watch, mixed, lease
  }

  enum KeyDistribution: String, Sendable, CaseIterable {
    case sequential, uniform, zipfian
  }

  enum Consistency: String, Sendable, CaseIterable {
    case linearizable, serializable
  }

  enum Extent: Hashable, Sendable {
    /// How long to measure.
    case duration(TimeAmount)
    /// How many operations to measure.
    case total(Int)
  }

  var workload: Workload
  var endpoints: [Endpoint]
  /// Connection i goes to endpoint i modulo their number, and on to the next one when it ends.
  var connections: Int
  /// Each has at most one operation under way, on a connection that stays its own.
  var clients: Int
  var watchers: Int
  /// Operations that arrive per second, however slowly they are answered; nil is a closed loop.
  var rate: Double?
  var keySize: Int
  var valueSize: Int
  var keys: Int
  var distribution: KeyDistribution
  var consistency: Consistency
  /// Reads among mixed operations, 0…1.
  var readRatio: Double
  var extent: Extent
  var warmup: TimeAmount
  var timeout: TimeAmount
  var threads: Int
  var seed: UInt64
  var preloads: Bool

  var needsPreload: Bool {
    switch workload {
    case .range, .mixed: preloads
    case .put, .txn, .watch, .lease: false
    }
  }
}

/// What is counted and timed apart.
enum Operation: Int, Sendable, CaseIterable {
  case put, range, txn, leaseGrant, leaseRevoke, watchEvent

  var name: String {
    switch self {
    case .put: "put"
    case .range: "range"
    case .txn: "txn"
    case .leaseGrant: "lease grant"
    case .leaseRevoke: "lease revoke"
    case .watchEvent: "watch event"
    }
  }
}
