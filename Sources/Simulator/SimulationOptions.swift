internal import Bytes
internal import Configuration

/// What one run is. All of it follows from the seed, unless it is changed by hand or by the shrinker.
package struct SimulationOptions: Sendable, Hashable {
  package var seed: UInt64
  package var members: Int
  package var clients: Int
  package var watchers: Int
  package var keys: Int
  /// Simulated seconds with faults, before they stop.
  package var seconds: Int
  package var faults: Set<Fault>
  /// Mean milliseconds between two faults.
  package var faultInterval: Int
  /// The first faults to happen, for the shrinker; nil: all.
  package var maxFaults: Int?
  /// Mean milliseconds that a client waits between two calls.
  package var thinkTime: Int
  package var heartbeatMilliseconds: Int
  package var electionMilliseconds: Int
  package var latencyMicroseconds: Int
  package var logSegmentBytes: Int
  package var logKeepEntries: Int
  package var deltaBytes: Int
  package var snapshotChunkBytes: Int
  package var maxUncommittedBytes: Int
  package var maxMessageBytes: Int
  /// The share of values that are up to 3,000 bytes long.
  package var longValues: Double

  /// Each seed has its own mix of faults and sizes: a run without one fault reaches what it would have hidden
  /// (swarm testing, Groce et al., 2012).
  package init(seed: UInt64) {
    var random = SplitMix64(seed: SplitMix64.mixed(seed ^ 0x7465_726E))
    func pick<T>(_ choices: [T]) -> T { choices[random.below(choices.count)] }
    self.seed = seed
    members = pick([3, 3, 3, 3, 5, 1])
    clients = pick([2, 5, 5, 8])
    watchers = pick([0, 1, 2, 3])
    keys = pick([1, 3, 8, 30])
    seconds = pick([20, 40, 60])
    let share = pick([0.1, 0.3, 0.6])
    faults = []
    for fault in Fault.allCases where random.chance(share) { faults.insert(fault) }
    faultInterval = pick([300, 1000, 4000])
    maxFaults = nil
    thinkTime = pick([30, 300, 300, 1000, 1000, 2000])
    if thinkTime == 30 { seconds = 10 }
    let timing = pick([(20, 100), (50, 300), (100, 1000), (100, 1000), (500, 3000)])
    heartbeatMilliseconds = timing.0
    electionMilliseconds = timing.1
    latencyMicroseconds = min(pick([50, 200, 1000, 5000]), timing.0 * 1000 / 10)
    let limits = Self.drawLimits(&random)
    logSegmentBytes = limits.logSegmentBytes
    logKeepEntries = limits.logKeepEntries
    deltaBytes = limits.deltaBytes
    snapshotChunkBytes = limits.snapshotChunkBytes
    maxUncommittedBytes = limits.maxUncommittedBytes
    maxMessageBytes = pick([1, 512, 1 << 20])
    longValues = pick([0.02, 0.02, 0.3])
  }

  private static func drawLimits(_ random: inout SplitMix64) -> Limits {
    func pick<T>(_ choices: [T]) -> T { choices[random.below(choices.count)] }
    var limits = Limits()
    limits.logSegmentBytes = pick([32 << 10, 128 << 10])
    limits.logKeepEntries = pick([0, 5, 50, 1000])
    limits.deltaBytes = pick([8 << 10, 64 << 10, 1 << 20])
    limits.snapshotChunkBytes = pick([4 << 10, 64 << 10])
    limits.maxUncommittedBytes = pick([4 << 10, 1 << 20])
    return limits
  }

  /// Those that members may differ in.
  var limits: Limits {
    var limits = Limits()
    limits.logSegmentBytes = logSegmentBytes
    limits.logKeepEntries = logKeepEntries
    limits.deltaBytes = deltaBytes
    limits.snapshotChunkBytes = snapshotChunkBytes
    limits.maxUncommittedBytes = maxUncommittedBytes
    return limits
  }

  /// One member's own view of the common file: other limits, and ticks up to twice as long. Each file by itself
  /// is one that members take.
  func mixed(_ common: ClusterConfiguration, _ random: inout SplitMix64) -> ClusterConfiguration {
    var configuration = common
    configuration.limits = Self.drawLimits(&random)
    configuration.limits.maxMessageBytes = common.limits.maxMessageBytes
    configuration.limits.maxRequestBytes = common.limits.maxRequestBytes
    let heartbeat = heartbeatMilliseconds + random.below(heartbeatMilliseconds + 1)
    let election = electionMilliseconds + random.below(electionMilliseconds + 1)
    configuration.timing = Timing(
      heartbeatInterval: .milliseconds(heartbeat),
      electionTimeout: .milliseconds(max(election, 5 * heartbeat)))
    return configuration
  }
}
