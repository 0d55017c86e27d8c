internal import Member

/// A worker whose handling takes simulated time. What is submitted meanwhile gathers for the next call, as on
/// a thread.
final class SimulatedWorker<Job: Sendable>: Worker, @unchecked Sendable {
  // Unchecked: used by the simulation's one thread.
  private enum State {
    case idle
    case handling([Job])
    /// `number`: of this pause, so that what was planned for an earlier one's end is known.
    case pausing(number: Int, endsWithJob: Bool)
  }

  /// Nanoseconds until it asks again whether a job may be handled.
  private static var patience: UInt64 { 20_000_000 }
  private let process: SimulatedProcess
  private let life: Int
  private let duration: () -> UInt64
  private let handle: ([Job]) -> WorkerPause?
  private let isHeldUp: (() -> Bool)?
  private let mayHandle: (Job) -> Bool
  private var jobs: [Job] = []
  private var state = State.idle
  private var pauses = 0

  /// `duration` gives the nanoseconds until a call has done its work. A call can't wait, as one on a thread
  /// does; so while `isHeldUp`, jobs are handled one by one, each when `mayHandle` lets it.
  init(
    _ process: SimulatedProcess, duration: @escaping () -> UInt64, isHeldUp: (() -> Bool)? = nil,
    mayHandle: @escaping (Job) -> Bool = { _ in true }, handle: @escaping ([Job]) -> WorkerPause?
  ) {
    self.process = process
    life = process.life
    self.duration = duration
    self.isHeldUp = isHeldUp
    self.mayHandle = mayHandle
    self.handle = handle
  }

  func submit(_ job: Job) {
    guard process.life == life else { return }
    jobs.append(job)
    switch state {
    case .idle, .pausing(_, endsWithJob: true): begin()
    case .handling, .pausing: break
    }
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

  private func begin(evenWithoutJobs: Bool = false) {
    guard evenWithoutJobs || !jobs.isEmpty else { return }
    state = .handling(jobs)
    jobs = []
    plan(after: duration()) { $0.finish() }
  }

  private func finish() {
    guard case .handling(let batch) = state else { return }
    if isHeldUp?() == true { return handleOneByOne(batch) }
    state = .idle
    settle(handle(batch))
  }

  private func handleOneByOne(_ batch: [Job]) {
    var pause: WorkerPause?
    for (place, job) in batch.enumerated() {
      guard mayHandle(job) else {
        state = .handling(Array(batch[place...]))
        return plan(after: Self.patience) { $0.finish() }
      }
      pause = handle([job])
    }
    state = .idle
    settle(pause)
  }

  private func settle(_ pause: WorkerPause?) {
    guard let pause, !pause.endsWithJob || jobs.isEmpty else { return begin() }
    pauses += 1
    let number = pauses
    state = .pausing(number: number, endsWithJob: pause.endsWithJob)
    plan(after: UInt64(pause.milliseconds) * 1_000_000) {
      guard case .pausing(number, _) = $0.state else { return }
      $0.begin(evenWithoutJobs: true)
    }
  }

  private func plan(after delay: UInt64, _ action: @escaping (SimulatedWorker) -> Void) {
    let world = process.world
    world.timeline.plan(at: world.now + delay, for: process, life: life) { [self] in action(self) }
  }
}
