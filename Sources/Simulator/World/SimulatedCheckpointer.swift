internal import Member

/// Checkpoints in simulated time. One is a single transaction of LMDB's, so a crash on the way leaves it done or
/// not begun.
final class SimulatedCheckpointer: Checkpointer, @unchecked Sendable {
  // Unchecked: used by the simulation's one thread.
  private let process: SimulatedProcess
  private let life: Int
  private let checkpointing: Checkpointing
  private let duration: () -> UInt64
  private var isUnderWay = false
  private var isCompacting = false

  init(_ process: SimulatedProcess, _ checkpointing: Checkpointing, duration: @escaping () -> UInt64) {
    self.process = process
    life = process.life
    self.checkpointing = checkpointing
    self.duration = duration
    planNext()
  }

  func want() {
    guard !isUnderWay, process.life == life else { return }
    isUnderWay = true
    plan(after: duration()) { $0.finish() }
  }

  /// The apply thread would wait for the one under way: it is done at once.
  func awaitRoom() -> Bool {
    if checkpointing.isDeltaFull { attempt { try checkpointing.checkpoint() } }
    return true
  }

  func endWaiting() {}

  func whilePaused(_ body: () throws -> Void) throws {
    try body()
  }

  func stop() {}

  func crash(completing: Bool) {
    if isUnderWay && completing { attempt { try checkpointing.checkpoint() } }
    isUnderWay = false
  }

  private func finish() {
    guard isUnderWay else { return }
    isUnderWay = false
    attempt {
      try checkpointing.checkpoint()
      process.world.coverage.reach(.checkpoint)
    }
    compact()
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
      me.attempt { if try me.checkpointing.compactStep() { me.compact() } }
    }
  }

  private func attempt(_ body: () throws -> Void) {
    do { try body() } catch { checkpointing.failed(error) }
  }

  private func plan(after delay: UInt64, _ action: @escaping (SimulatedCheckpointer) -> Void) {
    let world = process.world
    world.timeline.plan(at: world.now + delay, for: process, life: life) { [weak self] in
      if let self { action(self) }
    }
  }
}
