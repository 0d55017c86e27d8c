internal import HTTP2
internal import NIOCore

/// A client's connection in HTTP/2. All of it runs on the channel's loop.
final class HTTP2ServerHandler: ChannelDuplexHandler, ExchangeSink {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let info: ServerConnectionInfo
  private let outboundMark: Int
  private var session: HTTP2Session
  private var context: ChannelHandlerContext?
  private var unread: ByteBuffer?
  private var isReading = false
  private var isFlushing = false
  private var isFlushScheduled = false
  private var isClosing = false
  private var isReadHeld = false
  private var lastHeard = NIODeadline.now()
  private var timer: Scheduled<Void>?

  init(_ info: ServerConnectionInfo) {
    self.info = info
    var limits = HTTP2Session.Limits()
    limits.maxHeaderListBytes = info.limits.maxHeaderBytes
    limits.maxConcurrentStreams = info.limits.maxConcurrentStreams
    outboundMark = limits.streamOutboundBytes / 2
    session = HTTP2Session(isServer: true, limits: limits, now: .now())
  }

  // MARK: The channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    scheduleCheck()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
    self.context = nil
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    timer?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    lastHeard = .now()
    guard !isClosing else { return }
    var input = unwrapInboundIn(data)
    isReading = true
    if var earlier = unread.take() {
      earlier.writeBuffer(&input)
      input = earlier
    }
    receive(&input)
    if input.readableBytes > 0, !isClosing {
      // Its own storage: a slice would keep the whole read.
      var rest = ByteBuffer()
      rest.reserveCapacity(max(input.readableBytes * 2, 4096))
      rest.writeImmutableBuffer(input)
      unread = rest
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isReading = false
    flush()
    context.fireChannelReadComplete()
  }

