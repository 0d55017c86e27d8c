internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// A thread with a queue that it drains whole: while it works on one batch the next one gathers, so that a
/// lone job never waits for company and a crowd shares one wake-up.
///
/// `@unchecked Sendable`: `jobs` and `isStopping` are touched only under `mutex`.
final class BatchWorker<Job: Sendable>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let arrived: UnsafeMutablePointer<pthread_cond_t>
  private var jobs: [Job] = []
  private var isStopping = false
  private let thread = Mutex<PosixThread?>(nil)

  /// Starts the thread. `handle` runs on it alone, with jobs in the order of their submission.
  init(name: String, handle: @escaping ([Job]) -> Void) {
    mutex = .allocate(capacity: 1)
    arrived = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(arrived, nil)
    let handler = Handler(handle: handle)
    thread.withLock { $0 = PosixThread(name: name) { self.run(handler) } }
  }

  /// What runs on the thread and nowhere else, which is why it may hold what is not Sendable.
  private struct Handler: @unchecked Sendable {
    let handle: ([Job]) -> Void
  }

  deinit {
    pthread_cond_destroy(arrived)
    pthread_mutex_destroy(mutex)
    arrived.deallocate()
    mutex.deallocate()
  }

  /// Jobs submitted after `stop` are dropped.
  func submit(_ job: Job) {
    pthread_mutex_lock(mutex)
    let wakes = jobs.isEmpty
    if !isStopping { jobs.append(job) }
    pthread_mutex_unlock(mutex)
    if wakes { pthread_cond_signal(arrived) }
  }

  /// Lets the thread finish what was submitted, and waits for its end.
  func stop() {
    pthread_mutex_lock(mutex)
    isStopping = true
    pthread_mutex_unlock(mutex)
    pthread_cond_signal(arrived)
    let thread = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    thread?.join()
  }

  private func run(_ handler: Handler) {
    while true {
      pthread_mutex_lock(mutex)
      while jobs.isEmpty && !isStopping { pthread_cond_wait(arrived, mutex) }
      let batch = jobs
      jobs = []
      pthread_mutex_unlock(mutex)
      if batch.isEmpty { return }
      handler.handle(batch)
    }
  }
}
