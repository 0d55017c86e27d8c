internal import Bytes
internal import Configuration
internal import Keyspace
internal import Logging
internal import Member
internal import NIOCore
internal import Raft
internal import WriteAheadLog

/// One master: the real `Member` on a simulated platform, through its lives.
final class SimulatedMember {
  unowned let world: World
  let process: SimulatedProcess
  let configuration: MemberConfiguration
  let disk: MemberDisk
  private(set) var member: Member?
  private(set) var watches: WatchService?
  private var platform: SimulatedPlatform?
  /// Faults that let it end by itself.
  var mayFail: Set<Fault> = []
  var isPowered = true
  /// It has voted or may: all its peers know its data directory.
  private(set) var hasJoined = false
  /// The ID of its present data directory, or of the last one that it had.
  private(set) var lastID = MemberID(0)
  /// What its machine's cluster.conf says.
  private var settings: ClusterConfiguration
  private var random: SplitMix64

  init(
    _ world: World, process: SimulatedProcess, configuration: MemberConfiguration, disk: MemberDisk,
    random: SplitMix64
  ) {
    self.world = world
    self.process = process
    self.configuration = configuration
    self.disk = disk
    self.random = random
    settings = world.configuration
    if world.options.faults.contains(.mixedConfiguration) { changeSettings() }
  }

  /// A file is changed on one machine after the other, and read at the next start.
  private func changeSettings() {
    settings = world.options.mixed(world.configuration, &random)
  }

  var electionTimeout: Duration { settings.timing.electionTimeout }

  var name: String { configuration.name }
  var isRunning: Bool { process.isRunning }
  /// It runs, and doesn't wait with damaged data for the others.
  var isServing: Bool { isRunning && member != nil }

  func start() {
    guard !process.isRunning else { return }
    isPowered = true
    process.begin()
    let life = process.life
    let me = Unchecked(self)
    if world.options.faults.contains(.mixedConfiguration), random.chance(0.3) {
      changeSettings()
      world.coverage.reach(.configurationChanged)
    }
    world.tell(name, "starts")
    let platform = SimulatedPlatform(
      process, disk: disk, durations: world.durations, seed: random.next())
    self.platform = platform
    // A thread that copied a snapshot may still have the last life's LMDB open, and would, when it closes it,
    // clear this one's readers away: they are of one process.
    Files.remove(disk.directory + "/keyspace/lock.mdb")
    open(
      Member.Options(
        configuration: settings, member: configuration, dataDirectory: disk.directory,
        logger: world.logger(of: self), seed: random.next(),
        onFatal: { error in
          let owner = me.value
          owner.world.timeline.plan(at: owner.world.now, for: owner.process, life: life) {
            owner.failed(error)
          }
        }), on: platform)
  }

  /// As `Member.start` does it.
  private func open(
    _ options: Member.Options, on platform: SimulatedPlatform, settingAside found: DamageToSetAside? = nil
  ) {
    do {
      let made = try Member(options, on: platform, settingAside: found)
      member = made
      world.invariants.started(self, made)
      if let recovered = platform.recovered { world.promises.restarted(self, made, recovered) }
      _ = made.startPeers()
      watches = WatchService(world, self, made, platform.eventLoop)
    } catch let damage as DamageToSetAside {
      world.tell(name, "asks the others: \(damage)")
      world.coverage.reach(.damageWaited)
      if case StoreError.corrupt = damage.cause { world.coverage.reach(.keyspaceRotAtStart) }
      PeerInquiry(options, damage, on: platform).start { [unowned self] isEnough in
        if isEnough { open(options, on: platform, settingAside: damage) }
      }
    } catch {
      failed(error)
    }
  }

  /// It ended by its own decision, or could not start.
  private func failed(_ error: any Error) {
    world.tell(name, "ends: \(error)")
    if error is DamagedInUse {
      explain("it ended by itself: \(error)", by: Fault.damaging)
      if "\(error)".hasPrefix("the keyspace on disk is damaged") {
        world.coverage.reach(.keyspaceRotInUse)
      }
      // Whoever watches over the process starts it again, which nothing else may be about to do.
      world.timeline.plan(after: 2_000_000_000) { [self] in start() }
    } else if let log = error as? LogError {
      failed(log)
    } else {
      world.violated("UnexpectedEnd", "\(name) ended by itself: \(error)")
    }
    end(silently: false)
  }

  private func failed(_ error: LogError) {
    switch error {
    case .incompatible: explain("it ended by itself: \(error)", by: Fault.damaging)
    case .io, .outOfSpace:
      world.coverage.reach(.failedSync)
      explain("it ended by itself: \(error)", by: [.syncFailure, .diskFull])
    default: world.violated("UnexpectedEnd", "\(name) ended by itself: \(error)")
    }
  }

  /// What must not happen to a member that no fault has cost anything.
  func explain(_ what: String, by faults: Set<Fault>) {
    guard mayFail.isDisjoint(with: faults) else { return }
    world.violated("UnexpectedEnd", "\(name): \(what), and no fault explains it")
  }

  /// kill -9: the kernel lives, and closes the connections.
  func kill() {
    guard isRunning else { return }
    world.tell(name, "is killed")
    platform?.crash()
    disk.log.killed()
    end(silently: false)
  }

  /// The machine goes: what was not synced may be gone, and nobody is told.
  func cutPower() {
    isPowered = false
    world.tell(name, "loses power")
    if isRunning { platform?.crash() }
    disk.log.powerCut(keeping: [0, 0.5, 0.9][random.below(3)], &random)
    if isRunning { end(silently: true) }
  }

  func loseData() {
    world.promises.forget(self)
    disk.log.erase()
    Files.remove(disk.directory)
  }

  /// Nanoseconds for which applying has waited for room; nil: it doesn't.
  var applyBlockedFor: UInt64? {
    platform?.checkpointer?.blockedSince.map { world.now - $0 }
  }

  /// Whether the cluster counts on what it has now: the leader has it as a voter, under its present ID.
  var isVoter: Bool {
    guard let member, let leader = world.leader?.member else { return false }
    return leader.status.members.contains { $0.id == member.identity.memberID && !$0.isLearner }
  }

  func noteJoining() {
    guard let member else { return }
    lastID = member.identity.memberID
    if member.mayVote { hasJoined = true }
  }

  func jumpClock(by nanoseconds: UInt64) {
    world.jumped += nanoseconds
    process.clock.jump(by: nanoseconds)
    (platform?.eventLoop as? SimulatedEventLoop)?.clockChanged()
  }

  func dismantle() {
    if isRunning { end(silently: true) }
  }

  private func end(silently: Bool) {
    disk.log.fuse = nil
    watches?.end()
    watches = nil
    world.network.died(process, silently: silently)
    process.die()
    member?.abandon()
    member = nil
    platform = nil
    world.memberEnded(self, silently: silently)
  }
}