  /// While the client doesn't take its answers, nothing more is read from it.
  func read(context: ChannelHandlerContext) {
    if session.socketTakesMore { context.read() } else { isReadHeld = true }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    session.socketTakesMore = context.channel.isWritable
    if context.channel.isWritable {
      scheduleFlush()
      if isReadHeld {
        isReadHeld = false
        context.read()
      }
    }
    context.fireChannelWritabilityChanged()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case WebDrain.announce: beginShutdown()
    case WebDrain.closeNow:
      isClosing = true
      session.stop()
      flush()
      end()
      context.close(promise: nil)
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  // MARK: Receiving

  private func receive(_ input: inout ByteBuffer) {
    while !isClosing {
      switch session.next(&input, now: lastHeard) {
      case .needMoreBytes: return
      case .request(let slot, let id, let head, let endStream): begin(slot, id, head, endStream)
      case .data(let owner, var bytes, let endStream):
        guard let exchange = owner.user as? ServerExchange else { continue }
        exchange.body.feed(bytes.readBytes(length: bytes.readableBytes) ?? [])
        if endStream { exchange.body.finish() }
      case .trailers(let owner, _):
        (owner.user as? ServerExchange)?.body.finish()
      case .reset(let owner, _):
        (owner.user as? ServerExchange)?.cancel(.disconnected)
      case .response, .goAway, .settingsChanged: break
      case .pong: closeIfDone()
      case .notHTTP2, .failed:
        flush()
        isClosing = true
        end()
        context?.close(promise: nil)
      }
      tellDrained()
    }
  }

  private func begin(_ slot: Int, _ id: UInt32, _ head: HTTP2Head, _ endStream: Bool) {
    guard let context else { return }
    let owner = HTTP2StreamOwner()
    session.attach(owner, to: slot, id: id)
    let body = endStream ? WebBody() : WebBody(loop: context.eventLoop)
    let headers = WebHeaders(lowercased: head.headers.fields)
    let exchange = ServerExchange(
      loop: context.eventLoop, sink: self, body: body, method: head.method, headers: headers, stream: owner)
    owner.user = exchange
    body.onDemand = { [weak self, weak owner] wanted in
      guard let self, let owner else { return }
      session.hold(owner, !wanted)
      scheduleFlush()
    }
    let target = try? WebTarget.split(head.path, method: head.method)
    guard let target,
      head.path.utf8.first == UInt8(ascii: "/") || head.method == "CONNECT" || head.path == "*"
    else {
      sendHead(exchange, status: 400, [:], .none)
      return end(exchange)
    }
    exchange.start(
      WebRequest(
        method: head.method, path: target.path, query: target.query, headers: headers, version: .http2,
        secure: info.secure, clientCertificates: info.clientCertificates, remoteAddress: info.remoteAddress,
        body: body, authority: head.authority.isEmpty ? headers["host"] ?? "" : head.authority),
      on: info.executor, info.handler)
  }

  private func tellDrained() {
    for owner in session.takeDrained() { (owner.user as? ServerExchange)?.resume() }
  }

  // MARK: Sending

  func isFull(_ exchange: ServerExchange) -> Bool {
    exchange.stream.map { session.queuedBytes($0) > outboundMark } ?? false
  }

  func sendHead(_ exchange: ServerExchange, status: Int, _ headers: WebHeaders, _ framing: ResponseFraming) {
    guard let stream = exchange.stream else { return }
    var fields: [(name: String, value: String)] = [(":status", String(status))]
    var hasDate = false
    for field in headers.fields {
      switch field.name {
      // RFC 9113 §8.2.2.
      case "connection", "keep-alive", "transfer-encoding", "upgrade", "proxy-connection": continue
      case "date": hasDate = true
      default: break
      }
      fields.append(field)
    }
    if !hasDate { fields.append(("date", HTTPDate.now())) }
    if case .none = framing {
      session.sendHead(stream, Headers(fields), endStream: true)
    } else {
      session.sendHead(stream, Headers(fields), endStream: false)
    }
    scheduleFlush()
  }

  func sendBody(_ exchange: ServerExchange, _ bytes: [UInt8], last: Bool) {
    guard let stream = exchange.stream else { return }
    session.sendData(stream, ByteBuffer(bytes: bytes), endStream: last)
    scheduleFlush()
  }

  func end(_ exchange: ServerExchange) {
    guard let stream = exchange.stream else { return }
    session.sendData(stream, ByteBuffer(), endStream: true)
    scheduleFlush()
  }

  func abort(_ exchange: ServerExchange) {
    guard let stream = exchange.stream else { return }
    session.reset(stream, .internalError)
    scheduleFlush()
  }

  private func scheduleFlush() {
    guard !isReading, !isFlushing, !isFlushScheduled, let context else { return }
    isFlushScheduled = true
    context.eventLoop.assumeIsolated().execute {
      self.isFlushScheduled = false
      self.flush()
    }
  }

  private func flush() {
    guard let context, !isFlushing else { return }
    isFlushing = true
    while session.hasOutbound {
      // The channel may tell of its writability within the write, and then more is framed.
      var frames = session.takeOutbound()
      context.writeAndFlush(wrapOutboundOut(frames), promise: nil)
      session.wrote(&frames)
      tellDrained()
    }
    isFlushing = false
    closeIfDone()
  }

  // MARK: Ending

  private func end() {
    isClosing = true
    for owner in session.owners { (owner.user as? ServerExchange)?.cancel(.disconnected) }
  }

  private func beginShutdown() {
    guard !isClosing, let context else { return }
    session.beginShutdown()
    scheduleFlush()
    _ = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(500)) {
      self.session.goAway()
      self.flush()
    }
  }

  private func closeIfDone() {
    guard session.hasGoneAway, session.streamCount == 0, !session.hasOutbound, !isClosing, let context else {
      return
    }
    isClosing = true
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in
      bound.value.close(promise: nil)
    }
  }

  /// As Go's server: a connection without streams closes after the idle time; a silent one is pinged.
  private func scheduleCheck() {
    guard let context else { return }
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(15)) {
      guard let context = self.context else { return }
      let silence = NIODeadline.now() - self.lastHeard
      if self.session.streamCount == 0, silence > self.info.limits.idleTimeout {
        self.session.stop()
        self.flush()
        context.close(promise: nil)
      } else if silence > .seconds(60) {
        context.close(promise: nil)
      } else {
        if silence > .seconds(30) {
          self.session.ping()
          self.scheduleFlush()
        }
        self.scheduleCheck()
      }
    }
  }
}
