internal import PlantedBugs

/// A transaction with its branches chosen. As in etcd all compares, those of nested transactions too, look at
/// the state before the command, and only the operations on the chosen way are checked and done.
struct TxnBranch {
  enum Step {
    case range(RangeQuery)
    case put(PutRequest)
    case delete(DeleteRequest)
    indirect case txn(TxnBranch)
  }

  let succeeded: Bool
  let steps: [Step]

  init(choosing txn: TxnRequest, in reader: some VersionReading) throws(KeyspaceError) {
    var holds = true
    let compares = Planted.has(.comparesOnlyFirst) ? txn.compares.dropLast() : txn.compares[...]
    for compare in compares where holds { holds = try compare.holds(in: reader) }
    succeeded = holds
    var steps: [Step] = []
    for operation in holds ? txn.success : txn.failure {
      switch operation {
      case .range(let query): steps.append(.range(query))
      case .put(let put): steps.append(.put(put))
      case .delete(let delete): steps.append(.delete(delete))
      case .txn(let nested): steps.append(.txn(try TxnBranch(choosing: nested, in: reader)))
      }
    }
    self.steps = steps
  }

  /// Throws what would refuse one of the operations; puts are looked at before ranges, as etcd does.
  func check(in reader: some VersionReading) throws(KeyspaceError) {
    try checkPuts(in: reader)
    try checkRanges(reader.position)
    try AnswerMeasure.check(self, in: reader)
  }

  private func checkPuts(in reader: some VersionReading) throws(KeyspaceError) {
    for step in steps {
      switch step {
      case .put(let put):
        if put.ignoresValue || put.ignoresLease,
          try reader.version(of: put.key, at: reader.position.revision) == nil
        {
          throw .keyNotFound
        }
        if put.lease != 0, try reader.lease(put.lease) == nil { throw .leaseNotFound }
      case .txn(let nested): try nested.checkPuts(in: reader)
      case .range, .delete: break
      }
    }
  }

  private func checkRanges(_ position: StorePosition) throws(KeyspaceError) {
    for step in steps {
      switch step {
      case .range(let query) where query.revision != 0:
        guard query.revision <= position.revision else { throw .futureRevision(current: position.revision) }
        guard query.revision >= position.compactRevision else {
          throw .compacted(compactRevision: position.compactRevision)
        }
      case .txn(let nested): try nested.checkRanges(position)
      case .range, .put, .delete: break
      }
    }
  }
}

extension Compare {
  /// Whether every key of the range compares so. A range without keys compares as one with all numbers 0,
  /// except that a value that isn't there never does.
  func holds(in reader: some VersionReading) throws(KeyspaceError) -> Bool {
    let revision = reader.position.revision
    if case .single = range.end {
      guard let version = try reader.version(of: range.start, at: revision) else { return holdsForNone }
      return try holds(for: version, in: reader)
    }
    var found = false
    var holds = true
    if !range.isEmpty {
      try reader.visit(range, at: revision) { (version) throws(KeyspaceError) in
        found = true
        holds = try self.holds(for: version, in: reader)
        return holds
      }
    }
    return found ? holds : holdsForNone
  }

  private var holdsForNone: Bool {
    switch target {
    case .value: false
    case .version(let wanted), .create(let wanted), .mod(let wanted), .lease(let wanted): holds(0, wanted)
    }
  }

  private func holds(for version: VersionInfo, in reader: some VersionReading) throws(KeyspaceError) -> Bool {
    switch target {
    case .version(let wanted): holds(version.version, wanted)
    case .create(let wanted): holds(version.createRevision, wanted)
    case .mod(let wanted): holds(version.revision.main, wanted)
    case .lease(let wanted): holds(version.lease, wanted)
    case .value(let wanted): holds(KeyOrder.compare(try reader.value(of: version), wanted), 0)
    }
  }

  private func holds<Number: Comparable>(_ actual: Number, _ wanted: Number) -> Bool {
    switch result {
    case .equal: actual == wanted
    case .notEqual: actual != wanted
    case .greater: actual > wanted
    case .less: actual < wanted
    }
  }
}
