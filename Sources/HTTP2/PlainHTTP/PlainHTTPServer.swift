package import NIOCore

/// A listening socket that answers HTTP/1.1 GET and HEAD only: metrics, health, version.
package final class PlainHTTPServer: Sendable {
  package let localAddress: SocketAddress
  private let channel: any Channel

  private init(channel: any Channel, localAddress: SocketAddress) {
    self.channel = channel
    self.localAddress = localAddress
  }

  package static func bind(
    host: String, port: Int, group: any EventLoopGroup, responder: @escaping PlainHTTPResponder
  ) -> EventLoopFuture<PlainHTTPServer> {
    group.next().makeFailedFuture(GRPCStatus(.unimplemented, "not built yet"))
  }

  package func shutdown() -> EventLoopFuture<Void> {
    channel.close()
  }
}
