/// The thread that makes checkpoints: when it is asked to, and `Checkpointing.intervalSeconds` after the last
/// change otherwise.
///
/// `@unchecked Sendable`: `state` is touched under `lock` only.
final class CheckpointThread: Checkpointer, @unchecked Sendable {
  private struct State {
    var isWanted = false
    var isStopping = false
    var isPaused = false
    var isWorking = false
  }

  private let checkpointing: Checkpointing
  private let lock = ConditionLock()
  private var state = State()
  private let thread = PosixThread(name: "checkpoint")

  init(_ checkpointing: Checkpointing) {
    self.checkpointing = checkpointing
    thread.start { self.run() }
  }

  func want() {
    update { $0.isWanted = true }
  }

  func stop() {
    update { $0.isStopping = true }
    thread.join()
  }

  func awaitRoom() {
    while checkpointing.isDeltaFull {
      let isStopping = lock.withLock {
        state.isWanted = true
        lock.broadcast()
        if !state.isStopping { lock.wait(milliseconds: 20) }
        return state.isStopping
      }
      if isStopping { return }
    }
  }

  func whilePaused(_ body: () throws -> Void) throws {
    lock.withLock {
      state.isPaused = true
      while state.isWorking { lock.wait() }
    }
    defer { update { $0.isPaused = false } }
    try body()
  }

  private func update(_ change: (inout State) -> Void) {
    lock.withLock {
      change(&state)
      lock.broadcast()
    }
  }

  private func run() {
    var compacts = true
    while true {
      let (isWanted, isStopping) = lock.withLock {
        if !state.isWanted && !state.isStopping && !state.isPaused {
          lock.wait(
            milliseconds: compacts
              ? Checkpointing.compactionPauseMilliseconds : Checkpointing.intervalSeconds * 1000)
        }
        while state.isPaused && !state.isStopping { lock.wait() }
        defer {
          state.isWanted = false
          state.isWorking = true
        }
        return (state.isWanted || !compacts, state.isStopping)
      }
      do {
        if isWanted || isStopping { try checkpointing.checkpoint() }
        if !isStopping { compacts = try checkpointing.compactStep() }
      } catch {
        update { $0.isWorking = false }
        checkpointing.failed(error)
        return
      }
      update { $0.isWorking = false }
      if isStopping { return }
    }
  }
}
