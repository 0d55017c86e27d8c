internal import DequeModule

/// What was given to the disk and what it has.
///
/// Invariants: tickets complete in order; `index` is at most the log's last index, and the disk holds the log as
/// it is now up to there; `hardState` is what the disk holds (OneDurableVotePerTerm rests on it).
struct Durability: Sendable {
  private struct Pending: Sendable {
    let ticket: PersistTicket
    /// The log's end as of this write, or what is still true of it after a truncation.
    var lastIndex: LogIndex
    let hardState: HardState
    var since: MonotonicTime
    let needsSync: Bool
  }

  private(set) var index: LogIndex
  private(set) var hardState: HardState
  /// The ticket that the next write gets.
  private(set) var nextTicket: PersistTicket = 1
  private(set) var handedCommit: LogIndex
  private var handedHardState: HardState
  /// The first entry that the disk wasn't given yet.
  private(set) var unhanded: LogIndex?
  private var pending: Deque<Pending> = []

  init(index: LogIndex, hardState: HardState, commit: LogIndex) {
    self.index = index
    self.hardState = hardState
    handedHardState = hardState
    handedCommit = commit
  }

  /// The ticket that makes `hardState`, the member's present one, durable: the last if it was handed over already.
  func ticket(of hardState: HardState) -> PersistTicket {
    hardState == handedHardState ? nextTicket - 1 : nextTicket
  }

  var isIdle: Bool { pending.isEmpty }

  func hasStalled(for duration: UInt64, at now: MonotonicTime) -> Bool {
    guard let oldest = pending.first(where: \.needsSync) else { return false }
    return now.since(oldest.since) >= duration
  }

  /// So long nobody could have heard of the disk.
  mutating func excuse(_ duration: UInt64) {
    guard duration > 0 else { return }
    for at in pending.indices { pending[at].since = pending[at].since.advanced(by: duration) }
  }

  mutating func appended(from first: LogIndex) {
    unhanded = min(unhanded ?? first, first)
  }

  mutating func truncated(from first: LogIndex) {
    index = min(index, first - 1)
    if let start = unhanded, start >= first { unhanded = nil }
    for at in pending.indices { pending[at].lastIndex = min(pending[at].lastIndex, first - 1) }
  }

  /// The log was replaced by a snapshot that is not durable yet.
  mutating func reset() {
    index = 0
    unhanded = nil
    for at in pending.indices { pending[at].lastIndex = 0 }
  }

  /// The snapshot is durable.
  mutating func installed(at index: LogIndex) {
    self.index = max(self.index, index)
  }

  /// The next write, or nil when the disk was given all already. A commit alone is worth a write only where
  /// `writesCommitAlone`.
  mutating func nextPersist(
    log: EntryLog, hardState: HardState, commit: LogIndex, writesCommitAlone: Bool, at now: MonotonicTime
  ) -> Persist? {
    let changed = hardState != handedHardState
    guard changed || unhanded != nil || (writesCommitAlone && commit > handedCommit) else { return nil }
    var entries: [Entry] = []
    if let unhanded, unhanded <= log.lastIndex {
      guard let cached = log.cached(from: unhanded, through: log.lastIndex, maxBytes: .max) else {
        preconditionFailure("entries left the cache before the disk had them")
      }
      entries = cached
    }
    let persist = Persist(
      ticket: nextTicket, hardState: changed ? hardState : nil, entries: entries, commit: commit)
    pending.append(
      Pending(
        ticket: nextTicket, lastIndex: log.lastIndex, hardState: hardState, since: now,
        needsSync: persist.needsSync))
    nextTicket += 1
    handedHardState = hardState
    handedCommit = commit
    unhanded = nil
    return persist
  }

  mutating func persisted(_ ticket: PersistTicket) {
    precondition(ticket < nextTicket, "the storage completed a write that it was not given")
    while let first = pending.first, first.ticket <= ticket {
      index = max(index, first.lastIndex)
      hardState = first.hardState
      pending.removeFirst()
    }
  }
}
