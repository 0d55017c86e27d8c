import TOMLKit

/// A TOML document as plain values, each found again in the text by its path.
struct Document {
  indirect enum Value {
    case table([String: Value])
    case array([Value])
    case string(String)
    case integer(Int)
    /// A type that no key of ours has, by its name in TOML's words.
    case other(String)

    var typeName: String {
      switch self {
      case .table: "table"
      case .array: "array"
      case .string: "string"
      case .integer: "integer"
      case .other(let name): name
      }
    }
  }

  var root: [String: Value]
  var lines: LineIndex

  /// Throws an issue of kind `.notTOML`.
  init(parsing text: String) throws(ConfigurationIssueError) {
    if let line = Self.headerWithoutKey(text) {
      throw ConfigurationIssueError(
        issue: ConfigurationIssue(
          kind: .notTOML, line: line, problem: "this is not TOML: the brackets begin no section's name",
          remedy: "Mend the line; sections look like [limits] and [[members]]."))
    }
    let table: TOMLTable
    do {
      table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw ConfigurationIssueError(
        issue: ConfigurationIssue(
          kind: .notTOML, line: error.source.begin.line,
          problem: "this is not TOML: \(error.description)",
          remedy: "Mend the line; keys look like name = \"a\", sections like [limits] and [[members]]."))
    } catch {
      throw ConfigurationIssueError(
        issue: ConfigurationIssue(
          kind: .notTOML, problem: "this is not TOML: \(error)",
          remedy: "Compare it with cluster.conf.example."))
    }
    root = Self.values(of: table)
    lines = LineIndex(of: text)
  }

  /// The first line that begins like a section without going on like one: TOMLKit's parser takes for granted that
  /// a key follows, and ends the process if none does. Lists within lists may stand so, too, but no key of ours
  /// holds one.
  private static func headerWithoutKey(_ text: String) -> Int? {
    var number = 1
    var rest = Array(text.utf8)[...]
    if rest.starts(with: "\u{FEFF}".utf8) { rest.removeFirst(3) }
    while !rest.isEmpty {
      // The parser ends lines at each of these, and counts them by the line feeds.
      let end = rest.firstIndex { (0x0A...0x0D).contains($0) } ?? rest.endIndex
      if beginsHeaderWithoutKey(rest[..<end]) { return number }
      guard end < rest.endIndex else { break }
      if rest[end] == 0x0A { number += 1 }
      rest = rest[(end + 1)...]
    }
    return nil
  }

  private static func beginsHeaderWithoutKey(_ line: ArraySlice<UInt8>) -> Bool {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    var rest = line.drop(while: isBlank)
    guard rest.popFirst() == UInt8(ascii: "[") else { return false }
    if rest.first == UInt8(ascii: "[") { rest.removeFirst() }
    guard let first = rest.drop(while: isBlank).first else { return true }
    let keyBegins = Array("-_\"']".utf8)
    return !keyBegins.contains(first)
      && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
      && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first & 0xDF)
  }

  private static func values(of table: TOMLTable) -> [String: Value] {
    var values: [String: Value] = [:]
    for key in table.keys {
      values[key] = table[key].map(value)
    }
    return values
  }

  private static func value(_ node: any TOMLValueConvertible) -> Value {
    if let table = node.table { return .table(values(of: table)) }
    if let array = node.array { return .array((0..<array.count).map { value(array[$0]) }) }
    if let string = node.string { return .string(string) }
    if node.type == .int, let integer = node.int { return .integer(integer) }
    return .other(node.type.description)
  }
}

struct ConfigurationIssueError: Error {
  var issue: ConfigurationIssue
}
