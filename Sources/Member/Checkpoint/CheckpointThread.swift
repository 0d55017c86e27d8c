internal import Keyspace
internal import NIOCore

/// The thread that makes checkpoints: when it is asked to, and `Checkpointing.intervalSeconds` after the last
/// change otherwise.
///
/// `@unchecked Sendable`: `state` is touched under `lock` only.
final class CheckpointThread: Checkpointer, @unchecked Sendable {
  private struct State {
    var isWanted = false
    /// Nobody waits for room any more.
    var isClosing = false
    var isStopping = false
    var isPaused = false
    var isWorking = false
    /// The last checkpoint that was tried found no space.
    var lacksSpace = false
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

  func endWaiting() {
    update { $0.isClosing = true }
  }

  func awaitRoom() -> Bool {
    var isBlocked = false
    defer { if isBlocked { checkpointing.sinks.blocksApply(false) } }
    while checkpointing.isDeltaFull {
      let now = lock.withLock {
        state.isWanted = true
        lock.broadcast()
        if !state.isClosing { lock.wait(milliseconds: 20) }
        return state
      }
      if now.isClosing { return false }
      if now.lacksSpace, !isBlocked {
        isBlocked = true
        checkpointing.sinks.blocksApply(true)
      }
    }
    return true
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
    var waitsForSpace = false
    while true {
      if waitsForSpace, !restWithoutSpace() { return }
      let (isWanted, isStopping) = lock.withLock {
        if !state.isWanted && !state.isStopping && !state.isPaused && !waitsForSpace {
          lock.wait(
            milliseconds: compacts
              ? Checkpointing.compactionPauseMilliseconds : Checkpointing.intervalSeconds * 1000)
        }
        while state.isPaused && !state.isStopping { lock.wait() }
        defer {
          state.isWanted = false
          state.isWorking = true
        }
        return (state.isWanted || !compacts || waitsForSpace, state.isStopping)
      }
      do {
        if isWanted || isStopping { try checkpointing.checkpoint() }
        if !isStopping { compacts = try checkpointing.compactStep() }
        if waitsForSpace { checkpointing.waitsForSpace(nil) }
        waitsForSpace = false
        update { $0.lacksSpace = false }
      } catch StoreError.noSpace(let reason) {
        // The log has what the checkpoint would have; writes wait once the Delta is full.
        if !waitsForSpace { checkpointing.waitsForSpace(reason) }
        waitsForSpace = true
        update { $0.lacksSpace = true }
      } catch {
        update { $0.isWorking = false }
        checkpointing.failed(error)
        return
      }
      update { $0.isWorking = false }
      if isStopping { return }
    }
  }

  /// False: it is to stop.
  private func restWithoutSpace() -> Bool {
    let end = NIODeadline.now() + .milliseconds(Int64(Checkpointing.spaceRetryMilliseconds))
    return lock.withLock {
      while !state.isStopping, NIODeadline.now() < end {
        lock.wait(milliseconds: Checkpointing.spaceRetryMilliseconds)
      }
      return !state.isStopping
    }
  }
}
