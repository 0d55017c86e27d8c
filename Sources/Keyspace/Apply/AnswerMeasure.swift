/// Bounds what a command answers before it writes, since it must not refuse later.
///
/// What it counts is at least what the answer takes: each read within a transaction might also see all that
/// the transaction puts.
struct AnswerMeasure {
  /// So many operations on single keys stay below the bound, whatever they read: no request, and so no value,
  /// is larger than 64 MiB (`max-request-bytes` can't be).
  private static let smallCount = 7

  private var bytes = 0
  private let putBytes: Int

  /// Throws `answerTooLarge`.
  static func check(_ branch: TxnBranch, in reader: some VersionReading) throws(KeyspaceError) {
    if let count = branch.singleKeyCount, count <= smallCount { return }
    var measure = AnswerMeasure(putBytes: branch.putBytes)
    try measure.add(branch, reader)
  }

  /// Throws `answerTooLarge`.
  static func check(_ delete: DeleteRequest, in reader: some VersionReading) throws(KeyspaceError) {
    if case .single = delete.range.end { return }
    var measure = AnswerMeasure(putBytes: 0)
    try measure.add(delete, reader)
  }

  private init(putBytes: Int) {
    self.putBytes = putBytes
  }

  private mutating func add(_ more: Int) throws(KeyspaceError) {
    bytes += more
    guard bytes <= RangeScan.maxAnswerBytes else { throw .answerTooLarge }
  }

  private mutating func add(_ branch: TxnBranch, _ reader: some VersionReading) throws(KeyspaceError) {
    for step in branch.steps {
      switch step {
      case .range(let query):
        try add(try RangeScan.measure(query, in: reader) + (query.countOnly ? 0 : putBytes))
      case .put(let put):
        guard put.wantsPrevious else { continue }
        let last = try reader.version(of: put.key, at: reader.position.revision)
        try add((last?.valueLength ?? 0) + put.key.count + putBytes)
      case .delete(let delete):
        try add(delete, reader)
      case .txn(let nested):
        try add(nested, reader)
      }
    }
  }

  private mutating func add(_ delete: DeleteRequest, _ reader: some VersionReading) throws(KeyspaceError) {
    guard delete.wantsPrevious else { return }
    let query = RangeQuery(range: delete.range)
    try add(try RangeScan.measure(query, in: reader) + putBytes)
  }
}

extension TxnBranch {
  /// How many operations there are; nil when one of them is on a range.
  fileprivate var singleKeyCount: Int? {
    var count = 0
    for step in steps {
      switch step {
      case .range(let query):
        guard case .single = query.range.end else { return nil }
        count += 1
      case .delete(let delete):
        guard case .single = delete.range.end else { return nil }
        count += 1
      case .put: count += 1
      case .txn(let nested):
        guard let more = nested.singleKeyCount else { return nil }
        count += more
      }
    }
    return count
  }

  fileprivate var putBytes: Int {
    steps.reduce(0) { sum, step in
      switch step {
      case .put(let put): sum + put.key.count + put.value.count + 96
      case .txn(let nested): sum + nested.putBytes
      case .range, .delete: sum
      }
    }
  }
}
