/// A thread with a queue that it drains whole: while it works on one batch the next one gathers, so that a
/// lone job never waits for company and a crowd shares one wake-up.
///
/// `@unchecked Sendable`: `jobs` and `isStopping` are touched only under `lock`.
final class BatchWorker<Job: Sendable>: @unchecked Sendable {
  private let lock = ConditionLock()
  private var jobs: [Job] = []
  private var isStopping = false
  private let thread: PosixThread

  /// Starts the thread. `handle` runs on it alone, with jobs in the order of their submission.
  init(name: String, handle: @escaping ([Job]) -> Void) {
    thread = PosixThread(name: name)
    let handler = Handler(handle: handle)
    thread.start { self.run(handler) }
  }

  /// What runs on the thread and nowhere else, which is why it may hold what is not Sendable.
  private struct Handler: @unchecked Sendable {
    let handle: ([Job]) -> Void
  }

  /// Jobs submitted after `stop` are dropped.
  func submit(_ job: Job) {
    let wakes = lock.withLock {
      let wakes = jobs.isEmpty
      if !isStopping { jobs.append(job) }
      return wakes
    }
    if wakes { lock.signal() }
  }

  /// Lets the thread finish what was submitted, and waits for its end.
  func stop() {
    lock.withLock { isStopping = true }
    lock.signal()
    thread.join()
  }

  private func run(_ handler: Handler) {
    while true {
      let batch = lock.withLock {
        while jobs.isEmpty && !isStopping { lock.wait() }
        defer { jobs = [] }
        return jobs
      }
      if batch.isEmpty { return }
      handler.handle(batch)
    }
  }
}
