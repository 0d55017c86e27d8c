/// The keyspace's history as its commits tell it: a small store of all versions, against which everything
/// else is judged. On the way it finds what the log itself has wrong, as "Log.Order" and "Log.Versions".
package struct Timeline: Sendable {
  /// One version of one key, or its deletion.
  struct Change: Sendable {
    /// The key's place in `keys`.
    var key: Int32
    /// The change of the same key before; -1: none is known.
    var previous: Int32
    var isDelete: Bool
    /// As the log has it.
    var keyValue: History.KeyValue
  }

  /// All keys that were ever there, in their order.
  private(set) var keys: [[UInt8]] = []
  private(set) var ids: [ByteKey: Int32] = [:]
  private(set) var changes: [Change] = []
  /// For each commit the place of its first change in `changes`, and one more for the end. Changes before
  /// the first commit's are those of the start.
  private(set) var firstChange: [Int32] = []
  let startRevision: Int64
  /// The last that can be checked: a gap in the log ends it early.
  private(set) var lastRevision: Int64
  /// By commit; 0: none.
  private(set) var endedLeases: [Int64] = []
  package private(set) var violations = Violations()

  package init(_ history: History) {
    startRevision = history.start.revision
    lastRevision = startRevision
    changes.reserveCapacity(history.start.keyValues.count + history.commits.count)
    firstChange.reserveCapacity(history.commits.count + 1)
    var latest: [Int32] = []
    var unordered: [[UInt8]] = []
    for keyValue in history.start.keyValues {
      add(History.Event(keyValue), &unordered, &latest)
    }
    for commit in history.commits {
      guard commit.revision == lastRevision + 1 else {
        violations.add(
          "Log.Order",
          "the log goes on with revision \(commit.revision) where \(lastRevision + 1) should follow")
        break
      }
      lastRevision = commit.revision
      firstChange.append(Int32(changes.count))
      endedLeases.append(commit.endedLease ?? 0)
      if commit.events.isEmpty {
        violations.add(
          "Log.Order", "revision \(commit.revision) changes nothing; only changes make revisions")
      }
      for event in commit.events {
        let previous = add(event, &unordered, &latest)
        checkVersions(event, previous: previous, commit.revision)
      }
    }
    firstChange.append(Int32(changes.count))
    sortKeys(unordered)
  }

  /// The place of the version before, or -1.
  @discardableResult
  private mutating func add(
    _ event: History.Event, _ unordered: inout [[UInt8]], _ latest: inout [Int32]
  ) -> Int32 {
    let key = ByteKey(event.keyValue.key)
    let id: Int32
    if let known = ids[key] {
      id = known
    } else {
      id = Int32(unordered.count)
      ids[key] = id
      unordered.append(event.keyValue.key)
      latest.append(-1)
    }
    let previous = latest[Int(id)]
    latest[Int(id)] = Int32(changes.count)
    changes.append(
      Change(key: id, previous: previous, isDelete: event.isDelete, keyValue: event.keyValue))
    return previous
  }

  private mutating func checkVersions(_ event: History.Event, previous: Int32, _ revision: Int64) {
    let isThere = previous >= 0 && !changes[Int(previous)].isDelete
    if event.isDelete { return checkDeletion(event.keyValue, isThere: isThere, revision) }
    let create = isThere ? changes[Int(previous)].keyValue.create : revision
    let version = isThere ? changes[Int(previous)].keyValue.version + 1 : 1
    if event.keyValue.mod == revision, event.keyValue.create == create, event.keyValue.version == version {
      return
    }
    violations.add(
      "Log.Versions",
      "revision \(revision) has \(event.keyValue), and should have (create \(create), mod \(revision), "
        + "version \(version)) after \(isThere ? "\(changes[Int(previous)].keyValue)" : "nothing")")
  }

  private mutating func checkDeletion(_ seen: History.KeyValue, isThere: Bool, _ revision: Int64) {
    if !isThere {
      violations.add(
        "Log.Versions", "revision \(revision) deletes \(ByteText.quote(seen.key)), which isn't there")
    }
    if seen.mod != revision || seen.version != 0 || seen.create != 0 || seen.lease != 0
      || !seen.value.isEmpty
    {
      violations.add(
        "Log.Versions", "revision \(revision) has a deletion that says more than its key and itself: \(seen)")
    }
  }

  private mutating func sortKeys(_ unordered: [[UInt8]]) {
    let order = unordered.indices.sorted { unordered[$0].order(unordered[$1]) < 0 }
    var place = [Int32](repeating: 0, count: order.count)
    keys.reserveCapacity(order.count)
    for (new, old) in order.enumerated() {
      place[old] = Int32(new)
      keys.append(unordered[old])
      ids[ByteKey(unordered[old])] = Int32(new)
    }
    for index in changes.indices { changes[index].key = place[Int(changes[index].key)] }
  }

  var commitCount: Int { endedLeases.count }

  func id(_ key: [UInt8]) -> Int32? { ids[ByteKey(key)] }

  func revision(ofCommit commit: Int) -> Int64 { startRevision + 1 + Int64(commit) }

  /// nil for a revision that isn't in the log.
  func commit(of revision: Int64) -> Int? {
    revision > startRevision && revision <= lastRevision ? Int(revision - startRevision - 1) : nil
  }

  func changes(ofCommit commit: Int) -> Range<Int> {
    Int(firstChange[commit])..<Int(firstChange[commit + 1])
  }

  /// The places in `keys` that lie in `range`.
  func places(in range: History.Keys) -> Range<Int> {
    if range.isSingle {
      guard let id = id(range.key) else { return 0..<0 }
      return Int(id)..<Int(id) + 1
    }
    let first = firstPlace(from: range.key)
    let end = range.isUnbounded ? keys.count : firstPlace(from: range.end)
    return first..<max(first, end)
  }

  private func firstPlace(from key: [UInt8]) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle].order(key) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The live version of the key whose newest change is `change`, as of `revision`.
  func version(from change: Int32, at revision: Int64) -> Int32 {
    var change = change
    while change >= 0, changes[Int(change)].keyValue.mod > revision { change = changes[Int(change)].previous }
    return change >= 0 && !changes[Int(change)].isDelete ? change : -1
  }

  /// What was there before the revision that made `change`; -1: nothing.
  func versionBefore(_ change: Int) -> Int32 {
    version(from: changes[change].previous, at: changes[change].keyValue.mod - 1)
  }
}
