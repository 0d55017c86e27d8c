internal import HTTP2
internal import NIOCore

/// What a server knows of a connection beside its bytes.
struct ServerConnectionInfo {
  let executor: LoopTaskExecutor
  let handler: WebServer.Handler
  let limits: WebServer.Limits
  let secure: Bool
  let clientCertificates: [[UInt8]]
  let remoteAddress: String
}

/// A client's connection in HTTP/1.1: one request after another. All of it runs on the channel's loop.
final class HTTP1ServerHandler: ChannelDuplexHandler, ExchangeSink {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum Phase {
    case head
    case body
    /// The request is whole, its answer isn't.
    case answering
    case tunnel
    case closing
  }

  private let info: ServerConnectionInfo
  private var context: ChannelHandlerContext?
  private var phase = Phase.head
  private var unread = ByteBuffer()
  private var scanner = HTTP1Head.Scanner()
  private var body = HTTP1Body(.none)
  private var current: ServerExchange?
  private var request = HTTP1Head.Framing.none
  private var isVersion11 = true
  private var keepsAlive = true
  /// The client waits for 100 (Continue) before it sends the body.
  private var owesContinue = false
  private var isChunking = false
  private var hasSentHead = false
  private var isDraining = false
  private var isHeld = false
  private var isReadHeld = false
  private var isProcessing = false
  /// Bytes of a body that nobody reads any more.
  private var discarded = 0
  private var lastActive = NIODeadline.now()
  private var timer: Scheduled<Void>?

  init(_ info: ServerConnectionInfo) {
    self.info = info
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
    phase = .closing
    timer?.cancel()
    let exchange = current
    current = nil
    if let exchange {
      // A tunnel's end is the client's word, not a failure.
      if body.endsWithConnection { exchange.body.finish() }
      exchange.cancel(.disconnected)
    }
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .closing = phase { return }
    // The time for a header runs from its first byte.
    if unread.readableBytes == 0 { lastActive = .now() }
    var bytes = unwrapInboundIn(data)
    if unread.readableBytes == 0 { unread = bytes } else { unread.writeBuffer(&bytes) }
    process()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.flush()
    context.fireChannelReadComplete()
  }

  func read(context: ChannelHandlerContext) {
    if isHeld { isReadHeld = true } else { context.read() }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { current?.resume() }
    context.fireChannelWritabilityChanged()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case WebDrain.announce:
      isDraining = true
      keepsAlive = false
      if case .head = phase, current == nil { context.close(promise: nil) }
    case WebDrain.closeNow: context.close(promise: nil)
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  private func hold(_ isHeld: Bool) {
    self.isHeld = isHeld
    guard !isHeld, isReadHeld else { return }
    isReadHeld = false
    context?.read()
  }

  /// One timer for as long as the connection lives: requests don't touch it.
  private func scheduleCheck() {
    guard let context else { return }
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(15)) {
      guard let context = self.context else { return }
      let silence = NIODeadline.now() - self.lastActive
      let limit =
        self.unread.readableBytes > 0 ? self.info.limits.headerTimeout : self.info.limits.idleTimeout
      if case .head = self.phase, self.current == nil, silence > limit {
        context.close(promise: nil)
      } else if case .closing = self.phase, silence > self.info.limits.idleTimeout {
        // It never took its answer.
        context.close(promise: nil)
      } else {
        self.scheduleCheck()
      }
    }
  }

  // MARK: Receiving

  /// Not for itself again: an answer may end, and so let the next request in, within it.
  private func process() {
    guard !isProcessing else { return }
    isProcessing = true
    defer { isProcessing = false }
    do throws(HTTP1Head.Malformed) {
      while try step() {}
    } catch {
      refuse(error)
    }
    if unread.readableBytes == 0, unread.capacity > 64 << 10 { unread = ByteBuffer() }
  }

