/// Strict serializability of a history whose answers name revisions, in time linear in the history.
///
/// The general question is hard because the order of the operations is unknown. Here the log tells it: every
/// write that was acknowledged names its revision, writes of unknown outcome are found in the log by what
/// they changed, and a read stands after the revision that it names. What remains is to carry the operations
/// out in that order on a small store of our own and compare (Replay), and to see that the order never
/// contradicts real time (`Sightings`).
///
/// Promises, by the names that violations carry:
/// - LostWrite: an acknowledged write is in the log, at the revision that it names, and alone there.
/// - Effect: what a revision changed is what its request means on the state before.
/// - Response: answers say what the state at their revision says.
/// - UnknownOrigin, AppliedTwice, RefusedWrite: every revision is some operation's, each is used once, and
///   none that was refused.
/// - RealTime, StaleRead: whatever was seen before an operation began stands before it.
/// - Refusal: a refusal that speaks of the state could be true at some moment of the operation.
/// - Compaction: no linearizable read is served from before a compaction that was acknowledged earlier.
package struct RevisionChecker {
  let history: History
  let timeline: Timeline
  let outline: Outline
  let sightings: Sightings
  var violations = Violations()
  var moment: Moment

  /// The operation, as a place in `history.operations`, that made each commit; negative: see `Origin`.
  var origins: [Int32]
  /// Answers to check at each revision from the start's on: the first, and after each operation the next.
  private var firstAnswer: [Int32]
  private var nextAnswer: [Int32]
  var unknowns: UnknownWrites
  var leaseEnds: [LeaseEnd] = []

  /// What a commit's place in `origins` says when it is no operation's place.
  enum Origin {
    static let unknown: Int32 = -1
    static let lease: Int32 = -2
  }

  package struct Result: Sendable {
    package var violations: [Violation]
    /// How many violations there were, those beyond the bound included.
    package var count: Int
    /// For each commit the id of the operation that made it; nil where it was a lease's end, or unexplained.
    package var operations: [Int64?]
    /// Operations whose answers were compared.
    package var checked: Int
    package var leaseEnds: [LeaseEnd]
    /// Leases that have keys at the end of the log.
    package var leased: [Int64]
  }

  /// A commit that deleted a lease's keys because the lease ended, by expiry or by a client's revocation.
  package struct LeaseEnd: Sendable, Hashable {
    package var revision: Int64
    package var lease: Int64
  }

  package static func check(_ history: History) -> Result {
    let timeline = Timeline(history)
    let outline = Outline(history)
    return check(history, timeline, outline, Sightings(history, timeline, outline))
  }

  package static func check(
    _ history: History, _ timeline: Timeline, _ outline: Outline, _ sightings: Sightings
  ) -> Result {
    var checker = RevisionChecker(history, timeline, outline, sightings)
    checker.sortAnswers()
    checker.replay()
    checker.checkRealTime()
    checker.checkRefusals()
    let origins = checker.origins.map { $0 < 0 ? nil : history.operations[Int($0)].id }
    return Result(
      violations: checker.violations.found, count: checker.violations.count, operations: origins,
      checked: history.operations.count, leaseEnds: checker.leaseEnds,
      leased: checker.moment.leased.keys.sorted())
  }

  private init(
    _ history: History, _ timeline: Timeline, _ outline: Outline, _ sightings: Sightings
  ) {
    self.history = history
    self.timeline = timeline
    self.outline = outline
    self.sightings = sightings
    violations.add(timeline.violations.found)
    moment = Moment(timeline)
    origins = Array(repeating: Origin.unknown, count: timeline.commitCount)
    firstAnswer = Array(repeating: -1, count: timeline.commitCount + 1)
    nextAnswer = Array(repeating: -1, count: history.operations.count)
    unknowns = UnknownWrites(history, outline)
  }

  // MARK: What is to be checked where

  private mutating func sortAnswers() {
    // Backwards, so that each list comes out in the order of the operations.
    for index in outline.entries.indices.reversed() {
      let entry = outline.entries[index]
      switch entry.kind {
      case .other: break
      case .write: claim(entry.revision, index)
      case .revocation: queue(entry.revision, index)
      case .read, .serializableRead:
        if entry.shows > entry.revision {
          violations.add(
            "Linearizability.Response", operations: [history.operations[index].id],
            "a read at revision \(entry.shows) was answered when the newest was \(entry.revision)")
        } else if entry.shows == entry.revision || entry.shows >= timeline.startRevision {
          // What was there before the history began is not known.
          queue(entry.shows, index)
        }
      }
    }
  }

  private mutating func claim(_ revision: Int64, _ index: Int) {
    guard let commit = timeline.commit(of: revision) else {
      violations.add(
        "Linearizability.LostWrite", operations: [history.operations[index].id],
        "a write was acknowledged at revision \(revision), which is not in the log; it has "
          + "\(timeline.startRevision + 1) to \(timeline.lastRevision)")
      return
    }
    let other = origins[commit]
    guard other < 0 else {
      violations.add(
        "Linearizability.LostWrite",
        operations: [history.operations[index].id, history.operations[Int(other)].id],
        "two writes were acknowledged at revision \(revision)")
      return
    }
    origins[commit] = Int32(index)
  }

  private mutating func queue(_ revision: Int64, _ index: Int) {
    let slot = revision - timeline.startRevision
    guard slot >= 0, slot < Int64(firstAnswer.count) else {
      violations.add(
        "Linearizability.Response", operations: [history.operations[index].id],
        "an answer names revision \(revision), which is not in the log; it has \(timeline.startRevision) "
          + "to \(timeline.lastRevision)")
      return
    }
    nextAnswer[index] = firstAnswer[Int(slot)]
    firstAnswer[Int(slot)] = Int32(index)
  }

  // MARK: Replay

  private mutating func replay() {
    checkAnswers(slot: 0)
    for commit in 0..<timeline.commitCount {
      if origins[commit] >= 0 { checkClaim(commit) } else { explain(commit) }
      moment.advance()
      checkAnswers(slot: commit + 1)
    }
  }

  private mutating func checkAnswers(slot: Int) {
    var index = firstAnswer[slot]
    while index >= 0 {
      checkAnswer(Int(index))
      index = nextAnswer[Int(index)]
    }
  }

  private mutating func checkAnswer(_ index: Int) {
    let id = history.operations[index].id
    guard case .ok(let response) = history.operations[index].outcome else { return }
    switch (history.operations[index].request, response.body) {
    case (.range(let range), .range(let result)) where range.isPlain:
      if let wrong = moment.firstDifference(range, result) {
        violations.add(
          "Linearizability.Response", operations: [id], "at revision \(moment.revision) \(wrong)")
      }
    case (.leaseRevoke(let lease), .leaseRevoke):
      guard let keys = moment.leased[lease], let key = keys.min(), !unknowns.isGrantedTwice(lease) else {
        return
      }
      violations.add(
        "Linearizability.Effect", operations: [id],
        "lease \(lease) was revoked, and at revision \(moment.revision), which its answer names, it still "
          + "has \(keys.count) keys, such as \(ByteText.quote(timeline.keys[Int(key)]))")
    default:
      let evaluation = Evaluation(history.operations[index].request, answer: response.body, on: moment)
      if let wrong = evaluation.mismatch {
        violations.add(
          "Linearizability.Response", operations: [id], "at revision \(moment.revision) \(wrong)")
      } else if !evaluation.events.isEmpty {
        violations.add(
          "Linearizability.Response", operations: [id],
          "the answer says that nothing changed, but on revision \(moment.revision) it would have changed "
            + "\(evaluation.events[0])")
      }
    }
  }

  /// The commit that an acknowledged write names.
  private mutating func checkClaim(_ commit: Int) {
    let index = Int(origins[commit])
    guard case .ok(let response) = history.operations[index].outcome else { return }
    let changes = timeline.changes(ofCommit: commit)
    let request = history.operations[index].request
    if case .put(let put) = request, case .put(let previous) = response.body, put.options.isEmpty,
      previous == nil, isPut(put, changes)
    {
      return
    }
    let evaluation = Evaluation(request, answer: response.body, on: moment)
    let revision = timeline.revision(ofCommit: commit)
    if !evaluation.isCommit(changes, of: timeline) {
      origins[commit] = Origin.unknown
      let isOwn = shares(evaluation.events, changes) || resembles(index, changes)
      violations.add(
        isOwn ? "Linearizability.Effect" : "Linearizability.LostWrite",
        operations: [history.operations[index].id],
        "acknowledged at revision \(revision) with \(text(evaluation.events)) to do, but the log has there "
          + text(changes))
      if !isOwn { explain(commit) }
    } else if let wrong = evaluation.mismatch {
      violations.add(
        "Linearizability.Response", operations: [history.operations[index].id],
        "at revision \(revision) \(wrong)")
    }
  }

  private func isPut(_ put: History.Put, _ changes: Range<Int>) -> Bool {
    guard changes.count == 1 else { return false }
    return timeline.changes.withUnsafeBufferPointer { all in
      let place = changes.lowerBound
      return !all[place].isDelete && all[place].keyValue.lease == put.lease
        && all[place].keyValue.key.isSame(put.key) && all[place].keyValue.value.isSame(put.value)
    }
  }

  /// Whether the log's changes have a key in common with what was to be done.
  private func shares(_ events: [History.Event], _ changes: Range<Int>) -> Bool {
    events.contains { event in
      changes.contains { index in
        let change = timeline.changes[index]
        return change.keyValue.key.isSame(event.keyValue.key)
          && (event.isDelete || change.keyValue.value.isSame(event.keyValue.value))
      }
    }
  }

  func text(_ changes: Range<Int>) -> String {
    text(
      changes.map { History.Event(isDelete: timeline.changes[$0].isDelete, timeline.changes[$0].keyValue) })
  }

  func text(_ events: [History.Event]) -> String {
    let shown = events.prefix(6).map(String.init(describing:)).joined(separator: "; ")
    return events.isEmpty ? "nothing" : events.count > 6 ? "\(shown); … \(events.count) changes" : shown
  }
}
