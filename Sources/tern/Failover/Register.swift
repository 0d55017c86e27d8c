/// One key that one writer wrote, one value after the other, and what it knows of it. A write whose outcome is
/// unknown is the register's last: what comes late from it can then overwrite nothing.
struct Register: Sendable {
  var key: String
  /// The last acknowledged value and the revision it got; 0 when none was.
  var value = 0
  var revision: Int64 = 0
  /// Written, with an unknown outcome.
  var unclear: Int?

  enum Verdict: Hashable, Sendable {
    case kept
    /// What was found instead.
    case lost(String)
  }

  /// `found` is what a linearizable read finds after all writes have ended.
  func verdict(found: (value: String, revision: Int64)?) -> Verdict {
    guard let found else {
      return value == 0 ? .kept : .lost("\(key): \(value) was acknowledged, nothing is there")
    }
    if found.value == "\(value)", found.revision == revision { return .kept }
    if let unclear, found.value == "\(unclear)", found.revision > revision { return .kept }
    return .lost(
      "\(key): \(value) was acknowledged at revision \(revision), \(found.value) is there of \(found.revision)"
    )
  }
}
