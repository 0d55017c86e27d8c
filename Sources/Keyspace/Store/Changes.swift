internal import LMDB

extension StoreReader {
  /// Work in one call is bounded where few changes are in the range, too: it may end early without any.
  private static let maximumScanned = 8192

  package func changes(
    from: Int64, through: Int64, range: KeyRange?, wantsPrevious: Bool, maxBytes: Int
  ) throws(KeyspaceError) -> (changes: [RevisionEvents], next: Int64) {
    if from < position.compactRevision { throw .compacted(compactRevision: position.compactRevision) }
    var gathering = Gathering(
      from: from, through: min(through, position.revision), range: range,
      maxBytes: maxBytes, maxScanned: StoreReader.maximumScanned)
    guard gathering.from <= gathering.through else { return ([], max(from, gathering.through &+ 1)) }
    try gatherStored(&gathering)
    for case let generation? in [frozen, active] {
      var index = generation.log.first(atOrAfter: Revision(main: gathering.beyondSeen))
      while index < generation.log.count, gathering.begin(generation.log.revision(index).main) {
        let version = generation.log[index]
        if gathering.wants(version.key) {
          gathering.add(version.info, version.value)
        } else {
          gathering.skip(version.key.count)
        }
        index += 1
      }
    }
    if wantsPrevious { try fillPrevious(&gathering.changes) }
    return (gathering.changes, gathering.next)
  }

  private func gatherStored(_ gathering: inout Gathering) throws(KeyspaceError) {
    // What the generations hold needs no look at the checkpoint.
    let oldestInMemory = (frozen?.log.isEmpty == false ? frozen : active)?.log
    if let oldest = oldestInMemory, !oldest.isEmpty, oldest.revision(0).main <= gathering.from { return }
    do throws(LMDBError) {
      let handle = try session.handle()
      var cursor = try Cursor(handle, session.databases.revisions)
      var start: [UInt8] = []
      RevisionRecord.key(Revision(main: gathering.from), chunk: 0, into: &start)
      var found = try withBytes(start) { (start) throws(LMDBError) in try cursor.seek(start) }
      while found {
        let (revision, chunk) = try RevisionRecord.place(cursor.key)
        if chunk == 0 {
          guard gathering.begin(revision.main) else { return }
          let first = try RecordChecksum.verified(key: cursor.key, record: cursor.value, "a version")
          let record = try RevisionRecord.decode(
            revision, first: first, wants: [.key, .value], handle, session.databases)
          if gathering.wants(record.info.key) {
            gathering.add(record.info, record.value)
          } else {
            gathering.skip(record.info.key.count + record.value.count)
          }
        }
        found = try cursor.next()
      }
    } catch {
      throw KeyspaceError(error)
    }
  }

  private func fillPrevious(_ changes: inout [RevisionEvents]) throws(KeyspaceError) {
    for at in changes.indices where changes[at].revision > position.compactRevision {
      for event in changes[at].events.indices {
        let change = changes[at].events[event]
        if change.kind == .put, change.keyValue.version == 1 { continue }
        let before = try newest(of: change.keyValue.key, atOrBefore: change.revision.predecessor)
        guard let before, !before.isDeletion else { continue }
        changes[at].events[event].previous = makeKeyValue(before, try value(of: before))
      }
    }
  }
}

/// Collects changes until a bound is reached, whole revisions only.
private struct Gathering {
  let from: Int64
  let through: Int64
  let range: KeyRange?
  let maxBytes: Int
  let maxScanned: Int
  private(set) var isFull = false
  private(set) var current: Int64
  private var bytes = 0
  private var scanned = 0
  private var hasSeen = false
  var changes: [RevisionEvents] = []

  init(from: Int64, through: Int64, range: KeyRange?, maxBytes: Int, maxScanned: Int) {
    self.from = from
    self.through = through
    self.range = range
    self.maxBytes = maxBytes
    self.maxScanned = maxScanned
    current = from
  }

  /// The first revision that has not been seen.
  var beyondSeen: Int64 { hasSeen ? current + 1 : from }

  var next: Int64 { isFull ? current + 1 : through + 1 }

  /// Whether a change of the revision `main`, which comes next, still belongs in.
  mutating func begin(_ main: Int64) -> Bool {
    if isFull || main > through { return false }
    if main != current || !hasSeen {
      if hasSeen, bytes >= maxBytes || scanned >= maxScanned {
        isFull = true
        return false
      }
      current = main
      hasSeen = true
    }
    return true
  }

  func wants(_ key: [UInt8]) -> Bool { range?.contains(key) ?? true }

  /// A change outside the range costs work, too.
  mutating func skip(_ size: Int) {
    scanned += 1 + size / 1024
  }

  mutating func add(_ info: VersionInfo, _ value: [UInt8]) {
    bytes += info.key.count + value.count
    scanned += 1
    let keyValue =
      info.isDeletion
      ? KeyValue(
        key: info.key, value: [], createRevision: 0, modRevision: info.revision.main, version: 0, lease: 0)
      : makeKeyValue(info, value)
    let event = Event(
      kind: info.isDeletion ? .delete : .put, keyValue: keyValue, revision: info.revision, previous: nil)
    if changes.last?.revision == info.revision.main {
      changes[changes.count - 1].events.append(event)
    } else {
      changes.append(RevisionEvents(revision: info.revision.main, events: [event]))
    }
  }
}

private func makeKeyValue(_ info: VersionInfo, _ value: [UInt8]) -> KeyValue {
  KeyValue(
    key: info.key, value: value, createRevision: info.createRevision, modRevision: info.revision.main,
    version: info.version, lease: info.lease)
}
