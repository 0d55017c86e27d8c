internal import Keyspace
internal import Logging
internal import NIOCore
internal import Raft
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// The thread that moves the Delta into LMDB, lets the log be cut behind it, and compacts in small steps. It
/// works when it is asked to, and `interval` after the last change otherwise.
///
/// `@unchecked Sendable`: `state` is touched under `mutex` only.
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
  private let metrics: DiskMetrics
  private let sinks: Sinks
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state = State()
  private let thread = Mutex<PosixThread?>(nil)

  init(
    keyspace: Keyspace, membership: @escaping @Sendable () -> Membership, metrics: DiskMetrics, sinks: Sinks
  ) {
    self.keyspace = keyspace
    self.membership = membership
    self.metrics = metrics
    self.sinks = sinks
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
    thread.withLock { $0 = PosixThread(name: "checkpoint") { self.run() } }
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  func want() {
    update { $0.isWanted = true }
  }

  /// Writes a last checkpoint, and waits for the thread's end.
  func stop() {
    update { $0.isStopping = true }
    let thread = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    thread?.join()
  }

  /// Blocks while the Delta is full; for the apply thread.
  func awaitRoom() {
    while keyspace.store.isDeltaFull {
      pthread_mutex_lock(mutex)
      state.isWanted = true
      pthread_cond_broadcast(changed)
      if state.isStopping {
        pthread_mutex_unlock(mutex)
        return
      }
      wait(milliseconds: 20)
      pthread_mutex_unlock(mutex)
    }
  }

  /// Runs `body` while no checkpoint or compaction is under way; for installing a snapshot.
  func whilePaused<R>(_ body: () throws -> R) rethrows -> R {
    pthread_mutex_lock(mutex)
    state.isPaused = true
    while state.isWorking { pthread_cond_wait(changed, mutex) }
    pthread_mutex_unlock(mutex)
    defer { update { $0.isPaused = false } }
    return try body()
  }

  private func update(_ change: (inout State) -> Void) {
    pthread_mutex_lock(mutex)
    change(&state)
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  private func wait(milliseconds: Int) {
    var until = timespec()
    clock_gettime(CLOCK_REALTIME, &until)
    until.tv_nsec += milliseconds % 1000 * 1_000_000
    until.tv_sec += milliseconds / 1000 + until.tv_nsec / 1_000_000_000
    until.tv_nsec %= 1_000_000_000
    pthread_cond_timedwait(changed, mutex, &until)
  }

  private func run() {
    var compacts = true
    while true {
      pthread_mutex_lock(mutex)
      if !state.isWanted && !state.isStopping && !state.isPaused {
        wait(milliseconds: compacts ? 5 : Self.intervalSeconds * 1000)
      }
      while state.isPaused && !state.isStopping { pthread_cond_wait(changed, mutex) }
      let isWanted = state.isWanted || !compacts
      let isStopping = state.isStopping
      state.isWanted = false
      state.isWorking = true
      pthread_mutex_unlock(mutex)
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
    metrics.recordCheckpoint(NIODeadline.now() - started)
    sinks.checkpointed(
      LogPosition(index: position.appliedIndex, term: position.appliedTerm), membership)
  }
}
