import Checkers
import Testing

@Suite("The promises of watches")
struct WatchCheckerTests {
  private let first = History.Event(.of("a", "1", create: 2, mod: 2))
  private let second = History.Event(.of("a", "2", create: 2, mod: 3, version: 2))
  private let pairA = History.Event(.of("a", "3", create: 2, mod: 4, version: 3))
  private let pairB = History.Event(.of("b", "3", create: 4, mod: 4))
  private let gone = History.Event.delete(bytes("a"), mod: 5)

  /// The log: a=1, a=2, a=3 with b=3, a deleted.
  private var log: History {
    History(commits: [
      History.Commit(revision: 2, events: [first]), History.Commit(revision: 3, events: [second]),
      History.Commit(revision: 4, events: [pairA, pairB]), History.Commit(revision: 5, events: [gone]),
    ])
  }

  private func events(_ events: History.Event..., part: Bool = false, at revision: Int64 = 0)
    -> History.WatchMessage
  {
    let last = events.last?.keyValue.mod ?? 0
    return History.WatchMessage(
      at: 100, revision: max(last, revision), .events(events, isFragment: part))
  }

  private func progress(_ revision: Int64) -> History.WatchMessage {
    History.WatchMessage(at: 100, revision: revision, .progress)
  }

  private let created = History.WatchMessage(at: 90, revision: 1, .created)

  private func resumed(_ from: Int64) -> History.WatchMessage {
    History.WatchMessage(at: 100, revision: 0, .resumed(from: from))
  }

  private func broken(
    _ messages: [History.WatchMessage], keys: History.Keys = .all, from start: Int64 = 2,
    _ options: History.WatchOptions = [], through: Int64? = nil, compactions: [Int64] = []
  ) -> Set<String> {
    var history = log
    history.compactions = compactions
    history.watches = [
      History.Watch(
        id: 1, client: 1, keys: keys, startRevision: start, options: options,
        messages: [created] + messages, completeThrough: through)
    ]
    return Set(WatchChecker.check(history).map(\.checker))
  }

  @Test("A right watch has nothing broken")
  func right() {
    let whole = [events(first), events(second, pairA, pairB), progress(4), events(gone), progress(5)]

    #expect(broken(whole, through: 5) == [])
    #expect(broken(whole, from: 0, through: 5) == [])
  }

  @Test("A watch that ends early owes nothing more")
  func early() {
    #expect(broken([events(first)]) == [])
  }

