package import NIOCore
internal import NIOPosix

/// What a client bounds on one connection.
package struct ClientLimits: Sendable {
  /// Calls that wait for the server's MAX_CONCURRENT_STREAMS; more fail as RESOURCE_EXHAUSTED.
  package var maxQueuedCalls = 10_000
  /// Bytes of one answer. Snapshots come in pieces of 64 KiB and ranges may be large: 64 MiB.
  package var maxMessageBytes = 64 << 20
  package var streamWindowBytes = 4 << 20
  package var connectionWindowBytes = 16 << 20
  package var maxHeaderListBytes = 64 << 10
  /// Silence after which the server is pinged, and how long it may take to answer; nil pings never.
  package var keepaliveInterval: TimeAmount?
  package var keepaliveTimeout: TimeAmount = .seconds(20)
  package var userAgent = "tern"

  package init() {}
}

package enum GRPCClientConnector {
  /// Connects and says the preface; calls may start as soon as the future succeeds, which is on `eventLoop`.
  /// Fails with a `GRPCStatus` of UNAVAILABLE that names the address.
  package static func connect(
    host: String, port: Int, on eventLoop: any EventLoop, timeout: TimeAmount = .seconds(5),
    limits: ClientLimits = ClientLimits()
  ) -> EventLoopFuture<GRPCClientConnection> {
    let address = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
    return ClientBootstrap(group: eventLoop)
      .connectTimeout(timeout)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(
        .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 8192, maximum: 262_144)
      )
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let connection = GRPCClientConnection(
            eventLoop: channel.eventLoop, authority: address, limits: limits)
          try channel.pipeline.syncOperations.addHandler(connection)
        }
      }
      .connect(host: host, port: port)
      .flatMapThrowing { channel in
        try channel.pipeline.syncOperations.handler(type: GRPCClientConnection.self)
      }
      .flatMapErrorThrowing { error in
        throw GRPCStatus(.unavailable, "cannot connect to \(address): \(error)", isUnprocessed: true)
      }
  }
}
