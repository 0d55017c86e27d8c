import EtcdClient
import NIOCore
import NIOPosix

#if canImport(Glibc)
  import Glibc
#endif

/// Runs a plan: connects, fills in the keys that are to be read, warms up, measures.
struct BenchRun {
  struct Outcome: Sendable {
    var recorder: Recorder
    /// From the end of the warm-up to the last answer.
    var elapsed: TimeAmount
    /// This process's own, user and system, over warm-up and measurement.
    var processorTime: TimeAmount
    var watchEnds: [String]
  }

  /// Operations in one transaction of the preload; etcd takes 128.
  static let preloadChunk = 64

  let plan: BenchPlan
  let counters: LoadCounters

  /// Throws `CallFailure` when no endpoint answers. `phase` hears what is going on, `say` what the user should
  /// know.
  func run(
    phase: @escaping @Sendable (String) -> Void, say: @escaping @Sendable (String) -> Void
  ) async throws -> Outcome {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: plan.threads)
    do {
      let outcome = try await run(on: group, phase, say)
      try await group.shutdownGracefully()
      return outcome
    } catch {
      try? await group.shutdownGracefully()
      throw error
    }
  }

  private func run(
    on group: MultiThreadedEventLoopGroup, _ phase: @escaping @Sendable (String) -> Void,
    _ say: @escaping @Sendable (String) -> Void
  ) async throws -> Outcome {
    let eventLoops = Array(group.makeIterator())
    phase("connecting")
    let loads = try await start(on: eventLoops)
    defer { for load in loads { load.eventLoop.execute { load.value.shutdown() } } }
    var silent: Set<Endpoint> = []
    for load in loads { silent.formUnion(try await load.eventLoop.submit { load.value.silent }.get()) }
    if !silent.isEmpty {
      let list = silent.map(\.description).sorted().joined(separator: ", ")
      say("no answer from \(list): the connections go to the other endpoints")
    }
    if plan.needsPreload {
      phase("writing \(plan.keys) keys")
      let loops = loads.count
      try await each(loads) { index, load in
        load.preload(plan.keys * index / loops..<plan.keys * (index + 1) / loops, chunk: Self.preloadChunk)
      }
    }
    let watchLoads = try await startWatching(on: eventLoops)
    defer { for load in watchLoads { load.eventLoop.execute { load.value.shutdown() } } }

    let processorBefore = Self.processorTime()
    let began = NIODeadline.now() + .milliseconds(1)
    let measured = began + plan.warmup
    for load in watchLoads { load.eventLoop.execute { load.value.measured = measured } }
    phase("measuring")
    try await each(loads) { _, load in load.run(from: began) }
    let processorTime = Self.processorTime() - processorBefore
    // Events trail their puts.
    if !watchLoads.isEmpty { try await Task.sleep(for: .milliseconds(500)) }

    var recorder = Recorder()
    for load in loads { recorder.add(try await load.eventLoop.submit { load.value.recorder }.get()) }
    let last = recorder.last ?? measured
    var ends: [String] = []
    for load in watchLoads {
      let (events, ended) = try await load.eventLoop.submit { (load.value.recorder, load.value.ended) }.get()
      recorder.add(events)
      ends += ended
    }
    return Outcome(
      recorder: recorder, elapsed: max(last - measured, .nanoseconds(1)), processorTime: processorTime,
      watchEnds: ends)
  }

  private struct Bound<Load>: Sendable {
    let eventLoop: any EventLoop
    let bound: NIOLoopBound<Load>
    var value: Load { bound.value }
  }

  private func start(on eventLoops: [any EventLoop]) async throws -> [Bound<LoadLoop>] {
    var loads: [Bound<LoadLoop>] = []
    let loops = min(eventLoops.count, plan.connections, plan.clients)
    for index in 0..<loops {
      let connections = plan.connections * index / loops..<plan.connections * (index + 1) / loops
      let eventLoop = eventLoops[index]
      loads.append(
        try await eventLoop.submit { [plan, counters] in
          let load = LoadLoop(
            plan: plan, index: index, loops: loops, connections: connections, counters: counters,
            on: eventLoop)
          return Bound(eventLoop: eventLoop, bound: NIOLoopBound(load, eventLoop: eventLoop))
        }.get())
    }
    try await each(loads) { _, load in load.connect() }
    return loads
  }

  private func startWatching(on eventLoops: [any EventLoop]) async throws -> [Bound<WatchLoad>] {
    guard plan.workload == .watch else { return [] }
    var loads: [Bound<WatchLoad>] = []
    let loops = min(eventLoops.count, plan.connections, plan.watchers)
    for index in 0..<loops {
      let connections = plan.connections * index / loops..<plan.connections * (index + 1) / loops
      let eventLoop = eventLoops[index]
      loads.append(
        try await eventLoop.submit { [plan] in
          let load = WatchLoad(plan: plan, connections: connections, on: eventLoop)
          return Bound(eventLoop: eventLoop, bound: NIOLoopBound(load, eventLoop: eventLoop))
        }.get())
    }
    try await each(loads) { index, load in load.start(LoadLoop.share(plan.watchers, index, loops)) }
    return loads
  }

  /// Begins on all loops, then waits for all.
  private func each<Load>(
    _ loads: [Bound<Load>], _ body: @escaping @Sendable (Int, Load) -> EventLoopFuture<Void>
  ) async throws {
    let futures = loads.enumerated().map { index, load in
      load.eventLoop.flatSubmit { body(index, load.value) }
    }
    for future in futures { try await future.get() }
  }

  private static func processorTime() -> TimeAmount {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func nanoseconds(_ time: timeval) -> Int64 {
      Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1_000
    }
    return .nanoseconds(nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime))
  }
}
