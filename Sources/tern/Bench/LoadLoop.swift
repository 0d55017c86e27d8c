import EtcdClient
import HTTP2
import NIOCore
import Synchronization

/// What the progress bar reads while the loops work; counts only, of no consistency with each other.
final class LoadCounters: Sendable {
  let operations = Atomic<Int>(0)
  let errors = Atomic<Int>(0)
  let connected = Atomic<Int>(0)
}

/// Produces one event loop's share of the load, from callbacks alone: a task for each request would cost more
/// than the request. Everything happens on its loop.
final class LoadLoop {
  let eventLoop: any EventLoop
  private let plan: BenchPlan
  private let counters: LoadCounters
  private let connections: Range<Int>
  /// One a connection. Virtual client i stays with connection i modulo their number, so that an endpoint that
  /// doesn't answer holds up its own clients only.
  private var clients: [LoopClient]
  /// Endpoints that didn't answer when it connected.
  private(set) var silent: Set<Endpoint> = []
  private var source: RequestSource
  private(set) var recorder = Recorder()
  /// Requests of this loop that may still be begun; nil without such a bound.
  private var budget: Int?
  private let concurrency: Int
  private let interval: Double?
  private var phase = Phase.idle
  private var underWay = 0
  /// Open loop: requests have arrived and wait for room.
  private var isStalled = false
  /// Open loop: the virtual clients that have no request under way.
  private var free = CircularBuffer<Int>()
  private var finished: EventLoopPromise<Void>?

  enum Phase {
    case idle
    /// Counts what is answered from `measured` on, and begins nothing from `end` on.
    case loading(began: NIODeadline, measured: NIODeadline, end: NIODeadline, arrivals: Int)
    /// Waits for the last answers.
    case draining(measured: NIODeadline)
  }

  init(
    plan: BenchPlan, index: Int, loops: Int, connections: Range<Int>, counters: LoadCounters,
    on eventLoop: any EventLoop
  ) {
    self.plan = plan
    self.eventLoop = eventLoop
    self.counters = counters
    source = RequestSource(plan: plan, loop: index, loops: loops)
    self.connections = connections
    clients = connections.map { Self.client(plan, connection: $0, on: eventLoop) }
    concurrency = Self.share(plan.clients, index, loops)
    interval = plan.rate.map { 1e9 * Double(loops) / $0 }
    if case .total(let total) = plan.extent { budget = Self.share(total, index, loops) }
  }

  static func share(_ total: Int, _ index: Int, _ loops: Int) -> Int {
    total / loops + (index < total % loops ? 1 : 0)
  }

  /// Goes to endpoint `connection`, modulo their number, and when that connection dies to the next one.
  static func client(_ plan: BenchPlan, connection: Int, on eventLoop: any EventLoop) -> LoopClient {
    var options = ClientOptions()
    options.strategy = .pinned
    options.retries.maxTries = 1
    options.timeout = plan.timeout
    options.tellsTimeout = false
    options.seed = plan.seed &+ UInt64(connection)
    options.limits.maxQueuedCalls = .max
    options.firstEndpoint = connection
    return LoopClient(endpoints: plan.endpoints, on: eventLoop, options: options)
  }

  /// Connects every connection with a first read: where its endpoint doesn't answer, to the next one that does.
  /// Fails when none does.
  func connect() -> EventLoopFuture<Void> {
    let reads = clients.indices.map { index in
      let promise = eventLoop.makePromise(of: Void.self)
      connect(index, over: connections.lowerBound + index, tries: plan.endpoints.count, promise)
      return promise.futureResult
    }
    return EventLoopFuture.andAllSucceed(reads, on: eventLoop)
  }

  private func connect(_ index: Int, over connection: Int, tries: Int, _ promise: EventLoopPromise<Void>) {
    let endpoint = plan.endpoints[connection % plan.endpoints.count]
    let probe = RequestSource.probe()
    clients[index].call(probe.rpc, probe.message, kind: .read) { result in
      switch result {
      case .success:
        if !self.clients[index].readyEndpoints.contains(endpoint) { self.silent.insert(endpoint) }
        self.counters.connected.add(1, ordering: .relaxed)
        promise.succeed()
      case .failure(let failure):
        self.silent.insert(endpoint)
        guard tries > 1 else { return promise.fail(failure) }
        self.clients[index].shutdown()
        self.clients[index] = Self.client(self.plan, connection: connection + 1, on: self.eventLoop)
        self.connect(index, over: connection + 1, tries: tries - 1, promise)
      }
    }
  }

