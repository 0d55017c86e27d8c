import Simulator
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Runs seeds, several at once, and gathers what they came to.
struct SimulateRun: Sendable {
  private static let storyLines = 200
  var folder: String
  var adjust: @Sendable (inout SimulationOptions) -> Void

  func options(_ seed: UInt64) -> SimulationOptions {
    var options = SimulationOptions(seed: seed)
    adjust(&options)
    return options
  }

  /// One seed, made smaller if it fails and `shrinks`.
  func one(_ seed: UInt64, tells: Bool, shrinks: Bool) throws -> SimulateReport {
    var report = SimulateReport()
    var outcome = try Simulation.run(
      options(seed), folder: folder, storyLines: Self.storyLines,
      echo: tells ? { StandardError.print($0) } : nil)
    if shrinks, !outcome.violations.isEmpty {
      outcome = try Shrinker.shrink(outcome) { options in
        StandardError.print("trying \(Shrinker.describe(options))")
        return try Simulation.run(options, folder: folder)
      }
      report.shrunk = Shrinker.describe(outcome.options)
    }
    report.add(outcome)
    report.finish(cpuSeconds: Self.cpuSeconds())
    return report
  }

  func many(first: UInt64, count: UInt64, jobs: Int, seconds: Int?, stopAfter: Int = 20) async throws
    -> SimulateReport
  {
    let shared = Shared(stopAfter: stopAfter)
    let end = seconds.map { Self.now() + Double($0) } ?? .infinity
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<jobs {
        group.addTask {
          while Self.now() < end, let seed = shared.next(first: first, count: count) {
            var outcome = try Simulation.run(options(seed), folder: folder)
            if !outcome.violations.isEmpty {
              // The same again, and this time it is told.
              outcome = try Simulation.run(options(seed), folder: folder, storyLines: Self.storyLines)
            }
            shared.add(outcome)
          }
        }
      }
      try await group.waitForAll()
    }
    return shared.report(cpuSeconds: Self.cpuSeconds())
  }

  private final class Shared: Sendable {
    private let stopAfter: Int

    init(stopAfter: Int) {
      self.stopAfter = stopAfter
    }

    private let state = Mutex((next: UInt64(0), report: SimulateReport(), told: 0.0))

    func next(first: UInt64, count: UInt64) -> UInt64? {
      state.withLock { state in
        guard state.next < count, state.report.failures.count < stopAfter else { return nil }
        defer { state.next += 1 }
        return first + state.next
      }
    }

    func add(_ outcome: SimulationOutcome) {
      state.withLock { state in
        state.report.add(outcome)
        if !outcome.violations.isEmpty {
          StandardError.print("seed \(outcome.options.seed): \(outcome.violations[0])")
        }
        let now = SimulateRun.now()
        guard now - state.told > 10 else { return }
        state.told = now
        StandardError.print(state.report.progress(cpuSeconds: SimulateRun.cpuSeconds()))
      }
    }

    func report(cpuSeconds: Double) -> SimulateReport {
      state.withLock { state in
        state.report.finish(cpuSeconds: cpuSeconds)
        return state.report
      }
    }
  }

  static func now() -> Double { seconds(CLOCK_MONOTONIC) }
  static func cpuSeconds() -> Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
