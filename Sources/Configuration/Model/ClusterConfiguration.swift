/// What `cluster.conf` says, validated. One file serves every member of the cluster.
///
/// Invariants, checked by `ClusterConfiguration.read`, the only gateway from outside:
/// - there is an odd number of members, at least one, with distinct names and IDs;
/// - no two members (nor two roles of one member) share an address;
/// - `electionTimeout` is at least five heartbeats, and every limit is within its range.
package struct ClusterConfiguration: Hashable, Sendable {
  /// Names the cluster; members of clusters with different names refuse to talk to each other.
  package var name: String
  /// In the file's order.
  package var members: [MemberConfiguration]
  /// The directory under which each member has a directory of its own name, unless it names one itself.
  /// As written in the file; relative to the working directory of the process.
  package var dataDirectory: String
  package var timing: Timing
  package var repair: Repair
  /// From one check of all that a member's keyspace has on disk to the next.
  package var checkInterval: Duration
  package var limits: Limits
  package var logging: LogConfiguration

  package init(
    name: String, members: [MemberConfiguration], dataDirectory: String = "data", timing: Timing = Timing(),
    repair: Repair = .automatic, checkInterval: Duration = .seconds(6 * 3600), limits: Limits = Limits(),
    logging: LogConfiguration = LogConfiguration()
  ) {
    self.name = name
    self.members = members
    self.dataDirectory = dataDirectory
    self.timing = timing
    self.repair = repair
    self.checkInterval = checkInterval
    self.limits = limits
    self.logging = logging
  }

  /// So many members are a majority.
  package var quorum: Int { members.count / 2 + 1 }

  /// The same at every member and after every restart; never 0.
  package var clusterID: UInt64 { StableIdentifier.cluster(name) }

  /// The ID that a member has when the cluster is founded: the same at every member and after every restart;
  /// never 0. A data directory that takes the place of a lost one has another, which agrees with this in
  /// `seatMask`.
  package func memberID(of member: MemberConfiguration) -> UInt64 {
    StableIdentifier.member(member.name, ofCluster: name)
  }

  /// Whose seat an ID holds, whichever its data directory; nil for none of this cluster.
  package func member(holding id: UInt64) -> MemberConfiguration? {
    members.first { Self.isSameSeat(memberID(of: $0), id) }
  }

  package static func isSameSeat(_ one: UInt64, _ other: UInt64) -> Bool { (one ^ other) & seatMask == 0 }

  package static var seatMask: UInt64 { StableIdentifier.seatMask }

  /// The member of this name.
  /// Throws `ConfigurationError` when the file has none of it, saying which names it has.
  package func member(named name: String) throws(ConfigurationError) -> MemberConfiguration {
    if let member = members.first(where: { $0.name == name }) { return member }
    throw ConfigurationError(file: nil, issues: [.unknownMember(name, known: members.map(\.name))])
  }

  /// Where a member keeps everything it has: its own `data-dir`, or its name's folder in the common one.
  /// `overriding` stands in for both (`--data-dir`) and gets a folder a member too.
  package func dataDirectory(of member: MemberConfiguration, overriding: String? = nil) -> String {
    if let overriding { return Self.folder(member.name, in: overriding) }
    return member.dataDirectory ?? Self.folder(member.name, in: dataDirectory)
  }

  private static func folder(_ name: String, in parent: String) -> String {
    parent.hasSuffix("/") ? parent + name : parent + "/" + name
  }
}

/// Ticks of the consensus. The defaults find a silently dead leader in about 130 ms (median): followers wait
/// for a random time between one and two election timeouts, the first of two of them for 1.3 on average.
/// Five heartbeats fit in one timeout, so four in a row may be late before anyone suspects anything, and a
/// round trip between data centres of one region (2 ms) is small against both. Stretch both where members are
/// further apart: heartbeat ≥ 2 round trips, election timeout ≥ 10.
package struct Timing: Hashable, Sendable {
  package var heartbeatInterval: Duration
  package var electionTimeout: Duration

  package init(
    heartbeatInterval: Duration = .milliseconds(20), electionTimeout: Duration = .milliseconds(100)
  ) {
    self.heartbeatInterval = heartbeatInterval
    self.electionTimeout = electionTimeout
  }
}

/// What a member does when it finds its own data damaged.
package enum Repair: String, Hashable, Sendable, CaseIterable {
  /// It sets the data aside and comes back from its peers.
  case automatic
  /// It stops, and leaves everything as it is.
  case manual
}

package struct LogConfiguration: Hashable, Sendable {
  package enum Level: String, Hashable, Sendable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
  }

  package enum Format: String, Hashable, Sendable, CaseIterable {
    case text, json
  }

  package var level: Level
  package var format: Format

  package init(level: Level = .info, format: Format = .text) {
    self.level = level
    self.format = format
  }
}
