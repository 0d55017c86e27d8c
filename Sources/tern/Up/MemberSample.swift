/// What one member said of itself at one moment, from its /health and /metrics.
struct MemberSample: Hashable, Sendable {
  /// Nanoseconds of the monotonic clock.
  var time: UInt64
  /// It answers requests, which takes a leader that a majority follows.
  var isHealthy: Bool
  var isLeader: Bool
  var hasLeader: Bool
  var term: UInt64
  var commitIndex: UInt64
  var appliedIndex: UInt64
  var lastIndex: UInt64
  var proposalsPending: UInt64
  /// Puts applied since the member started.
  var puts: UInt64
  var residentBytes: UInt64

  init(time: UInt64, isHealthy: Bool, metrics: PrometheusText) {
    self.time = time
    self.isHealthy = isHealthy
    isLeader = metrics.count("etcd_server_is_leader") == 1
    hasLeader = metrics.count("etcd_server_has_leader") == 1
    term = metrics.count("tern_raft_term") ?? 0
    commitIndex = metrics.count("etcd_server_proposals_committed_total") ?? 0
    appliedIndex = metrics.count("etcd_server_proposals_applied_total") ?? 0
    lastIndex = metrics.count("tern_raft_last_index") ?? 0
    proposalsPending = metrics.count("etcd_server_proposals_pending") ?? 0
    puts = metrics.count("etcd_debugging_mvcc_put_total") ?? 0
    residentBytes = metrics.count("process_resident_memory_bytes") ?? 0
  }
}
