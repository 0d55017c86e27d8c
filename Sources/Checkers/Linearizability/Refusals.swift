extension RevisionChecker {
  /// A refusal that speaks of the state must have been true at some moment between its call and its answer.
  mutating func checkRefusals() {
    let begun = CompactionTimes(history, outline, by: .begun)
    for index in outline.refused {
      let operation = history.operations[Int(index)]
      guard case .refused(let refusal) = operation.outcome, let returned = operation.returned else {
        continue
      }
      switch refusal {
      case .compacted: checkCompactedRefusal(operation, begun.revision(before: returned))
      case .futureRevision: checkFutureRefusal(operation)
      case .keyNotFound: checkMissingRefusal(operation, returned)
      case .leaseNotFound, .leaseExists, .leaseTTLTooLarge, .invalid, .unavailable: break
      }
    }
    checkCompactionsOnce()
  }

  private mutating func checkCompactedRefusal(_ operation: History.Operation, _ compacted: Int64) {
    // A read at the compacted revision itself is served, a compaction to it is not.
    let wanted: Int64? =
      switch operation.request {
      case .compact(let revision): revision
      case .range(let range): range.revision > 0 ? range.revision + 1 : nil
      case .txn(let txn): txn.explicitRevisions.min().map { $0 + 1 }
      default: nil
      }
    guard let wanted else {
      return violations.add(
        "Linearizability.Refusal", operations: [operation.id],
        "refused as compacted, though it names no revision")
    }
    guard compacted < wanted, history.start.revision < wanted else { return }
    violations.add(
      "Linearizability.Refusal", operations: [operation.id],
      "refused as compacted, but nobody had begun a compaction to \(wanted) or later; the highest was "
        + "\(compacted)")
  }

  private mutating func checkFutureRefusal(_ operation: History.Operation) {
    let wanted: Int64?
    switch operation.request {
    case .compact(let revision): wanted = revision
    case .range(let range): wanted = range.options.contains(.serializable) ? nil : range.revision
    case .txn(let txn): wanted = txn.isSerializable ? nil : txn.explicitRevisions.max() ?? 0
    default: wanted = 0
    }
    guard let wanted, wanted <= timeline.lastRevision, sightings.earliest(wanted) < operation.invoked else {
      return
    }
    violations.add(
      "Linearizability.Refusal",
      operations: [operation.id] + [sightings.witness(wanted)].compactMap(\.self),
      "refused because revision \(wanted) lay in the future, but a client had been told of it before this "
        + "began"
    )
  }

  /// A put that keeps what was there: the key must have been missing at some moment.
  private mutating func checkMissingRefusal(_ operation: History.Operation, _ returned: Int64) {
    guard case .put(let put) = operation.request else { return }
    guard !put.options.isDisjoint(with: [.ignoresValue, .ignoresLease]) else {
      return violations.add(
        "Linearizability.Refusal", operations: [operation.id],
        "refused because its key was missing, but a plain put needs none")
    }
    // The moment is at its end by now, so `newest` is the last version of all.
    guard let place = timeline.id(put.key) else { return }
    let first = sightings.newest(before: operation.invoked)
    var change = moment.newestChange(Int(place))
    while change >= 0, timeline.changes[Int(change)].keyValue.mod > first {
      if timeline.changes[Int(change)].isDelete, couldPrecede(change, returned) { return }
      change = timeline.changes[Int(change)].previous
    }
    guard change >= 0, !timeline.changes[Int(change)].isDelete else { return }
    violations.add(
      "Linearizability.Refusal", operations: [operation.id],
      "refused because \(ByteText.quote(put.key)) was missing, but it had been there since revision "
        + "\(timeline.changes[Int(change)].keyValue.mod), and nobody deleted it before this returned")
  }

  private func couldPrecede(_ change: Int32, _ time: Int64) -> Bool {
    guard let commit = timeline.commit(of: timeline.changes[Int(change)].keyValue.mod) else { return true }
    let origin = origins[commit]
    return origin < 0 || history.operations[Int(origin)].invoked <= time
  }

  private mutating func checkCompactionsOnce() {
    var acknowledged: [Int64: Int64] = [:]
    for index in outline.compactions {
      let operation = history.operations[Int(index)]
      guard case .compact(let revision) = operation.request, case .ok = operation.outcome else { continue }
      if let other = acknowledged.updateValue(operation.id, forKey: revision) {
        violations.add(
          "Linearizability.Compaction", operations: [other, operation.id],
          "two compactions to \(revision) were acknowledged; the second should be refused as compacted")
      }
      if revision > timeline.lastRevision {
        violations.add(
          "Linearizability.Compaction", operations: [operation.id],
          "a compaction to \(revision) was acknowledged, but the log ends at \(timeline.lastRevision)")
      }
    }
  }
}

extension History.Txn {
  /// The revisions that its reads name.
  var explicitRevisions: [Int64] {
    (success + failure).flatMap { step -> [Int64] in
      switch step {
      case .range(let range): range.revision > 0 ? [range.revision] : []
      case .txn(let txn): txn.explicitRevisions
      case .put, .deleteRange: []
      }
    }
  }
}
