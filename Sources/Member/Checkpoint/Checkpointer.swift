internal import Keyspace
internal import NIOCore
internal import Raft

/// The thread that moves the Delta into LMDB, lets the log be cut behind it, and compacts in small steps. It
/// works when it is asked to, and `interval` after the last change otherwise.
///
/// `@unchecked Sendable`: `state` is touched under `lock` only.
final class Checkpointer: @unchecked Sendable {
  struct Sinks: Sendable {
    /// A durable checkpoint stands at this position, under this membership.
    var checkpointed: @Sendable (LogPosition, Membership) -> Void
    var failed: @Sendable (any Error) -> Void
  }

  private struct State {
    var isWanted = false
    var isStopping = false
    var isPaused = false
    var isWorking = false
  }

  /// At most so long does a change wait for its checkpoint on a quiet member, which bounds a restart's replay.
  private static let intervalSeconds = 30
  /// Keeps one step's transaction to a few milliseconds.
  private static let revisionsPerStep = 512

  private let keyspace: Keyspace
  private let membership: @Sendable () -> Membership
  private let timing: DiskTiming
  private let sinks: Sinks
  private let lock = ConditionLock()
  private var state = State()
  private let thread = PosixThread(name: "checkpoint")

  init(
    keyspace: Keyspace, membership: @escaping @Sendable () -> Membership, timing: DiskTiming, sinks: Sinks
  ) {
    self.keyspace = keyspace
    self.membership = membership
    self.timing = timing
    self.sinks = sinks
    thread.start { self.run() }
  }

  func want() {
    update { $0.isWanted = true }
  }

  /// Writes a last checkpoint, and waits for the thread's end.
  func stop() {
    update { $0.isStopping = true }
    thread.join()
  }

  /// Blocks while the Delta is full; for the apply thread.
  func awaitRoom() {
    while keyspace.store.isDeltaFull {
      let isStopping = lock.withLock {
        state.isWanted = true
        lock.broadcast()
        if !state.isStopping { lock.wait(milliseconds: 20) }
        return state.isStopping
      }
      if isStopping { return }
    }
  }

  /// Runs `body` while no checkpoint or compaction is under way; for installing a snapshot.
  func whilePaused<R>(_ body: () throws -> R) rethrows -> R {
    lock.withLock {
      state.isPaused = true
      while state.isWorking { lock.wait() }
    }
    defer { update { $0.isPaused = false } }
    return try body()
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
          lock.wait(milliseconds: compacts ? 5 : Self.intervalSeconds * 1000)
        }
        while state.isPaused && !state.isStopping { lock.wait() }
        defer {
          state.isWanted = false
          state.isWorking = true
        }
        return (state.isWanted || !compacts, state.isStopping)
      }
      do {
        if isWanted || isStopping { try checkpoint() }
        if !isStopping { compacts = try keyspace.store.compactStep(maxRevisions: Self.revisionsPerStep) }
      } catch {
        update { $0.isWorking = false }
        sinks.failed(error)
        return
      }
      update { $0.isWorking = false }
      if isStopping { return }
    }
  }

  private func checkpoint() throws {
    guard keyspace.position.appliedIndex > keyspace.store.checkpointPosition.appliedIndex else { return }
    let started = NIODeadline.now()
    var membership = membership()
    var position = try keyspace.store.checkpoint(blobs: ["membership": membership.encoded])
    // A change applied meanwhile may stand below the position: only when both agree may the log be cut.
    while case let newer = self.membership(), newer != membership {
      membership = newer
      position = try keyspace.store.checkpoint(blobs: ["membership": membership.encoded])
    }
    timing.checkpointed(NIODeadline.now() - started)
    sinks.checkpointed(
      LogPosition(index: position.appliedIndex, term: position.appliedTerm), membership)
  }
}
