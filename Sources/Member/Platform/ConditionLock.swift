#if canImport(Glibc)
  internal import Glibc
#endif

/// A mutex with one condition, for threads that wait for each other's word; what it guards stands with who has it.
///
/// `@unchecked Sendable`: both live at addresses of their own from `init` to `deinit`, and only the calls that
/// are made for it touch them.
final class ConditionLock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    // Bounded waits go by the clock that nobody sets.
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func withLock<R>(_ body: () throws -> R) rethrows -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Lets go of the lock until someone signals; only within `withLock`. May return without a signal.
  func wait() {
    pthread_cond_wait(condition, mutex)
  }

  /// The same for a bounded time.
  func wait(milliseconds: Int) {
    var until = timespec()
    clock_gettime(CLOCK_MONOTONIC, &until)
    until.tv_nsec += milliseconds % 1000 * 1_000_000
    until.tv_sec += milliseconds / 1000 + until.tv_nsec / 1_000_000_000
    until.tv_nsec %= 1_000_000_000
    pthread_cond_timedwait(condition, mutex, &until)
  }

  /// Wakes one that waits.
  func signal() {
    pthread_cond_signal(condition)
  }

  /// Wakes all that wait.
  func broadcast() {
    pthread_cond_broadcast(condition)
  }
}
