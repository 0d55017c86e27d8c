internal import Keyspace
internal import NIOCore
internal import Synchronization

/// The event loops that follow the keyspace's changes: one watch shard each.
///
/// Invariant: a feed gets every revision after the one that it was given when it joined, in order, without
/// gaps. The lock makes joining one step with the knowledge of where the keyspace stands.
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

  init(revision: Int64) {
    state = Mutex(State(revision: revision))
  }

  /// Whether events should carry the versions before them: as soon as there is a watcher at all.
  var wantsPrevious: Bool { state.withLock { !$0.feeds.isEmpty } }

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

  /// After a snapshot: the revisions between are read from the history that came with it, so that feeds see no
  /// gap; what is compacted there reaches watchers as a compaction.
  func jumped(from before: Int64, keyspace: Keyspace, into completions: inout CompletionBatch) {
    let position = keyspace.position
    guard position.revision > before else { return }
    var next = max(before + 1, position.compactRevision + 1)
    while next <= position.revision {
      guard
        let (changes, after) = try? keyspace.changes(
          from: next, through: position.revision, range: nil, wantsPrevious: true, maxBytes: 4 << 20),
        after > next
      else { break }
      var partial = position
      partial.revision = after - 1
      publish(changes, position: partial, into: &completions)
      next = after
    }
    publish([], position: position, into: &completions)
  }
}
