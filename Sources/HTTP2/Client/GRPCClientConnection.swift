internal import DequeModule
package import NIOCore

/// A client's connection: the only handler in its channel's pipeline.
///
/// `@unchecked Sendable`: only the reference may cross threads; every member is for its event loop, which the
/// entries check.
package final class GRPCClientConnection: ClientConnection, ChannelInboundHandler, @unchecked Sendable {
  package typealias InboundIn = ByteBuffer
  package typealias OutboundOut = ByteBuffer

  private enum Phase {
    case open
    /// No new calls; open ones may end.
    case draining
    case closed(GRPCStatus)
  }

  package let eventLoop: any EventLoop
  package var onClose: ((GRPCStatus) -> Void)?
  let limits: ClientLimits
  private let address: String
  private let templates: RequestTemplates
  var http2: HTTP2Connection<ClientStream>
  private var phase = Phase.open
  private var context: ChannelHandlerContext?
  private var unread: ByteBuffer?
  private var waiting = Deque<ClientStream>()
  private var isReading = false
  private var isFlushScheduled = false
  private var isFlushing = false
  private var lastHeard = NIODeadline.now()
  private var alarm = DeadlineAlarm()
  private var keepalive: Scheduled<Void>?
  private var pings: [UInt64: (sent: NIODeadline, done: (Result<TimeAmount, GRPCStatus>) -> Void)] = [:]
  private var nextPing: UInt64 = 1

  init(eventLoop: any EventLoop, authority: String, limits: ClientLimits) {
    self.eventLoop = eventLoop
    self.limits = limits
    address = authority
    templates = RequestTemplates(authority: authority, userAgent: limits.userAgent)
    http2 = HTTP2Connection(limits.configuration, now: .now())
  }

  package var isUsable: Bool {
    if case .open = phase { true } else { false }
  }

  package var openCalls: Int { http2.streams.count + waiting.count }

  // MARK: Calls

  package func start(
    path: String, metadata: Headers, timeout: TimeAmount?, receiver: any CallReceiver
  ) -> any ClientCall {
    eventLoop.preconditionInEventLoop()
    let deadline = timeout.map { NIODeadline.now() + $0 }
    let call = ClientStream(
      connection: self, receiver: receiver, deadline: deadline,
      state: .waiting(ClientStream.Waiting(path: path, metadata: metadata)),
      maxMessageBytes: limits.maxMessageBytes)
    guard isUsable else {
      failSoon(call, GRPCStatus(.unavailable, "\(address) takes no calls any more", isUnprocessed: true))
      return call
    }
    if let deadline { setAlarm(deadline) }
    if waiting.isEmpty, hasRoom {
      open(call)
      scheduleFlush()
    } else if waiting.count < limits.maxQueuedCalls {
      waiting.append(call)
    } else {
      failSoon(
        call,
        GRPCStatus(
          .resourceExhausted, "\(waiting.count) calls wait for \(address) already", isUnprocessed: true))
    }
    return call
  }

  private var hasRoom: Bool { http2.streams.count < Int(clamping: http2.peer.maxConcurrentStreams) }

  private func open(_ call: ClientStream) {
    guard case .waiting(let request) = call.state else { return }
    var extra: [HeaderTemplate.Field] = []
    if let deadline = call.deadline {
      let left = GRPCTimeout.format(deadline - NIODeadline.now())
      extra.append(.init(field: HeaderField(name: "grpc-timeout", value: left), indexing: .none))
    }
    for field in request.metadata.fields { extra.append(RequestTemplates.field(field.name, field.value)) }
    let template = templates.template(for: request.path)
    guard let place = http2.open(call, template, extra: extra, endStream: false) else {
      phase = .draining
      failSoon(call, GRPCStatus(.unavailable, "\(address): stream ids used up", isUnprocessed: true))
      return
    }
    call.state = .open(slot: place.slot, id: place.id)
    for message in request.messages.dropLast() { http2.sendMessage(place.slot, message, last: false) }
    if let last = request.messages.last {
      http2.sendMessage(place.slot, last, last: request.isHalfClosed)
    } else if request.isHalfClosed {
      http2.sendEnd(place.slot, .data)
    }
  }

  private func openWaiting() {
    while hasRoom, let call = waiting.popFirst() {
      open(call)
      scheduleFlush()
    }
  }

  func send(_ message: ByteBuffer, _ slot: Int, last: Bool) {
    eventLoop.assertInEventLoop()
    http2.sendMessage(slot, message, last: last)
    scheduleFlush()
  }

  func halfClose(_ slot: Int) {
    eventLoop.assertInEventLoop()
    http2.sendEnd(slot, .data)
    scheduleFlush()
  }

  /// Ends a call from this side; its receiver hears of it before this returns.
  func cancel(_ call: ClientStream, _ status: GRPCStatus) {
    eventLoop.preconditionInEventLoop()
    if case .waiting = call.state { waiting.removeAll { $0 === call } }
    end(call, status)
    openWaiting()
  }

  private func end(_ call: ClientStream, _ status: GRPCStatus) {
    if case .open(let slot, let id) = call.state, http2.streams.isOpen(slot, id) {
      http2.reset(slot, .cancel)
      scheduleFlush()
    }
    guard !call.isEnded else { return }
    call.state = .ended
    call.receiver.ended(status)
    if openCalls == 0 { closeIfDraining() }
  }

  private func failSoon(_ call: ClientStream, _ status: GRPCStatus) {
    eventLoop.assumeIsolated().execute { self.end(call, status) }
  }

  // MARK: The channel

  package func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { greet() }
  }

  package func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  package func channelActive(context: ChannelHandlerContext) {
    greet()
  }

  private func greet() {
    lastHeard = .now()
    flush()
    if let interval = limits.keepaliveInterval { scheduleKeepalive(after: interval) }
  }

  package func channelInactive(context: ChannelHandlerContext) {
    ended(GRPCStatus(.unavailable, "the connection to \(address) was closed"))
  }

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var input = unwrapInboundIn(data)
    isReading = true
    lastHeard = NIODeadline.now()
    if var earlier = unread.take() {
      earlier.writeBuffer(&input)
      input = earlier
    }
    receive(&input)
    openWaiting()
    guard input.readableBytes > 0 else { return }
    var rest = ByteBuffer()
    rest.reserveCapacity(max(input.readableBytes * 2, 4096))
    rest.writeImmutableBuffer(input)
    unread = rest
  }

  package func channelReadComplete(context: ChannelHandlerContext) {
    isReading = false
    flush()
  }

  package func channelWritabilityChanged(context: ChannelHandlerContext) {
    http2.socketTakesMore = context.channel.isWritable
    if http2.socketTakesMore {
      http2.pump()
      scheduleFlush()
    }
  }

  package func errorCaught(context: ChannelHandlerContext, error: any Error) {
    ended(GRPCStatus(.unavailable, "the connection to \(address) failed: \(error)"))
    context.close(promise: nil)
  }

  private func receive(_ input: inout ByteBuffer) {
    while true {
      switch http2.next(&input, now: lastHeard) {
      case .needMoreBytes: return
      case .response(let call, let head, let endStream): receive(head, on: call, endStream: endStream)
      case .data(let call, let bytes, let endStream): receive(bytes, on: call, endStream: endStream)
      case .trailers(let call, let head): end(call, GRPCStatus(trailers: head))
      case .reset(let call, let code, let byPeer):
        let status =
          byPeer ? GRPCStatus(reset: code) : GRPCStatus(.internalError, "the server broke HTTP/2: \(code)")
        end(call, status)
      case .pong(let payload): pong(payload)
      case .goAway(let last, let code, let reason): goAway(last, code, reason)
      case .settingsChanged, .request, .notHTTP2: break
      case .failed(let error):
        flush()
        ended(GRPCStatus(.unavailable, "\(address) broke HTTP/2: \(error.reason)"))
        context?.close(promise: nil)
        return
      }
      http2.drained.removeAll(keepingCapacity: true)
    }
  }

  private func receive(_ head: MessageHead, on call: ClientStream, endStream: Bool) {
    if head.grpcStatus != nil, endStream {
      end(call, GRPCStatus(trailers: head))
    } else if head.status != 200 {
      end(call, GRPCStatus(httpStatus: head.status))
    } else if !head.isGRPC || endStream {
      end(call, GRPCStatus(.unknown, "\(address) answers, but not with gRPC"))
    }
  }

  private func receive(_ bytes: ByteBuffer, on call: ClientStream, endStream: Bool) {
    guard !call.isEnded else { return }
    call.reader.append(bytes)
    do throws(MessageReader.Failure) {
      while !call.isEnded, let message = try call.reader.next() { call.receiver.received(message) }
    } catch {
      switch error {
      case .compressed: end(call, GRPCStatus(.unimplemented, "a compressed answer"))
      case .tooLarge(let bytes):
        let bound = limits.maxMessageBytes
        end(call, GRPCStatus(.resourceExhausted, "an answer of \(bytes) bytes, more than \(bound)"))
      }
    }
    if endStream { end(call, GRPCStatus(.internalError, "the server ended the call without trailers")) }
  }

  private func goAway(_ last: StreamID, _ code: ErrorCode, _ reason: String) {
    if case .open = phase { phase = .draining }
    let why = code == .noError ? "" : ": \(code) \(reason)"
    let status = GRPCStatus(.unavailable, "\(address) goes away\(why)", isUnprocessed: true)
    let unprocessed = http2.closeStreams(above: last) + waiting
    waiting.removeAll()
    for call in unprocessed { end(call, status) }
    closeIfDraining()
  }

  // MARK: Sending

  private func scheduleFlush() {
    guard !isReading, !isFlushing, !isFlushScheduled else { return }
    isFlushScheduled = true
    eventLoop.assumeIsolated().execute {
      self.isFlushScheduled = false
      self.flush()
    }
  }

  private func flush() {
    guard let context, context.channel.isActive, !isFlushing else { return }
    isFlushing = true
    while http2.outbound.readableBytes > 0 {
      // The channel may tell of its writability within the write, and then more is framed.
      var frames = http2.takeOutbound()
      context.writeAndFlush(wrapOutboundOut(frames), promise: nil)
      http2.recycle(&frames)
      http2.pump()
    }
    isFlushing = false
    http2.drained.removeAll(keepingCapacity: true)
  }

  // MARK: Ending

  package func closeGracefully() {
    eventLoop.preconditionInEventLoop()
    if case .open = phase { phase = .draining }
    closeIfDraining()
  }

  package func close() {
    eventLoop.preconditionInEventLoop()
    http2.stop(ConnectionError(.noError, ""))
    flush()
    ended(GRPCStatus(.cancelled, "the connection to \(address) was closed from this side"))
    context?.close(promise: nil)
  }

  private func closeIfDraining() {
    guard case .draining = phase, openCalls == 0 else { return }
    close()
  }

  /// All calls end with the connection. What was sent may have been acted upon; what waited wasn't.
  private func ended(_ status: GRPCStatus) {
    if case .closed = phase { return }
    phase = .closed(status)
    http2.stop(ConnectionError(.noError, ""))
    alarm.cancel()
    keepalive?.cancel()
    let open = http2.closeStreams(above: 0)
    let unsent = waiting
    waiting.removeAll()
    for call in open { end(call, GRPCStatus(.unavailable, status.message)) }
    for call in unsent { end(call, GRPCStatus(.unavailable, status.message, isUnprocessed: true)) }
    let unanswered = pings.values
    pings.removeAll()
    for ping in unanswered { ping.done(.failure(status)) }
    onClose.take()?(status)
  }

  // MARK: Time

  private func setAlarm(_ deadline: NIODeadline) {
    alarm.set(deadline, on: eventLoop) { self.alarmRang() }
  }

  private func alarmRang() {
    alarm.rang()
    let now = NIODeadline.now()
    var next = NIODeadline.distantFuture
    for call in http2.owners + waiting {
      guard !call.isEnded, let deadline = call.deadline else { continue }
      if deadline <= now {
        cancel(call, GRPCStatus(.deadlineExceeded, "no answer from \(address) before the deadline"))
      } else {
        next = min(next, deadline)
      }
    }
    if next < .distantFuture { setAlarm(next) }
  }

  package func ping(_ done: @escaping (Result<TimeAmount, GRPCStatus>) -> Void) {
    eventLoop.preconditionInEventLoop()
    if case .closed(let status) = phase {
      done(.failure(status))
      return
    }
    pings[nextPing] = (.now(), done)
    http2.ping(nextPing)
    nextPing &+= 1
    scheduleFlush()
  }

  private func pong(_ payload: UInt64) {
    guard let ping = pings.removeValue(forKey: payload) else { return }
    ping.done(.success(lastHeard - ping.sent))
  }

  private func scheduleKeepalive(after delay: TimeAmount) {
    keepalive = eventLoop.assumeIsolated().scheduleTask(in: delay) { self.checkKeepalive() }
  }

  private func checkKeepalive() {
    guard let interval = limits.keepaliveInterval else { return }
    let silence = NIODeadline.now() - lastHeard
    if silence < interval {
      scheduleKeepalive(after: interval - silence)
    } else if silence < interval + limits.keepaliveTimeout {
      http2.ping(0)
      scheduleFlush()
      scheduleKeepalive(after: interval + limits.keepaliveTimeout - silence)
    } else {
      ended(GRPCStatus(.unavailable, "\(address) answers no PING"))
      context?.close(promise: nil)
    }
  }
}
