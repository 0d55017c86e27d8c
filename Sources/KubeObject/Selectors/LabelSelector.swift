/// What a selector wants of one label.
package struct LabelRequirement: Sendable, Hashable {
  package enum Operator: Sendable {
    case equals, notEquals, isIn, notIn, exists, notExists, greaterThan, lessThan
  }

  package let key: String
  package let comparison: Operator
  package let values: [ExactText]

  package init(_ key: String, _ comparison: Operator, _ values: [String] = []) {
    self.key = key
    self.comparison = comparison
    self.values = values.map(ExactText.init)
  }

  /// What is not there is not equal to anything, and in no set.
  package func matches(_ value: String?) -> Bool {
    switch comparison {
    case .equals, .isIn: value.map { values.contains(ExactText($0)) } ?? false
    case .notEquals, .notIn: value.map { !values.contains(ExactText($0)) } ?? true
    case .exists: value != nil
    case .notExists: value == nil
    case .greaterThan: compare(value) { $0 > $1 }
    case .lessThan: compare(value) { $0 < $1 }
    }
  }

  private func compare(_ value: String?, _ holds: (Int64, Int64) -> Bool) -> Bool {
    guard let value, let number = Int64(value), let limit = values.first.flatMap({ Int64($0.text) }) else {
      return false
    }
    return holds(number, limit)
  }

  package var text: String {
    let list = values.map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: ",")
    return switch comparison {
    case .equals: "\(key)=\(list)"
    case .notEquals: "\(key)!=\(list)"
    case .isIn: "\(key) in (\(list))"
    case .notIn: "\(key) notin (\(list))"
    case .exists: key
    case .notExists: "!\(key)"
    case .greaterThan: "\(key)>\(list)"
    case .lessThan: "\(key)<\(list)"
    }
  }
}

/// Why a text is no selector.
package struct SelectorError: Error, Sendable, CustomStringConvertible {
  package let message: String
  package var description: String { message }
}

/// Which objects are meant, by their labels: all requirements must hold.
package struct LabelSelector: Sendable, Hashable {
  package let requirements: [LabelRequirement]
  /// Selects nothing, whatever the labels.
  private let isNothing: Bool

  package static let everything = LabelSelector(requirements: [])
  package static let nothing = LabelSelector(requirements: [], isNothing: true)

  package init(requirements: [LabelRequirement]) { self.init(requirements: requirements, isNothing: false) }

  private init(requirements: [LabelRequirement], isNothing: Bool) {
    self.requirements = requirements
    self.isNothing = isNothing
  }

  package var isEverything: Bool { requirements.isEmpty && !isNothing }

  package func matches(_ label: (String) -> String?) -> Bool {
    !isNothing && requirements.allSatisfy { $0.matches(label($0.key)) }
  }

  package var text: String { requirements.map(\.text).joined(separator: ",") }

  /// `a=b,c!=d,e in (f,g),h,!i,j>1`.
  package static func parse(_ text: String) throws(SelectorError) -> LabelSelector {
    var parser = LabelSelectorParser(text)
    return LabelSelector(requirements: try parser.parse())
  }

  /// Of a `metav1.LabelSelector`: null selects nothing, an empty one everything.
  package init(_ value: JSONValue?) throws(SelectorError) {
    guard let value, !value.isNull else {
      self = .nothing
      return
    }
    var requirements: [LabelRequirement] = []
    for (key, value) in (value["matchLabels"]?.object ?? JSONObject()).sorted() {
      requirements.append(LabelRequirement(key, .isIn, [value.string ?? ""]))
    }
    for expression in value["matchExpressions"]?.array ?? [] {
      let comparison: LabelRequirement.Operator
      let name = expression["operator"]?.string ?? ""
      switch name {
      case "In": comparison = .isIn
      case "NotIn": comparison = .notIn
      case "Exists": comparison = .exists
      case "DoesNotExist": comparison = .notExists
      default: throw SelectorError(message: "\(goQuoted(name)) is not a valid label selector operator")
      }
      requirements.append(
        LabelRequirement(
          expression["key"]?.string ?? "", comparison,
          (expression["values"]?.array ?? []).compactMap(\.string)))
    }
    self.init(requirements: requirements)
  }
}

/// The grammar of apimachinery's labels.Parse.
private struct LabelSelectorParser {
  private enum Token: Equatable {
    case end, open, close, comma, not, equals, doubleEquals, notEquals, greater, less
    case word(String)

    var isWord: Bool { if case .word = self { true } else { false } }

    var literal: String {
      switch self {
      case .end: ""
      case .open: "("
      case .close: ")"
      case .comma: ","
      case .not: "!"
      case .equals: "="
      case .doubleEquals: "=="
      case .notEquals: "!="
      case .greater: ">"
      case .less: "<"
      case .word(let text): text
      }
    }
  }

  private var tokens: [Token] = []
  private var at = 0

  init(_ text: String) {
    let bytes = Array(text.utf8)
    var at = 0
    while at < bytes.count {
      let next = at + 1 < bytes.count ? bytes[at + 1] : 0
      switch bytes[at] {
      case 0x20, 0x09, 0x0A, 0x0D: at += 1
      case UInt8(ascii: "("): (tokens, at) = (tokens + [.open], at + 1)
      case UInt8(ascii: ")"): (tokens, at) = (tokens + [.close], at + 1)
      case UInt8(ascii: ","): (tokens, at) = (tokens + [.comma], at + 1)
      default:
        at = symbolOrWord(bytes, at, next)
      }
    }
  }

