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
