internal import DequeModule
internal import NIOCore

#if canImport(Glibc)
  internal import Glibc
#endif

/// The handler of one client's connection: the only one in its pipeline. All of it runs on the channel's loop.
final class ServerConnection: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = Never
  typealias OutboundOut = ByteBuffer

  let eventLoop: any EventLoop
  let remoteAddress: SocketAddress?
  let limits: ServerLimits
  private let router: any CallRouter
  private let plainHTTP: PlainHTTPResponder?

  var http2: HTTP2Connection<ServerStream>
  private var context: ChannelHandlerContext?
  /// Bytes of an incomplete frame.
  private var unread: ByteBuffer?
  private var plain: PlainConversation?
  private var partialMessageBytes = 0
  /// Calls that start when answers have drained, in their order. To read nothing more from the socket would
  /// not do: the client's WINDOW_UPDATE, without which no answer drains, comes by it too.
  private var held = Deque<ServerStream>()
  private var isReading = false
  private var isFlushScheduled = false
  private var isFlushing = false
  private var isReadHeld = false
  private var isClosing = false
  private var lastHeard: NIODeadline
  private var alarm = DeadlineAlarm()
  /// The preface's, then keepalive's, then the shutdown's.
  private var timer: Scheduled<Void>?

  init(
    channel: any Channel, router: any CallRouter, limits: ServerLimits, plainHTTP: PlainHTTPResponder?
  ) {
    eventLoop = channel.eventLoop
    remoteAddress = channel.remoteAddress
    self.router = router
    self.limits = limits
    self.plainHTTP = plainHTTP
    let now = NIODeadline.now()
    lastHeard = now
    http2 = HTTP2Connection(limits.configuration, now: now)
  }

  // MARK: The channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    scheduleKeepalive(after: limits.prefaceTimeout)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(.init(.cancelled, "the connection closed"))
    timer?.cancel()
    alarm.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    lastHeard = NIODeadline.now()
    guard !isClosing else { return }
    var input = unwrapInboundIn(data)
    isReading = true
    if var earlier = unread.take() {
      earlier.writeBuffer(&input)
      input = earlier
    }
    if plain != nil {
      receivePlain(&input)
    } else {
      receive(&input)
    }
    if input.readableBytes > 0, !isClosing { keep(input) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isReading = false
    flush()
    context.fireChannelReadComplete()
  }

  /// While the client doesn't take its answers, nothing more is read from it.
  func read(context: ChannelHandlerContext) {
    if http2.socketTakesMore {
      context.read()
    } else {
      isReadHeld = true
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    http2.socketTakesMore = context.channel.isWritable
    if http2.socketTakesMore {
      http2.pump()
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

  /// The client's FIN: what it asked may still be answered only as far as the socket goes; a client that
  /// half-closes a connection is not known to gRPC.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case ChannelEvent.inputClosed: context.close(promise: nil)
    case ShutdownEvent.announce: beginShutdown()
    case ShutdownEvent.closeNow: closeNow()
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  /// A buffer of its own, so that the socket's buffer, which messages may be slices of, isn't copied whole.
  private func keep(_ input: ByteBuffer) {
    var rest = ByteBuffer()
    rest.reserveCapacity(max(input.readableBytes * 2, 4096))
    rest.writeImmutableBuffer(input)
    unread = rest
  }

  // MARK: Receiving

  private func receive(_ input: inout ByteBuffer) {
    while !isClosing {
      switch http2.next(&input, now: lastHeard) {
      case .needMoreBytes:
        return
      case .request(let slot, let id, let head, let endStream):
        begin(slot, id, head, endStream: endStream)
      case .data(let call, let bytes, let endStream):
        receive(bytes, on: call, endStream: endStream)
      case .trailers(let call, _):
        receiveEnd(of: call)
      case .reset(let call, _, _):
        cancel(call)
      case .settingsChanged, .response, .goAway:
        break
      case .pong:
        closeIfDone()
      case .notHTTP2:
        plain = PlainConversation()
        receivePlain(&input)
        return
      case .failed(let error):
        fail(error)
      }
      if !http2.drained.isEmpty { tellWritable() }
    }
  }

  private func begin(_ slot: Int, _ id: StreamID, _ head: MessageHead, endStream: Bool) {
    var deadline: NIODeadline?
    if case .success(let timeout) = head.timeout { deadline = lastHeard + timeout }
    let call = ServerStream(
      connection: self, slot: slot, id: id, head: head, deadline: deadline,
      maxMessageBytes: limits.maxMessageBytes)
    http2.attach(call, to: slot)
    if let refusal = Self.refusal(of: head) {
      refuse(call, refusal)
      return
    }
    if held.isEmpty, http2.queuedBytes <= limits.connectionOutboundBytes {
      start(call)
    } else {
      call.isHeld = true
      held.append(call)
    }
    if let deadline, !call.isEnded { setAlarm(deadline) }
    if endStream { receiveEnd(of: call) }
  }

  private func start(_ call: ServerStream) {
    guard let handler = router.handler(for: call) else {
      if !call.isEnded { finish(Self.unknown(call.path, router), on: call) }
      return
    }
    if !call.isEnded { call.handler = handler }
  }

  private func startHeld() {
    while !isClosing, http2.queuedBytes <= limits.connectionOutboundBytes / 2, let call = held.popFirst() {
      call.isHeld = false
      start(call)
      receive(ByteBuffer(), on: call, endStream: call.hasHeldEnd)
    }
  }

  private func receive(_ bytes: ByteBuffer, on call: ServerStream, endStream: Bool) {
    guard !call.isEnded else { return }
    partialMessageBytes -= call.reader.partialBytes
    call.reader.append(bytes)
    do throws(MessageReader.Failure) {
      while !call.isEnded, !call.isHeld, let message = try call.reader.next() {
        call.handler?.received(message)
      }
    } catch {
      finish(Self.status(of: error, call, limits), on: call)
    }
    guard !call.isEnded else { return }
    partialMessageBytes += call.reader.partialBytes
    if partialMessageBytes > limits.maxPartialMessageBytes {
      partialMessageBytes -= call.reader.partialBytes
      call.reader = MessageReader(maxMessageBytes: limits.maxMessageBytes)
      let handler = call.handler
      finish(GRPCStatus(.resourceExhausted, "too many unfinished messages on this connection"), on: call)
      handler?.cancelled()
      return
    }
    if endStream { receiveEnd(of: call) }
  }

  private func receiveEnd(of call: ServerStream) {
    guard !call.isEnded else { return }
    guard !call.isHeld else {
      call.hasHeldEnd = true
      return
    }
    guard call.reader.partialBytes == 0 else {
      let handler = call.handler
      finish(GRPCStatus(.internalError, "the request ended within a message"), on: call)
      handler?.cancelled()
      return
    }
    call.handler?.receivedEnd()
  }

  /// The stream is gone already, or `http2` sends nothing more.
  private func cancel(_ call: ServerStream) {
    guard let handler = endCall(call) else { return }
    handler.cancelled()
  }

  /// Returns its handler once, when the call hadn't ended.
  private func endCall(_ call: ServerStream) -> (any CallHandler)? {
    guard !call.isEnded else { return nil }
    call.isEnded = true
    if call.isHeld { held.removeAll { $0 === call } }
    partialMessageBytes -= call.reader.partialBytes
    call.reader = MessageReader(maxMessageBytes: 0)
    return call.handler.take()
  }

  private func tellWritable() {
    for call in http2.takeWritable() where !call.isEnded { call.handler?.writable() }
  }

  // MARK: Sending

  func bufferedBytes(of call: ServerStream) -> Int {
    http2.streams[call.slot].queuedBytes
  }

  func send(_ message: ByteBuffer, on call: ServerStream, finishing: Bool = false) {
    if !call.hasSentHead {
      call.hasSentHead = true
      http2.sendHead(call.slot, ResponseTemplates.head)
    }
    http2.sendMessage(call.slot, message, last: false)
    if finishing {
      _ = endCall(call)
      http2.sendEnd(call.slot, .trailers(ResponseTemplates.ok))
    }
    scheduleFlush()
  }

  func finish(_ status: GRPCStatus, on call: ServerStream) {
    _ = endCall(call)
    http2.sendEnd(call.slot, .trailers(ResponseTemplates.trailers(status, withHead: !call.hasSentHead)))
    scheduleFlush()
  }

  private func refuse(_ call: ServerStream, _ refusal: Refusal) {
    switch refusal {
    case .http(let status):
      _ = endCall(call)
      http2.sendEnd(call.slot, .trailers(ResponseTemplates.plain(status: status)))
    case .grpc(let status):
      finish(status, on: call)
    }
  }

  private func scheduleFlush() {
    guard !isReading, !isFlushing, !isFlushScheduled else { return }
    isFlushScheduled = true
    eventLoop.assumeIsolated().execute {
      self.isFlushScheduled = false
      self.flush()
    }
  }

  private func flush() {
    guard let context, !isFlushing else { return }
    isFlushing = true
    startHeld()
    while http2.outbound.readableBytes > 0 {
      // The channel may tell of its writability within the write, and then more is framed.
      var frames = http2.takeOutbound()
      context.writeAndFlush(wrapOutboundOut(frames), promise: nil)
      http2.recycle(&frames)
      http2.pump()
      if !http2.drained.isEmpty { tellWritable() }
      startHeld()
    }
    isFlushing = false
    closeIfDone()
  }

  // MARK: Ending

  private func fail(_ error: ConnectionError) {
    isClosing = true
    isReading = false
    let open = http2.owners
    flush()
    for call in open { cancel(call) }
    closeWhenSent(by: .now() + .seconds(1))
  }

  private func end(_ status: GRPCStatus) {
    isClosing = true
    let open = http2.owners
    for call in open { cancel(call) }
    http2.stop(ConnectionError(.noError, status.message))
  }

  /// What is on its way to this server is still taken, until the client knows or `patience` is over.
  private func beginShutdown() {
    guard !isClosing else { return }
    http2.beginShutdown()
    scheduleFlush()
    timer?.cancel()
    timer = eventLoop.assumeIsolated().scheduleTask(in: limits.shutdownPatience) { self.goAway() }
  }

  /// A client that said nothing yet gets no more time, nor one that didn't answer the PING: what comes from it
  /// now, it knows to be unprocessed. A plain answer closes by itself.
  private func goAway() {
    guard !isClosing else { return }
    if plain?.awaitsRequest ?? http2.isAwaitingPreface {
      context?.close(promise: nil)
    } else {
      http2.goAway()
      flush()
    }
  }

  /// Tells each open call, save those whose client hasn't taken their messages yet: they end with the
  /// connection.
  private func closeNow() {
    guard !isClosing, plain == nil, !http2.isAwaitingPreface else {
      context?.close(promise: nil)
      return
    }
    isClosing = true
    let status = GRPCStatus(.unavailable, "the server stops")
    for call in http2.owners where !call.isEnded && bufferedBytes(of: call) == 0 {
      let handler = call.handler
      finish(status, on: call)
      handler?.cancelled()
    }
    end(status)
    flush()
    closeWhenSent(by: .now() + .seconds(1))
  }

  private func closeIfDone() {
    guard http2.hasGoneAway, http2.streams.count == 0, http2.outbound.readableBytes == 0, !isClosing else {
      return
    }
    closeWhenSent(by: .distantFuture)
  }

  /// Ends this side once the socket took what was written. What the client still sends is read until it closes
  /// too, or its side has acknowledged all: closing on it would discard what it hasn't got yet (RST).
  private func closeWhenSent(by end: NIODeadline) {
    guard let context else { return }
    isClosing = true
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenSuccess { _ in
      context.close(mode: .output, promise: nil)
    }
    linger(until: end)
  }

  /// Most clients close when they hear of the end, and this isn't needed.
  private func linger(until end: NIODeadline) {
    timer?.cancel()
    timer = eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(50)) {
      guard let context = self.context else { return }
      guard NIODeadline.now() < end, let socket = context.channel as? any SocketOptionProvider else {
        context.close(promise: nil)
        return
      }
      socket.getTCPInfo().assumeIsolated().whenComplete { info in
        switch (try? info.get()).map({ Int($0.tcpi_state) }) {
        case TCP_ESTABLISHED, TCP_FIN_WAIT1: self.linger(until: end)
        // A moment more for the client itself to take it.
        default: self.linger(until: min(end, .now()))
        }
      }
    }
  }

  // MARK: Time

  private func setAlarm(_ deadline: NIODeadline) {
    alarm.set(deadline, on: eventLoop) { self.alarmRang() }
  }

  private func alarmRang() {
    alarm.rang()
    let now = NIODeadline.now()
    var next = NIODeadline.distantFuture
    for call in http2.owners {
      guard !call.isEnded, let deadline = call.deadline else { continue }
      if deadline <= now {
        let handler = call.handler
        finish(GRPCStatus(.deadlineExceeded, "context deadline exceeded"), on: call)
        handler?.cancelled()
      } else {
        next = min(next, deadline)
      }
    }
    if next < .distantFuture { setAlarm(next) }
  }

  private func scheduleKeepalive(after delay: TimeAmount) {
    timer = eventLoop.assumeIsolated().scheduleTask(in: delay) { self.checkKeepalive() }
  }

  /// Closes a connection that said no preface or answers no PING, pings a silent one.
  private func checkKeepalive() {
    guard !isClosing else { return }
    if http2.isAwaitingPreface {
      context?.close(promise: nil)
      return
    }
    let silence = NIODeadline.now() - lastHeard
    if silence < limits.keepaliveInterval {
      scheduleKeepalive(after: limits.keepaliveInterval - silence)
    } else if silence < limits.keepaliveInterval + limits.keepaliveTimeout {
      http2.ping(0)
      scheduleFlush()
      scheduleKeepalive(after: limits.keepaliveInterval + limits.keepaliveTimeout - silence)
    } else {
      end(.init(.unavailable, "keepalive"))
      context?.close(promise: nil)
    }
  }

  // MARK: HTTP/1.1

  private func receivePlain(_ input: inout ByteBuffer) {
    guard var conversation = plain, let context else { return }
    switch conversation.next(&input) {
    case .needMoreBytes:
      break
    case .request(let request):
      guard let plainHTTP else {
        answerPlain(PlainResponse(status: 400, text: "This port speaks gRPC over HTTP/2.\n"), to: nil)
        break
      }
      let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
      let loop = context.eventLoop
      plainHTTP(request) { response in
        loop.execute { bound.value.answerPlain(response, to: request) }
      }
    case .refused(let response):
      answerPlain(response, to: nil)
    }
    plain = conversation
  }

  private func answerPlain(_ response: PlainResponse, to request: PlainRequest?) {
    guard let context, !isClosing else { return }
    isClosing = true
    let bytes = PlainConversation.bytes(of: response, headOnly: request?.method == "HEAD")
    context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { _ in
      context.close(promise: nil)
    }
  }
}
