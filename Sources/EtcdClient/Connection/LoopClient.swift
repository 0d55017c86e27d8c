package import EtcdAPI
package import HTTP2
package import NIOCore

/// Something that wants a connection: a unary call, a watch, a lease's renewal.
protocol ConnectionSeeker: AnyObject {
  /// The endpoint that failed it last; another is preferred.
  var avoidedEndpoint: Int? { get }
  func begin(on connection: any ClientConnection, endpoint: Int)
  /// No endpoint takes connections now. Returns whether to keep waiting for one.
  func waits(after failure: CallFailure) -> Bool
}

/// The client of one event loop: its connections to the endpoints, and the calls that are under way. All its
/// members are to be used on `eventLoop`; `EtcdClient` is what crosses threads. No thread, task or lock a call.
package final class LoopClient {
  /// How connections are made: on the loop that it's given, where it also answers.
  package typealias Connect = (
    Endpoint, any EventLoop, @escaping (Result<any ClientConnection, GRPCStatus>) -> Void
  ) -> Void

  package let eventLoop: any EventLoop
  package let endpoints: [Endpoint]
  package let options: ClientOptions
  private let connect: Connect
  private var balancer: Balancer
  private var connections: [(any ClientConnection)?]
  private var waiting: [any ConnectionSeeker] = []
  private var reconnection: Scheduled<Void>?
  private(set) var isShutDown = false
  let deadlines: Deadlines
  let unaryMetadata: Headers

  package init(
    endpoints: [Endpoint], on eventLoop: any EventLoop, options: ClientOptions = ClientOptions(),
    connect: Connect? = nil
  ) {
    self.eventLoop = eventLoop
    self.endpoints = endpoints
    self.options = options
    self.connect = connect ?? Self.connectGRPC(options)
    self.balancer = Balancer(
      endpoints: endpoints.count, strategy: options.strategy, startingAt: options.firstEndpoint,
      seed: options.seed)
    self.connections = Array(repeating: nil, count: endpoints.count)
    self.deadlines = Deadlines(eventLoop)
    self.unaryMetadata = options.requiresLeader ? Self.withLeader : Headers()
  }

  static let withLeader = Headers([("hasleader", "true")])

  /// One message each way. `done` hears exactly one outcome, on the loop, never before this returns unless the
  /// client is shut down.
  package func call(
    _ rpc: RPC, _ message: ByteBuffer, kind: RetryPolicy.Kind,
    done: @escaping (Result<ByteBuffer, CallFailure>) -> Void
  ) {
    dispatch(UnaryCall(self, rpc: rpc, message: message, kind: kind, done: done))
  }

  /// Connects before the first call comes.
  package func warmUp() {
    for index in balancer.toConnect(at: .now()) { open(index) }
  }

  package var readyEndpoints: [Endpoint] {
    zip(endpoints, connections).compactMap { $1?.isUsable == true ? $0 : nil }
  }

  /// Calls that wait fail; calls under way may end; no call is taken any more.
  package func shutdown() {
    if isShutDown { return }
    isShutDown = true
    reconnection?.cancel()
    deadlines.stop()
    let seekers = waiting
    waiting = []
    for seeker in seekers { _ = seeker.waits(after: Self.shutDownFailure) }
    for connection in connections { connection?.closeGracefully() }
    connections = Array(repeating: nil, count: endpoints.count)
  }

  static let shutDownFailure = CallFailure(
    GRPCStatus(.cancelled, "the client is shut down"), isSurelyUndone: true)

  func dispatch(_ seeker: any ConnectionSeeker) {
    if isShutDown {
      _ = seeker.waits(after: Self.shutDownFailure)
      return
    }
    // Each round without a connection takes a link out of `ready`, so that there are few.
    while true {
      switch balancer.choose(at: .now(), avoiding: seeker.avoidedEndpoint) {
      case .use(let index):
        guard let connection = connections[index], connection.isUsable else {
          lose(index)
          continue
        }
        seeker.begin(on: connection, endpoint: index)
        return
      case .connect(let indices):
        waiting.append(seeker)
        for index in indices { open(index) }
        return
      case .await:
        waiting.append(seeker)
        return
      case .wait(let until):
        waiting.append(seeker)
        reconnect(at: until)
        return
      }
    }
  }

  /// A seeker that gave up waiting.
  func forget(_ seeker: any ConnectionSeeker) {
    waiting.removeAll { $0 === seeker }
  }

  private func open(_ index: Int) {
    connect(endpoints[index], eventLoop) { [weak self] result in
      guard let self, !self.isShutDown else {
        if case .success(let connection) = result { connection.close() }
        return
      }
      switch result {
      case .success(let connection): self.opened(index, connection)
      case .failure(let status): self.refused(index, status)
      }
    }
  }

  private func opened(_ index: Int, _ connection: any ClientConnection) {
    connections[index] = connection
    balancer.connected(index)
    connection.onClose = { [weak self, weak connection] _ in
      guard let self, let connection, self.connections[index] === connection else { return }
      self.lose(index)
    }
    dispatchWaiting()
  }

  private func refused(_ index: Int, _ status: GRPCStatus) {
    let now = NIODeadline.now()
    balancer.refused(index, at: now)
    let isExhausted = balancer.isExhausted(at: now)
    let failure = CallFailure(status, isSurelyUndone: true)
    let seekers = waiting
    waiting = []
    for seeker in seekers {
      // Only a refusal by all of them counts as a try.
      if !isExhausted || seeker.waits(after: failure) { dispatch(seeker) }
    }
    keepConnected()
  }

  private func lose(_ index: Int) {
    connections[index] = nil
    balancer.lost(index)
    keepConnected()
  }

  private func dispatchWaiting() {
    let seekers = waiting
    waiting = []
    for seeker in seekers { dispatch(seeker) }
  }

  /// Round robin wants all endpoints connected, whether or not a call waits.
  private func keepConnected() {
    guard options.strategy == .roundRobin, !isShutDown else { return }
    let now = NIODeadline.now()
    for index in balancer.toConnect(at: now) { open(index) }
    if balancer.hasResting { reconnect(at: balancer.earliestRetry(after: now)) }
  }

  private func reconnect(at time: NIODeadline) {
    if reconnection != nil { return }
    reconnection = eventLoop.assumeIsolated().scheduleTask(deadline: time) { [weak self] in
      guard let self, !self.isShutDown else { return }
      self.reconnection = nil
      self.keepConnected()
      self.dispatchWaiting()
    }
  }

  private static func connectGRPC(_ options: ClientOptions) -> Connect {
    { endpoint, eventLoop, answer in
      GRPCClientConnector.connect(
        host: endpoint.host, port: endpoint.port, on: eventLoop, timeout: options.connectTimeout,
        limits: options.limits
      ).assumeIsolated().whenComplete { result in
        switch result {
        case .success(let connection): answer(.success(connection))
        case .failure(let error):
          answer(.failure(error as? GRPCStatus ?? GRPCStatus(.unavailable, "\(endpoint): \(error)")))
        }
      }
    }
  }
}
