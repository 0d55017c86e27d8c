internal import NIOCore

/// A client's connection in HTTP/1.1.
///
/// `@unchecked Sendable`: the state belongs to `loop`; only the reference crosses threads.
final class HTTP1ClientHandler: ChannelInboundHandler, ClientConnection, WebWriter, @unchecked Sendable {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  let loop: any EventLoop
  let isHTTP2 = false
  /// Hears that another request may come.
  private let onIdle: @Sendable (HTTP1ClientHandler) -> Void
  private var context: ChannelHandlerContext?
  private var unread = ByteBuffer()
  private var scanner = HTTP1Head.Scanner()
  private var body: HTTP1Body?
  private var current: ClientExchange?
  private var keepsAlive = true
  private var isClosed = false
  private var isHeld = false
  private var waiters: [CheckedContinuation<Void, any Error>] = []

  init(loop: any EventLoop, onIdle: @escaping @Sendable (HTTP1ClientHandler) -> Void) {
    self.loop = loop
    self.onIdle = onIdle
  }

  var isUsable: Bool { !isClosed && current == nil && keepsAlive && context != nil }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  func close() {
    isClosed = true
    context?.close(promise: nil)
  }

  func start(_ exchange: ClientExchange) {
    guard isUsable, let context else { return exchange.fail(WebError.disconnected, isUnprocessed: true) }
    current = exchange
    exchange.onCancel = { [weak self] in self?.close() }
    exchange.startTimer()
    let request = exchange.request
    var buffer = context.channel.allocator.buffer(capacity: 512 + request.body.count)
    buffer.writeString("\(request.method) \(request.path) HTTP/1.1\r\n")
    if request.headers["host"] == nil { HTTP1Text.write("host", request.authority, into: &buffer) }
    for (name, value) in request.headers.fields where name != "content-length" {
      HTTP1Text.write(name, value, into: &buffer)
    }
    if !request.body.isEmpty || request.method == "POST" || request.method == "PUT"
      || request.method == "PATCH"
    {
      buffer.writeString("Content-Length: \(request.body.count)\r\n")
    }
    buffer.writeStaticString("\r\n")
    buffer.writeBytes(request.body)
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    guard !isClosed else { return }
    if unread.readableBytes == 0 { unread = bytes } else { unread.writeBuffer(&bytes) }
    do throws(HTTP1Head.Malformed) {
      while try step() {}
    } catch {
      current?.fail(WebError.malformed(error.reason))
      current = nil
      close()
    }
  }

  private func step() throws(HTTP1Head.Malformed) -> Bool {
    guard let exchange = current else {
      // Nobody asked.
      if unread.readableBytes > 0 { close() }
      return false
    }
    guard body != nil else {
      guard let bytes = try scanner.next(&unread, limit: 1 << 20) else { return false }
      try begin(try HTTP1Head(bytes, isRequest: false), exchange)
      return true
    }
    switch try body?.next(&unread) {
    case .bytes(let bytes): exchange.body?.feed(bytes)
    case .end:
      end(exchange)
      return false
    case .needMoreBytes, nil: return false
    }
    return true
  }

  private func begin(_ head: HTTP1Head, _ exchange: ClientExchange) throws(HTTP1Head.Malformed) {
    let isTunnel = exchange.request.isUpgrade && head.status == 101
    guard head.status >= 200 || isTunnel else { return }
    keepsAlive = head.keepsAlive && !isTunnel
    exchange.body?.onDemand = { [weak self] wanted in self?.hold(!wanted) }
    if isTunnel {
      body = HTTP1Body(.untilClose)
      guard let content = exchange.body else { return }
      let loop = loop
      let tunnel = WebTunnel(reader: content, writer: self) { loop.run { self.close() } }
      exchange.receive(status: head.status, head.headers, tunnel: tunnel)
      return
    }
    let framing = try head.framing(isRequest: false, answersHead: exchange.request.method == "HEAD")
    if framing == .untilClose { keepsAlive = false }
    body = HTTP1Body(framing)
    exchange.receive(status: head.status, head.headers)
  }

  private func end(_ exchange: ClientExchange) {
    current = nil
    body = nil
    hold(false)
    exchange.finish()
    if keepsAlive, unread.readableBytes == 0 { onIdle(self) } else { close() }
  }

  /// With automatic reading off, the socket's buffers fill and hold the server.
  private func hold(_ isHeld: Bool) {
    guard self.isHeld != isHeld, let context else { return }
    self.isHeld = isHeld
    _ = context.channel.setOption(.autoRead, value: !isHeld)
  }

  func channelInactive(context: ChannelHandlerContext) {
    isClosed = true
    let exchange = current
    current = nil
    if let exchange {
      if body?.endsWithConnection == true {
        exchange.finish()
      } else {
        exchange.fail(WebError.disconnected, isUnprocessed: false)
      }
    }
    let waiting = waiters
    waiters = []
    for waiter in waiting { waiter.resume(throwing: WebError.disconnected) }
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    current?.fail(error)
    context.close(promise: nil)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    guard context.channel.isWritable else { return }
    let waiting = waiters
    waiters = []
    for waiter in waiting { waiter.resume() }
  }

  // MARK: A tunnel's

  func write(_ bytes: [UInt8]) async throws {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        loop.run { self.write(bytes, continuation) }
      }
    } onCancel: {
      loop.execute {
        let waiting = self.waiters
        self.waiters = []
        for waiter in waiting { waiter.resume(throwing: CancellationError()) }
      }
    }
  }

  private func write(_ bytes: [UInt8], _ continuation: CheckedContinuation<Void, any Error>) {
    guard !isClosed, let context else { return continuation.resume(throwing: WebError.disconnected) }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    if context.channel.isWritable { continuation.resume() } else { waiters.append(continuation) }
  }
}
