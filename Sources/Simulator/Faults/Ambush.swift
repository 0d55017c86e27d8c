internal import Bytes

/// A fault that waits for the worst moment: in the middle of a write, of an election, of a snapshot's arrival.
/// Faults at random times hardly ever meet those few microseconds.
final class Ambush {
  enum Moment: CaseIterable {
    case write, election, leadership, snapshot
  }

  enum Strike: CaseIterable {
    case kill, powerCut, powerCutAll, isolate
  }

  private struct Laid {
    let moment: Moment
    let strike: Strike
    /// Moments to let pass.
    var spared: Int
    /// How often it is laid again.
    var repeats: Int
    var random: SplitMix64
  }

  private unowned let world: World
  private var laid: Laid?
  private var isAbandoned = false

  init(_ world: World) {
    self.world = world
  }

  /// nil: any.
  func lay(_ random: inout SplitMix64, _ strike: Strike? = nil, at moment: Moment? = nil) {
    laid = Laid(
      moment: moment ?? Moment.allCases[random.below(Moment.allCases.count)],
      strike: strike ?? Strike.allCases[random.below(Strike.allCases.count)],
      spared: random.below(4), repeats: random.chance(0.5) ? 0 : random.below(6), random: random.split())
  }

  /// Nothing strikes any more, not even what has been noticed.
  func abandon() {
    isAbandoned = true
    laid = nil
  }

  /// `duration`: nanoseconds that it is going to take.
  func noticed(_ moment: Moment, _ member: SimulatedMember, within duration: UInt64 = 2_000_000) {
    guard var ambush = laid, ambush.moment == moment else { return }
    guard ambush.spared == 0 else {
      laid?.spared -= 1
      return
    }
    laid = nil
    if ambush.repeats > 0 {
      laid = Laid(
        moment: moment, strike: ambush.strike, spared: 0, repeats: ambush.repeats - 1,
        random: ambush.random.split())
    }
    world.timeline.plan(after: ambush.random.next() % max(duration, 1)) { [self] in
      strike(ambush.strike, member, &ambush.random)
    }
  }

  private func strike(_ strike: Strike, _ member: SimulatedMember, _ random: inout SplitMix64) {
    guard member.isRunning, !isAbandoned else { return }
    world.coverage.reach(.ambushed)
    switch strike {
    case .kill:
      member.kill()
      world.nemesis.restart(member, &random)
    case .powerCut: _ = world.nemesis.cutPower([member], &random)
    case .powerCutAll: _ = world.nemesis.cutPower(world.members, &random)
    case .isolate: world.nemesis.partition(.isolateLeader, &random)
    }
  }
}
