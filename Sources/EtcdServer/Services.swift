import EtcdAPI
package import HTTP2
import Keyspace
package import Logging
package import Member
package import NIOCore

/// The service table: every method of etcd's API, and what answers it.
package final class Services: CallRouter {
  private enum Route: Sendable {
    case unary(UnaryBody, MethodCounters)
    case stream(@Sendable (any ServerCall, ServiceContext, MethodCounters) -> any CallHandler, MethodCounters)
  }

  package let context: ServiceContext
  private let routes: [String: Route]
  private let watches: WatchHub

  /// `loops` are the event loops on which calls will come.
  package init(
    member: any ServingMember, loops: any EventLoopGroup, limits: ServiceLimits = ServiceLimits(),
    logger: Logger, version: String = "3.6.0", pools: WorkerPools,
    registry: MetricsRegistry = MetricsRegistry()
  ) {
    let metrics = ServerMetrics(registry)
    let context = ServiceContext(
      member: member, limits: limits, metrics: metrics, logger: logger, version: version, pools: pools)
    let watches = WatchHub(context, loops: loops)
    self.context = context
    self.watches = watches
    routes = Self.routes(watches, metrics)
    metrics.observe(context)
  }

  package func handler(for call: any ServerCall) -> (any CallHandler)? {
    guard let route = routes[call.path] else { return nil }
    let needsLeader = call.headers.first("hasleader") == "true"
    switch route {
    case .unary(let body, let counters):
      if needsLeader && !context.hasLeader { return RefusedCall(call, counters, EtcdError.noLeader) }
      return UnaryCall(call, context, counters, body)
    case .stream(let make, let counters):
      if context.streams.isEnded { return RefusedCall(call, counters, EtcdError.stopped) }
      if needsLeader && !context.hasLeader { return RefusedCall(call, counters, EtcdError.noLeader) }
      return make(call, context, counters)
    }
  }

  package func serves(_ service: String) -> Bool {
    RPC.all.contains { $0.service == service }
  }

  /// Starts the watch feeds; succeeds when watches can be served.
  package func start() -> EventLoopFuture<Void> {
    watches.start()
  }

  /// Ends all streams but snapshots, which end by themselves, and refuses new ones, so that clients go
  /// elsewhere; to be called when the member stops serving.
  package func endStreams() {
    context.streams.end(EtcdError.stopped)
  }

  private static func routes(_ watches: WatchHub, _ metrics: ServerMetrics) -> [String: Route] {
    var routes: [String: Route] = [:]
    for rpc in RPC.all {
      let counters = metrics.counters(service: rpc.service, method: rpc.method)
      routes[rpc.path] = .unary(unary(rpc), counters)
    }
    let streams: [(RPC, @Sendable (any ServerCall, ServiceContext, MethodCounters) -> any CallHandler)] = [
      (RPC.Watch.watch, { WatchCall($0, $1, $2, watches) }),
      (RPC.Lease.leaseKeepAlive, { KeepAliveCall($0, $1, $2) }),
      (RPC.Maintenance.snapshot, { SnapshotCall($0, $1, $2) }),
      (RPC.Health.watch, { HealthWatchCall($0, $1, $2) }),
    ]
    for (rpc, make) in streams {
      routes[rpc.path] = .stream(make, metrics.counters(service: rpc.service, method: rpc.method))
    }
    return routes
  }

  /// What answers a unary method, or the first message of a stream that is not implemented.
  private static func unary(_ rpc: RPC) -> UnaryBody {
    switch rpc {
    case RPC.KV.range: KVService.range
    case RPC.KV.put: KVService.put
    case RPC.KV.deleteRange: KVService.deleteRange
    case RPC.KV.txn: KVService.txn
    case RPC.KV.compact: KVService.compact
    case RPC.Lease.leaseGrant: LeaseService.grant
    case RPC.Lease.leaseRevoke: LeaseService.revoke
    case RPC.Lease.leaseTimeToLive: LeaseService.timeToLive
    case RPC.Lease.leaseLeases: LeaseService.leases
    case RPC.Cluster.memberList: ClusterService.memberList
    case RPC.Maintenance.status: MaintenanceService.status
    case RPC.Maintenance.alarm: MaintenanceService.alarm
    case RPC.Maintenance.defragment: MaintenanceService.defragment
    case RPC.Maintenance.hash: MaintenanceService.hash
    case RPC.Maintenance.hashKV: MaintenanceService.hashKV
    case RPC.Maintenance.moveLeader: MaintenanceService.moveLeader
    case RPC.Maintenance.downgrade: MaintenanceService.downgrade
    case RPC.Auth.authStatus: AuthService.status
    case RPC.Health.check: HealthService.check
    default: unimplemented(rpc)
    }
  }

  private static func unimplemented(_ rpc: RPC) -> UnaryBody {
    switch rpc.service {
    case "etcdserverpb.Auth": AuthService.unimplemented(rpc.method)
    case "etcdserverpb.Cluster": ClusterService.unimplemented(rpc.method)
    case "v3lockpb.Lock", "v3electionpb.Election":
      { _, _ throws(GRPCStatus) in
        throw EtcdError.unimplemented(
          "\(rpc.service)/\(rpc.method)", instead: "use a client library's own locks, built on Txn and Watch")
      }
    default:
      { _, _ throws(GRPCStatus) in
        throw EtcdError.unimplemented("\(rpc.service)/\(rpc.method)", instead: "use Range with a limit")
      }
    }
  }
}
