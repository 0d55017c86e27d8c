package import HTTP2
package import Logging
package import Member
package import NIOCore

/// Where a server listens and what bounds it.
package struct EtcdServerConfiguration: Sendable {
  package struct Address: Hashable, Sendable {
    package var host: String
    /// 0: any free one.
    package var port: Int

    package init(host: String, port: Int) {
      self.host = host
      self.port = port
    }
  }

  package var client: Address
  /// nil: no metrics listener of its own; the client address has the same pages.
  package var metrics: Address?
  /// As clients see it; they parse it as a semantic version, and a kube-apiserver wants 3.5.13 or later.
  package var version = "3.6.0"
  package var limits = ServiceLimits()
  package var transport = ServerLimits()

  package init(client: Address, metrics: Address?) {
    self.client = client
    self.metrics = metrics
  }
}

/// The etcd v3 API of one member: its listeners and services.
package final class EtcdServer: Sendable {
  package let services: Services
  package let clientAddress: SocketAddress
  package let metricsAddress: SocketAddress?
  private let grpc: GRPCServer
  private let pages: PlainHTTPServer?
  private let pools: WorkerPools

  private init(services: Services, grpc: GRPCServer, pages: PlainHTTPServer?, pools: WorkerPools) {
    self.services = services
    self.grpc = grpc
    self.pages = pages
    self.pools = pools
    clientAddress = grpc.localAddress
    metricsAddress = pages?.localAddress
  }

  /// Open client connections.
  package var connectionCount: Int { grpc.connectionCount }

  /// Starts to serve `member` on the loops of `group`. Metrics of other parts go into `registry`.
  package static func start(
    member: any ServingMember, configuration: EtcdServerConfiguration, group: any EventLoopGroup,
    logger: Logger, registry: MetricsRegistry = MetricsRegistry()
  ) async throws -> EtcdServer {
    let pools = WorkerPools()
    do {
      let services = Services(
        member: member, loops: group, limits: configuration.limits, logger: logger,
        version: configuration.version, pools: pools, registry: registry)
      try await services.start().get()
      let responder = StatusPages.responder(services.context)
      var pages: PlainHTTPServer?
      if let metrics = configuration.metrics {
        pages = try await PlainHTTPServer.bind(
          host: metrics.host, port: metrics.port, group: group, responder: responder
        ).get()
      }
      do {
        let grpc = try await GRPCServer.bind(
          host: configuration.client.host, port: configuration.client.port, group: group, router: services,
          limits: configuration.transport, plainHTTP: responder
        ).get()
        return EtcdServer(services: services, grpc: grpc, pages: pages, pools: pools)
      } catch {
        try? await pages?.shutdown(within: .zero).get()
        throw error
      }
    } catch {
      await pools.shutdown()
      throw error
    }
  }

  /// Takes no new connections, ends the streams so that their clients go elsewhere, lets other calls
  /// end within `grace`, and closes what is left. The metrics listener goes last.
  package func stop(grace: TimeAmount) async {
    services.endStreams()
    try? await grpc.shutdown(within: grace).get()
    try? await pages?.shutdown(within: grace).get()
    await pools.shutdown()
  }
}
