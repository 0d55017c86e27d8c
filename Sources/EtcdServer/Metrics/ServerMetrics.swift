import Keyspace
import Member
import Raft
import Synchronization

/// What the services count. Names are etcd's wherever the meaning is the same.
package final class ServerMetrics: Sendable {
  package let registry: MetricsRegistry
  let ranges: Counter
  let puts: Counter
  let deletes: Counter
  let txns: Counter
  let eventsSent: Counter
  /// Reads of many pages and hashes that run on the pool.
  let largeReads = Gauge()
  let snapshots = Gauge()
  let watchStreams = Gauge()
  let watchers = Gauge()
  /// Filled while the service table is made; a scrape reads it.
  private let methods = Mutex<[MethodCounters]>([])

  package init(_ registry: MetricsRegistry) {
    self.registry = registry
    ranges = registry.counter("etcd_mvcc_range_total", "Ranges read at this member.")
    puts = registry.counter("etcd_mvcc_put_total", "Puts applied at this member.")
    deletes = registry.counter("etcd_mvcc_delete_total", "Keys deleted at this member.")
    txns = registry.counter("etcd_mvcc_txn_total", "Transactions that this member was asked for.")
    eventsSent = registry.counter("etcd_debugging_mvcc_events_total", "Watch events sent by this member.")
  }

  func counters(service: String, method: String) -> MethodCounters {
    methods.withLock { methods in
      if let known = methods.first(where: { $0.service == service && $0.method == method }) { return known }
      let counters = MethodCounters(service: service, method: method)
      methods.append(counters)
      return counters
    }
  }

  /// Registers what is read from the member when it is asked for.
  func observe(_ context: ServiceContext) {
    registry.register("grpc_server_handled_total", "Calls that ended, by method and code.", .counter) {
      [self] in
      methods.withLock { $0 }.flatMap(\.series)
    }
    registry.register("etcd_debugging_mvcc_watch_stream_total", "Open watch streams.", .gauge) {
      [watchStreams] in "\(watchStreams.current)"
    }
    registry.register("etcd_debugging_mvcc_watcher_total", "Watches.", .gauge) { [watchers] in
      "\(watchers.current)"
    }
    observeMember(context.member)
    observeKeyspace(context.keyspace)
    registry.register(
      "etcd_server_version", "Which version is running; always 1.", .gauge,
      series: { [version = context.version] in [("server_version=\"\(version)\"", "1")] })
    ProcessMetrics.register(in: registry)
  }

  private func observeMember(_ member: any ServingMember) {
    func gauge(
      _ name: String, _ help: String, _ kind: MetricsRegistry.Kind = .gauge,
      _ read: @escaping @Sendable (MemberStatus) -> UInt64
    ) {
      registry.register(name, help, kind) { "\(read(member.status))" }
    }
    gauge("etcd_server_has_leader", "1 when a leader is known.") { $0.raft.leader == nil ? 0 : 1 }
    gauge("etcd_server_is_leader", "1 when this member leads.") { $0.raft.role == .leader ? 1 : 0 }
    gauge("etcd_server_is_learner", "1 when this member is a learner.") { $0.raft.role == .learner ? 1 : 0 }
    gauge("etcd_server_leader_changes_seen_total", "Changes of leader seen.", .counter) { $0.leaderChanges }
    gauge("etcd_server_proposals_committed_total", "Index of the last committed entry.") { $0.commitIndex }
    gauge("etcd_server_proposals_applied_total", "Index of the last applied entry.") { $0.appliedIndex }
    gauge("etcd_server_proposals_pending", "Proposals under way.") { UInt64(clamping: $0.proposalsPending) }
    gauge("etcd_server_proposals_failed_total", "Proposals that failed.", .counter) { $0.proposalsFailed }
    gauge("tern_raft_term", "The Raft term.") { $0.raft.term }
    gauge("tern_raft_last_index", "Index of the log's last entry.") { $0.lastLogIndex }
    gauge("tern_raft_commit_index", "Index of the last committed entry.") { $0.commitIndex }
    gauge("tern_raft_applied_index", "Index of the last applied entry.") { $0.appliedIndex }
    registry.register(
      "etcd_network_active_peers", "Peers that are connected.", .gauge,
      series: {
        let local = "\(member.identity.memberID)"
        return member.status.members.filter { $0.id != member.identity.memberID }.map {
          ("Local=\"\(local)\",Remote=\"\($0.id)\"", $0.isConnected ? "1" : "0")
        }
      })
  }

  private func observeKeyspace(_ keyspace: Keyspace) {
    registry.register("etcd_debugging_mvcc_current_revision", "The newest revision.", .gauge) {
      "\(keyspace.position.revision)"
    }
    registry.register("etcd_debugging_mvcc_compact_revision", "Reads below are refused.", .gauge) {
      "\(keyspace.position.compactRevision)"
    }
    registry.register("etcd_mvcc_db_total_size_in_bytes", "Bytes of the data file.", .gauge) {
      ((try? keyspace.store.sizes()).map { "\($0.file)" }) ?? "NaN"
    }
    registry.register("etcd_mvcc_db_total_size_in_use_in_bytes", "Bytes of pages in use.", .gauge) {
      ((try? keyspace.store.sizes()).map { "\($0.inUse)" }) ?? "NaN"
    }
    registry.register("tern_keyspace_delta_bytes", "Bytes that no checkpoint holds yet.", .gauge) {
      "\(keyspace.store.deltaBytes)"
    }
  }
}
