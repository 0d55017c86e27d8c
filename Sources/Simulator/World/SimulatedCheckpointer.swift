internal import Keyspace
internal import Member

/// Checkpoints in simulated time. One is a single transaction of LMDB's, so a crash on the way leaves it done or
/// not begun. On a full disk it fails as LMDB's would, and is tried again at `CheckpointThread`'s pace.
final class SimulatedCheckpointer: Checkpointer, @unchecked Sendable {
  // Unchecked: used by the simulation's one thread.
  private let process: SimulatedProcess
  private let life: Int
  private let disk: MemberDisk
  private let checkpointing: Checkpointing
  private let duration: () -> UInt64
  private var isUnderWay = false
  private var isCompacting = false
  private var isRetrying = false
  /// The last try found no space; the next comes by itself.
  private var lacksSpace = false
  /// When apply began to wait for room; nil: it goes on.
  private(set) var blockedSince: UInt64?

  init(
    _ process: SimulatedProcess, disk: MemberDisk, _ checkpointing: Checkpointing,
    duration: @escaping () -> UInt64
  ) {
    self.process = process
    life = process.life
    self.disk = disk
    self.checkpointing = checkpointing
    self.duration = duration
    planNext()
  }

  func want() {
    guard !isUnderWay, !lacksSpace, process.life == life else { return }
    isUnderWay = true
    plan(after: duration()) { $0.finish() }
  }

  /// Whether apply may have to wait.
  var waits: Bool { disk.isKeyspaceFull || lacksSpace || blockedSince != nil }

  /// Whether the Delta takes more; else the apply worker is to ask again a little later.
  func hasRoom() -> Bool {
    makeRoom()
    guard checkpointing.isDeltaFull, lacksSpace else {
      if blockedSince != nil {
        blockedSince = nil
        checkpointing.sinks.blocksApply(false)
      }
      return true
    }
    if blockedSince == nil {
      blockedSince = process.world.now
      process.world.coverage.reach(.applyBlocked)
      process.world.tell(process.name, "waits for room before it applies more")
      checkpointing.sinks.blocksApply(true)
    }
    return false
  }

  /// A call of the simulation's can't wait. Where the disk is full, the worker has asked `hasRoom` before, and gets
  /// through with what it was given then.
  func awaitRoom() -> Bool {
    makeRoom()
    return true
  }

  /// The apply thread would wait for the checkpoint under way: it is done at once.
  private func makeRoom() {
    if checkpointing.isDeltaFull, !lacksSpace { attempt() }
  }

  func endWaiting() {}

  func whilePaused(_ body: () throws -> Void) throws {
    try body()
  }

  func stop() {}

  func crash(completing: Bool) {
    if isUnderWay && completing { attempt() }
    isUnderWay = false
  }

  private func finish() {
    guard isUnderWay else { return }
    isUnderWay = false
    attempt()
    compact()
  }

  private func attempt() {
    _ = onDisk {
      try checkpointing.checkpoint()
      process.world.coverage.reach(.checkpoint)
    }
  }

  private func planNext() {
    plan(after: UInt64(Checkpointing.intervalSeconds) * 1_000_000_000) {
      $0.want()
      $0.planNext()
    }
  }

  private func compact() {
    guard !isCompacting else { return }
    isCompacting = true
    plan(after: UInt64(Checkpointing.compactionPauseMilliseconds) * 1_000_000) { me in
      me.isCompacting = false
      guard !me.lacksSpace else { return }
      if me.onDisk({ try me.checkpointing.compactStep() }) == true { me.compact() }
    }
  }

  /// nil: it failed.
  private func onDisk<R>(_ body: () throws -> R) -> R? {
    checkpointing.pretendFull(disk.isKeyspaceFull)
    do {
      let result = try body()
      if lacksSpace {
        lacksSpace = false
        process.world.coverage.reach(.roomAgain)
        checkpointing.waitsForSpace(nil)
      }
      return result
    } catch StoreError.noSpace(let reason) {
      if !lacksSpace { checkpointing.waitsForSpace(reason) }
      lacksSpace = true
      retry()
    } catch {
      checkpointing.failed(error)
    }
    return nil
  }

  private func retry() {
    guard !isRetrying else { return }
    isRetrying = true
    plan(after: UInt64(Checkpointing.spaceRetryMilliseconds) * 1_000_000) { me in
      me.isRetrying = false
      me.attempt()
      me.compact()
    }
  }

  private func plan(after delay: UInt64, _ action: @escaping (SimulatedCheckpointer) -> Void) {
    let world = process.world
    world.timeline.plan(at: world.now + delay, for: process, life: life) { [weak self] in
      if let self { action(self) }
    }
  }
}
