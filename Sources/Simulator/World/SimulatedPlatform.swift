internal import Bytes
internal import Keyspace
internal import Member
internal import NIOCore
internal import Raft
internal import WriteAheadLog

/// What one life of a simulated member runs on.
final class SimulatedPlatform: Platform, @unchecked Sendable {
  // Unchecked: used by the simulation's one thread.
  /// Nanoseconds that work takes, from the first up to the first and the second together.
  struct Durations {
    var logWrite: (UInt64, UInt64) = (300_000, 1_000_000)
    var logRead: (UInt64, UInt64) = (50_000, 500_000)
    var apply: (UInt64, UInt64) = (10_000, 60_000)
    var checkpoint: (UInt64, UInt64) = (1_000_000, 20_000_000)
    var other: (UInt64, UInt64) = (50_000, 1_000_000)
  }

  let eventLoop: any EventLoop
  let network: any PeerNetwork
  private let process: SimulatedProcess
  private let disk: MemberDisk
  private let durations: Durations
  private let logSeed: UInt64
  private var random: SplitMix64
  private(set) var checkpointer: SimulatedCheckpointer?
  private(set) var recovered: RecoveredLog?
  /// The log writer's present call ends in the middle when the process dies.
  private var crashLog: () -> Bool = { false }

  init(_ process: SimulatedProcess, disk: MemberDisk, durations: Durations, seed: UInt64) {
    self.process = process
    self.disk = disk
    self.durations = durations
    random = SplitMix64(seed: seed)
    logSeed = random.next()
    eventLoop = SimulatedEventLoop(process)
    network = ProcessNetwork(network: process.world.network, process: process)
  }

  func startWorker<Job: Sendable>(
    _ name: String, handle: @escaping ([Job]) -> WorkerPause?
  ) -> any Worker<Job> {
    let range: (UInt64, UInt64) =
      switch name {
      case "log-writer": durations.logWrite
      case "log-reader": durations.logRead
      case "apply": durations.apply
      default: durations.other
      }
    let isLog = name == "log-writer"
    let worker = SimulatedWorker<Job>(
      process,
      duration: { [unowned self] in
        let duration = draw(range) + (isLog ? disk.takeStall() : 0)
        if isLog { process.world.nemesis.ambush.noticed(.write, owner, within: duration) }
        return duration
      }, isHeldUp: name == "apply" ? { [unowned self] in checkpointer?.waits ?? false } : nil,
      mayHandle: { [unowned self] job in
        guard let job = job as? Applier.Job, case .entries = job else { return true }
        return checkpointer?.hasRoom() ?? true
      }, handle: handle)
    if isLog { crashLog = { worker.crash() } }
    return worker
  }

  func openLog(
    directory: String, options: LogOptions
  ) throws(LogError) -> (log: WriteAheadLog, recovered: RecoveredLog) {
    var options = options
    options.seed = logSeed
    let opened = try WriteAheadLog.open(storage: disk.log, options: options)
    recovered = opened.recovered
    return opened
  }

  func moveLog(_ directory: String, to target: String) throws {
    process.world.promises.forget(owner)
    disk.log.erase()
  }

  func makeCheckpointer(_ checkpointing: Checkpointing) -> any Checkpointer {
    var checkpointing = checkpointing
    let sink = checkpointing.sinks.checkpointed
    // Members go on applying while a checkpoint is written: its word comes when they are past it.
    checkpointing.sinks.checkpointed = { [unowned self, process] position, membership in
      process.world.timeline.plan(after: draw(durations.checkpoint), for: process) {
        sink(position, membership)
      }
    }
    let made = SimulatedCheckpointer(process, disk: disk, checkpointing) { [unowned self] in
      draw(durations.other)
    }
    checkpointer = made
    return made
  }

  func makeSnapshotSender(_ source: SnapshotSource) -> any SnapshotSender {
    SimulatedSnapshotSender(process, eventLoop: eventLoop, network: network, source: source)
  }

  func applied(_ entries: [Entry], _ batch: AppliedBatch) {
    let world = process.world
    world.invariants.applied(entries, at: owner)
    world.truth.add(entries, batch, from: process.name)
  }

  func sends(_ message: Message, to peer: MemberID) {
    let world = process.world
    if world.isBusy { world.tell(owner.name, "sends to \(peer): \(message.content)") }
    world.promises.sent(message, to: peer, by: owner)
  }

  func shutDown() async {}

  private var owner: SimulatedMember { process.world.members[process.machine] }

  /// What was under way on the disk happens up to some operation of it.
  func crash() {
    // A batch is a write and a sync; a new segment takes some more.
    disk.log.fuse = random.below(random.chance(0.5) ? 3 : 12)
    if crashLog() { process.world.coverage.reach(.crashInWrite) }
    checkpointer?.crash(completing: random.chance(0.5))
  }

  private func draw(_ range: (UInt64, UInt64)) -> UInt64 {
    range.0 + random.next() % max(range.1, 1)
  }
}

/// What a member keeps through its lives.
final class MemberDisk {
  let log = SimulatedDisk()
  /// For what isn't the log: LMDB and small files, in memory.
  let directory: String
  /// No checkpoint finds room.
  var isKeyspaceFull = false
  private var stall: UInt64 = 0

  init(directory: String) {
    self.directory = directory
  }

  /// The next write takes so much longer.
  func stallOnce(_ nanoseconds: UInt64) {
    stall = nanoseconds
  }

  /// Flips one bit of the keyspace's file.
  func rotKeyspace(_ extent: KeyspaceRot.Extent, _ random: inout SplitMix64) {
    KeyspaceRot.strike(directory + "/keyspace/data.mdb", extent, &random)
  }

  func takeStall() -> UInt64 {
    defer { stall = 0 }
    return stall
  }
}
