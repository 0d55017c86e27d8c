internal import Keyspace
internal import Logging
internal import NIOCore

/// Reads all that the keyspace has on disk, after each start and now and then, and checks that it is what was
/// written. A small store is checked before it is served; the rest of a large one meanwhile, slowly.
final class KeyspaceCheck: Sendable {
  /// How long a start may wait for it.
  private static let patience = TimeAmount.milliseconds(200)
  /// Between two steps, which makes at most some 60 MiB/s and a twentieth of a processor.
  private static let stepPause = 4

  private let worker: any Worker<Void>

  /// What a start waits for; whether it is all.
  static func begin(_ store: VersionStore, on platform: any Platform) throws(StoreError) -> Bool {
    let started = platform.eventLoop.now
    while platform.eventLoop.now - started < patience {
      if try store.verifyStep() { return true }
    }
    return false
  }

  /// Goes on with what `begin` has left. Damage goes to the store's `whenDamaged`.
  init(
    _ store: VersionStore, isDone: Bool, interval: Duration, platform: any Platform, logger: Logger
  ) {
    let checking = Checking(
      store, isDone: isDone, restMilliseconds: max(1, Int(interval / .milliseconds(1))), logger: logger)
    worker = platform.startWorker("check") { (_: [Void]) in checking.step() }
    worker.submit(())
  }

  func stop() {
    worker.stop()
  }

  /// What the thread owns.
  private final class Checking {
    private let store: VersionStore
    private let restMilliseconds: Int
    private let logger: Logger
    private var isResting: Bool

    init(_ store: VersionStore, isDone: Bool, restMilliseconds: Int, logger: Logger) {
      self.store = store
      isResting = isDone
      self.restMilliseconds = restMilliseconds
      self.logger = logger
    }

    func step() -> WorkerPause? {
      if isResting {
        isResting = false
        return WorkerPause(milliseconds: restMilliseconds)
      }
      do throws(StoreError) {
        guard try store.verifyStep() else { return WorkerPause(milliseconds: KeyspaceCheck.stepPause) }
        logger.info("the keyspace on disk is whole")
        return WorkerPause(milliseconds: restMilliseconds)
      } catch {
        // Who else uses the store has heard of it.
        return nil
      }
    }
  }
}
