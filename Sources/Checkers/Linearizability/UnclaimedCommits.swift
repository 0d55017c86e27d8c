extension RevisionChecker {
  /// Finds who made a commit that no acknowledged write names.
  mutating func explain(_ commit: Int) {
    let changes = timeline.changes(ofCommit: commit)
    let revision = timeline.revision(ofCommit: commit)
    if timeline.endedLeases[commit] != 0 {
      origins[commit] = Origin.lease
      leaseEnds.append(LeaseEnd(revision: revision, lease: timeline.endedLeases[commit]))
      guard leaseEnded(changes) != timeline.endedLeases[commit] else { return }
      violations.add(
        "Linearizability.Effect",
        "at revision \(revision) lease \(timeline.endedLeases[commit]) ended with \(text(changes)), but "
          + "its keys were \(text(moment.leased[timeline.endedLeases[commit]] ?? []))")
      return
    }
    let able = candidates(changes)
    let timely = able.filter { history.operations[Int($0)].invoked <= sightings.earliest(revision) }
    if unknowns.assign(commit, to: timely) { return }
    if let lease = leaseEnded(changes) {
      origins[commit] = Origin.lease
      leaseEnds.append(LeaseEnd(revision: revision, lease: lease))
      return
    }
    // The sweep over real time will tell what is wrong with it.
    if unknowns.assign(commit, to: able) { return }
    blame(changes, revision)
  }

  /// Operations of unknown outcome that would have changed just this.
  private func candidates(_ changes: Range<Int>) -> [Int32] {
    var seen: Set<Int32> = []
    var found: [Int32] = []
    func take(_ operations: [Int32]) {
      for operation in operations where seen.insert(operation).inserted && fits(Int(operation), changes) {
        found.append(operation)
      }
    }
    var keepsValue = false
    for index in changes where !timeline.changes[index].isDelete {
      let before = moment.live(Int(timeline.changes[index].key))
      let value = timeline.changes[index].keyValue.value
      if before >= 0, timeline.changes[Int(before)].keyValue.value.isSame(value) { keepsValue = true }
      take(unknowns.byValue[ByteKey(timeline.changes[index].keyValue.value)] ?? [])
    }
    if found.isEmpty || keepsValue, let first = changes.first {
      take(unknowns.withoutValue(timeline.changes[first].keyValue.key))
    }
    return found
  }

  private func fits(_ operation: Int, _ changes: Range<Int>) -> Bool {
    let evaluation = Evaluation(history.operations[operation].request, answer: nil, on: moment)
    return evaluation.refusal == nil && evaluation.isCommit(changes, of: timeline)
  }

  /// The lease all of whose keys, and no other, these changes delete.
  private func leaseEnded(_ changes: Range<Int>) -> Int64? {
    var lease: Int64 = 0
    var keys: Set<Int32> = []
    for index in changes {
      let change = timeline.changes[index]
      let before = moment.live(Int(change.key))
      guard change.isDelete, before >= 0 else { return nil }
      let own = timeline.changes[Int(before)].keyValue.lease
      guard own != 0, lease == 0 || lease == own else { return nil }
      lease = own
      keys.insert(change.key)
    }
    return lease != 0 && moment.leased[lease] == keys ? lease : nil
  }

  private func text(_ places: Set<Int32>) -> String {
    places.sorted().prefix(6).map { ByteText.quote(timeline.keys[Int($0)]) }.joined(separator: ", ")
  }

  /// Says which operation a commit that can't be explained looks like, and so what went wrong.
  private mutating func blame(_ changes: Range<Int>, _ revision: Int64) {
    guard violations.count < 32 else {
      return violations.add("Linearizability.UnknownOrigin", "nobody asked for revision \(revision)")
    }
    guard let index = history.operations.indices.first(where: { resembles($0, changes) }) else {
      return violations.add(
        "Linearizability.UnknownOrigin",
        "revision \(revision) has \(text(changes)), which no operation asked for and no lease's end explains")
    }
    let operation = history.operations[index]
    switch operation.outcome {
    case .refused(let refusal):
      violations.add(
        "Linearizability.RefusedWrite", operations: [operation.id],
        "refused as \(refusal.rawValue), but done at revision \(revision): \(text(changes))")
    case .ok(let response):
      violations.add(
        "Linearizability.AppliedTwice", operations: [operation.id],
        "acknowledged at revision \(response.revision), but the log has it at revision \(revision) as well: "
          + text(changes))
    case .unknown:
      if let owner = unknowns.owners[Int32(index)] {
        violations.add(
          "Linearizability.AppliedTwice", operations: [operation.id],
          "done at revision \(timeline.revision(ofCommit: owner)), and again at \(revision): \(text(changes))"
        )
      } else {
        let meant = Evaluation(operation.request, answer: nil, on: moment).events
        violations.add(
          "Linearizability.Effect", operations: [operation.id],
          "at revision \(revision) it should have changed \(text(meant)), but the log has \(text(changes))")
      }
    }
  }

  /// Whether the operation has one of the values written here, or would have deleted just this.
  func resembles(_ index: Int, _ changes: Range<Int>) -> Bool {
    let puts = changes.filter { !timeline.changes[$0].isDelete }
    switch history.operations[index].request {
    case .put(let put): return puts.contains { isOf(put, $0) }
    case .txn(let txn): return puts.contains { isOf(txn, $0) } || (puts.isEmpty && fits(index, changes))
    case .deleteRange: return puts.isEmpty && fits(index, changes)
    default: return false
    }
  }

  private func isOf(_ put: History.Put, _ change: Int) -> Bool {
    let keyValue = timeline.changes[change].keyValue
    return put.key.isSame(keyValue.key) && !put.options.contains(.ignoresValue)
      && put.value.isSame(keyValue.value)
  }

  private func isOf(_ txn: History.Txn, _ change: Int) -> Bool {
    (txn.success + txn.failure).contains { step in
      switch step {
      case .put(let put): isOf(put, change)
      case .txn(let nested): isOf(nested, change)
      case .range, .deleteRange: false
      }
    }
  }
}
