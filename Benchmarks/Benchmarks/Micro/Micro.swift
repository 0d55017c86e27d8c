import Benchmark

/// Where a name says "each", the figures are per operation and a sample is a thousand of them.
let benchmarks: @Sendable () -> Void = {
  commandCodecBenchmarks()
  raftBenchmarks()
  logBenchmarks()
  applyBenchmarks()
  rangeBenchmarks()
  http2Benchmarks()
  hpackBenchmarks()
}

extension Benchmark.Configuration {
  /// For what takes microseconds: a sample is a thousand operations, and figures are per operation. Processor
  /// time is left out because it is counted in hundredths of a second.
  static var each: Self {
    Self(metrics: [.wallClock, .throughput], scalingFactor: .kilo, maxDuration: .seconds(2))
  }

  /// For what takes as long as the disk does.
  static var whole: Self {
    Self(metrics: [.wallClock, .throughput], maxDuration: .seconds(2))
  }
}
