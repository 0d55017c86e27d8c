internal import HTTP2
internal import NIOCore

/// How an answer's body goes.
enum ResponseFraming {
  case none
  case length(Int)
  case stream
  case tunnel
}

/// A connection, as an exchange needs it. On the loop.
protocol ExchangeSink: AnyObject {
  func sendHead(_ exchange: ServerExchange, status: Int, _ headers: WebHeaders, _ framing: ResponseFraming)
  func sendBody(_ exchange: ServerExchange, _ bytes: [UInt8], last: Bool)
  func end(_ exchange: ServerExchange)
  /// The answer broke off: what was sent must not look whole.
  func abort(_ exchange: ServerExchange)
  /// Whether what was sent waits for the client.
  func isFull(_ exchange: ServerExchange) -> Bool
}

/// A request and its answer.
///
/// `@unchecked Sendable`: the state belongs to `loop`.
final class ServerExchange: WebWriter, @unchecked Sendable {
  let loop: any EventLoop
  let body: WebBody
  let isHead: Bool
  let acceptsGzip: Bool
  /// Of HTTP/2.
  let stream: HTTP2StreamOwner?
  /// nil once it is over.
  private var sink: (any ExchangeSink)?
  private var task: Task<Void, Never>?
  private var waiters: [CheckedContinuation<Void, any Error>] = []

  init(
    loop: any EventLoop, sink: any ExchangeSink, body: WebBody, method: String, headers: WebHeaders,
    stream: HTTP2StreamOwner?
  ) {
    self.loop = loop
    self.sink = sink
    self.body = body
    self.stream = stream
    isHead = method == "HEAD"
    acceptsGzip = headers.has("accept-encoding", token: "gzip")
  }

  var isOver: Bool { sink == nil }

  // MARK: For the connection, on the loop

  func start(_ request: WebRequest, on executor: LoopTaskExecutor, _ handler: @escaping WebServer.Handler) {
    task = Task(executorPreference: executor) {
      await self.answer(await handler(request))
    }
  }

  /// The client is gone, or the server closes.
  func cancel(_ error: WebError) {
    guard sink != nil else { return }
    over(error)
    task?.cancel()
  }

  /// There is room again.
  func resume() {
    let waiting = waiters
    waiters = []
    for waiter in waiting { waiter.resume() }
  }

  private func over(_ error: WebError) {
    sink = nil
    stream?.user = nil
    body.fail(error)
    let waiting = waiters
    waiters = []
    for waiter in waiting { waiter.resume(throwing: error) }
  }

  // MARK: For the request's task

  private func answer(_ response: WebResponse) async {
    switch response {
    case .full(let status, let headers, let bytes):
      loop.run { self.sendFull(status, headers, bytes) }
    case .stream(let status, let headers, let produce):
      loop.run { self.sink?.sendHead(self, status: status, headers, self.isHead ? .none : .stream) }
      guard !isHead else { return loop.run { self.finish() } }
      do {
        try await produce(self)
        loop.run { self.finish() }
      } catch {
        loop.run { self.breakOff() }
      }
    case .tunnel(let status, let headers, let carry):
      loop.run { self.sink?.sendHead(self, status: status, headers, .tunnel) }
      let tunnel = WebTunnel(reader: body, writer: self) { self.loop.run { self.finish() } }
      try? await carry(tunnel)
      loop.run { self.finish() }
    }
  }

  private func sendFull(_ status: Int, _ headers: WebHeaders, _ bytes: [UInt8]) {
    guard let sink else { return }
    var headers = headers
    var bytes = bytes
    if bytes.count > Gzip.threshold {
      if headers["content-encoding"] == nil, acceptsGzip, let packed = Gzip.compress(bytes) {
        bytes = packed
        headers["content-encoding"] = "gzip"
        headers.add("vary", "Accept-Encoding")
      }
    }
    let hasBody = status >= 200 && status != 204 && status != 304
    if hasBody { headers["content-length"] = String(bytes.count) }
    guard hasBody, !isHead, !bytes.isEmpty else {
      sink.sendHead(self, status: status, headers, .none)
      return finish()
    }
    sink.sendHead(self, status: status, headers, .length(bytes.count))
    sink.sendBody(self, bytes, last: true)
    finish()
  }

  private func finish() {
    guard let sink else { return }
    sink.end(self)
    if self.sink != nil { over(.disconnected) }
  }

  private func breakOff() {
    guard let sink else { return }
    sink.abort(self)
    if self.sink != nil { over(.disconnected) }
  }

  func write(_ bytes: [UInt8]) async throws {
    if loop.inEventLoop {
      guard let sink else { throw WebError.disconnected }
      if !bytes.isEmpty { sink.sendBody(self, bytes, last: false) }
      guard sink.isFull(self) else { return }
    }
    let sent = loop.inEventLoop
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        loop.run { self.wait(continuation, sent ? [] : bytes) }
      }
    } onCancel: {
      loop.execute {
        let waiting = self.waiters
        self.waiters = []
        for waiter in waiting { waiter.resume(throwing: CancellationError()) }
      }
    }
  }

  private func wait(_ continuation: CheckedContinuation<Void, any Error>, _ bytes: [UInt8]) {
    guard let sink else { return continuation.resume(throwing: WebError.disconnected) }
    if !bytes.isEmpty { sink.sendBody(self, bytes, last: false) }
    if self.sink != nil, sink.isFull(self) {
      waiters.append(continuation)
    } else {
      continuation.resume()
    }
  }
}
