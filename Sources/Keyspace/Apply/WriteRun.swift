internal import PlantedBugs

/// The writes of one command under one main revision.
///
/// Invariants: subs grow by one from 0 without gaps; a read within the run sees the run's own writes, since
/// it reads at the new main revision as soon as there is one; nothing here refuses, as the checks came
/// before.
struct WriteRun {
  private let before: Int64
  private let collectsPrevious: Bool
  private var events: [Event] = []
  /// What the events' versions before take.
  private(set) var previousBytes = 0

  /// Above so many bytes of versions before, events go without: a watch that wants them reads them from
  /// history, a page at a time, instead of everything that a large delete removes standing in memory.
  static let maxPreviousBytes = 64 << 20

  private var collects: Bool { collectsPrevious && previousBytes < Self.maxPreviousBytes }

  init(before: Int64, collectsPrevious: Bool) {
    self.before = before
    self.collectsPrevious = collectsPrevious
  }

  /// What a read within the command sees as the newest revision.
  private var readRevision: Int64 { events.isEmpty ? before : before + 1 }
  private var nextRevision: Revision { Revision(main: before + 1, sub: Int64(events.count)) }

  /// Moves the writer's revision if there were writes.
  func finish(in writer: inout some VersionWriting) -> RevisionEvents? {
    guard !events.isEmpty else { return nil }
    var position = writer.position
    precondition(position.revision == before, "a command's writes overlap with another's")
    position.revision = before + 1
    writer.setPosition(position)
    return RevisionEvents(revision: before + 1, events: events)
  }

  mutating func put(
    _ put: PutRequest, in writer: inout some VersionWriting
  ) throws(KeyspaceError) -> KeyValue? {
    let revision = nextRevision
    let last = try writer.version(of: put.key, at: revision.main)
    var previous: KeyValue?
    let collects = collects
    if let last, put.wantsPrevious || put.ignoresValue || collects {
      previous = KeyValue(last, value: try writer.value(of: last))
    }
    let value = put.ignoresValue ? previous?.value ?? [] : put.value
    let keyValue = KeyValue(
      key: put.key, value: value, createRevision: last?.createRevision ?? revision.main,
      modRevision: revision.main,
      version: (last?.version ?? (Planted.has(.deleteKeepsVersion) && revision.main > 20 ? 1 : 0)) + 1,
      lease: put.ignoresLease ? last?.lease ?? 0 : put.lease)
    try writer.append(VersionInfo(keyValue, revision: revision), value: value, replacing: last)
    append(Event(kind: .put, keyValue: keyValue, revision: revision, previous: collects ? previous : nil))
    if Planted.has(.previousIsNew) { return put.wantsPrevious ? keyValue : nil }
    return put.wantsPrevious ? previous : nil
  }

  mutating func delete(
    _ delete: DeleteRequest, in writer: inout some VersionWriting
  ) throws(KeyspaceError) -> (deleted: Int64, previous: [KeyValue]) {
    let victims = try writer.versions(in: delete.range, at: readRevision)
    var deleted: [KeyValue] = []
    for victim in victims {
      let revision = nextRevision
      var previous: KeyValue?
      let collects = collects
      if delete.wantsPrevious || collects {
        previous = KeyValue(victim, value: try writer.value(of: victim))
      }
      let tombstone = KeyValue(
        key: victim.key, value: [], createRevision: 0, modRevision: revision.main, version: 0, lease: 0)
      var info = VersionInfo(tombstone, revision: revision)
      info.isDeletion = true
      try writer.append(info, value: [], replacing: victim)
      append(
        Event(kind: .delete, keyValue: tombstone, revision: revision, previous: collects ? previous : nil))
      if delete.wantsPrevious, let previous { deleted.append(previous) }
    }
    return (Int64(victims.count), deleted)
  }

  private mutating func append(_ event: Event) {
    if let previous = event.previous { previousBytes += previous.key.count + previous.value.count }
    events.append(event)
  }

  mutating func txn(
    _ branch: TxnBranch, in writer: inout some VersionWriting
  ) throws(KeyspaceError) -> TxnResult {
    var results: [TxnResult.OperationResult] = []
    results.reserveCapacity(branch.steps.count)
    for step in branch.steps {
      switch step {
      case .range(let query):
        let result = try RangeScan.evaluate(query, in: writer, newest: readRevision, maxBytes: .max)
        results.append(.range(result))
      case .put(let put):
        results.append(.put(previous: try self.put(put, in: &writer)))
      case .delete(let delete):
        let (count, previous) = try self.delete(delete, in: &writer)
        results.append(.delete(deleted: count, previous: previous))
      case .txn(let nested):
        results.append(.txn(try txn(nested, in: &writer)))
      }
    }
    return TxnResult(succeeded: branch.succeeded, results: results)
  }
}

extension KeyValue {
  package init(_ info: VersionInfo, value: [UInt8]) {
    self.init(
      key: info.key, value: value, createRevision: info.createRevision, modRevision: info.revision.main,
      version: info.version, lease: info.lease)
  }
}

extension VersionInfo {
  /// A put's; a deletion sets `isDeletion` itself.
  init(_ keyValue: KeyValue, revision: Revision) {
    self.init(
      key: keyValue.key, revision: revision, createRevision: keyValue.createRevision,
      version: keyValue.version, lease: keyValue.lease, valueLength: keyValue.value.count, isDeletion: false)
  }
}

extension VersionReading {
  /// All keys of `range` that live at `revision`, in key order.
  func versions(in range: KeyRange, at revision: Int64) throws(KeyspaceError) -> [VersionInfo] {
    if case .single = range.end {
      guard let version = try version(of: range.start, at: revision) else { return [] }
      return [version]
    }
    guard !range.isEmpty else { return [] }
    var found: [VersionInfo] = []
    try visit(range, at: revision) { (version) throws(KeyspaceError) in
      found.append(version)
      return true
    }
    return found
  }
}