  @Test("An event outside of the range")
  func outside() {
    #expect(
      broken([events(first), events(second), events(pairA, pairB)], keys: .key("a")) == ["Watch.Filter"])
  }

  @Test("An event that the filter leaves out")
  func filtered() {
    #expect(broken([events(first), events(gone)], .skipsPuts) == ["Watch.Filter"])
    #expect(broken([events(gone)], .skipsPuts) == [])
    #expect(
      broken([events(first, second), events(pairA, pairB), events(gone)], .skipsDeletes) == ["Watch.Filter"])
  }

  @Test("An event from before the start")
  func beforeStart() {
    #expect(broken([events(first), events(second)], from: 3) == ["Watch.Filter"])
  }

  @Test("Events in the wrong order")
  func swapped() {
    #expect(broken([events(second, first, at: 3)], through: 3) == ["Watch.Ordered"])
    #expect(broken([events(first), events(second), events(pairB, pairA)], through: 4) == ["Watch.Ordered"])
  }

  @Test("An event twice")
  func doubled() {
    #expect(broken([events(first), events(second), events(second)]) == ["Watch.Unique", "Watch.Atomic"])
    #expect(broken([events(first), events(second), events(first, at: 3)]) == ["Watch.Unique"])
  }

  @Test("A revision in two responses")
  func split() {
    let split = [events(first), events(second), events(pairA), events(pairB)]

    #expect(broken(split, through: 4).contains("Watch.Atomic"))
  }

  @Test("A revision of which a part is missing")
  func halfRevision() {
    #expect(broken([events(first), events(second), events(pairB), events(gone)]).contains("Watch.Atomic"))
  }

  @Test("A revision in fragments of one response, if the client joins them")
  func fragments() {
    let parts = [events(first, second, pairA, part: true), events(pairB), events(gone)]

    #expect(broken(parts, .fragments, through: 5) == [])
    #expect(broken(parts, through: 5) == ["Watch.Atomic"])
  }

  @Test("A gap")
  func gap() {
    #expect(broken([events(first), events(pairA, pairB)]).isSuperset(of: ["Watch.Reliable"]))
  }

  @Test("A watch that lives to the end and is not given the last event")
  func missingEnd() {
    #expect(broken([events(first, second, pairA, pairB)], through: 5) == ["Watch.Reliable"])
  }

  @Test("A progress notification ahead of events")
  func progressAhead() {
    #expect(broken([events(first), progress(3), events(second)]) == ["Watch.Bookmarkable"])
    #expect(broken([events(first), progress(2), events(second)]) == [])
  }

  @Test("An event response's header ahead of events, where that is a promise")
  func headerAhead() {
    var history = log
    history.watches = [
      History.Watch(
        id: 1, client: 1, keys: .all, startRevision: 2,
        messages: [created, events(first, at: 4), events(second, pairA, pairB)])
    ]

    #expect(WatchChecker.check(history).map(\.checker) == ["Watch.Bookmarkable"])
    #expect(WatchChecker.check(history, options: .init(headersAreBookmarks: false)).isEmpty)
  }

  @Test("Progress beyond the log, or before the start")
  func progressNowhere() {
    #expect(
      broken([events(first, second, pairA, pairB), events(gone), progress(6)]) == ["Watch.Bookmarkable"])
    #expect(broken([progress(2)], from: 5) == ["Watch.Bookmarkable"])
  }

  @Test("Going on after the last revision seen")
  func resumption() {
    #expect(broken([events(first), resumed(3), created, events(second)], through: 3) == [])
    #expect(
      broken([events(first), progress(2), resumed(3), created, events(second)], through: 3) == [])
  }

  @Test("A resumption that loses or doubles")
  func brokenResumption() {
    #expect(broken([events(first), resumed(4), created, events(pairA, pairB)]) == ["Watch.Resumable"])
    #expect(
      broken([events(first), resumed(3), created, events(pairA, pairB)]).isSuperset(of: ["Watch.Resumable"]))
    #expect(
      broken([events(first), events(second), resumed(4), created, events(first, at: 3), events(pairA, pairB)])
        == ["Watch.Resumable"])
  }

  @Test("What came of a response whose other fragments never came is given again")
  func interruptedFragments() {
    let parts = [
      events(first, second), events(pairA, part: true), resumed(4), created, events(pairA, pairB),
    ]

    #expect(broken(parts, .fragments, through: 4) == [])
  }

  @Test("The version before")
  func previous() {
    func with(_ previous: History.Event?) -> [History.WatchMessage] {
      var event = second
      event.previous = previous?.keyValue
      return [events(first), events(event)]
    }

    #expect(broken(with(first), .previous) == [])
    #expect(broken(with(nil), .previous) == ["Watch.PrevKV"])
    #expect(broken(with(pairA), .previous) == ["Watch.PrevKV"])
    #expect(broken(with(first)) == ["Watch.PrevKV"])
    // The version before is gone once the revision has been compacted.
    #expect(broken(with(nil), .previous, compactions: [3]) == [])
    #expect(broken(with(nil), .previous, compactions: [2]) == ["Watch.PrevKV"])
  }

  @Test("A put that is wrong in whether it creates")
  func isCreate() {
    var event = second
    event.keyValue.create = 3
    event.keyValue.version = 1

    #expect(broken([events(first), events(event)]) == ["Watch.IsCreate"])
  }

  @Test("An event that never was")
  func phantom() {
    var event = second
    event.keyValue.value = bytes("9")

    #expect(broken([events(first), events(event)]) == ["Watch.Phantom"])
    #expect(broken([events(first), events(.delete(bytes("a"), mod: 3))]).contains("Watch.Phantom"))
  }

  @Test("Cancelled by a compaction only when something that it needed is gone")
  func cancelled() {
    let cancelled = History.WatchMessage(at: 100, revision: 5, .cancelled(compactRevision: 4))

    #expect(broken([events(first), cancelled], compactions: [4]) == [])
    #expect(broken([events(first), cancelled]) == ["Watch.Reliable"])
    #expect(broken([events(first, second), cancelled], compactions: [4]) == ["Watch.Reliable"])
    #expect(
      broken(
        [events(first), cancelled, resumed(4), created, events(pairA, pairB)], through: 4, compactions: [4])
        == [])
  }

  @Test("A watch from now on begins after the revision at which it was created")
  func fromNow() {
    var history = log
    history.watches = [
      History.Watch(
        id: 1, client: 1, keys: .all,
        messages: [History.WatchMessage(at: 1, revision: 3, .created), events(pairA, pairB), events(gone)],
        completeThrough: 5)
    ]

    #expect(WatchChecker.check(history).isEmpty)
  }
}
