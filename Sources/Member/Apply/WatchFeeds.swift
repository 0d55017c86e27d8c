internal import Keyspace
internal import NIOCore
internal import Synchronization

/// The event loops that follow the keyspace's changes: one watch shard each.
///
/// Invariant: a feed gets every revision after the one that it was given when it joined, in order, without
/// gaps, except that an installed snapshot shows as a batch whose revision is ahead of its changes: the feed's
/// shard then reads what lies between from history. The lock makes joining one step with the knowledge of where
/// the keyspace stands.
final class WatchFeeds: Sendable {
  private struct Feed {
    var eventLoop: any EventLoop
    var body: @Sendable (AppliedChanges) -> Void
  }

  private struct State {
    var feeds: [Feed] = []
    var revision: Int64
  }

  private let state: Mutex<State>
  private let previousWanted = Atomic(0)

  init(revision: Int64) {
    state = Mutex(State(revision: revision))
  }

  /// Whether events should carry the versions before them, which costs every put a look at the old value.
  var wantsPrevious: Bool { previousWanted.load(ordering: .relaxed) > 0 }

  func changePreviousWanted(by count: Int) {
    previousWanted.wrappingAdd(count, ordering: .relaxed)
  }

  func join(eventLoop: any EventLoop, body: @escaping @Sendable (AppliedChanges) -> Void) -> Int64 {
    state.withLock { state in
      state.feeds.append(Feed(eventLoop: eventLoop, body: body))
      return state.revision
    }
  }

  func publish(
    _ changes: [RevisionEvents], position: StorePosition, into completions: inout CompletionBatch
  ) {
    let feeds = state.withLock { state in
      state.revision = position.revision
      return state.feeds
    }
    guard !feeds.isEmpty else { return }
    let applied = AppliedChanges(
      changes: changes, revision: position.revision, compactRevision: position.compactRevision)
    for feed in feeds {
      completions.add(feed.eventLoop) { feed.body(applied) }
    }
  }
}