  func preload(_ keys: Range<Int>, chunk: Int) -> EventLoopFuture<Void> {
    let promise = eventLoop.makePromise(of: Void.self)
    var next = keys.lowerBound
    var open = 0
    var failure: CallFailure?
    func step() {
      while open < 8, next < keys.upperBound, failure == nil {
        let end = min(next + chunk, keys.upperBound)
        let request = source.preload(next, end)
        next = end
        open += 1
        clients[next / chunk % clients.count].call(request.rpc, request.message, kind: .write) { result in
          open -= 1
          if case .failure(let error) = result { failure = error }
          step()
        }
      }
      guard open == 0 else { return }
      if let failure { promise.fail(failure) } else { promise.succeed() }
    }
    step()
    return promise.futureResult
  }

  /// Ends when the extent is reached and the last answer is there.
  func run(from began: NIODeadline) -> EventLoopFuture<Void> {
    let promise = eventLoop.makePromise(of: Void.self)
    finished = promise
    let measured = began + plan.warmup
    var end = NIODeadline.distantFuture
    if case .duration(let duration) = plan.extent { end = measured + duration }
    phase = .loading(began: began, measured: measured, end: end, arrivals: 0)
    if interval != nil {
      free = CircularBuffer(0..<concurrency)
      arrive()
    } else {
      for client in 0..<concurrency { begin(client) }
    }
    drainIfDone(at: began)
    return promise.futureResult
  }

  func shutdown() {
    for client in clients { client.shutdown() }
  }

  /// Closed loop: the client's next request, from now on.
  private func begin(_ client: Int) {
    let now = NIODeadline.now()
    guard mayBegin(at: now) else {
      drainIfDone(at: now)
      return
    }
    send(client, arrivedAt: now, now: now)
  }

  /// Open loop: all requests that have arrived, each timed from when it arrived and not from when there was
  /// room for it, so that a stall shows in every request that it delays.
  private func arrive() {
    guard let interval else { return }
    let now = NIODeadline.now()
    while case .loading(let began, let measured, let end, let arrivals) = phase {
      let arrival = began + .nanoseconds(Int64(Double(arrivals) * interval))
      guard mayBegin(at: arrival) else {
        phase = .draining(measured: measured)
        break
      }
      guard !free.isEmpty else {
        isStalled = true
        return
      }
      if arrival > now {
        let next = max(arrival, now + .microseconds(200))
        eventLoop.assumeIsolated().scheduleTask(deadline: next) { self.arrive() }
        return
      }
      phase = .loading(began: began, measured: measured, end: end, arrivals: arrivals + 1)
      send(free.removeFirst(), arrivedAt: arrival, now: now)
    }
    drainIfDone(at: now)
  }

  private func send(_ client: Int, arrivedAt arrival: NIODeadline, now: NIODeadline) {
    let request = source.next(at: now)
    underWay += 1
    if let budget, case .loading(_, let measured, _, _) = phase, arrival >= measured {
      self.budget = budget - 1
    }
    clients[client % clients.count].call(request.rpc, request.message, kind: .write) { result in
      self.underWay -= 1
      switch result {
      case .success:
        self.source.succeeded(request)
        self.record(request.operation, from: arrival)
        self.goOn(client)
      case .failure(let failure):
        self.record(failure, of: arrival)
        // What fails at once would spin.
        self.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(5)) { self.goOn(client) }
      }
    }
  }

  /// After an answer.
  private func goOn(_ client: Int) {
    if interval == nil { return begin(client) }
    free.append(client)
    if isStalled {
      isStalled = false
      arrive()
    } else if case .draining = phase {
      // Whether all has arrived is for `arrive` to say: what came before the end may still wait for it.
      drainIfDone(at: .now())
    }
  }

  private func mayBegin(at time: NIODeadline) -> Bool {
    guard case .loading(_, _, let end, _) = phase else { return false }
    return time < end && budget != 0
  }

  func record(_ operation: Operation, from begin: NIODeadline) {
    let now = NIODeadline.now()
    guard let start = measuredFrom(at: now, begin) else { return }
    recorder.succeeded(operation, from: begin, at: now, measuredFrom: start)
    counters.operations.add(1, ordering: .relaxed)
  }

  private func record(_ failure: CallFailure, of begin: NIODeadline) {
    let now = NIODeadline.now()
    guard let start = measuredFrom(at: now, begin) else { return }
    recorder.failed(failure, at: now, measuredFrom: start)
    counters.errors.add(1, ordering: .relaxed)
  }

  /// Where the measurement began, if what began at `begin` and ended now belongs to it.
  private func measuredFrom(at now: NIODeadline, _ begin: NIODeadline) -> NIODeadline? {
    switch phase {
    case .idle: nil
    case .loading(_, let measured, _, _), .draining(let measured): begin >= measured ? measured : nil
    }
  }

  private func drainIfDone(at now: NIODeadline) {
    if case .loading(_, let measured, let end, _) = phase, now >= end || budget == 0 {
      phase = .draining(measured: measured)
    }
    if case .draining = phase, underWay == 0 {
      finished?.succeed()
      finished = nil
    }
  }
}
