/// A client's watch stream, numbered by its shell; never used again after `streamClosed`.
package typealias WatchStreamID = UInt64

/// What a client asks of a new watch.
package struct WatchRequest: Hashable, Sendable {
  /// 0: the stream numbers it.
  package var watchID: Int64 = 0
  package var range: KeyRange
  /// The first revision whose changes are wanted; 0: those after now.
  package var startRevision: Int64 = 0
  /// The filters `NOPUT` and `NODELETE`.
  package var skipsPuts = false
  package var skipsDeletes = false
  package var wantsPrevious = false
  package var wantsProgress = false
  /// Whether the client joins responses that were cut in parts.
  package var allowsFragments = false

  package init(range: KeyRange) {
    self.range = range
  }
}

/// What is to be sent on one stream, in the order in which the shard gives it.
package enum WatchOutput: Sendable {
  /// `WatchResponse{created: true}`.
  case created(WatchStreamID, watchID: Int64, revision: Int64)
  /// `WatchResponse{created: true, canceled: true, watch_id: -1}`: nothing came to be.
  case refused(WatchStreamID, reason: String, revision: Int64)
  /// `WatchResponse{canceled: true}` after the client's own cancel request.
  case cancelled(WatchStreamID, watchID: Int64, revision: Int64)
  /// `WatchResponse{canceled: true, compact_revision}`: the changes it still needed are gone.
  case compacted(WatchStreamID, watchID: Int64, compactRevision: Int64, revision: Int64)
  /// `WatchResponse{canceled: true, cancel_reason}`: what it is to be given next fits into no answer.
  case ended(WatchStreamID, watchID: Int64, reason: String, revision: Int64)
  case events(WatchStreamID, WatchEvents)
  /// `WatchResponse` without events: the watch (-1: every watch of the stream) has been given all changes up
  /// to `revision`.
  case progress(WatchStreamID, watchID: Int64, revision: Int64)

  package var stream: WatchStreamID {
    switch self {
    case .created(let stream, _, _), .refused(let stream, _, _), .cancelled(let stream, _, _),
      .compacted(let stream, _, _, _), .ended(let stream, _, _, _), .events(let stream, _),
      .progress(let stream, _, _):
      stream
    }
  }
}

/// Changes for one watch. An event is one of a kind by its `Event.revision`, so what it is encoded to may be
/// shared among all watches with the same `withPrevious`.
package struct WatchEvents: Sendable {
  package var watchID: Int64
  /// For the response header: no change up to here is missing from what the watch has been given with this
  /// (with its last part, if it is cut in parts).
  package var revision: Int64
  /// Whole revisions, in order, unless `isFragment` says that the rest is to follow.
  package var events: [Event]
  /// Whether the events' `previous` are to be sent.
  package var withPrevious: Bool
  /// `WatchResponse.fragment`: more parts of this response follow directly.
  package var isFragment: Bool

  package init(
    watchID: Int64, revision: Int64, events: [Event], withPrevious: Bool, isFragment: Bool = false
  ) {
    self.watchID = watchID
    self.revision = revision
    self.events = events
    self.withPrevious = withPrevious
    self.isFragment = isFragment
  }
}

/// A read of history that the shard asks for; its answer goes to `history`, `historyCompacted` or
/// `historyTooLarge`.
package struct WatchCatchUp: Hashable, Sendable {
  package var id: UInt64
  package var from: Int64
  package var through: Int64
  /// Covers the ranges of all watches that catch up with it.
  package var range: KeyRange
  package var wantsPrevious: Bool
  /// For `ChangeScan`.
  package var maxBytes: Int
  package var maxRevisionBytes: Int
}

/// What bounds a shard.
package struct WatchLimits: Hashable, Sendable {
  /// Bytes that a new stream may be sent before its shell says how much room it has.
  package var initialRoom = 1 << 20
  /// Bytes of history that one read gathers.
  package var catchUpBytes = 1 << 20
  /// Revisions that one read of history goes through.
  package var catchUpRevisions: Int64 = 2000
  /// Watches that share a read of history.
  package var catchUpWatches = 512
  /// Above so many bytes of events a response is cut: anywhere for a watch that allows it, else between two
  /// revisions.
  package var fragmentBytes = 1536 << 10
  /// What one response may have that can't be cut, and what is read of one revision from history: above it the
  /// watch ends. Far below the 4 GiB at which no message can be written.
  package var answerBytes = 512 << 20

  package init() {}
}
