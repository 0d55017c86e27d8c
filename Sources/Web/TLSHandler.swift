internal import COpenSSL
internal import NIOCore

/// What a handshake found; comes as a user event before the first byte.
struct TLSEstablished: Sendable {
  /// Of ALPN; empty without one.
  let applicationProtocol: String
  /// DER, the leaf first.
  let peerCertificates: [[UInt8]]
}

/// TLS between the socket and the handlers after it, by OpenSSL over two memory BIOs. The loop's own.
final class TLSHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let tls: OpaquePointer
  private let isServer: Bool
  /// Keeps the context, and hears of a failed handshake.
  private let context: TLSContextHandle
  private var isEstablished = false
  private var isClosed = false
  private var pending: [(buffer: ByteBuffer, promise: EventLoopPromise<Void>?)] = []

  /// `host` is a client's: whom it expects.
  init(
    context: TLSContextHandle, isServer: Bool, host: (name: String, isIP: Bool, verify: Bool)? = nil,
    onlyHTTP1: Bool = false
  ) throws(WebError) {
    guard let tls = tern_tls_new(context.pointer, isServer ? 1 : 0) else { throw WebError.tls("no memory") }
    self.tls = tls
    self.context = context
    self.isServer = isServer
    if onlyHTTP1 { _ = tern_tls_offer_http1(tls) }
    if let host {
      guard !host.name.utf8.contains(0),
        tern_tls_set_host(tls, host.name, host.isIP ? 1 : 0, host.verify ? 1 : 0) == 1
      else { throw WebError.tls("\(host.name) can't be verified") }
    }
  }

  deinit {
    tern_tls_free(tls)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { handshake(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    handshake(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isEstablished, !isClosed { fail(context, "the connection closed in the TLS handshake") }
    isClosed = true
    failPending()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    failPending()
  }

  private func failPending() {
    let left = pending
    pending = []
    for item in left { item.promise?.fail(ChannelError.ioOnClosedChannel) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isClosed else { return }
    let bytes = unwrapInboundIn(data)
    let fed = bytes.withUnsafeReadableBytes { tern_tls_feed(tls, $0.baseAddress, $0.count) }
    guard fed == 1 else { return fail(context, "no memory") }
    if !isEstablished { handshake(context) }
    if isEstablished { deliver(context) }
    if send(context) { context.flush() }
    tern_tls_trim(tls)
  }

  private func handshake(_ context: ChannelHandlerContext) {
    guard !isEstablished, !isClosed else { return }
    let outcome = Int(tern_tls_handshake(tls))
    if send(context) { context.flush() }
    switch outcome {
    case TERN_TLS_DONE:
      isEstablished = true
      context.fireUserInboundEventTriggered(established())
      let waiting = pending
      pending = []
      for item in waiting { encrypt(context, item.buffer, item.promise) }
      context.flush()
    case TERN_TLS_WANT: break
    default: fail(context, String(cString: tern_tls_reason(tls)))
    }
  }

  private func established() -> TLSEstablished {
    var name: UnsafePointer<UInt8>?
    let length = tern_tls_alpn(tls, &name)
    let chosen = String(
      decoding: UnsafeBufferPointer(start: name, count: name == nil ? 0 : length), as: UTF8.self)
    var certificates: [[UInt8]] = []
    for index in 0..<tern_tls_peer_count(tls) {
      let der = tern_tls_peer(tls, index)
      defer { tern_bytes_free(der) }
      if let data = der.data {
        certificates.append(Array(UnsafeBufferPointer(start: data, count: der.length)))
      }
    }
    return TLSEstablished(applicationProtocol: chosen, peerCertificates: certificates)
  }

  private func deliver(_ context: ChannelHandlerContext) {
    while !isClosed {
      var buffer = context.channel.allocator.buffer(capacity: 16_384)
      var outcome = TERN_TLS_DONE
      while buffer.writableBytes >= 2048, outcome == TERN_TLS_DONE {
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 0) { space in
          var count = 0
          outcome = Int(tern_tls_read(tls, space.baseAddress, space.count, &count))
          return count
        }
      }
      if buffer.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(buffer)) }
      switch outcome {
      case TERN_TLS_DONE: continue
      case TERN_TLS_WANT: return
      case TERN_TLS_CLOSED:
        // Its close_notify: an end of the stream, as a FIN.
        context.close(promise: nil)
        return
      default: return fail(context, String(cString: tern_tls_reason(tls)))
      }
    }
  }

  private func fail(_ context: ChannelHandlerContext, _ reason: String) {
    guard !isClosed else { return }
    _ = send(context)
    if isServer, !isEstablished, reason == "http request" {
      // Go's words.
      let text = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
      context.write(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
    context.flush()
    isClosed = true
    context.fireErrorCaught(WebError.tls(reason))
    context.close(promise: nil)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let buffer = unwrapOutboundIn(data)
    guard !isClosed else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    guard isEstablished else {
      pending.append((buffer, promise))
      return
    }
    encrypt(context, buffer, promise)
  }

  private func encrypt(
    _ context: ChannelHandlerContext, _ buffer: ByteBuffer, _ promise: EventLoopPromise<Void>?
  ) {
    let whole = buffer.withUnsafeReadableBytes { bytes in
      var start = 0
      while start < bytes.count {
        var count = 0
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        guard Int(tern_tls_write(tls, rest.baseAddress, rest.count, &count)) == TERN_TLS_DONE, count > 0
        else {
          return false
        }
        start += count
      }
      return true
    }
    guard whole else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return fail(context, String(cString: tern_tls_reason(tls)))
    }
    if !send(context, promise) { promise?.succeed(()) }
    tern_tls_trim(tls)
  }

  /// Whether there was anything to send.
  private func send(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>? = nil) -> Bool {
    let count = tern_tls_pending_out(tls)
    guard count > 0 else { return false }
    var buffer = context.channel.allocator.buffer(capacity: count)
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
      var filled = 0
      while filled < count {
        let part = tern_tls_take(tls, space.baseAddress?.advanced(by: filled), count - filled)
        if part == 0 { break }
        filled += part
      }
      return filled
    }
    context.write(wrapOutboundOut(buffer), promise: promise)
    return true
  }

  /// Says close_notify first; doesn't wait for the peer's.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if !isClosed, isEstablished {
      tern_tls_shutdown(tls)
      if send(context) { context.flush() }
    }
    if mode == .all { isClosed = true }
    context.close(mode: mode, promise: promise)
  }
}
