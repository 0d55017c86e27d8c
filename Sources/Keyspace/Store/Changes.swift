internal import LMDB

/// A read of past changes, done in steps, so that nobody holds the store's lock longer than for a page. It gives
/// whole revisions only, and ends early, after a whole one, when it has gathered enough or looked at enough.
///
/// A compaction that overtakes it while it gathers ends it; one that does so later only leaves out versions
/// before, which nobody can ask for any more.
struct ChangeScan {
  private enum Phase {
    case gathering
    /// The versions before are missing from this event of this revision on.
    case filling(Int, Int)
    case done
  }

  /// Changes that one read looks at, outside of its range, too.
  private static let maxScanned = 8192
  private static let page = PageBudget(keys: 512, bytes: 1 << 20, scanned: 4096)

  let from: Int64
  let through: Int64
  private let range: KeyRange?
  private let wantsPrevious: Bool
  private let maxBytes: Int
  private let maxRevisionBytes: Int

  private var phase = Phase.gathering
  /// The first change that has not been looked at.
  fileprivate private(set) var place: Revision
  fileprivate private(set) var isPaused = false
  private var isFull = false
  private var isTooLarge = false
  private var current: Int64?
  private var bytes = 0
  private var scanned = 0
  private var revisionBytes = 0
  private var pageRest = ChangeScan.page

  private(set) var changes: [RevisionEvents] = []
  /// The revision to go on from, once `step` said that the scan is done.
  private(set) var next: Int64

  /// Previous versions count against `maxBytes` on their own. Throws `compacted` when `from` lies before what
  /// `position` has.
  init(
    from: Int64, through: Int64, range: KeyRange?, wantsPrevious: Bool, maxBytes: Int, maxRevisionBytes: Int,
    at position: StorePosition
  ) throws(KeyspaceError) {
    if from < position.compactRevision { throw .compacted(compactRevision: position.compactRevision) }
    self.from = from
    self.through = min(through, position.revision)
    self.range = range
    self.wantsPrevious = wantsPrevious
    self.maxBytes = maxBytes
    self.maxRevisionBytes = maxRevisionBytes
    place = Revision(main: from)
    next = max(from, self.through &+ 1)
    if from > self.through { phase = .done }
  }

  /// Goes on for a page; true when the result is complete. Throws `answerTooLarge` when the first revision
  /// alone takes more than `maxRevisionBytes`, with the versions before.
  mutating func step(_ reader: StoreReader) throws(KeyspaceError) -> Bool {
    switch phase {
    case .gathering: try gather(reader)
    case .filling(let revision, let event): try fill(revision, event, reader)
    case .done: break
    }
    if case .done = phase { return true }
    return false
  }

  // MARK: Changes

  private mutating func gather(_ reader: StoreReader) throws(KeyspaceError) {
    let position = reader.position
    if from < position.compactRevision { throw .compacted(compactRevision: position.compactRevision) }
    pageRest = Self.page
    isPaused = false
    try reader.gatherStored(&self)
    reader.gatherInMemory(&self)
    if isPaused { return }
    if isTooLarge, let current {
      guard changes.count > 1 else { throw .answerTooLarge }
      changes.removeLast()
      next = current
    } else if isFull, let current {
      next = current + 1
    }
    phase = wantsPrevious && !changes.isEmpty ? .filling(0, 0) : .done
  }

  /// Whether the change at `revision`, which comes next, is to be looked at now.
  fileprivate mutating func begin(_ revision: Revision) -> Bool {
    if isFull || isTooLarge || isPaused || revision.main > through { return false }
    if revision.main != current {
      if current != nil, bytes >= maxBytes || scanned >= Self.maxScanned {
        isFull = true
        return false
      }
    }
    if pageRest.bytes <= 0 || pageRest.scanned <= 0 {
      isPaused = true
      return false
    }
    if revision.main != current { revisionBytes = 0 }
    current = revision.main
    place = Revision(main: revision.main, sub: revision.sub + 1)
    return true
  }

  fileprivate func wants(_ key: [UInt8]) -> Bool { range?.contains(key) ?? true }

  /// A change outside the range costs work, too.
  fileprivate mutating func skip(_ size: Int) {
    scanned += 1 + size / 1024
    pageRest.scanned -= 1 + size / 1024
  }

