/// A promise that a history shows broken.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
  /// The checker's name: the group, a dot, the promise: "Watch.Unique".
  package var checker: String
  /// What was expected, what was seen, and at which revisions.
  package var message: String
  /// The ids of the operations that contradict each other or the log.
  package var operations: [Int64]
  /// The id of the watch that it is about.
  package var watch: Int64?

  package init(checker: String, message: String, operations: [Int64] = [], watch: Int64? = nil) {
    self.checker = checker
    self.message = message
    self.operations = operations
    self.watch = watch
  }

  package var description: String {
    var text = "\(checker): \(message)"
    if let watch { text += " [watch \(watch)]" }
    if !operations.isEmpty {
      text += " [operations \(operations.map(String.init).joined(separator: ", "))]"
    }
    return text
  }
}

/// Gathers violations up to a bound: one bug often breaks every later operation too, and who reads them wants
/// the first.
package struct Violations: Sendable {
  package private(set) var found: [Violation] = []
  /// How many there were, those beyond the bound included.
  package private(set) var count = 0
  private let limit: Int

  package init(limit: Int = 32) {
    self.limit = limit
  }

  package var isEmpty: Bool { count == 0 }

  package mutating func add(
    _ checker: String, operations: [Int64] = [], watch: Int64? = nil, _ message: String
  ) {
    count += 1
    guard found.count < limit else { return }
    found.append(Violation(checker: checker, message: message, operations: operations, watch: watch))
  }

  package mutating func add(_ others: [Violation]) {
    count += others.count
    found += others.prefix(max(0, limit - found.count))
  }
}
