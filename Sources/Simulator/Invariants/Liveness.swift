internal import Checkers
internal import Keyspace
internal import Member

/// Once the faults stop for a majority, it must serve again, and soon; what it was asked must end.
enum Liveness {
  private static let second: UInt64 = 1_000_000_000

  /// The faults stop. Members that lost their data come back too, from the others, which are a majority.
  static func check(_ world: World) {
    world.nemesis.stop()
    world.tell("nemesis", "stops")
    world.network.healAll()
    for member in world.members {
      member.process.resume()
      member.disk.log.space = .max
      member.disk.isKeyspaceFull = false
      member.disk.log.failsNextSync = false
      member.start()
    }
    // A connection into a cut path gives up after two seconds, and a stalled disk has up to four to go.
    Simulation.run(world, for: 7 * second)
    for member in world.members { member.start() }
    let slowest = world.members.map(\.electionTimeout).max() ?? .zero
    let end = world.now + 5 * UInt64(slowest / .nanoseconds(1)) + 2 * second
    while world.violations.isEmpty, world.leader == nil, world.step(until: end) {}
    guard world.violations.isEmpty else { return }
    if world.leader == nil {
      return world.violated("Liveness", "no leader within five election timeouts after the faults ended")
    }
    world.coverage.reach(.livenessReached)
    for client in world.clients { client.stop() }
    Simulation.run(world, for: 8 * second)
    for client in world.clients {
      if let since = client.underWay {
        world.violated("Liveness", "a call from \(since / 1_000_000) ms on has not ended")
      }
    }
    converge(world)
  }

  /// All have applied the same in the end, and are voters.
  private static func converge(_ world: World) {
    let end = world.now + 60 * second
    func applied() -> Set<UInt64> {
      Set(world.members.map { $0.member?.keyspace.position.appliedIndex ?? 0 })
    }
    func areTogether() -> Bool { applied().count == 1 && world.members.allSatisfy(\.isVoter) }
    while world.violations.isEmpty, !areTogether() {
      // Damage may show only when what is damaged is read.
      for member in world.members where !member.isRunning { member.start() }
      guard world.step(until: end) else { break }
    }
    world.nemesis.stop()
    guard world.violations.isEmpty, !areTogether() else { return }
    let outsiders = world.members.filter { !$0.isVoter }.map(\.name)
    world.violated(
      "Liveness",
      "members stay apart at the applied indexes \(applied().sorted()); no voters are \(outsiders)")
  }

  static func finish(_ world: World) -> [History.Watch] {
    let last = world.truth.lastRevision
    let end = world.now + 20 * second
    func areThrough() -> Bool { world.watchers.allSatisfy { $0.delivered >= last } }
    while world.violations.isEmpty, !areThrough(), world.step(until: end) {}
    return world.watchers.flatMap { $0.stop(completeThrough: $0.delivered >= last ? last : nil) }
  }
}