  fileprivate mutating func add(_ info: VersionInfo, _ value: [UInt8]) {
    let size = info.key.count + value.count
    bytes += size
    revisionBytes += size + Self.overhead
    pageRest.bytes -= size
    scanned += 1
    pageRest.scanned -= 1
    let keyValue =
      info.isDeletion
      ? KeyValue(
        key: info.key, value: [], createRevision: 0, modRevision: info.revision.main, version: 0, lease: 0)
      : KeyValue(info, value: value)
    let event = Event(
      kind: info.isDeletion ? .delete : .put, keyValue: keyValue, revision: info.revision, previous: nil)
    if changes.last?.revision == info.revision.main {
      changes[changes.count - 1].events.append(event)
    } else {
      changes.append(RevisionEvents(revision: info.revision.main, events: [event]))
    }
    isTooLarge = revisionBytes > maxRevisionBytes
  }

  // MARK: Versions before

  /// What an event or a version takes besides key and value, about.
  private static let overhead = 96

  private mutating func fill(
    _ firstRevision: Int, _ firstEvent: Int, _ reader: StoreReader
  ) throws(KeyspaceError) {
    var rest = Self.page
    var firstEvent = firstEvent
    if firstRevision == 0, firstEvent == 0 { bytes = 0 }
    for at in firstRevision..<changes.count {
      if firstEvent == 0 {
        if at > 0, bytes >= maxBytes { return cut(at) }
        revisionBytes = changes[at].events.reduce(0) { $0 + Self.overhead + $1.size }
      }
      for event in firstEvent..<changes[at].events.count {
        if rest.keys <= 0 || rest.bytes <= 0 { return phase = .filling(at, event) }
        guard let previous = try reader.previous(of: changes[at].events[event]) else { continue }
        changes[at].events[event].previous = previous
        let size = previous.key.count + previous.value.count
        rest.keys -= 1
        rest.bytes -= size
        bytes += size
        revisionBytes += size + Self.overhead
        guard revisionBytes > maxRevisionBytes else { continue }
        if at == 0 { throw .answerTooLarge }
        return cut(at)
      }
      firstEvent = 0
    }
    phase = .done
  }

  /// Leaves the revisions from the place `at` on to the next read.
  private mutating func cut(_ at: Int) {
    next = changes[at].revision
    changes.removeSubrange(at...)
    phase = .done
  }
}

extension Event {
  fileprivate var size: Int { keyValue.key.count + keyValue.value.count }
}

extension StoreReader {
  fileprivate func gatherInMemory(_ scan: inout ChangeScan) {
    for case let generation? in [frozen, active] {
      var index = generation.log.first(atOrAfter: scan.place)
      while index < generation.log.count, scan.begin(generation.log.revision(index)) {
        let version = generation.log[index]
        if scan.wants(version.key) {
          scan.add(version.info, version.value)
        } else {
          scan.skip(version.key.count)
        }
        index += 1
      }
    }
  }

  fileprivate func gatherStored(_ scan: inout ChangeScan) throws(KeyspaceError) {
    // What the generations hold needs no look at the checkpoint.
    let oldestInMemory = (frozen?.log.isEmpty == false ? frozen : active)?.log
    if let oldest = oldestInMemory, !oldest.isEmpty, oldest.revision(0).main <= scan.place.main { return }
    do throws(LMDBError) {
      let handle = try session.handle()
      var cursor = try Cursor(handle, session.databases.revisions)
      var start: [UInt8] = []
      RevisionRecord.key(scan.place, chunk: 0, into: &start)
      var found = try withBytes(start) { (start) throws(LMDBError) in try cursor.seek(start) }
      while found {
        let (revision, chunk) = try RevisionRecord.place(cursor.key)
        if chunk == 0 {
          guard scan.begin(revision) else { return }
          let first = try RecordChecksum.verified(key: cursor.key, record: cursor.value, "a version")
          let record = try RevisionRecord.decode(
            revision, first: first, wants: [.key, .value], handle, session.databases)
          if scan.wants(record.info.key) {
            scan.add(record.info, record.value)
          } else {
            scan.skip(record.info.key.count + record.value.count)
          }
        }
        found = try cursor.next()
      }
    } catch {
      throw KeyspaceError(error)
    }
  }

  /// The version that `change` took the place of; nil when there was none, or it isn't stored for sure any more.
  fileprivate func previous(of change: Event) throws(KeyspaceError) -> KeyValue? {
    guard change.revision.main > position.compactRevision else { return nil }
    if change.kind == .put, change.keyValue.version == 1 { return nil }
    let before = try newest(of: change.keyValue.key, atOrBefore: change.revision.predecessor)
    guard let before, !before.isDeletion else { return nil }
    return KeyValue(before, value: try value(of: before))
  }
}
