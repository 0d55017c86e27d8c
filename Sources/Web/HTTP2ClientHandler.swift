internal import DequeModule
internal import HTTP2
internal import NIOCore

/// A client's connection in HTTP/2, for any number of requests.
///
/// `@unchecked Sendable`: the state belongs to `loop`; only the reference crosses threads.
final class HTTP2ClientHandler: ChannelInboundHandler, ClientConnection, @unchecked Sendable {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  let loop: any EventLoop
  let isHTTP2 = true
  private var session: HTTP2Session
  private var context: ChannelHandlerContext?
  private var unread: ByteBuffer?
  private var waiting = Deque<ClientExchange>()
  private var isReading = false
  private var isFlushing = false
  private var isFlushScheduled = false
  private var isClosed = false
  private var isDraining = false
  private var lastHeard = NIODeadline.now()
  private var timer: Scheduled<Void>?

  init(loop: any EventLoop) {
    self.loop = loop
    session = HTTP2Session(isServer: false, limits: HTTP2Session.Limits(), now: .now())
  }

  var isUsable: Bool { !isClosed && !isDraining && session.isOpen }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    scheduleFlush()
    scheduleCheck()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
    self.context = nil
  }

  func close() {
    session.stop()
    flush()
    context?.close(promise: nil)
  }

  // MARK: Requests

  func start(_ exchange: ClientExchange) {
    guard isUsable else { return exchange.fail(WebError.refused, isUnprocessed: true) }
    exchange.startTimer()
    exchange.onCancel = { [weak self, weak exchange] in
      guard let self, let exchange else { return }
      waiting.removeAll { $0 === exchange }
      session.reset(exchange.stream, .cancel)
      exchange.stream.user = nil
      openWaiting()
      scheduleFlush()
    }
    waiting.append(exchange)
    openWaiting()
  }

  private func openWaiting() {
    while isUsable, session.hasRoom, let exchange = waiting.popFirst() {
      guard !exchange.isOver else { continue }
      let request = exchange.request
      var fields: [(name: String, value: String)] = [
        (":method", request.method), (":scheme", request.secure ? "https" : "http"),
        (":authority", request.headers["host"] ?? request.authority), (":path", request.path),
      ]
      for field in request.headers.fields {
        switch field.name {
        case "host", "connection", "keep-alive", "transfer-encoding", "upgrade", "content-length": continue
        default: fields.append(field)
        }
      }
      if !request.body.isEmpty { fields.append(("content-length", String(request.body.count))) }
      exchange.stream.user = exchange
      guard session.open(exchange.stream, Headers(fields), endStream: request.body.isEmpty) else {
        isDraining = true
        exchange.fail(WebError.refused, isUnprocessed: true)
        continue
      }
      if !request.body.isEmpty {
        session.sendData(exchange.stream, ByteBuffer(bytes: request.body), endStream: true)
      }
      exchange.body?.onDemand = { [weak self, weak exchange] wanted in
        guard let self, let exchange else { return }
        session.hold(exchange.stream, !wanted)
        scheduleFlush()
      }
    }
    scheduleFlush()
  }

  // MARK: The channel

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    lastHeard = .now()
    guard !isClosed else { return }
    var input = unwrapInboundIn(data)
    isReading = true
    if var earlier = unread.take() {
      earlier.writeBuffer(&input)
      input = earlier
    }
    receive(&input)
    if input.readableBytes > 0, !isClosed {
      var rest = ByteBuffer()
      rest.reserveCapacity(max(input.readableBytes * 2, 4096))
      rest.writeImmutableBuffer(input)
      unread = rest
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isReading = false
    openWaiting()
    flush()
    closeIfDone()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    session.socketTakesMore = context.channel.isWritable
    if context.channel.isWritable { scheduleFlush() }
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    end(WebError.disconnected)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end(error)
    context.close(promise: nil)
  }

  private func end(_ error: any Error) {
    isClosed = true
    for owner in session.owners { take(owner)?.fail(error) }
    let left = waiting
    waiting = []
    for exchange in left { exchange.fail(WebError.refused, isUnprocessed: true) }
  }

  private func take(_ owner: HTTP2StreamOwner) -> ClientExchange? {
    defer { owner.user = nil }
    return owner.user as? ClientExchange
  }

  private func receive(_ input: inout ByteBuffer) {
    while !isClosed {
      switch session.next(&input, now: lastHeard) {
      case .needMoreBytes: return
      case .response(let owner, let head, let endStream):
        (owner.user as? ClientExchange)?.receive(
          status: head.status, WebHeaders(lowercased: head.headers.fields))
        if endStream { take(owner)?.finish() }
      case .data(let owner, var bytes, let endStream):
        (owner.user as? ClientExchange)?.body?.feed(bytes.readBytes(length: bytes.readableBytes) ?? [])
        if endStream { finish(owner) }
      case .trailers(let owner, _): finish(owner)
      case .reset(let owner, let code):
        take(owner)?.fail(
          code == .refusedStream ? WebError.refused : WebError.disconnected,
          isUnprocessed: code == .refusedStream)
      case .goAway(let last, _):
        isDraining = true
        for owner in session.closeStreams(above: last) {
          take(owner)?.fail(WebError.refused, isUnprocessed: true)
        }
        let left = waiting
        waiting = []
        for exchange in left { exchange.fail(WebError.refused, isUnprocessed: true) }
      case .failed, .notHTTP2:
        flush()
        end(WebError.malformed("HTTP/2"))
        context?.close(promise: nil)
      case .request, .settingsChanged, .pong: break
      }
      _ = session.takeDrained()
    }
  }

  private func finish(_ owner: HTTP2StreamOwner) {
    take(owner)?.finish()
    closeIfDone()
  }

  private func closeIfDone() {
    guard isDraining, !isClosed, session.streamCount == 0 else { return }
    isClosed = true
    context?.close(promise: nil)
  }

  private func scheduleFlush() {
    guard !isReading, !isFlushing, !isFlushScheduled, context != nil else { return }
    isFlushScheduled = true
    loop.assumeIsolated().execute {
      self.isFlushScheduled = false
      self.flush()
    }
  }

  private func flush() {
    guard let context, !isFlushing else { return }
    isFlushing = true
    while session.hasOutbound {
      var frames = session.takeOutbound()
      context.writeAndFlush(wrapOutboundOut(frames), promise: nil)
      session.wrote(&frames)
    }
    isFlushing = false
  }

  /// client-go's: a connection that is silent for 30 seconds is pinged, and given up after 15 more.
  private func scheduleCheck() {
    timer = loop.assumeIsolated().scheduleTask(in: .seconds(15)) {
      guard let context = self.context else { return }
      let silence = NIODeadline.now() - self.lastHeard
      if silence >= .seconds(60) { return context.close(promise: nil) }
      if silence >= .seconds(30) {
        self.session.ping()
        self.scheduleFlush()
      }
      self.scheduleCheck()
    }
  }
}
