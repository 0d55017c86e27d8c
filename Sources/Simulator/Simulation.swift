internal import Checkers
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// What one seed came to.
package struct SimulationOutcome: Sendable {
  package var options: SimulationOptions
  package var violations: [String]
  /// The last events before the end; empty when all went well.
  package var story: [String]
  package var simulatedSeconds: Double
  package var events: UInt64
  package var operations: Int
  package var acknowledged: Int
  package var revisions: Int
  package var faults: [Fault: Int]
  package var coverage: Coverage
  /// Tells runs apart that are not the same: equal for equal seeds.
  package var fingerprint: UInt64
}

/// One run: faults for a while (safety), then none for a majority (liveness), then the judgement of what the
/// clients saw.
package enum Simulation {
  private static let second: UInt64 = 1_000_000_000
  private static let numbers = Atomic<UInt64>(0)

  /// `folder` is a directory in memory for LMDB's files. `echo` is given each line of the story.
  package static func run(
    _ options: SimulationOptions, folder: String, storyLines: Int = 0, echo: ((String) -> Void)? = nil
  ) throws -> SimulationOutcome {
    let number = numbers.wrappingAdd(1, ordering: .relaxed).newValue
    let own = "\(folder)/tern-simulation-\(getpid())-\(number)"
    defer { Files.remove(own) }
    let story = Story(limit: storyLines)
    story.echo = echo
    let world = try World(options, folder: own, story: story)
    for member in world.members { member.start() }
    for client in world.clients { client.start() }
    for watcher in world.watchers { watcher.start() }
    world.nemesis.start()
    run(world, for: UInt64(options.seconds) * second)
    if world.violations.isEmpty { Liveness.check(world) }
    let watches = Liveness.finish(world)
    if world.violations.isEmpty { judge(world, watches) }
    defer { world.dismantle() }
    return SimulationOutcome(
      options: options, violations: world.violations.found.map(\.description),
      story: world.violations.isEmpty ? [] : story.last,
      simulatedSeconds: Double(world.now) / Double(second), events: world.timeline.eventCount,
      operations: world.recorder.operations.count,
      acknowledged: world.recorder.operations.count { if case .ok = $0.outcome { true } else { false } },
      revisions: world.truth.commits.count, faults: world.nemesis.counts, coverage: world.coverage,
      fingerprint: world.timeline.eventCount &* 0x9E37_79B9_7F4A_7C15
        ^ UInt64(truncatingIfNeeded: world.truth.commits.count) ^ world.recorder.fingerprint)
  }

  static func run(_ world: World, for duration: UInt64) {
    let end = world.now + duration
    while world.violations.isEmpty, world.step(until: end) {}
  }

  private static func judge(_ world: World, _ watches: [History.Watch]) {
    let history = History(
      operations: world.recorder.operations, commits: world.truth.commits, watches: watches)
    var options = HistoryChecker.Options()
    options.lease = LeaseChecker.Options(
      drift: world.options.faults.contains(.clockDrift) ? 2 * SimulatedClock.maxDrift : 0,
      slack: Int64(world.jumped))
    for violation in HistoryChecker.check(history, options) {
      world.violated(violation.checker, violation.description)
    }
  }
}