  private mutating func symbolOrWord(_ bytes: [UInt8], _ start: Int, _ next: UInt8) -> Int {
    let hasEquals = next == UInt8(ascii: "=")
    switch bytes[start] {
    case UInt8(ascii: "!"):
      tokens.append(hasEquals ? .notEquals : .not)
      return start + (hasEquals ? 2 : 1)
    case UInt8(ascii: "="):
      tokens.append(hasEquals ? .doubleEquals : .equals)
      return start + (hasEquals ? 2 : 1)
    case UInt8(ascii: ">"):
      tokens.append(.greater)
      return start + 1
    case UInt8(ascii: "<"):
      tokens.append(.less)
      return start + 1
    default:
      var end = start
      while end < bytes.count, bytes[end] > 0x20, !"()!=,<>".utf8.contains(bytes[end]) { end += 1 }
      if end == start { end += 1 }
      tokens.append(.word(String(decoding: bytes[start..<end], as: UTF8.self)))
      return end
    }
  }

  private var current: Token { at < tokens.count ? tokens[at] : .end }

  private mutating func take() -> Token {
    defer { at += 1 }
    return current
  }

  mutating func parse() throws(SelectorError) -> [LabelRequirement] {
    var requirements: [LabelRequirement] = []
    while true {
      switch current {
      case .end: return requirements
      case .not, .word:
        requirements.append(try requirement())
        switch take() {
        case .end: return requirements
        case .comma:
          if case .not = current { continue }
          guard current.isWord else {
            throw SelectorError(message: "found '\(current.literal)', expected: identifier after ','")
          }
        case let other:
          throw SelectorError(message: "found '\(other.literal)', expected: ',' or 'end of string'")
        }
      case let other:
        throw SelectorError(message: "found '\(other.literal)', expected: !, identifier, or 'end of string'")
      }
    }
  }

  private mutating func requirement() throws(SelectorError) -> LabelRequirement {
    var isNegated = false
    if case .not = current {
      isNegated = true
      at += 1
    }
    let first = take()
    guard case .word(let key) = first else {
      throw SelectorError(message: "found '\(first.literal)', expected: identifier")
    }
    let wrong = NameRules.qualifiedName(key)
    if !wrong.isEmpty { throw invalid("key", key, wrong) }
    if isNegated { return LabelRequirement(key, .notExists) }
    switch current {
    case .end, .comma: return LabelRequirement(key, .exists)
    default: return try comparison(key)
    }
  }

  private mutating func comparison(_ key: String) throws(SelectorError) -> LabelRequirement {
    let comparison: LabelRequirement.Operator
    switch take() {
    case .word("in"): comparison = .isIn
    case .word("notin"): comparison = .notIn
    case .equals, .doubleEquals: comparison = .equals
    case .notEquals: comparison = .notEquals
    case .greater: comparison = .greaterThan
    case .less: comparison = .lessThan
    case let other:
      throw SelectorError(
        message: "found '\(other.literal)', expected: in, notin, =, ==, !=, gt, lt")
    }
    let values = comparison == .isIn || comparison == .notIn ? try list() : [try exact()]
    if comparison == .greaterThan || comparison == .lessThan {
      guard values.first.flatMap({ Int64($0) }) != nil else {
        throw SelectorError(
          message: "values[0]: Invalid value: \(goQuoted(values.first ?? "")): "
            + "for 'Gt', 'Lt' operators, the value must be an integer")
      }
    }
    for (index, value) in values.enumerated() {
      let wrong = NameRules.labelValue(value)
      if !wrong.isEmpty { throw invalid("values[\(index)][\(key)]", value, wrong) }
    }
    return LabelRequirement(key, comparison, values)
  }

  /// The text after `=`, which may be empty.
  private mutating func exact() throws(SelectorError) -> String {
    switch current {
    case .end, .comma: return ""
    case .word(let value):
      at += 1
      return value
    case let other: throw SelectorError(message: "found '\(other.literal)', expected: identifier")
    }
  }

  private mutating func list() throws(SelectorError) -> [String] {
    let first = take()
    guard first == .open else { throw SelectorError(message: "found '\(first.literal)', expected: '('") }
    var values: [String] = []
    var hasValue = false
    while true {
      switch take() {
      case .word(let value):
        if hasValue { throw SelectorError(message: "found '\(value)', expected: ',' or ')'") }
        values.append(value)
        hasValue = true
      case .comma:
        if !hasValue { values.append("") }
        hasValue = false
      case .close:
        if !hasValue { values.append("") }
        return values
      case let other:
        throw SelectorError(message: "found '\(other.literal)', expected: ',', ')' or identifier")
      }
    }
  }

  private func invalid(_ path: String, _ value: String, _ messages: [String]) -> SelectorError {
    SelectorError(
      message: "\(path): Invalid value: \(goQuoted(value)): " + messages.joined(separator: "; "))
  }
}
