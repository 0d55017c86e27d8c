#if canImport(Glibc)
  internal import Glibc
#endif

/// A thread with a queue that it drains whole: while it works on one batch the next one gathers, so that a
/// lone job never waits for company and a crowd shares one wake-up.
///
/// `@unchecked Sendable`: `jobs` and `isStopping` are touched only under `mutex`; `thread` is set once, before
/// the worker is shared.
final class BatchWorker<Job: Sendable>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let arrived: UnsafeMutablePointer<pthread_cond_t>
  private var jobs: [Job] = []
  private var isStopping = false
  private var thread = pthread_t()
  private let name: String
  private let handle: ([Job]) -> Void

  /// Starts the thread. `handle` runs on it alone, with jobs in the order of their submission.
  init(name: String, handle: @escaping ([Job]) -> Void) {
    self.name = name
    self.handle = handle
    mutex = .allocate(capacity: 1)
    arrived = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(arrived, nil)
    let box = Unmanaged.passRetained(self)
    let result = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<BatchWorker<Job>>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    precondition(result == 0, "no thread for \(name): error \(result)")
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
    pthread_join(thread, nil)
  }

  private func run() {
    nameThread(name)
    while true {
      pthread_mutex_lock(mutex)
      while jobs.isEmpty && !isStopping { pthread_cond_wait(arrived, mutex) }
      let batch = jobs
      jobs = []
      pthread_mutex_unlock(mutex)
      if batch.isEmpty { return }
      handle(batch)
    }
  }
}
