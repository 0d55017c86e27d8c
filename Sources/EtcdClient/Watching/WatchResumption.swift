package import EtcdAPI
import SwiftProtobuf

#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// What one watch wants, whatever connection it is on.
package struct WatchOptions: Hashable, Sendable {
  package var key: Data
  /// Empty: the key alone. `[0]`: everything from the key on. Else the first key that is out of it.
  package var rangeEnd = Data()
  /// The first revision whose events are wanted; 0: from now on.
  package var startRevision: Int64 = 0
  package var previousValues = false
  /// Asks for an answer now and then even when nothing changes.
  package var progressNotify = false
  package var fragment = false
  package var filters: [Etcdserverpb_WatchCreateRequest.FilterType] = []

  package init(key: Data) {
    self.key = key
  }

  /// All keys that begin with these bytes.
  package init(prefix: Data) {
    self.key = prefix.isEmpty ? Data([0]) : prefix
    self.rangeEnd = KeySpan.end(ofPrefix: prefix)
  }
}

/// One watch across connections: where it goes on after a lost one, and what its owner hears. A value without
/// I/O; a stream of its own carries it.
///
/// Invariants:
/// - every event from `nextRevision` on is delivered once and in order, those below never again;
/// - a revision's events are delivered together, also when they came in fragments;
/// - after `ended` nothing is delivered.
package struct WatchResumption: Sendable {
  package enum Output: Sendable {
    /// The first time only: events above this revision will come.
    case created(revision: Int64)
    case events([Mvccpb_Event], revision: Int64)
    /// All events up to this revision have been delivered.
    case progress(revision: Int64)
    /// The watch is over: what it wanted next is gone. Read anew at or above this revision.
    case compacted(revision: Int64)
    /// The watch is over: the member ended it and says why.
    case cancelled(reason: String)
  }

  enum State: Sendable {
    /// Nothing is asked, or nothing answered yet.
    case opening
    /// `fragments`: the beginning of a revision whose rest has still to come.
    case live(watchID: Int64, fragments: [Mvccpb_Event])
    case ended
  }

  package let options: WatchOptions
  private(set) var state: State = .opening
  /// The lowest revision not yet delivered; 0 until a watch "from now on" knows what now is.
  package private(set) var nextRevision: Int64
  private var wasCreated = false

  package init(_ options: WatchOptions) {
    self.options = options
    self.nextRevision = options.startRevision
  }

  package var isEnded: Bool {
    if case .ended = state { true } else { false }
  }

  /// The first message of a new stream. What the last one left unfinished is forgotten and asked for again.
  package mutating func open() -> Etcdserverpb_WatchRequest {
    precondition(!isEnded, "an ended watch isn't opened again")
    state = .opening
    return .with {
      $0.createRequest = .with {
        $0.key = options.key
        $0.rangeEnd = options.rangeEnd
        $0.startRevision = nextRevision
        $0.prevKv = options.previousValues
        $0.progressNotify = options.progressNotify
        $0.fragment = options.fragment
        $0.filters = options.filters
      }
    }
  }

  /// Cancelled by its owner.
  package mutating func end() {
    state = .ended
  }

  package mutating func received(_ response: Etcdserverpb_WatchResponse) -> [Output] {
    if isEnded { return [] }
    if response.canceled { return cancelled(response) }
    if response.created { return created(response) }
    guard case .live(let watchID, var fragments) = state else { return [] }
    // The answer to a progress request stands for every watch of the stream, under the id −1.
    guard response.watchID == watchID || (response.watchID == -1 && response.events.isEmpty) else {
      return []
    }

    if response.events.isEmpty, fragments.isEmpty { return progressed(to: response.header.revision) }
    for event in response.events where event.kv.modRevision >= nextRevision { fragments.append(event) }
    if response.fragment {
      state = .live(watchID: watchID, fragments: fragments)
      return []
    }
    state = .live(watchID: watchID, fragments: [])
    guard let last = fragments.last?.kv.modRevision else { return [] }
    nextRevision = last &+ 1
    return [.events(fragments, revision: last)]
  }

  private mutating func created(_ response: Etcdserverpb_WatchResponse) -> [Output] {
    guard case .opening = state else { return [] }
    state = .live(watchID: response.watchID, fragments: [])
    if nextRevision == 0 { nextRevision = response.header.revision &+ 1 }
    if wasCreated { return [] }
    wasCreated = true
    return [.created(revision: nextRevision &- 1)]
  }

  private mutating func cancelled(_ response: Etcdserverpb_WatchResponse) -> [Output] {
    if case .live(let watchID, _) = state, response.watchID != watchID { return [] }
    state = .ended
    if response.compactRevision != 0 { return [.compacted(revision: response.compactRevision)] }
    return [.cancelled(reason: response.cancelReason)]
  }

  /// A member behind the one that served before may report less than is known: that is no news.
  private mutating func progressed(to revision: Int64) -> [Output] {
    guard nextRevision <= revision &+ 1 else { return [] }
    nextRevision = revision &+ 1
    return [.progress(revision: revision)]
  }
}
