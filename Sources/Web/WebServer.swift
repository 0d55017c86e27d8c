package import NIOCore
internal import NIOPosix
internal import Synchronization

/// How a server reaches its connections, each on its own loop.
enum WebDrain: Sendable {
  /// What was asked is answered, and then the connection closes.
  case announce
  case closeNow
}

/// A listening socket that serves HTTP/1.1 and HTTP/2, with TLS or without.
package struct WebServer: Sendable {
  package typealias Handler = @Sendable (WebRequest) async -> WebResponse

  package struct Limits: Sendable {
    /// Of a request's header, with its first line.
    package var maxHeaderBytes = 1 << 20
    package var maxConcurrentStreams: UInt32 = 1000
    package var idleTimeout: TimeAmount = .seconds(90)
    package var headerTimeout: TimeAmount = .seconds(32)
    package var handshakeTimeout: TimeAmount = .seconds(10)
    /// Bytes in the socket's queue above which writers wait.
    package var socketOutboundBytes = 256 << 10

    package init() {}
  }

  private let socket: any Channel
  private let connections: OpenConnections
  package let address: SocketAddress

  package var port: Int { address.port ?? 0 }
  package var connectionCount: Int { connections.count }

  /// Listens on `host:port` (port 0: any free one). `handler` runs as a task on its connection's loop, and is
  /// cancelled when the client goes away.
  package static func start(
    host: String, port: Int, group: any EventLoopGroup, tls: TLSServerContext?, limits: Limits = Limits(),
    handler: @escaping Handler
  ) async throws -> WebServer {
    let connections = OpenConnections()
    let socket = try await ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.backlog, value: 1024)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.socketOption(.so_keepalive), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelOption(
        .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 8192, maximum: 262_144)
      )
      .childChannelOption(
        .writeBufferWaterMark,
        value: .init(low: limits.socketOutboundBytes / 4, high: limits.socketOutboundBytes)
      )
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let tls { try pipeline.addHandler(TLSHandler(context: tls.handle(), isServer: true)) }
          try pipeline.addHandler(
            ProtocolChooser(
              secure: tls != nil, limits: limits, executor: connections.executor(channel.eventLoop),
              handler: handler))
          connections.add(channel)
        }
      }
      .bind(host: host, port: port).get()
    guard let address = socket.localAddress else { throw WebError.connect("the socket has no address") }
    return WebServer(socket: socket, connections: connections, address: address)
  }

  /// Takes no new connections; those that are open go on.
  package func stopAccepting() async {
    try? await socket.close().get()
  }

  /// Tells each client to go away; each connection closes when its requests are answered, and at the deadline
  /// what is left of them. Returns when all are closed.
  package func drain(deadline: NIODeadline) async {
    await stopAccepting()
    let open = connections.stop()
    for channel in open { channel.pipeline.fireUserInboundEventTriggered(WebDrain.announce) }
    let timer = socket.eventLoop.scheduleTask(deadline: deadline) {
      for channel in open { channel.pipeline.fireUserInboundEventTriggered(WebDrain.closeNow) }
    }
    for channel in open { try? await channel.closeFuture.get() }
    timer.cancel()
  }
}

/// The open connections of a server, which its loops add to and its end takes.
private final class OpenConnections: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var executors: [ObjectIdentifier: LoopTaskExecutor] = [:]
    var isStopped = false
  }

  private let state = Mutex(State())

  var count: Int { state.withLock { $0.channels.count } }

  func executor(_ loop: any EventLoop) -> LoopTaskExecutor {
    state.withLock { state in
      if let known = state.executors[ObjectIdentifier(loop)] { return known }
      let made = LoopTaskExecutor(loop)
      state.executors[ObjectIdentifier(loop)] = made
      return made
    }
  }

  /// A channel that comes after `stop` is closed.
  func add(_ channel: any Channel) {
    let key = ObjectIdentifier(channel)
    let isStopped = state.withLock { state in
      if !state.isStopped { state.channels[key] = channel }
      return state.isStopped
    }
    guard !isStopped else { return channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in
      self.state.withLock { $0.channels[key] = nil }
    }
  }

  func stop() -> [any Channel] {
    state.withLock { state in
      state.isStopped = true
      return Array(state.channels.values)
    }
  }
}

/// Finds out what a client speaks, by ALPN or its first bytes, and gives its place to the handler for that.
private final class ProtocolChooser: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  private let secure: Bool
  private let limits: WebServer.Limits
  private let executor: LoopTaskExecutor
  private let handler: WebServer.Handler
  private var certificates: [[UInt8]] = []
  private var unread = ByteBuffer()
  private var isChosen = false
  private var timer: Scheduled<Void>?

  init(
    secure: Bool, limits: WebServer.Limits, executor: LoopTaskExecutor, handler: @escaping WebServer.Handler
  ) {
    self.secure = secure
    self.limits = limits
    self.executor = executor
    self.handler = handler
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let limit = secure ? limits.handshakeTimeout : limits.headerTimeout
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: limit) { bound.value.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case let found as TLSEstablished:
      certificates = found.peerCertificates
      if !found.applicationProtocol.isEmpty {
        choose(context, isHTTP2: found.applicationProtocol == "h2")
      }
    case is WebDrain: context.close(promise: nil)
    default: break
    }
    if !isChosen { context.fireUserInboundEventTriggered(event) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    guard !isChosen else { return context.fireChannelRead(data) }
    unread.writeBuffer(&bytes)
    let start = unread.readableBytesView.prefix(Self.preface.count)
    guard start.elementsEqual(Self.preface.prefix(start.count)) else {
      return choose(context, isHTTP2: false)
    }
    if start.count == Self.preface.count { choose(context, isHTTP2: true) }
  }

  private func choose(_ context: ChannelHandlerContext, isHTTP2: Bool) {
    guard !isChosen else { return }
    isChosen = true
    timer?.cancel()
    let remote = context.channel.remoteAddress
    let info = ServerConnectionInfo(
      executor: executor, handler: handler, limits: limits, secure: secure, clientCertificates: certificates,
      remoteAddress: remote.map { "\(Self.host($0)):\($0.port ?? 0)" } ?? "")
    let next: any ChannelHandler = isHTTP2 ? HTTP2ServerHandler(info) : HTTP1ServerHandler(info)
    do {
      try context.pipeline.syncOperations.addHandler(next, position: .after(self))
    } catch {
      return context.close(promise: nil)
    }
    if unread.readableBytes > 0 {
      context.fireChannelRead(NIOAny(unread))
      context.fireChannelReadComplete()
    }
    context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
  }

  private static func host(_ address: SocketAddress) -> String {
    let ip = address.ipAddress ?? ""
    return ip.utf8.contains(UInt8(ascii: ":")) ? "[\(ip)]" : ip
  }
}
