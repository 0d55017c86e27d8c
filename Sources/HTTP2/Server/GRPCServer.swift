package import NIOCore

/// A listening socket that serves gRPC over HTTP/2, and plain HTTP/1.1 GET beside it.
package final class GRPCServer: Sendable {
  package let localAddress: SocketAddress
  private let channel: any Channel

  private init(channel: any Channel, localAddress: SocketAddress) {
    self.channel = channel
    self.localAddress = localAddress
  }

  /// Open client connections.
  package var connectionCount: Int { 0 }

  /// Listens on `host:port` (port 0: any free one) and serves on the loops of `group`.
  package static func bind(
    host: String, port: Int, group: any EventLoopGroup, router: any CallRouter,
    limits: ServerLimits = ServerLimits(), plainHTTP: PlainHTTPResponder? = nil
  ) -> EventLoopFuture<GRPCServer> {
    group.next().makeFailedFuture(GRPCStatus(.unimplemented, "not built yet"))
  }

  /// Takes no new connections, tells each client to go away, lets open calls end, and closes what is left at
  /// the deadline. The future succeeds when all connections are closed.
  package func shutdown(within grace: TimeAmount) -> EventLoopFuture<Void> {
    channel.close()
  }
}
