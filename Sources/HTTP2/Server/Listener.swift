internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A listening socket and the connections that came by it: what a server is beside its handler.
struct Listener: Sendable {
  let localAddress: SocketAddress
  private let socket: any Channel
  private let connections: OpenChannels

  /// Open connections.
  var connectionCount: Int { connections.count }

  /// Listens on `host:port` (port 0: any free one) with `options`; `handler` is made for each connection, on
  /// its loop, and understands `ShutdownEvent`.
  static func bind(
    host: String, port: Int, group: any EventLoopGroup,
    options: (ServerBootstrap) -> ServerBootstrap = { $0 },
    handler: @escaping @Sendable (any Channel) -> any ChannelHandler
  ) -> EventLoopFuture<Listener> {
    let connections = OpenChannels()
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(handler(channel))
          connections.add(channel)
        }
      }
    return options(bootstrap).bind(host: host, port: port).flatMapThrowing { socket in
      guard let address = socket.localAddress else {
        throw GRPCStatus(.internalError, "the listening socket has no address")
      }
      return Listener(localAddress: address, socket: socket, connections: connections)
    }
  }

  /// Takes no new connections, tells those that are open, and at the deadline closes what is left. Nobody is
  /// told before the socket is closed: whoever is would connect to it again. The future succeeds when all are
  /// closed.
  func shutdown(within grace: TimeAmount) -> EventLoopFuture<Void> {
    let loop = socket.eventLoop
    socket.close(promise: nil)
    return socket.closeFuture.flatMap {
      let open = connections.stop()
      for channel in open { channel.pipeline.fireUserInboundEventTriggered(ShutdownEvent.announce) }
      let timer = loop.scheduleTask(in: grace) {
        for channel in open { channel.pipeline.fireUserInboundEventTriggered(ShutdownEvent.closeNow) }
      }
      return EventLoopFuture.andAllComplete(open.map(\.closeFuture), on: loop).always { _ in timer.cancel() }
    }
  }
}

/// How a listener reaches its connections, each on its own loop.
enum ShutdownEvent: Sendable {
  /// What was asked is answered, and then the connection closes.
  case announce
  case closeNow

  /// How long a connection may take to say what was on its way when it was told of the shutdown.
  static let patience = TimeAmount.milliseconds(100)
}

/// The open connections of a listener, which its loops add to and its shutdown takes.
private final class OpenChannels: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var isStopped = false
  }

  private let state = Mutex(State())

  var count: Int { state.withLock { $0.channels.count } }

  /// A channel that comes after `stop` is closed.
  func add(_ channel: any Channel) {
    let key = ObjectIdentifier(channel)
    let isStopped = state.withLock { state in
      if !state.isStopped { state.channels[key] = channel }
      return state.isStopped
    }
    guard !isStopped else {
      channel.close(promise: nil)
      return
    }
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
