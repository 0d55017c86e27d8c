internal import Member

/// A worker whose handling takes simulated time. What is submitted meanwhile gathers for the next call, as on
/// a thread.
final class SimulatedWorker<Job: Sendable>: Worker, @unchecked Sendable {
  // Unchecked: used by the simulation's one thread.
  private enum State {
    case idle
    case handling([Job])
    case pausing
  }

  private let process: SimulatedProcess
  private let life: Int
  private let duration: () -> UInt64
  private let handle: ([Job]) -> WorkerPause?
  private var jobs: [Job] = []
  private var state = State.idle

  /// `duration` gives the nanoseconds until a call has done its work.
  init(
    _ process: SimulatedProcess, duration: @escaping () -> UInt64,
    handle: @escaping ([Job]) -> WorkerPause?
  ) {
    self.process = process
    life = process.life
    self.duration = duration
    self.handle = handle
  }

  func submit(_ job: Job) {
    guard process.life == life else { return }
    jobs.append(job)
    if case .idle = state { begin() }
  }

  func stop() {}

  /// What is under way at a crash happens in part; the disk says up to where. False when nothing was.
  @discardableResult
  func crash() -> Bool {
    defer {
      state = .idle
      jobs = []
    }
    guard case .handling(let batch) = state else { return false }
    _ = handle(batch)
    return true
  }

  private func begin() {
    guard !jobs.isEmpty else { return }
    state = .handling(jobs)
    jobs = []
    plan(after: duration()) { $0.finish() }
  }

  private func finish() {
    guard case .handling(let batch) = state else { return }
    state = .idle
    settle(handle(batch))
  }

  private func settle(_ pause: WorkerPause?) {
    guard let pause else { return begin() }
    state = .pausing
    plan(after: UInt64(pause.milliseconds) * 1_000_000) {
      $0.state = .idle
      let batch = $0.jobs
      $0.jobs = []
      $0.settle($0.handle(batch))
    }
  }

  private func plan(after delay: UInt64, _ action: @escaping (SimulatedWorker) -> Void) {
    let world = process.world
    world.timeline.plan(at: world.now + delay, for: process, life: life) { [self] in action(self) }
  }
}
