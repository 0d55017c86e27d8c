/// A thread with a queue that it drains whole: while it works on one batch the next one gathers, so that a
/// lone job never waits for company and a crowd shares one wake-up.
///
/// `@unchecked Sendable`: `jobs`, `isStopping` and `isPausing` are touched only under `lock`.
final class BatchWorker<Job: Sendable>: Worker, @unchecked Sendable {
  private let lock = ConditionLock()
  private var jobs: [Job] = []
  private var isStopping = false
  private var isPausing = false
  private let thread: PosixThread

  /// Starts the thread. `handle` runs on it alone.
  init(name: String, handle: @escaping ([Job]) -> WorkerPause?) {
    thread = PosixThread(name: name)
    let handler = Handler(handle: handle)
    thread.start { self.run(handler) }
  }

  /// What runs on the thread and nowhere else, which is why it may hold what is not Sendable.
  private struct Handler: @unchecked Sendable {
    let handle: ([Job]) -> WorkerPause?
  }

  func submit(_ job: Job) {
    let wakes = lock.withLock {
      let wakes = jobs.isEmpty && !isPausing
      if !isStopping { jobs.append(job) }
      return wakes
    }
    if wakes { lock.signal() }
  }

  func stop() {
    lock.withLock { isStopping = true }
    lock.signal()
    thread.join()
  }

  private func run(_ handler: Handler) {
    var pause: WorkerPause?
    while true {
      let (batch, isLast) = lock.withLock {
        isPausing = pause?.endsWithJob == false
        if let pause, !isStopping, isPausing || jobs.isEmpty { lock.wait(milliseconds: pause.milliseconds) }
        isPausing = false
        while pause == nil && jobs.isEmpty && !isStopping { lock.wait() }
        defer { jobs = [] }
        return (jobs, isStopping)
      }
      if batch.isEmpty && pause == nil { return }
      pause = handler.handle(batch)
      if isLast { pause = nil }
    }
  }
}
