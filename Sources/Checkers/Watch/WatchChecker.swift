/// The promises that etcd's watches make, each under its name, checked against the log:
/// - Filter: only what the range and the filters take, from the start revision on.
/// - Ordered: events come in the order of the log.
/// - Unique: no event comes twice.
/// - Atomic: all events of a revision come in one response (in fragments of one, where the client joins
/// them).
/// - Bookmarkable: when told that all up to a revision has been given, it has.
/// - Resumable: going on after the last revision seen loses and doubles nothing.
/// - Reliable: no event is left out between the first wanted and the last given; none for a watch that lives.
/// - PrevKV: the version before, exactly if it was asked for (none where compaction took it).
/// - IsCreate: a put says that it creates exactly if there was no version before.
/// And Phantom: what an event says is what the log has.
package struct WatchChecker {
  package struct Options: Sendable, Hashable {
    /// Whether a response with events, too, says by its header's revision that all up to there has been
    /// given. Tern promises so; etcd doesn't for watches that catch up.
    package var headersAreBookmarks: Bool

    package init(headersAreBookmarks: Bool = true) {
      self.headersAreBookmarks = headersAreBookmarks
    }
  }

  private let watch: History.Watch
  let timeline: Timeline
  private let compactions: CompactionTimes
  private let options: Options
  private let places: Range<Int>
  private var violations = Violations()
  private var told: [String: Int] = [:]

  /// The first revision that is wanted; nil before the first `created` of a watch from now on.
  private var start: Int64?
  /// The place in `timeline.changes` of the first change that was neither given nor passed over.
  private var cursor = 0
  /// Where `cursor` stood at the start, and at the last resumption.
  private var startCursor = 0
  private var resumeCursor = 0
  /// Changes before `cursor` that are wanted and were not given (yet), and whether they were found missing
  /// right after a resumption.
  private var missing: [Int: Bool] = [:]
  /// What the last resumption asked for, until something came of it: a client may go back to what follows the
  /// last event, however far a header has told it that it got.
  private var asked: Int64?
  /// No event since the last resumption.
  private var isFreshlyResumed = false
  /// Parts of a response whose last one is to come.
  private var parts: [History.Event] = []
  /// The last revision that a response before this one had; 0: none.
  private var lastRevision: Int64 = 0
  /// All up to here has been promised to be given.
  private var bookmark: Int64 = 0

  package static func check(_ history: History, options: Options = Options()) -> [Violation] {
    check(history, Timeline(history), Outline(history), options: options)
  }

  package static func check(
    _ history: History, _ timeline: Timeline, _ outline: Outline, options: Options = Options()
  ) -> [Violation] {
    let compactions = CompactionTimes(history, outline, by: .begun)
    var all = Violations()
    for watch in history.watches {
      var checker = WatchChecker(watch, timeline, compactions, options)
      checker.run()
      all.add(checker.violations.found)
    }
    return all.found
  }

  private init(
    _ watch: History.Watch, _ timeline: Timeline, _ compactions: CompactionTimes, _ options: Options
  ) {
    self.watch = watch
    self.timeline = timeline
    self.compactions = compactions
    self.options = options
    places = timeline.places(in: watch.keys)
    if watch.startRevision > 0 { begin(at: watch.startRevision) }
  }

  private mutating func begin(at revision: Int64) {
    start = revision
    cursor = place(of: revision)
    startCursor = cursor
    resumeCursor = cursor
  }

  private mutating func run() {
    for message in watch.messages {
      switch message.kind {
      case .created:
        if start == nil { begin(at: message.revision + 1) }
      case .events(let events, let isFragment):
        if isFragment && !watch.options.contains(.fragments) {
          add("Atomic", "a response came in fragments, which the client had not asked for")
        }
        parts += events
        guard !isFragment else { continue }
        receive(parts, message)
        parts = []
        if options.headersAreBookmarks { reach(message.revision, "an event response's header") }
      case .progress:
        progress(message.revision)
      case .cancelled(let compactRevision):
        if compactRevision > 0 { compacted(compactRevision, message) }
      case .resumed(let from):
        resume(from)
      }
    }
    if let end = watch.completeThrough { finish(end) }
    reportMissing()
  }

  // MARK: Messages

  private mutating func receive(_ events: [History.Event], _ message: History.WatchMessage) {
    guard start != nil else {
      return add("Filter", "events came before the response that says that the watch exists")
    }
    asked = nil
    let lastBefore = lastRevision
    for event in events {
      guard let index = change(of: event) else { continue }
      checkContent(event, index, message)
      guard checkFilter(event, index) else { continue }
      take(index)
      isFreshlyResumed = false
      let revision = event.keyValue.mod
      if revision == lastBefore {
        add("Atomic", "\(event) came in another response than the events of its revision before it")
      }
      lastRevision = max(lastRevision, revision)
    }
  }

  /// The place in the log of what the event tells.
  private mutating func change(of event: History.Event) -> Int? {
    if let commit = timeline.commit(of: event.keyValue.mod) {
      for index in timeline.changes(ofCommit: commit) {
        let change = timeline.changes[index]
        if change.isDelete == event.isDelete, change.keyValue.key.isSame(event.keyValue.key) { return index }
      }
    }
    add("Phantom", "it was given \(event), which the log doesn't have at that revision")
    return nil
  }

  private mutating func checkFilter(_ event: History.Event, _ index: Int) -> Bool {
    guard isWanted(index) else {
      add("Filter", "it was given \(event), which its range or filters leave out")
      return false
    }
    guard index >= startCursor else {
      add("Filter", "it was given \(event), from before its start revision \(start ?? 0)")
      return false
    }
    return true
  }

  private mutating func checkContent(_ event: History.Event, _ index: Int, _ message: History.WatchMessage) {
    let truth = timeline.changes[index].keyValue
    let before = timeline.versionBefore(index)
    let direct = timeline.version(from: timeline.changes[index].previous, at: .max)
    if !event.isDelete {
      let says = event.keyValue.create == event.keyValue.mod && event.keyValue.version == 1
      let isCreate = direct < 0
      if says != isCreate {
        add(
          "IsCreate", "\(event) \(says ? "says" : "doesn't say") that it creates, but \(truth) is in the log")
      } else if event.keyValue != truth {
        add("Phantom", "it was given \(event), but the log has put \(truth)")
      }
    }
    checkPrevious(event, before, direct, message.at)
  }

  /// etcd gives the version before the revision; ours also one from within the same transaction. They differ
  /// only where one transaction puts a key and then deletes it.
  private mutating func checkPrevious(
    _ event: History.Event, _ before: Int32, _ direct: Int32, _ time: Int64
  ) {
    guard watch.options.contains(.previous) else {
      if let previous = event.previous {
        add("PrevKV", "\(event) came with \(previous) before it, which it had not asked for")
      }
      return
    }
    let expected = before < 0 ? nil : timeline.changes[Int(before)].keyValue
    let other = direct < 0 ? nil : timeline.changes[Int(direct)].keyValue
    if event.previous == expected || event.previous == other { return }
    if event.previous == nil, compactions.revision(before: time) >= event.keyValue.mod { return }
    add(
      "PrevKV",
      "\(event) came with \(Evaluation.text(event.previous)) before it and should have come with "
        + Evaluation.text(expected))
  }

  /// Moves on past a wanted change that was given.
  private mutating func take(_ index: Int) {
    if index >= cursor {
      var skipped = nextWanted(from: cursor)
      while let place = skipped, place < index {
        missing[place] = isFreshlyResumed
        skipped = nextWanted(from: place + 1)
      }
      cursor = index + 1
    } else if missing.removeValue(forKey: index) != nil {
      add("Ordered", "\(event(index)) came after later ones")
    } else if index < resumeCursor {
      add("Resumable", "\(event(index)) came again after a resumption")
    } else {
      add("Unique", "\(event(index)) came twice")
    }
  }

  private mutating func progress(_ revision: Int64) {
    asked = nil
    if !parts.isEmpty { add("Atomic", "a progress response came between the fragments of a response") }
    if let start, revision + 1 < start {
      add("Bookmarkable", "told that all up to \(revision) was given, though it begins only at \(start)")
    }
    reach(revision, "a progress response")
  }

  private mutating func reach(_ revision: Int64, _ what: String) {
    guard start != nil else { return }
    if revision > timeline.lastRevision {
      add("Bookmarkable", "\(what) names revision \(revision); the log ends at \(timeline.lastRevision)")
    }
    bookmark = max(bookmark, revision)
    let first = ([nextWanted(from: cursor)].compactMap(\.self) + missing.keys).min()
    guard let first, timeline.changes[first].keyValue.mod <= revision else { return }
    add("Bookmarkable", "\(what) says that all up to revision \(revision) was given, but not \(event(first))")
  }

  private mutating func compacted(_ compactRevision: Int64, _ message: History.WatchMessage) {
    let next = asked ?? max(start ?? 0, lastRevision + 1, bookmark + 1)
    if next >= compactRevision {
      add(
        "Reliable",
        "cancelled because of the compaction to \(compactRevision), though it needed only \(next) and later")
    } else if compactions.revision(before: message.at) < compactRevision {
      add("Reliable", "cancelled because of a compaction to \(compactRevision) that nobody had begun")
    }
    // Whoever goes on at the compacted revision has been told of the gap.
    cursor = max(cursor, place(of: compactRevision))
    resumeCursor = cursor
  }

  private mutating func resume(_ from: Int64) {
    parts = []
    asked = from
    guard start != nil else { return }
    if let next = nextWanted(from: cursor), timeline.changes[next].keyValue.mod < from {
      add("Resumable", "it went on at \(from) and so passed over \(event(next))")
      cursor = max(cursor, place(of: from))
    }
    resumeCursor = cursor
    isFreshlyResumed = true
  }

  private mutating func finish(_ end: Int64) {
    guard let start else { return }
    var place = nextWanted(from: cursor)
    while let index = place, timeline.changes[index].keyValue.mod <= end {
      missing[index] = isFreshlyResumed && start <= end
      cursor = index + 1
      place = nextWanted(from: cursor)
    }
  }

  private mutating func reportMissing() {
    var reported: Set<String> = []
    for index in missing.keys.sorted() {
      let revision = timeline.changes[index].keyValue.mod
      let promise = wasGiven(revision) ? "Atomic" : missing[index] == true ? "Resumable" : "Reliable"
      guard reported.insert(promise).inserted else { continue }
      add(promise, "\(event(index)) was never given, one of \(missing.count)")
    }
  }

  /// Whether some other event of the revision was given.
  private func wasGiven(_ revision: Int64) -> Bool {
    guard let commit = timeline.commit(of: revision) else { return false }
    return timeline.changes(ofCommit: commit).contains { index in
      index < cursor && index >= startCursor && isWanted(index) && missing[index] == nil
    }
  }

  // MARK: The log as this watch should see it

  private func isWanted(_ index: Int) -> Bool {
    let change = timeline.changes[index]
    return places.contains(Int(change.key))
      && !watch.options.contains(change.isDelete ? .skipsDeletes : .skipsPuts)
  }

  private func nextWanted(from index: Int) -> Int? {
    var index = index
    while index < timeline.changes.count {
      if isWanted(index) { return index }
      index += 1
    }
    return nil
  }

  /// Where the changes of `revision` and later begin.
  private func place(of revision: Int64) -> Int {
    guard revision > timeline.startRevision else { return Int(timeline.firstChange[0]) }
    guard let commit = timeline.commit(of: revision) else { return timeline.changes.count }
    return timeline.changes(ofCommit: commit).lowerBound
  }

  private func event(_ index: Int) -> History.Event {
    History.Event(isDelete: timeline.changes[index].isDelete, timeline.changes[index].keyValue)
  }

  /// One fault often shows again with every later message: of each promise the first few tell enough.
  private mutating func add(_ promise: String, _ message: String) {
    told[promise, default: 0] += 1
    guard told[promise, default: 0] <= 3 else { return }
    violations.add("Watch.\(promise)", watch: watch.id, message)
  }
}
