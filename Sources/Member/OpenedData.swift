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
  /// All of the keyspace's file has been read and found whole; else the first part of it.
  let isChecked: Bool

  init(_ options: Member.Options, _ identity: DataIdentity, on platform: any Platform) throws {
    let started = platform.eventLoop.now
    let limits = options.configuration.limits
    let store = try VersionStore.open(
      directory: options.dataDirectory + "/keyspace",
      options: StoreOptions(deltaLimit: limits.deltaBytes, fullBelow: 2 * limits.logSegmentBytes))
    isChecked = try KeyspaceCheck.begin(store, on: platform)
    var logOptions = LogOptions(segmentBytes: limits.logSegmentBytes)
    logOptions.tailBytes = limits.deltaBytes
    logOptions.makesNew = !identity.isAdmitted
    let (log, recovered) = try platform.openLog(
      directory: options.dataDirectory + "/log", options: logOptions)
    self.log = log
    keyspace = Keyspace(store: store)
    let isEmpty =
      recovered.last == .origin && recovered.hardState == HardState() && store.position.appliedIndex == 0
    guard identity.isAdmitted || isEmpty else {
      throw LostData(
        "\(options.dataDirectory) holds a member's data, but not the identity that belongs to it")
    }
    if let stored = try Self.membership(in: store) {
      membership = stored
    } else if identity.isFounding {
      membership = Membership(
        voters: identity.founders
          ?? options.configuration.members.map { options.configuration.seat(of: $0).founding })
    } else {
      membership = .none
    }
    let checkpoint = LogPosition(index: store.position.appliedIndex, term: store.position.appliedTerm)
    restored = try Self.reconcile(log, recovered, checkpoint: checkpoint, membership: membership)
    options.logger.info(
      "data opened",
      metadata: [
        "took": "\((platform.eventLoop.now - started).nanoseconds / 1_000_000) ms",
        "checkpoint": "\(checkpoint.index)", "log": "\(recovered.cut.index + 1)...\(recovered.last.index)",
        "revision": "\(store.position.revision)",
        "checked": isChecked ? "all" : "in part, the rest follows",
      ])
    if let dropped = recovered.droppedTail {
      options.logger.info(
        "the last write before the crash was not whole, and is dropped",
        metadata: ["segment": "\(dropped.segment)", "offset": "\(dropped.offset)"])
    }
  }

  private static func membership(in store: VersionStore) throws -> Membership? {
    let stored = try store.blob("membership")
    do throws(MembershipError) {
      return try Membership(stored: stored)
    } catch {
      throw StoreError.corrupt("a membership does not decode: \(error)")
    }
  }

  private static func reconcile(
    _ log: WriteAheadLog, _ recovered: RecoveredLog, checkpoint: LogPosition, membership: Membership
  ) throws -> RestoredState {
    let outcome: Reconciliation
    do throws(MembershipError) {
      outcome = try recovered.reconciled(with: checkpoint, membership: membership)
    } catch {
      throw StoreError.corrupt("a membership does not decode: \(error)")
    }
    switch outcome {
    case .keep(let state): return state
    case .startAnew(let state):
      try log.reset(to: checkpoint, hardState: recovered.hardState)
      return state
    case .missing(let cut):
      throw LostData(
        "the log begins behind index \(cut), and the keyspace ends at \(checkpoint.index): what was between is gone"
      )
    }
  }
}

extension Membership {
  /// What a checkpoint holds; nil when it was written before the log had told of one.
  init?(stored bytes: [UInt8]?) throws(MembershipError) {
    guard let bytes, bytes != Membership.none.encoded else { return nil }
    try self.init(decoding: bytes)
  }
}
