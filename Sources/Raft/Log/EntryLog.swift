internal import DequeModule

/// The log as the core sees it: where it was cut, the term of every entry behind the cut, the memberships in it,
/// and the newest entries themselves.
///
/// Invariants: indexes are without gaps from `cut.index + 1` to `lastIndex`; terms never fall; `cache` ends at
/// `lastIndex` or is empty; LeaderAppendOnly and "what is committed is never truncated" are checked by `Raft`,
/// which alone knows role and commit.
struct EntryLog: Sendable {
  private(set) var cut: LogPosition
  private(set) var lastIndex: LogIndex
  private(set) var cachedBytes = 0
  private var runs: [TermRun]
  private var cache: Deque<Entry>
  private var cutMembership: Membership
  private var memberships: [MembershipEntry]

  /// What an entry takes beside its payload, roughly.
  private static let entryOverhead = 64

  init(restoring restored: RestoredState) {
    cut = restored.snapshot.position
    lastIndex = restored.lastIndex
    runs = restored.termRuns
    cache = Deque(restored.cachedTail)
    cutMembership = restored.snapshot.membership
    memberships = restored.memberships
    precondition(lastIndex >= cut.index, "the log ends before its cut: pass the checkpoint with an empty log")
    precondition(runs.isEmpty == (lastIndex == cut.index), "term runs and last index disagree")
    precondition(runs.first.map { $0.firstIndex == cut.index + 1 } ?? true, "term runs must begin at the cut")
    precondition(
      zip(runs, runs.dropFirst()).allSatisfy { $0.firstIndex < $1.firstIndex && $0.term < $1.term },
      "term runs must rise")
    precondition(
      cache.last.map { $0.index == lastIndex } ?? true, "the cached tail must end at the last index")
    precondition(
      memberships.allSatisfy { $0.index > cut.index && $0.index <= lastIndex }, "membership outside")
    for entry in cache { cachedBytes += entry.payload.count + Self.entryOverhead }
  }

  var firstIndex: LogIndex { cut.index + 1 }
  var firstCachedIndex: LogIndex { lastIndex + 1 - UInt64(cache.count) }
  var lastTerm: Term { runs.last?.term ?? cut.term }
  var lastPosition: LogPosition { LogPosition(index: lastIndex, term: lastTerm) }

  /// The membership in force: the last one appended, committed or not (§4.1 of the thesis).
  var membership: Membership { memberships.last?.membership ?? cutMembership }
  /// The entry that brought `membership`, or the cut.
  var membershipIndex: LogIndex { memberships.last?.index ?? cut.index }

  /// nil below the cut and behind the end.
  func term(at index: LogIndex) -> Term? {
    guard index >= cut.index, index <= lastIndex else { return nil }
    for run in runs.reversed() where run.firstIndex <= index { return run.term }
    return cut.term
  }

  func agrees(with position: LogPosition) -> Bool {
    term(at: position.index) == position.term
  }

  /// The last position at or before `index` whose term is at most `term`: nothing between can agree with a log
  /// that has `term` at `index` (§5.3, the last paragraph). nil when that is below the cut.
  func lastPosition(notAfter index: LogIndex, termAtMost term: Term) -> LogPosition? {
    var end = min(index, lastIndex)
    for run in runs.reversed() where run.firstIndex <= end {
      if run.term <= term { return LogPosition(index: end, term: run.term) }
      end = run.firstIndex - 1
    }
    return end == cut.index && cut.term <= term ? cut : nil
  }

  // MARK: Changing

  /// `membership` is the payload's, decoded, of an entry of that kind.
  mutating func append(_ entry: Entry, membership: Membership? = nil) {
    precondition(entry.index == lastIndex + 1, "a gap in the log")
    precondition(entry.term >= lastTerm, "terms fall in the log")
    precondition(
      (entry.kind == .membership) == (membership != nil), "a membership entry without its membership")
    if runs.last?.term != entry.term { runs.append(TermRun(firstIndex: entry.index, term: entry.term)) }
    if let membership { memberships.append(MembershipEntry(index: entry.index, membership: membership)) }
    cachedBytes += entry.payload.count + Self.entryOverhead
    cache.append(entry)
    lastIndex = entry.index
  }

  /// Forgets `index` and all behind it.
  mutating func truncate(from index: LogIndex) {
    precondition(index > cut.index, "truncating below the cut")
    while let last = cache.last, last.index >= index {
      cachedBytes -= last.payload.count + Self.entryOverhead
      cache.removeLast()
    }
    while let last = runs.last, last.firstIndex >= index { runs.removeLast() }
    while let last = memberships.last, last.index >= index { memberships.removeLast() }
    lastIndex = min(lastIndex, index - 1)
  }

  /// Forgets everything up to the descriptor's position, which is in the log.
  mutating func cut(to descriptor: SnapshotDescriptor) {
    let position = descriptor.position
    precondition(agrees(with: position), "the checkpoint is not of this log")
    while let first = runs.first, runs.count > 1, runs[1].firstIndex <= position.index + 1 {
      _ = first
      runs.removeFirst()
    }
    if position.index == lastIndex {
      runs.removeAll()
    } else if !runs.isEmpty, runs[0].firstIndex <= position.index {
      runs[0].firstIndex = position.index + 1
    }
    cutMembership = descriptor.membership
    memberships.removeAll { $0.index <= position.index }
    cut = position
    while let first = cache.first, first.index <= position.index { evictFirst(first) }
  }

  /// Begins anew behind a snapshot.
  mutating func reset(to descriptor: SnapshotDescriptor) {
    cut = descriptor.position
    lastIndex = cut.index
    runs.removeAll()
    cache.removeAll()
    cachedBytes = 0
    cutMembership = descriptor.membership
    memberships.removeAll()
  }

  // MARK: The cache

  /// Drops the oldest entries beyond `maxBytes`, but none above `index`.
  mutating func evict(beyond maxBytes: Int, upTo index: LogIndex) {
    while cachedBytes > maxBytes, let first = cache.first, first.index <= index { evictFirst(first) }
  }

  private mutating func evictFirst(_ first: Entry) {
    cachedBytes -= first.payload.count + Self.entryOverhead
    cache.removeFirst()
  }

  /// As many as fit `maxBytes`, at least one; nil when `from` isn't cached.
  func cached(from: LogIndex, through: LogIndex, maxBytes: Int) -> [Entry]? {
    let end = min(through, lastIndex)
    guard from >= firstCachedIndex, from <= end else { return nil }
    let start = Int(from - firstCachedIndex)
    let limit = Int(end - firstCachedIndex) + 1
    var stop = start
    var bytes = 0
    while stop < limit {
      bytes += cache[stop].payload.count
      if bytes > maxBytes && stop > start { break }
      stop += 1
    }
    return Array(cache[start..<stop])
  }

  func cachedEntry(at index: LogIndex) -> Entry? {
    guard index >= firstCachedIndex, index <= lastIndex else { return nil }
    return cache[Int(index - firstCachedIndex)]
  }
}
