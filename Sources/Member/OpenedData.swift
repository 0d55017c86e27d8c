internal import Configuration
internal import Keyspace
internal import Logging
internal import NIOCore
internal import Raft
internal import WriteAheadLog

/// A member's log and keyspace as its directory holds them, made to agree.
struct OpenedData {
  let log: WriteAheadLog
  let keyspace: Keyspace
  let restored: RestoredState
  /// As of the keyspace's applied index.
  let membership: Membership

  /// `mayVoteAlready`: the directory has had a log before, and votes in it.
  init(_ options: Member.Options, mayVoteAlready: Bool, on platform: any Platform) throws {
    let started = platform.eventLoop.now
    let limits = options.configuration.limits
    let store = try VersionStore.open(
      directory: options.dataDirectory + "/keyspace", options: StoreOptions(deltaLimit: limits.deltaBytes))
    var logOptions = LogOptions(segmentBytes: limits.logSegmentBytes)
    logOptions.tailBytes = limits.deltaBytes
    let (log, recovered) = try platform.openLog(
      directory: options.dataDirectory + "/log", options: logOptions)
    self.log = log
    guard !recovered.isFresh || !mayVoteAlready else {
      throw LostLog(directory: options.dataDirectory + "/log")
    }
    keyspace = Keyspace(store: store)
    if let blob = try store.blob("membership") {
      membership = try Membership(decoding: blob)
    } else {
      membership = Membership(
        voters: options.configuration.members.map { MemberID(options.configuration.memberID(of: $0)) })
    }
    let checkpoint = LogPosition(index: store.position.appliedIndex, term: store.position.appliedTerm)
    restored = try Self.reconcile(log, recovered, checkpoint: checkpoint, membership: membership)
    options.logger.info(
      "data opened",
      metadata: [
        "took": "\((platform.eventLoop.now - started).nanoseconds / 1_000_000) ms",
        "checkpoint": "\(checkpoint.index)", "log": "\(recovered.cut.index + 1)...\(recovered.last.index)",
        "revision": "\(store.position.revision)",
      ])
    if let dropped = recovered.droppedTail {
      options.logger.info(
        "the last write before the crash was not whole, and is dropped",
        metadata: ["segment": "\(dropped.segment)", "offset": "\(dropped.offset)"])
    }
  }

  /// The checkpoint may be ahead of the log, since commit may run ahead of a member's own disk and a snapshot
  /// is installed before the log is reset: then the log starts anew behind it. The same when it holds another
  /// leader's entry where the checkpoint ends: by LogMatching nothing in it can be trusted then.
  private static func reconcile(
    _ log: WriteAheadLog, _ recovered: RecoveredLog, checkpoint: LogPosition, membership: Membership
  ) throws -> RestoredState {
    let agrees = recovered.term(at: checkpoint.index) == checkpoint.term
    if checkpoint.index > recovered.last.index || (checkpoint.index > recovered.cut.index && !agrees) {
      try log.reset(to: checkpoint, hardState: recovered.hardState)
      return RestoredState(
        hardState: recovered.hardState, commit: checkpoint.index,
        snapshot: SnapshotDescriptor(position: checkpoint, membership: membership), termRuns: [],
        lastIndex: checkpoint.index, memberships: [], cachedTail: [], applied: checkpoint.index)
    }
    guard recovered.cut.index <= checkpoint.index else {
      throw InternalFault(
        "the log is cut at \(recovered.cut.index), above the checkpoint \(checkpoint.index)")
    }
    return RestoredState(
      hardState: recovered.hardState,
      commit: max(recovered.commit, checkpoint.index),
      snapshot: SnapshotDescriptor(position: recovered.cut, membership: membership),
      termRuns: recovered.terms,
      lastIndex: recovered.last.index,
      memberships: try recovered.memberships.filter { $0.index > recovered.cut.index }.map {
        MembershipEntry(index: $0.index, membership: try Membership(decoding: $0.payload))
      },
      cachedTail: recovered.tail,
      applied: checkpoint.index)
  }
}

/// The log is gone from a directory that had one.
package struct LostLog: Error, CustomStringConvertible {
  let directory: String

  package var description: String {
    """
    the log in \(directory) is gone, and with it this member's votes and what it acknowledged. Put it back; \
    a member must not go on without it. If it is lost, leave this member stopped: the others go on without it.
    """
  }
}

extension RecoveredLog {
  /// nil at or below the cut and behind the end.
  fileprivate func term(at index: LogIndex) -> Term? {
    guard index > cut.index, index <= last.index else { return nil }
    return terms.last { $0.firstIndex <= index }?.term
  }
}