  /// Whether there may be more to do.
  private func step() throws(HTTP1Head.Malformed) -> Bool {
    switch phase {
    case .head:
      guard current == nil,
        let bytes = try scanner.next(&unread, limit: info.limits.maxHeaderBytes)
      else { return false }
      try begin(try HTTP1Head(bytes, isRequest: true))
      return true
    case .body, .tunnel:
      switch try body.next(&unread) {
      case .needMoreBytes: return false
      case .bytes(let bytes):
        if let current {
          current.body.feed(bytes)
        } else {
          discarded += bytes.count
          guard discarded <= 256 << 10 else {
            close()
            return false
          }
        }
      case .end:
        if let current {
          current.body.finish()
          phase = .answering
        } else {
          phase = .head
        }
      }
      return true
    case .answering:
      // Requests sent ahead wait, and beyond a bound the client does.
      hold(unread.readableBytes > 64 << 10)
      return false
    case .closing:
      unread.clear()
      return false
    }
  }

  private func begin(_ head: HTTP1Head) throws(HTTP1Head.Malformed) {
    guard let context else { return }
    let framing = try head.framing(isRequest: true)
    isVersion11 = head.isVersion11
    keepsAlive = head.keepsAlive && !isDraining
    let hosts = head.headers.all("host")
    guard hosts.count == 1 || (hosts.isEmpty && !isVersion11) else {
      throw HTTP1Head.Malformed(
        reason: hosts.isEmpty ? "missing required Host header" : "too many Host headers")
    }
    let (path, query, authority) = try WebTarget.split(head.target, method: head.method)
    body = HTTP1Body(framing)
    discarded = 0
    let content = framing == .none ? WebBody() : WebBody(loop: context.eventLoop)
    owesContinue = isVersion11 && framing != .none && head.headers.has("expect", token: "100-continue")
    if framing != .none {
      content.onDemand = { [weak self] wanted in self?.demand(wanted) }
    }
    let upgrades = framing == .none && head.headers["upgrade"] != nil
    let tunnelled = upgrades || head.method == "CONNECT" ? WebBody(loop: context.eventLoop) : content
    let exchange = ServerExchange(
      loop: context.eventLoop, sink: self, body: tunnelled, method: head.method, headers: head.headers,
      stream: nil)
    current = exchange
    hasSentHead = false
    phase = framing == .none ? .answering : .body
    exchange.start(
      WebRequest(
        method: head.method, path: path, query: query, headers: head.headers, version: .http1,
        secure: info.secure, clientCertificates: info.clientCertificates, remoteAddress: info.remoteAddress,
        body: content, authority: authority ?? hosts.first ?? ""),
      on: info.executor, info.handler)
  }

  private func demand(_ wanted: Bool) {
    if wanted, owesContinue, let context {
      owesContinue = false
      var text = ByteBuffer()
      text.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
      context.writeAndFlush(wrapOutboundOut(text), promise: nil)
    }
    hold(!wanted)
  }

  private func refuse(_ error: HTTP1Head.Malformed) {
    if let current {
      self.current = nil
      current.cancel(.malformed(error.reason))
      if hasSentHead { return close() }
    }
    guard let context else { return }
    var buffer = ByteBuffer()
    let text = "\(error.status) \(HTTP1Text.reason(error.status)): \(error.reason)"
    HTTP1Text.writeHead(
      status: error.status,
      ["content-type": "text/plain; charset=utf-8", "content-length": String(text.utf8.count)],
      .length(text.utf8.count), isVersion11: true, closes: true, into: &buffer)
    buffer.writeString(text)
    context.write(wrapOutboundOut(buffer), promise: nil)
    close()
  }

