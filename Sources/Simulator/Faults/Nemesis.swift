internal import Bytes
internal import Member
internal import Raft

/// Brings about the faults of a run, one after the other, and takes those back that last a while.
final class Nemesis {
  private static let second: UInt64 = 1_000_000_000
  private unowned let world: World
  private let options: SimulationOptions
  private let faults: [Fault]
  private var random: SplitMix64
  private var injected = 0
  private var isStopped = false
  /// Members whose data a fault may have cost, and the IDs that they had then; never more than a minority. They are
  /// out of danger when the cluster counts on them under another ID.
  private var endangered: [Int: Set<MemberID>] = [:]
  private(set) var counts: [Fault: Int] = [:]
  private(set) lazy var ambush = Ambush(world)

  init(_ world: World, options: SimulationOptions, random: SplitMix64) {
    self.world = world
    self.options = options
    self.random = random
    faults = Fault.allCases.filter(options.faults.contains)
  }

  func start() {
    applyStanding()
    planNext()
  }

  func stop() {
    noteReplaced()
    isStopped = true
    ambush.abandon()
  }

  /// Those that last as long as the run.
  private func applyStanding() {
    if options.faults.contains(.lossyNetwork) {
      world.network.options.loss = 0.02
      world.network.options.duplication = 0.02
      world.network.options.reordering = 0.05
      counts[.lossyNetwork] = 1
    }
    if options.faults.contains(.narrowNetwork) {
      world.network.options.bandwidth = 200_000
      counts[.narrowNetwork] = 1
    }
    for fault in [Fault.clockDrift, .mixedConfiguration] where options.faults.contains(fault) {
      counts[fault] = 1
    }
  }

  private func planNext() {
    guard !faults.isEmpty else { return }
    let mean = UInt64(options.faultInterval) * 1_000_000
    world.timeline.plan(after: 1 + random.next() % (2 * mean)) { [self] in
      guard !isStopped, injected < options.maxFaults ?? .max else { return }
      injected += 1
      // Each fault has numbers of its own, so that leaving the last ones out changes nothing of those before.
      var own = random.split()
      let fault = faults[own.below(faults.count)]
      if inject(fault, &own) { counts[fault, default: 0] += 1 }
      planNext()
    }
  }

  private func after(_ mean: UInt64, _ random: inout SplitMix64, _ undo: @escaping () -> Void) {
    world.timeline.plan(after: mean / 4 + random.next() % (mean * 3 / 2)) { [self] in
      if !isStopped { undo() }
    }
  }

  private func member(_ random: inout SplitMix64) -> SimulatedMember {
    world.members[random.below(world.members.count)]
  }

  private func inject(_ fault: Fault, _ random: inout SplitMix64) -> Bool {
    switch fault {
    case .kill:
      let victim = random.chance(0.5) ? world.leader ?? member(&random) : member(&random)
      guard victim.isRunning else { return false }
      victim.kill()
      restart(victim, &random)
    case .powerCut where random.chance(0.5): ambush.lay(&random, .powerCut, at: .write)
    case .powerCut: return cutPower([member(&random)], &random)
    case .powerCutAll: return cutPower(world.members, &random)
    case .pause:
      let victim = random.chance(0.5) ? world.leader ?? member(&random) : member(&random)
      guard victim.isRunning, !victim.process.isPaused else { return false }
      world.coverage.reach(.paused)
      world.tell(victim.name, "is paused")
      victim.process.pause()
      let process = victim.process
      let life = process.life
      after(2 * Self.second, &random) { if process.life == life { process.resume() } }
    case .partition, .oneWay, .isolateLeader, .partial, .flapping: partition(fault, &random)
    case .reset:
      let (one, other) = (member(&random).process.machine, member(&random).process.machine)
      guard one != other else { return false }
      world.coverage.reach(.connectionReset)
      world.tell("network", "resets \(one)-\(other)")
      world.network.reset(one, other)
    case .slowPath:
      let path = Network.Path(from: random.below(world.machines), to: random.below(world.members.count))
      world.network.slow(path, by: UInt64(1 + random.below(300)) * 1_000_000)
      after(3 * Self.second, &random) { [world] in world.network.slow(path, by: 0) }
    case .lossyNetwork, .narrowNetwork, .clockDrift, .mixedConfiguration: return false
    case .diskStall: member(&random).disk.stallOnce(UInt64(1 + random.below(4000)) * 1_000_000)
    case .syncFailure, .bitRot, .misdirectedWrite, .loseData: return damage(fault, &random)
    case .diskFull: fillDisk(&random)
    case .clockJump:
      world.coverage.reach(.clockJumped)
      member(&random).jumpClock(by: UInt64(1 + random.below(5000)) * 1_000_000)
    case .transfer: return world.transferLeadership(random.next())
    case .ambush: ambush.lay(&random)
    }
    return true
  }

