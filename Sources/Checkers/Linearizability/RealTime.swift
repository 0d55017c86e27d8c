extension RevisionChecker {
  /// Nothing that was seen before an operation began may stand behind it in the order of revisions.
  mutating func checkRealTime() {
    for (operation, commit) in unknowns.owners { origins[commit] = operation }
    for commit in origins.indices where origins[commit] >= 0 {
      let operation = history.operations[Int(origins[commit])]
      let revision = timeline.revision(ofCommit: commit)
      let earliest = sightings.earliest(revision)
      guard earliest < operation.invoked else { continue }
      violations.add(
        "Linearizability.RealTime",
        operations: [operation.id] + [sightings.witness(revision)].compactMap(\.self),
        "wrote revision \(revision), but began at \(operation.invoked) ns, when a client had been told of "
          + "that revision or a later one at \(earliest) ns already")
    }
    let compacted = CompactionTimes(history, outline, by: .acknowledged)
    for index in outline.entries.indices where outline.entries[index].kind == .read {
      let entry = outline.entries[index]
      checkFresh(index, entry.revision)
      if entry.shows != entry.revision { checkCompacted(index, entry.shows, compacted) }
    }
  }

  private mutating func checkFresh(_ index: Int, _ revision: Int64) {
    let earliest = sightings.earliest(revision + 1)
    guard earliest < history.operations[index].invoked else { return }
    let operation = history.operations[index]
    violations.add(
      "Linearizability.StaleRead",
      operations: [operation.id] + [sightings.witness(revision + 1)].compactMap(\.self),
      "read revision \(revision), but began at \(operation.invoked) ns, when a client had been told of a "
        + "later revision at \(earliest) ns already")
  }

  private mutating func checkCompacted(_ index: Int, _ revision: Int64, _ compacted: CompactionTimes) {
    let operation = history.operations[index]
    guard let newest = compacted.newest(before: operation.invoked), newest.revision > revision else { return }
    violations.add(
      "Linearizability.Compaction", operations: [operation.id, newest.operation],
      "read revision \(revision), though the compaction to \(newest.revision) had been acknowledged "
        + "before it began")
  }
}

/// Which compactions were under way or done at a time.
struct CompactionTimes {
  enum Moment { case begun, acknowledged }

  struct Entry {
    var at: Int64
    var revision: Int64
    var operation: Int64
  }

  /// By time; each with the highest revision up to it.
  private var entries: [Entry] = []
  /// The highest of those without a time.
  private let always: Int64

  init(_ history: History, _ outline: Outline, by moment: Moment) {
    always = moment == .begun ? history.compactions.max() ?? 0 : 0
    for index in outline.compactions {
      let operation = history.operations[Int(index)]
      guard case .compact(let revision) = operation.request else { continue }
      switch (operation.outcome, moment) {
      case (.ok, .acknowledged):
        guard let returned = operation.returned else { continue }
        entries.append(Entry(at: returned, revision: revision, operation: operation.id))
      case (.ok, .begun), (.unknown, .begun):
        entries.append(Entry(at: operation.invoked, revision: revision, operation: operation.id))
      case (.refused, _), (.unknown, .acknowledged): break
      }
    }
    entries.sort { $0.at < $1.at }
    for index in entries.indices.dropFirst() where entries[index].revision < entries[index - 1].revision {
      entries[index].revision = entries[index - 1].revision
      entries[index].operation = entries[index - 1].operation
    }
  }

  /// The one with the highest revision before `time`.
  func newest(before time: Int64) -> Entry? {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].at < time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : entries[low - 1]
  }

  func revision(before time: Int64) -> Int64 {
    max(always, newest(before: time)?.revision ?? 0)
  }
}
