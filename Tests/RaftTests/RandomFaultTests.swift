import Raft
import Testing

@Suite("Under random faults")
struct RandomFaultTests {
  /// One life of a cluster: faults for a while, then none. Gives what went wrong.
  static func live(members: Int, voters: Int? = nil, seed: UInt64, rounds: Int = 30) -> [String] {
    var world = World(members: members, voters: voters, seed: seed)
    world.lossPercent = [0, 2, 20][Int(world.random.below(3))]
    world.delay = [1_000_000, 5_000_000, 60_000_000][Int(world.random.below(3))]
    for _ in 0..<rounds where world.violations.isEmpty { disturb(&world) }
    world.checkLogs()
    guard world.violations.isEmpty else { return world.violations }

    world.heal()
    for id in world.ids { world.restart(id) }
    world.lossPercent = 0
    world.delay = 1_000_000
    world.run(for: 1_500_000_000)
    guard let leader = world.leader else { return ["no leader after healing"] }
    let before = world.nodes[leader]!.raft.commitIndex
    world.propose(3, on: leader)
    let answered = world.readsAnswered
    for id in world.ids { world.read(on: id) }
    world.run(for: 500_000_000)
    let after = world.nodes[leader]!.raft.commitIndex
    if after < before + 3 { world.violations.append("nothing commits after healing: \(before) to \(after)") }
    if world.readsAnswered == answered { world.violations.append("no reads after healing") }
    for member in world.nodes[leader]!.raft.membership.all {
      let node = world.nodes[member]!
      if node.applied != after { world.violations.append("\(member) applied \(node.applied) of \(after)") }
    }
    world.checkLogs()
    return world.violations
  }

  static func disturb(_ world: inout World) {
    let any = world.ids[Int(world.random.below(UInt64(world.ids.count)))]
    switch world.random.below(14) {
    case 0, 1: world.crash(any)
    case 2, 3, 4: world.restart(any)
    case 5: world.isolate([any])
    case 6: world.isolate(Set(world.ids.prefix(1 + Int(world.random.below(2)))))
    case 7: world.heal()
    case 8: world.checkpoint(any)
    case 9:
      world.step(.transferLeadership(to: world.random.below(2) == 0 ? nil : any), on: world.leader ?? any)
    case 10:
      // A power cut: everyone loses what was not durable.
      for id in world.ids { world.crash(id) }
      for id in world.ids { world.restart(id) }
    case 11, 12: changeMembership(&world, any)
    default: world.step(.connectionClosed(world.leader ?? any), on: any)
    }
    let diskPercent: UInt64 = [1, 5, 30, 90][Int(world.random.below(4))]
    for _ in 0..<4 {
      if let leader = world.leader { world.propose(1 + Int(world.random.below(4)), on: leader) }
      world.read(on: world.ids[Int(world.random.below(UInt64(world.ids.count)))])
      world.run(for: 5_000_000 + world.random.below(40_000_000), diskPercent: diskPercent)
    }
  }

  static func changeMembership(_ world: inout World, _ any: MemberID) {
    guard let leader = world.leader else { return }
    let membership = world.nodes[leader]!.raft.membership
    let change: MembershipChange
    if membership.learners.contains(any) {
      change = .promote(any)
    } else if !membership.contains(any) {
      change = .addLearner(any)
    } else if membership.voters.count > 2 {
      change = .remove(any)
    } else {
      return
    }
    world.nextRequest += 1
    world.step(.changeMembership(change, id: world.nextRequest), on: leader)
  }

  @Test("three members stay safe and come back", arguments: UInt64(0)..<12)
  func three(block: UInt64) {
    for seed in block * 10..<block * 10 + 10 {
      #expect(Self.live(members: 3, seed: seed) == [], "seed \(seed)")
    }
  }

  @Test("five members stay safe and come back", arguments: UInt64(0)..<10)
  func five(block: UInt64) {
    for seed in block * 5..<block * 5 + 5 {
      #expect(Self.live(members: 5, voters: 3, seed: 50_000 + seed) == [], "seed \(50_000 + seed)")
    }
  }
}
