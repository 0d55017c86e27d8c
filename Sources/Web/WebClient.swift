package import NIOCore
internal import NIOPosix
internal import Synchronization

package struct WebClientRequest: Sendable {
  package var method: String
  /// A name or an address, without brackets.
  package var host: String
  package var port: Int
  package var secure: Bool
  /// Percent-encoded, with its query.
  package var path: String
  package var headers: WebHeaders
  package var body: [UInt8]
  /// Until the answer's head.
  package var timeout: TimeAmount?
  var isUpgrade = false

  package init(
    method: String = "GET", host: String, port: Int, secure: Bool = true, path: String,
    headers: WebHeaders = WebHeaders(), body: [UInt8] = [], timeout: TimeAmount? = nil
  ) {
    self.method = method
    self.host = host
    self.port = port
    self.secure = secure
    self.path = path
    self.headers = headers
    self.body = body
    self.timeout = timeout
  }

  var authority: String {
    let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    return port == (secure ? 443 : 80) ? name : "\(name):\(port)"
  }
}

package struct WebClientResponse: Sendable {
  package let status: Int
  package let headers: WebHeaders
  /// Letting go of it before its end breaks the answer off.
  package let body: WebBody
  let tunnel: WebTunnel?
}

/// Sends requests, over connections that it keeps: one of HTTP/2 per host, or as many of HTTP/1.1 as there
/// are requests at a time.
package final class WebClient: Sendable {
  package struct Options: Sendable {
    /// nil: only plain HTTP.
    package var tls: TLSClientContext?
    package var connectTimeout: TimeAmount = .seconds(30)
    /// Idle connections of HTTP/1.1 that are kept, per host.
    package var maxIdlePerHost = 25

    package init(tls: TLSClientContext? = nil) {
      self.tls = tls
    }
  }

  private struct Host {
    var http2: HTTP2ClientHandler?
    var idle: [HTTP1ClientHandler] = []
    var connecting: EventLoopFuture<any ClientConnection>?
    /// Known to speak HTTP/1.1: each request connects for itself.
    var speaksHTTP1 = false
  }

  private let group: any EventLoopGroup
  private let options: Options
  private let hosts = Mutex<[String: Host]>([:])

  package init(group: any EventLoopGroup, options: Options) {
    self.group = group
    self.options = options
  }

  /// The answer's head; its body is read from it. Throws `WebError`, and cancels with the task.
  package func send(_ request: WebClientRequest) async throws -> WebClientResponse {
    var tries = 0
    while true {
      let (connection, isReused) = try await connection(for: request)
      let outcome = await attempt(request, connection)
      switch outcome.result {
      case .success(let response): return response
      case .failure(let error):
        tries += 1
        // A kept connection that its server closed meanwhile is no failure of the request.
        let isStale =
          isReused && error as? WebError == .disconnected && ["GET", "HEAD"].contains(request.method)
        guard outcome.isUnprocessed || isStale, tries < 4, !Task.isCancelled else { throw error }
      }
    }
  }

  /// An upgrade by HTTP/1.1 (RFC 9110 §7.8): `request` has its Connection and Upgrade fields. Where the
  /// server
  /// says something other than 101, that is the response, and there is no tunnel.
  package func tunnel(
    _ request: WebClientRequest
  ) async throws -> (response: WebClientResponse, tunnel: WebTunnel?) {
    var request = request
    request.isUpgrade = true
    let connection = try await connect(request, onlyHTTP1: true).get()
    let outcome = await attempt(request, connection)
    let response = try outcome.result.get()
    return (response, response.tunnel)
  }

  /// Closes what is kept; requests that are under way on HTTP/1.1 go on.
  package func close() {
    let all = hosts.withLock { hosts in
      defer { hosts = [:] }
      return hosts.values.flatMap { host -> [any ClientConnection] in
        host.idle + (host.http2.map { [$0] } ?? [])
      }
    }
    for connection in all { connection.loop.run { connection.close() } }
  }

  private func attempt(
    _ request: WebClientRequest, _ connection: any ClientConnection
  ) async -> (result: Result<WebClientResponse, any Error>, isUnprocessed: Bool) {
    let started = Mutex<(exchange: ClientExchange?, isCancelled: Bool)>((nil, false))
    do {
      let response = try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          let exchange = ClientExchange(loop: connection.loop, request: request, continuation)
          let isCancelled = started.withLock { state in
            state.exchange = exchange
            return state.isCancelled
          }
          connection.loop.run {
            if isCancelled { exchange.fail(CancellationError()) } else { connection.start(exchange) }
          }
        }
      } onCancel: {
        let exchange = started.withLock { state in
          state.isCancelled = true
          return state.exchange
        }
        if let exchange { connection.loop.execute { exchange.cancel(CancellationError()) } }
      }
      return (.success(response), false)
    } catch {
      let isUnprocessed = started.withLock { $0.exchange?.isUnprocessed ?? false }
      return (.failure(error), isUnprocessed)
    }
  }

  // MARK: Connections

  private func key(_ request: WebClientRequest) -> String {
    "\(request.secure ? "s" : "p")|\(request.host)|\(request.port)"
  }

  private func connection(
    for request: WebClientRequest
  ) async throws -> (connection: any ClientConnection, isReused: Bool) {
    let key = key(request)
    while true {
      let kept = hosts.withLock { hosts -> (any ClientConnection)? in
        if let shared = hosts[key]?.http2 { return shared }
        return hosts[key]?.idle.popLast()
      }
      if let kept {
        let isUsable = try await kept.loop.submit { kept.isUsable }.get()
        if isUsable { return (kept, true) }
        forget(kept, key)
        continue
      }
      let (future, isOwn) = hosts.withLock { hosts -> (EventLoopFuture<any ClientConnection>, Bool) in
        if let connecting = hosts[key]?.connecting { return (connecting, false) }
        let future = connect(request, onlyHTTP1: false)
        if request.secure, hosts[key]?.speaksHTTP1 != true {
          hosts[key, default: Host()].connecting = future
        }
        return (future, true)
      }
      do {
        let made = try await future.get()
        if isOwn { keep(made, key) }
        if isOwn || made.isHTTP2 { return (made, false) }
      } catch {
        if isOwn { hosts.withLock { $0[key]?.connecting = nil } }
        throw error
      }
      // The one that it was made for has it.
      await Task.yield()
    }
  }

  private func keep(_ made: any ClientConnection, _ key: String) {
    hosts.withLock { hosts in
      hosts[key, default: Host()].connecting = nil
      if let http2 = made as? HTTP2ClientHandler {
        hosts[key, default: Host()].http2 = http2
      } else {
        hosts[key, default: Host()].speaksHTTP1 = true
      }
    }
  }

  private func forget(_ connection: any ClientConnection, _ key: String) {
    hosts.withLock { hosts in
      if let known = hosts[key]?.http2, known === connection { hosts[key]?.http2 = nil }
    }
  }

  private func release(_ connection: HTTP1ClientHandler, _ key: String) {
    let isKept = hosts.withLock { hosts in
      guard hosts[key, default: Host()].idle.count < options.maxIdlePerHost else { return false }
      hosts[key, default: Host()].idle.append(connection)
      return true
    }
    if !isKept { connection.close() }
  }

  private func connect(
    _ request: WebClientRequest, onlyHTTP1: Bool
  ) -> EventLoopFuture<any ClientConnection> {
    let loop = group.next()
    let promise = loop.makePromise(of: (any ClientConnection).self)
    let key = key(request)
    if request.secure, options.tls == nil {
      promise.fail(WebError.tls("this client has no TLS"))
      return promise.futureResult
    }
    let tls = request.secure ? options.tls : nil
    let timer = loop.scheduleTask(in: options.connectTimeout) { promise.fail(WebError.timeout) }
    promise.futureResult.whenComplete { _ in timer.cancel() }
    ClientBootstrap(group: loop)
      .connectTimeout(options.connectTimeout)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let tls {
            let name = tls.serverName ?? request.host
            let isIP = (try? SocketAddress(ipAddress: name, port: 0)) != nil
            try pipeline.addHandler(
              TLSHandler(
                context: tls.handle, isServer: false, host: (name, isIP, tls.verifies), onlyHTTP1: onlyHTTP1))
          }
          try pipeline.addHandler(
            ClientChooser(secure: tls != nil, promise: promise) { [weak self] connection in
              guard let self, !onlyHTTP1 else { return connection.close() }
              self.release(connection, key)
            })
        }
      }
      .connect(host: request.host, port: request.port)
      .whenComplete { result in
        switch result {
        case .success(let channel):
          promise.futureResult.whenFailure { _ in channel.close(promise: nil) }
        case .failure(let error):
          promise.fail(WebError.connect("\(request.authority): \(error)"))
        }
      }
    return promise.futureResult
  }
}

