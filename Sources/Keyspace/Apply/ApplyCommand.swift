internal import PlantedBugs

/// Commands as etcd applies them. A command is all or nothing: everything that can refuse it is checked
/// against the state before it, and only then does it write (RevisionMonotonic: one main revision a command
/// at most, the next one).
package enum Apply {
  /// The longest TTL of a lease, in seconds, as etcd bounds it.
  package static let maxLeaseTTL: Int64 = 9_000_000_000

  /// Applies `command` and moves the writer's revision if it changed a key. A refusal is part of `Applied`
  /// and the same on every member; only damage of this member's store is thrown. With `collectsPrevious` the
  /// events carry the versions before, up to `WriteRun.maxPreviousBytes`.
  package static func apply(
    _ command: Command, to writer: inout some VersionWriting, collectsPrevious: Bool
  ) throws(KeyspaceError) -> Applied {
    do throws(KeyspaceError) {
      return try perform(command, on: &writer, collectsPrevious: collectsPrevious)
    } catch {
      switch error {
      case .corrupt, .unreadable: throw error
      default: return Applied(result: .failure(error))
      }
    }
  }

  private static func perform<Writer: VersionWriting>(
    _ command: Command, on writer: inout Writer, collectsPrevious: Bool
  ) throws(KeyspaceError) -> Applied {
    switch command {
    case .put(let put):
      try check(put, in: writer)
      return try writing(&writer, collectsPrevious) { (run, writer) throws(KeyspaceError) in
        .put(previous: try run.put(put, in: &writer))
      }
    case .delete(let delete):
      try AnswerMeasure.check(delete, in: writer)
      return try writing(&writer, collectsPrevious) { (run, writer) throws(KeyspaceError) in
        let (deleted, previous) = try run.delete(delete, in: &writer)
        return .delete(deleted: deleted, previous: previous)
      }
    case .txn(let txn):
      let branch = try TxnBranch(choosing: txn, in: writer)
      try branch.check(in: writer)
      return try writing(&writer, collectsPrevious) { (run, writer) throws(KeyspaceError) in
        .txn(try run.txn(branch, in: &writer))
      }
    case .compact(let revision):
      return try compact(revision, in: &writer)
    case .leaseGrant(let id, let ttl):
      return try grant(id, ttl: ttl, in: &writer)
    case .leaseRevoke(let id):
      return try revoke(id, in: &writer, collectsPrevious)
    case .leaseCheckpoint(let leases):
      return try checkpoint(leases, in: &writer)
    }
  }

  /// A plain put looks for its lease first; one in a transaction for its key (`TxnBranch`), as in etcd.
  private static func check(_ put: PutRequest, in reader: some VersionReading) throws(KeyspaceError) {
    if put.lease != 0, try reader.lease(put.lease) == nil { throw .leaseNotFound }
    guard put.ignoresValue || put.ignoresLease else { return }
    if try reader.version(of: put.key, at: reader.position.revision) == nil { throw .keyNotFound }
  }

  /// Runs `body`'s writes under the next main revision.
  private static func writing<Writer: VersionWriting>(
    _ writer: inout Writer, _ collectsPrevious: Bool,
    _ body: (inout WriteRun, inout Writer) throws(KeyspaceError) -> CommandResult
  ) throws(KeyspaceError) -> Applied {
    var run = WriteRun(before: writer.position.revision, collectsPrevious: collectsPrevious)
    let result = try body(&run, &writer)
    var applied = Applied(result: .success(result), events: run.finish(in: &writer))
    applied.previousBytes = run.previousBytes
    return applied
  }

  private static func compact(
    _ revision: Int64, in writer: inout some VersionWriting
  ) throws(KeyspaceError) -> Applied {
    var position = writer.position
    guard revision > position.compactRevision else {
      throw .compacted(compactRevision: position.compactRevision)
    }
    guard revision <= position.revision else { throw .futureRevision(current: position.revision) }
    position.compactRevision = revision
    writer.setPosition(position)
    return Applied(result: .success(.compact))
  }

  private static func grant(
    _ id: LeaseID, ttl: Int64, in writer: inout some VersionWriting
  ) throws(KeyspaceError) -> Applied {
    guard id != 0 else { throw .leaseNotFound }
    guard ttl <= maxLeaseTTL else { throw .leaseTTLTooLarge }
    guard try writer.lease(id) == nil else { throw .leaseExists }
    try writer.setLease(StoredLease(id: id, ttl: ttl, remaining: 0))
    return Applied(
      result: .success(.leaseGrant(id: id, ttl: ttl)), leaseChanges: [.granted(id: id, ttl: ttl)])
  }

  private static func revoke(
    _ id: LeaseID, in writer: inout some VersionWriting, _ collectsPrevious: Bool
  ) throws(KeyspaceError) -> Applied {
    guard try writer.lease(id) != nil else { throw .leaseNotFound }
    let keys = Planted.has(.revokeForgetsKeys) ? [] : try writer.keys(of: id)
    var applied = try writing(&writer, collectsPrevious) { (run, writer) throws(KeyspaceError) in
      for key in keys {
        _ = try run.delete(DeleteRequest(range: KeyRange(start: key, end: .single)), in: &writer)
      }
      return .leaseRevoke
    }
    try writer.removeLease(id)
    applied.leaseChanges = [.revoked(id: id)]
    return applied
  }

  private static func checkpoint(
    _ leases: [LeaseRemaining], in writer: inout some VersionWriting
  ) throws(KeyspaceError) -> Applied {
    var changes: [LeaseChange] = []
    for remaining in leases {
      guard var lease = try writer.lease(remaining.id) else { continue }
      lease.remaining = remaining.seconds
      try writer.setLease(lease)
      changes.append(.checkpointed(remaining))
    }
    return Applied(result: .success(.leaseCheckpoint), leaseChanges: changes)
  }
}
