package import NIOCore
internal import NIOPosix

/// A listening socket that serves gRPC over HTTP/2, and plain HTTP/1.1 GET beside it.
package struct GRPCServer: Sendable {
  private let listener: Listener

  package var localAddress: SocketAddress { listener.localAddress }

  /// Open client connections.
  package var connectionCount: Int { listener.connectionCount }

  /// Listens on `host:port` (port 0: any free one) and serves on the loops of `group`.
  package static func bind(
    host: String, port: Int, group: any EventLoopGroup, router: any CallRouter,
    limits: ServerLimits = ServerLimits(), plainHTTP: PlainHTTPResponder? = nil
  ) -> EventLoopFuture<GRPCServer> {
    Listener.bind(
      host: host, port: port, group: group,
      options: { bootstrap in
        bootstrap
          .serverChannelOption(.backlog, value: 1024)
          .childChannelOption(.maxMessagesPerRead, value: 4)
          .childChannelOption(
            .recvAllocator,
            value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 8192, maximum: 262_144)
          )
          .childChannelOption(
            .writeBufferWaterMark,
            value: .init(low: limits.socketOutboundBytes / 2, high: limits.socketOutboundBytes))
      },
      handler: { channel in
        ServerConnection(channel: channel, router: router, limits: limits, plainHTTP: plainHTTP)
      }
    ).map { GRPCServer(listener: $0) }
  }

  /// Takes no new connections and tells each client to go away; each connection closes when its open calls have
  /// ended, and what is left of them at the deadline. The future succeeds when all connections are closed.
  package func shutdown(within grace: TimeAmount) -> EventLoopFuture<Void> {
    listener.shutdown(within: grace)
  }
}
