internal import Dispatch
internal import NIOCore

/// The event loop of one life of a process. It is always "in" its loop: a simulation has one thread.
final class SimulatedEventLoop: EventLoop, @unchecked Sendable {
  // Unchecked: used by the simulation's one thread.
  private protocol Timer {
    func run()
    func cancel()
  }

  private final class TimerTask<T>: Timer {
    let promise: EventLoopPromise<T>
    let task: () throws -> T

    init(_ promise: EventLoopPromise<T>, _ task: @escaping () throws -> T) {
      self.promise = promise
      self.task = task
    }

    func run() {
      do { promise.assumeIsolated().succeed(try task()) } catch { promise.fail(error) }
    }

    func cancel() {
      promise.fail(EventLoopError.cancelled)
    }
  }

  private let process: SimulatedProcess
  private let life: Int
  private var timers: [UInt64: (deadline: UInt64, timer: any Timer)] = [:]
  private var nextTimer: UInt64 = 0

  init(_ process: SimulatedProcess) {
    self.process = process
    life = process.life
    process.whenDead { [self] in end() }
  }

  var inEventLoop: Bool { true }
  var now: NIODeadline { .uptimeNanoseconds(process.localTime) }

  func execute(_ task: @escaping @Sendable () -> Void) {
    let world = process.world
    world.timeline.plan(at: world.now, for: process, life: life, task)
  }

  func submit<T>(_ task: @escaping @Sendable () throws -> T) -> EventLoopFuture<T> {
    let promise = makePromise(of: T.self)
    execute {
      do { promise.assumeIsolated().succeed(try task()) } catch { promise.fail(error) }
    }
    return promise.futureResult
  }

  func scheduleTask<T>(
    deadline: NIODeadline, _ task: @escaping @Sendable () throws -> T
  ) -> Scheduled<T> {
    let id = nextTimer
    nextTimer += 1
    let promise = makePromise(of: T.self)
    guard process.life == life else {
      promise.fail(EventLoopError.shutdown)
      return Scheduled(promise: promise, cancellationTask: {})
    }
    timers[id] = (deadline.uptimeNanoseconds, TimerTask(promise, task))
    arm(id, deadline.uptimeNanoseconds)
    return Scheduled(promise: promise, cancellationTask: { [self] in timers[id] = nil })
  }

  func scheduleTask<T>(in delay: TimeAmount, _ task: @escaping @Sendable () throws -> T) -> Scheduled<T> {
    scheduleTask(deadline: now + delay, task)
  }

  func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
    callback(nil)
  }

  /// The clock has jumped: what is due by it now comes sooner.
  func clockChanged() {
    for (id, timer) in timers.sorted(by: { $0.key < $1.key }) { arm(id, timer.deadline) }
  }

  private func arm(_ id: UInt64, _ deadline: UInt64) {
    // Strong: what a life has planned is forgotten when it ends.
    process.world.timeline.plan(at: process.clock.time(of: deadline), for: process, life: life) { [self] in
      fire(id)
    }
  }

  private func fire(_ id: UInt64) {
    guard let (deadline, timer) = timers[id] else { return }
    guard process.localTime >= deadline else { return arm(id, deadline) }
    timers[id] = nil
    timer.run()
  }

  private func end() {
    let open = timers
    timers = [:]
    for timer in open.values { timer.timer.cancel() }
  }
}