  /// The log's disk, the keyspace's, or one that has both.
  private func fillDisk(_ random: inout SplitMix64) {
    let choice = random.below(3)
    let victim = random.chance(0.5) ? world.leader ?? member(&random) : member(&random)
    if choice != 1 {
      victim.mayFail.insert(.diskFull)
      victim.disk.log.space = random.below(options.logSegmentBytes * 3)
      world.coverage.reach(.diskFull)
    }
    if choice != 0 { victim.disk.isKeyspaceFull = true }
    world.tell(victim.name, "has a full disk (\(["the log's", "the keyspace's", "both"][choice]))")
    // A leader whose keyspace waits hands over after two seconds; its Delta must have filled before.
    after((choice == 0 ? 4 : 8) * Self.second, &random) {
      victim.disk.log.space = .max
      victim.disk.isKeyspaceFull = false
    }
  }

  func cutPower(_ victims: [SimulatedMember], _ random: inout SplitMix64) -> Bool {
    for victim in victims { victim.cutPower() }
    for victim in victims { restart(victim, &random) }
    return true
  }

  /// Soon enough, now and then, that what it was part of is still going on.
  func restart(_ victim: SimulatedMember, _ random: inout SplitMix64) {
    after(random.chance(0.3) ? Self.second / 50 : 2 * Self.second, &random) { victim.start() }
  }

  func partition(_ fault: Fault, _ random: inout SplitMix64) {
    world.coverage.reach(.partitioned)
    let count = world.members.count
    var paths: [Network.Path] = []
    func cut(_ one: Int, _ other: Int, bothWays: Bool = true) {
      paths.append(Network.Path(from: one, to: other))
      if bothWays { paths.append(Network.Path(from: other, to: one)) }
    }
    switch fault {
    case .oneWay: cut(random.below(count), random.below(count), bothWays: false)
    case .isolateLeader:
      let leader = (world.leader ?? member(&random)).process.machine
      let withClients = random.chance(0.3)
      // A closed connection tells the others that the leader is dead, while it lives.
      if random.chance(0.5) {
        for other in 0..<count where other != leader { world.network.reset(leader, other) }
      }
      for other in 0..<(withClients ? world.machines : count) where other != leader { cut(leader, other) }
    case .partial: cut(random.below(count), random.below(count))
    default:
      // Two sides, with the clients on any.
      let sides = (0..<world.machines).map { _ in random.chance(0.5) }
      for one in 0..<world.machines {
        for other in 0..<one where sides[one] != sides[other] { cut(one, other) }
      }
    }
    let flaps = fault == .flapping ? 1 + random.below(8) : 1
    flap(paths, flaps, &random)
  }

  private func flap(_ paths: [Network.Path], _ times: Int, _ random: inout SplitMix64) {
    world.tell("network", "cut: \(paths.map { "\($0.from)→\($0.to)" }.joined(separator: " "))")
    for path in paths { world.network.cut(path) }
    var own = random.split()
    after(times > 1 ? Self.second / 5 : 3 * Self.second, &random) { [self] in
      world.tell("network", "healed")
      for path in paths { world.network.heal(path) }
      guard times > 1 else { return }
      after(Self.second / 5, &own) { [self] in
        var next = own
        flap(paths, times - 1, &next)
      }
    }
  }

  private func noteReplaced() {
    for (index, before) in endangered {
      let owner = world.members[index]
      guard let id = owner.member?.identity.memberID, !before.contains(id), owner.isVoter else { continue }
      world.coverage.reach(.lostMemberReplaced)
      endangered[index] = nil
      owner.mayFail.subtract(Fault.damaging.union([.loseData]))
    }
  }

  /// What may cost a member its data.
  private func damage(_ fault: Fault, _ random: inout SplitMix64) -> Bool {
    noteReplaced()
    let victim = member(&random)
    let index = victim.process.machine
    guard endangered[index] != nil || endangered.count < (world.members.count - 1) / 2 else { return false }
    // A cluster is founded by all its members together: until then the loss of one is the loss of all.
    guard fault == .syncFailure || world.members.allSatisfy(\.hasJoined) else { return false }
    // A directory that came in place of a damaged one may be damaged in its turn, and show it only later.
    if fault != .syncFailure { endangered[index, default: []].insert(victim.lastID) }
    victim.mayFail.insert(fault)
    switch fault {
    case .syncFailure:
      victim.disk.log.failsNextSync = true
    case .bitRot: rot(victim, &random)
    case .misdirectedWrite:
      world.tell(victim.name, "finds a write in the wrong place")
      victim.kill()
      world.promises.forget(victim)
      victim.disk.log.misdirect(&random)
    default:
      world.tell(victim.name, "loses its data")
      victim.kill()
      victim.loseData()
    }
    after(2 * Self.second, &random) { victim.start() }
    return true
  }

  /// The log, or the keyspace between two lives or in use.
  private func rot(_ victim: SimulatedMember, _ random: inout SplitMix64) {
    let isLog = random.chance(0.5)
    let isInUse = !isLog && random.chance(0.3)
    world.tell(victim.name, isLog ? "rots" : "rots in its keyspace")
    if !isInUse { victim.kill() }
    if isLog {
      world.promises.forget(victim)
      victim.disk.log.rot(&random)
    } else {
      // What it has promised is in the log, which is whole.
      victim.disk.rotKeyspace(isInUse && victim.isRunning ? .values : .anything, &random)
    }
  }
}