  /// After what is written has gone out. While the client may still be sending, only this side closes
  /// for now:
  /// a reset would take the answer from it (Go waits as long).
  private func close() {
    var isWhole = false
    if case .answering = phase { isWhole = true }
    phase = .closing
    guard let context else { return }
    hold(false)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
      guard !isWhole else { return context.close(promise: nil) }
      context.close(mode: .output, promise: nil)
      self.timer?.cancel()
      self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(500)) {
        context.close(promise: nil)
      }
    }
  }

  // MARK: Sending

  func isFull(_ exchange: ServerExchange) -> Bool {
    !(context?.channel.isWritable ?? true)
  }

  func sendHead(_ exchange: ServerExchange, status: Int, _ headers: WebHeaders, _ framing: ResponseFraming) {
    guard exchange === current, let context else { return }
    hasSentHead = true
    // The client may send its body or not, without 100 (Continue): what comes next can't be told.
    if owesContinue { keepsAlive = false }
    isChunking = false
    if case .stream = framing, headers["content-length"] == nil {
      isChunking = isVersion11
      if !isVersion11 { keepsAlive = false }
    }
    var isTunnel = false
    if case .tunnel = framing { isTunnel = true }
    var buffer = context.channel.allocator.buffer(capacity: 512)
    HTTP1Text.writeHead(
      status: status, headers, framing, isVersion11: isVersion11, closes: !keepsAlive && !isTunnel,
      into: &buffer)
    context.write(wrapOutboundOut(buffer), promise: nil)
    flushSoon()
    if isTunnel {
      phase = .tunnel
      keepsAlive = false
      body = HTTP1Body(.untilClose)
      exchange.body.onDemand = { [weak self] wanted in self?.hold(!wanted) }
      process()
    }
  }

  func sendBody(_ exchange: ServerExchange, _ bytes: [UInt8], last: Bool) {
    guard exchange === current, let context else { return }
    var buffer = context.channel.allocator.buffer(capacity: bytes.count + 20)
    if isChunking { HTTP1Text.writeChunk(bytes, into: &buffer) } else { buffer.writeBytes(bytes) }
    if last {
      context.write(wrapOutboundOut(buffer), promise: nil)
      flushSoon()
    } else {
      context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }
  }

  private var isFlushScheduled = false

  /// Head and body go in one write.
  private func flushSoon() {
    guard !isFlushScheduled, let context else { return }
    isFlushScheduled = true
    context.eventLoop.assumeIsolated().execute {
      self.isFlushScheduled = false
      self.context?.flush()
    }
  }

  func end(_ exchange: ServerExchange) {
    guard exchange === current, let context else { return }
    if isChunking {
      isChunking = false
      var buffer = ByteBuffer()
      buffer.writeStaticString("0\r\n\r\n")
      context.write(wrapOutboundOut(buffer), promise: nil)
      flushSoon()
    }
    current = nil
    lastActive = .now()
    guard keepsAlive, !isDraining else { return close() }
    if case .answering = phase { phase = .head }
    hold(false)
    process()
  }

  func abort(_ exchange: ServerExchange) {
    guard exchange === current, let context else { return }
    current = nil
    phase = .closing
    // Without the last chunk, and without close_notify's blessing, the client sees that it broke off.
    context.close(promise: nil)
  }
}

/// A request's target (RFC 9112 §3.2).
enum WebTarget {
  static func split(
    _ target: String, method: String
  ) throws(HTTP1Head.Malformed) -> (path: String, query: String?, authority: String?) {
    var rest = Substring(target)
    var authority: String?
    if method == "CONNECT" { return ("", nil, target) }
    if target.utf8.first != UInt8(ascii: "/"), target != "*" {
      guard let scheme = target.range(of: "://") else {
        throw HTTP1Head.Malformed(reason: "malformed target")
      }
      let after = target[scheme..<target.endIndex].dropFirst(3)
      let host = after.prefix { $0 != "/" && $0 != "?" }
      authority = String(host)
      rest = after.dropFirst(host.count)
      if rest.utf8.first != UInt8(ascii: "/") { rest = "/" + rest }
    }
    let path = rest.prefix { $0 != "?" && $0 != "#" }
    let query = rest.dropFirst(path.count)
    return (String(path), query.first == "?" ? String(query.dropFirst()) : nil, authority)
  }
}

extension String {
  fileprivate func range(of text: String) -> String.Index? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(text) { return index }
      index = self.index(after: index)
      if utf8.distance(from: startIndex, to: index) > 16 { return nil }
    }
    return nil
  }
}
