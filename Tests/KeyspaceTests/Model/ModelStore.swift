import Keyspace

/// A store in plain dictionaries, to test decisions without a disk.
struct ModelStore: VersionWriting {
  private(set) var position = StorePosition()
  private var versions: [[UInt8]: [(info: VersionInfo, value: [UInt8])]] = [:]
  private var storedLeases: [LeaseID: StoredLease] = [:]
  private var attached: [LeaseID: Set<[UInt8]>] = [:]
  /// How often a value was asked for.
  final class Counter: @unchecked Sendable { var values = 0, visits = 0, scanned = 0 }
  let counter = Counter()

  private func newest(_ key: [UInt8], _ revision: Int64) -> (info: VersionInfo, value: [UInt8])? {
    versions[key]?.last { $0.info.revision.main <= revision }
  }

  func version(of key: [UInt8], at revision: Int64) throws(KeyspaceError) -> VersionInfo? {
    guard let found = newest(key, revision), !found.info.isDeletion else { return nil }
    return found.info
  }

  func visit(
    _ range: KeyRange, at revision: Int64, maxScanned: Int,
    _ visit: (VersionInfo) throws(KeyspaceError) -> Bool
  ) throws(KeyspaceError) -> [UInt8]? {
    var scanned = 0
    for key in versions.keys.filter({ range.contains($0) }).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      scanned += 1
      counter.scanned += 1
      if let info = try version(of: key, at: revision) {
        counter.visits += 1
        guard try visit(info) else { return key }
      }
      if scanned >= maxScanned { return key }
    }
    return nil
  }

  func count(_ range: KeyRange, at revision: Int64) throws(KeyspaceError) -> Int64 {
    Int64(
      versions.keys.filter { range.contains($0) && newest($0, revision)?.info.isDeletion == false }.count)
  }

  func value(of version: VersionInfo) throws(KeyspaceError) -> [UInt8] {
    counter.values += 1
    guard let found = versions[version.key]?.first(where: { $0.info.revision == version.revision }) else {
      throw .corrupt("no version \(version.revision) of \(version.key)")
    }
    return found.value
  }

  func changes(
    from: Int64, through: Int64, range: KeyRange?, wantsPrevious: Bool, maxBytes: Int,
    maxRevisionBytes: Int = .max
  ) throws(KeyspaceError) -> (changes: [RevisionEvents], next: Int64) {
    guard from >= position.compactRevision else {
      throw .compacted(compactRevision: position.compactRevision)
    }
    var byRevision: [Int64: [Event]] = [:]
    for (key, history) in versions where range?.contains(key) ?? true {
      for (place, version) in history.enumerated()
      where version.info.revision.main >= from && version.info.revision.main <= through {
        var previous: KeyValue?
        if wantsPrevious, place > 0, !history[place - 1].info.isDeletion {
          previous = KeyValue(history[place - 1].info, value: history[place - 1].value)
        }
        byRevision[version.info.revision.main, default: []].append(
          Event(
            kind: version.info.isDeletion ? .delete : .put,
            keyValue: KeyValue(version.info, value: version.value), revision: version.info.revision,
            previous: previous))
      }
    }
    var changes: [RevisionEvents] = []
    var bytes = 0
    for revision in byRevision.keys.sorted() {
      let events = (byRevision[revision] ?? []).sorted { $0.revision < $1.revision }
      if !changes.isEmpty && bytes >= maxBytes { return (changes, revision) }
      let size = events.reduce(0) { $0 + $1.keyValue.value.count + ($1.previous?.value.count ?? 0) }
      if size > maxRevisionBytes {
        if changes.isEmpty { throw .answerTooLarge }
        return (changes, revision)
      }
      changes.append(RevisionEvents(revision: revision, events: events))
      bytes += events.reduce(0) { $0 + $1.keyValue.key.count + $1.keyValue.value.count }
    }
    return (changes, through + 1)
  }

  func lease(_ id: LeaseID) throws(KeyspaceError) -> StoredLease? { storedLeases[id] }
  func leases() throws(KeyspaceError) -> [StoredLease] { storedLeases.values.sorted { $0.id < $1.id } }
  func keys(of lease: LeaseID) throws(KeyspaceError) -> [[UInt8]] {
    (attached[lease] ?? []).sorted { $0.lexicographicallyPrecedes($1) }
  }

  mutating func append(
    _ info: VersionInfo, value: [UInt8], replacing before: VersionInfo?
  ) throws(KeyspaceError) {
    if let before = versions[info.key]?.last { attached[before.info.lease]?.remove(info.key) }
    if info.lease != 0 { attached[info.lease, default: []].insert(info.key) }
    versions[info.key, default: []].append((info, value))
  }

  mutating func setLease(_ lease: StoredLease) throws(KeyspaceError) { storedLeases[lease.id] = lease }
  mutating func removeLease(_ id: LeaseID) throws(KeyspaceError) { storedLeases[id] = nil }
  mutating func setPosition(_ position: StorePosition) { self.position = position }
}
