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

  private static func reconcile(
    _ log: WriteAheadLog, _ recovered: RecoveredLog, checkpoint: LogPosition, membership: Membership
  ) throws -> RestoredState {
    switch try recovered.reconciled(with: checkpoint, membership: membership) {
    case .keep(let state): return state
    case .startAnew(let state):
      try log.reset(to: checkpoint, hardState: recovered.hardState)
      return state
    case .missing(let cut):
      throw InternalFault("the log is cut at \(cut), above the checkpoint \(checkpoint.index)")
    }
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
