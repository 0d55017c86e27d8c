import HTTP2
package import Keyspace
package import Logging
package import Member
import NIOCore
import Raft

/// What all handlers of a member share.
package final class ServiceContext: Sendable {
  package let member: any ServingMember
  package let keyspace: Keyspace
  package let limits: ServiceLimits
  package let metrics: ServerMetrics
  package let logger: Logger
  /// As `Status` and `/version` tell it.
  package let version: String
  package let pools: WorkerPools
  let streams = OpenStreams()

  package init(
    member: any ServingMember, limits: ServiceLimits, metrics: ServerMetrics, logger: Logger, version: String,
    pools: WorkerPools
  ) {
    self.member = member
    self.limits = limits
    self.metrics = metrics
    self.logger = logger
    self.version = version
    self.pools = pools
    keyspace = member.keyspace
  }

  package func header(revision: Int64) -> Header {
    header(revision: revision, term: member.status.raft.term)
  }

  func header(revision: Int64, term: UInt64) -> Header {
    let identity = member.identity
    return Header(
      clusterID: identity.clusterID, memberID: identity.memberID.rawValue, revision: revision, term: term)
  }

  /// A header at the keyspace's newest revision.
  package func header() -> Header {
    header(revision: keyspace.position.revision)
  }

  var hasLeader: Bool { member.status.raft.leader != nil }
}
