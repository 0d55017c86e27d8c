internal import Failpoints
internal import Keyspace
internal import NIOCore
package import Raft

/// What there is to do about checkpoints: move the Delta into LMDB, report it so that the log may be cut behind
/// it, and compact in small steps. A `Checkpointer` says when.
package struct Checkpointing: Sendable {
  package struct Sinks: Sendable {
    /// A durable checkpoint stands at this position, under this membership.
    package var checkpointed: @Sendable (LogPosition, Membership) -> Void
    package var failed: @Sendable (any Error) -> Void
    /// There is no room for a checkpoint (the reason), or there is again (nil).
    package var waitsForSpace: @Sendable (String?) -> Void
    /// Apply can't go on until there is room for a checkpoint (true), or goes on.
    package var blocksApply: @Sendable (Bool) -> Void
  }

  /// At most so long does a change wait for its checkpoint on a quiet member, which bounds a restart's replay.
  package static let intervalSeconds = 30
  /// Between two steps of a compaction.
  package static let compactionPauseMilliseconds = 5
  /// Keeps one step's transaction to a few milliseconds.
  private static let revisionsPerStep = 512

  let keyspace: Keyspace
  let membership: @Sendable () -> Membership
  let timing: DiskTiming
  package var sinks: Sinks

  package var isDeltaFull: Bool { keyspace.store.isDeltaFull }

  /// False when there is no more to do for now.
  package func compactStep() throws -> Bool {
    try keyspace.store.compactStep(maxRevisions: Self.revisionsPerStep)
  }

  /// Not to be tried again before so long.
  package static let spaceRetryMilliseconds = 500

  package func waitsForSpace(_ reason: String?) {
    sinks.waitsForSpace(reason)
  }

  /// See `VersionStore.pretendFull`.
  package func pretendFull(_ isFull: Bool) {
    keyspace.store.pretendFull(isFull)
  }

  package func failed(_ error: any Error) {
    sinks.failed(error)
  }

  package func checkpoint() throws {
    guard keyspace.position.appliedIndex > keyspace.store.checkpointPosition.appliedIndex else { return }
    Failpoints.reach(.checkpointBegun)
    let started = NIODeadline.now()
    // A membership counts from when it is applied, before its entry moves the position: one that is read when the
    // position is settled may be newer than that, which does no harm, and is never older.
    var membership = Membership.none
    let position = try keyspace.store.checkpoint {
      membership = self.membership()
      return ["membership": membership.encoded]
    }
    timing.checkpointed(NIODeadline.now() - started)
    Failpoints.reach(.checkpointBeforeReport)
    sinks.checkpointed(
      LogPosition(index: position.appliedIndex, term: position.appliedTerm), membership)
  }
}

/// Runs a member's `Checkpointing`, apart from its event loop and its apply thread.
package protocol Checkpointer: Sendable {
  /// Asks for a checkpoint without waiting for one to be due.
  func want()
  /// Returns once the Delta has room, for the apply thread; false: it may never have, since the member stops.
  func awaitRoom() -> Bool
  /// The member stops: whoever is in `awaitRoom` is to leave it, so that its thread can be waited for.
  func endWaiting()
  /// Runs `body` while no checkpoint or compaction is under way; for installing a snapshot.
  func whilePaused(_ body: () throws -> Void) throws
  /// Writes a last checkpoint, and waits for the end.
  func stop()
}
