internal import HTTP2
internal import NIOCore

/// One request of a client and its answer.
///
/// `@unchecked Sendable`: the state belongs to `loop`.
final class ClientExchange: @unchecked Sendable {
  let loop: any EventLoop
  let request: WebClientRequest
  /// Of HTTP/2.
  let stream = HTTP2StreamOwner()
  /// Nothing has come back, and nothing was processed: it may be sent again.
  private(set) var isUnprocessed = false
  private var waiter: CheckedContinuation<WebClientResponse, any Error>?
  private var waitingBody: WebBody?
  /// Once the head is told of, the reader alone keeps the body: one that lets go of it ends the exchange.
  private weak var readBody: WebBody?
  private var timer: Scheduled<Void>?
  private(set) var isOver = false
  /// Ends it on the connection.
  var onCancel: (() -> Void)?

  init(
    loop: any EventLoop, request: WebClientRequest,
    _ waiter: CheckedContinuation<WebClientResponse, any Error>
  ) {
    self.loop = loop
    self.request = request
    self.waiter = waiter
    waitingBody = WebBody(loop: loop)
  }

  var body: WebBody? { waitingBody ?? readBody }
  var hasHead: Bool { waiter == nil }

  func startTimer() {
    guard let timeout = request.timeout else { return }
    timer = loop.scheduleTask(in: timeout) { self.cancel(WebError.timeout) }
  }

  func receive(status: Int, _ headers: WebHeaders, tunnel: WebTunnel? = nil) {
    guard let waiting = waiter.take(), let body = waitingBody else { return }
    timer?.cancel()
    body.onAbandon = { self.cancel(WebError.disconnected) }
    waitingBody = nil
    readBody = body
    waiting.resume(returning: WebClientResponse(status: status, headers: headers, body: body, tunnel: tunnel))
  }

  func finish() {
    isOver = true
    timer?.cancel()
    body?.finish()
    onCancel = nil
  }

  /// Told by the connection.
  func fail(_ error: any Error, isUnprocessed: Bool = false) {
    guard !isOver else { return }
    isOver = true
    self.isUnprocessed = isUnprocessed
    timer?.cancel()
    onCancel = nil
    body?.fail(error as? WebError ?? .disconnected)
    waiter.take()?.resume(throwing: error)
  }

  /// Told by who asked.
  func cancel(_ error: any Error) {
    guard !isOver else { return }
    let end = onCancel.take()
    fail(error)
    end?()
  }
}

/// A client's connection, reached on its loop.
protocol ClientConnection: AnyObject, Sendable {
  var loop: any EventLoop { get }
  var isHTTP2: Bool { get }
  /// Whether it takes a request now.
  var isUsable: Bool { get }
  func start(_ exchange: ClientExchange)
  func close()
}
