package import Raft

/// What a log held when it was opened. All of it is durable.
package struct RecoveredLog: Sendable {
  package var hardState: HardState
  /// An index known to be committed, never above `last.index`.
  package var commit: LogIndex
  /// Entries up to here are gone; `.origin` when nothing was ever cut.
  package var cut: LogPosition
  /// The last entry, or `cut` when there is none behind it.
  package var last: LogPosition
  /// Who wrote what, from `cut.index + 1` to `last.index`: each run reaches to the next one's first index.
  package var terms: [TermRun]
  /// The last entries without a gap, up to `LogOptions.tailBytes`; older ones are to be had from
  /// `WriteAheadLog.read`.
  package var tail: [Entry]
  /// All entries of the kind `membership` behind `cut`, in order.
  package var memberships: [Entry]
  /// Whether no log was in the directory, so that this one has just been made.
  package var isFresh: Bool
  /// The batch that a crash left half-written and that was dropped, for the member's log.
  package var droppedTail: DroppedTail?
}

/// Where a torn last batch began.
package struct DroppedTail: Hashable, Sendable {
  package var segment: String
  /// Bytes from the segment's start.
  package var offset: Int
}
