package import NIOCore
internal import NIOPosix
internal import Synchronization

/// A listening socket that serves gRPC over HTTP/2, and plain HTTP/1.1 GET beside it.
package final class GRPCServer: Sendable {
  package let localAddress: SocketAddress
  private let listener: any Channel
  private let connections: OpenChannels

  private init(listener: any Channel, localAddress: SocketAddress, connections: OpenChannels) {
    self.listener = listener
    self.localAddress = localAddress
    self.connections = connections
  }

  /// Open client connections.
  package var connectionCount: Int { connections.count }

  /// Listens on `host:port` (port 0: any free one) and serves on the loops of `group`.
  package static func bind(
    host: String, port: Int, group: any EventLoopGroup, router: any CallRouter,
    limits: ServerLimits = ServerLimits(), plainHTTP: PlainHTTPResponder? = nil
  ) -> EventLoopFuture<GRPCServer> {
    let connections = OpenChannels()
    return ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelOption(
        .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 8192, maximum: 262_144)
      )
      .childChannelOption(
        .writeBufferWaterMark,
        value: .init(low: limits.socketOutboundBytes / 2, high: limits.socketOutboundBytes)
      )
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let connection = ServerConnection(
            channel: channel, router: router, limits: limits, plainHTTP: plainHTTP)
          try channel.pipeline.syncOperations.addHandler(connection)
          connections.add(channel)
        }
      }
      .bind(host: host, port: port)
      .flatMapThrowing { listener in
        guard let address = listener.localAddress else {
          throw GRPCStatus(.internalError, "the listening socket has no address")
        }
        return GRPCServer(listener: listener, localAddress: address, connections: connections)
      }
  }

  /// Takes no new connections, tells each client to go away, lets open calls end, and closes what is left at
  /// the deadline. The future succeeds when all connections are closed.
  package func shutdown(within grace: TimeAmount) -> EventLoopFuture<Void> {
    let loop = listener.eventLoop
    let channels = connections.stop()
    listener.close(promise: nil)
    for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ShutdownEvent.announce) }
    let timer = loop.scheduleTask(in: grace) {
      for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ShutdownEvent.closeNow) }
    }
    let closed = channels.map { $0.closeFuture } + [listener.closeFuture]
    return EventLoopFuture.andAllComplete(closed, on: loop).always { _ in timer.cancel() }
  }
}

/// The open connections of a listener, which its loops add to and its shutdown takes.
final class OpenChannels: Sendable {
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
