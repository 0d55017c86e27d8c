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
        draw(range) + (isLog ? disk.takeStall() : 0)
      }, handle: handle)
    if isLog { crashLog = { worker.crash() } }
    return worker
  }

  func openLog(
    directory: String, options: LogOptions
  ) throws(LogError) -> (log: WriteAheadLog, recovered: RecoveredLog) {
    var options = options
    options.seed = logSeed
    return try WriteAheadLog.open(storage: disk.log, options: options)
  }

  func moveLog(_ directory: String, to target: String) throws {
    disk.log.erase()
  }

  func makeCheckpointer(_ checkpointing: Checkpointing) -> any Checkpointer {
    let made = SimulatedCheckpointer(process, checkpointing) { [unowned self] in draw(durations.checkpoint) }
    checkpointer = made
    return made
  }

  func makeSnapshotSender(_ source: SnapshotSource) -> any SnapshotSender {
    SimulatedSnapshotSender(process, eventLoop: eventLoop, network: network, source: source)
  }

  func applied(_ entries: [Entry], _ batch: AppliedBatch) {
    let world = process.world
    world.invariants.applied(entries, at: world.members[process.machine])
    world.truth.add(entries, batch, from: process.name)
  }

  func shutDown() async {}

  /// What was under way on the disk happens up to some operation of it.
  func crash() {
    disk.log.fuse = random.below(12)
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
  private var stall: UInt64 = 0

  init(directory: String) {
    self.directory = directory
  }

  /// The next write takes so much longer.
  func stallOnce(_ nanoseconds: UInt64) {
    stall = nanoseconds
  }

  func takeStall() -> UInt64 {
    defer { stall = 0 }
    return stall
  }
}