/// Finds out what the server speaks, and gives its place to the handler for that.
private final class ClientChooser: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private let secure: Bool
  private let promise: EventLoopPromise<any ClientConnection>
  private let onIdle: @Sendable (HTTP1ClientHandler) -> Void

  init(
    secure: Bool, promise: EventLoopPromise<any ClientConnection>,
    onIdle: @escaping @Sendable (HTTP1ClientHandler) -> Void
  ) {
    self.secure = secure
    self.promise = promise
    self.onIdle = onIdle
  }

  func channelActive(context: ChannelHandlerContext) {
    context.fireChannelActive()
    if !secure { choose(context, isHTTP2: false) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    promise.fail(WebError.disconnected)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    promise.fail(error)
    context.close(promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let found = event as? TLSEstablished {
      choose(context, isHTTP2: found.applicationProtocol == "h2")
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  private func choose(_ context: ChannelHandlerContext, isHTTP2: Bool) {
    do {
      let pipeline = context.pipeline.syncOperations
      if isHTTP2 {
        let connection = HTTP2ClientHandler(loop: context.eventLoop)
        try pipeline.addHandler(connection, position: .after(self))
        promise.succeed(connection)
      } else {
        let connection = HTTP1ClientHandler(loop: context.eventLoop, onIdle: onIdle)
        try pipeline.addHandler(connection, position: .after(self))
        promise.succeed(connection)
      }
      pipeline.removeHandler(context: context, promise: nil)
    } catch {
      promise.fail(error)
      context.close(promise: nil)
    }
  }
}
