/// Takes the known keys out of one table and reports the rest. Issues gather in `findings`, so that one run
/// of the program shows them all.
struct TableReader {
  let path: String
  private let values: [String: Document.Value]
  private var known: Set<String> = []

  init(_ values: [String: Document.Value], at path: String) {
    self.values = values
    self.path = path
  }

  func path(of key: String) -> String { path.isEmpty ? key : path + "." + key }

  mutating func value(_ key: String) -> Document.Value? {
    known.insert(key)
    return values[key]
  }

  mutating func string(_ key: String, _ findings: inout Findings) -> String? {
    guard let value = value(key) else { return nil }
    guard case .string(let text) = value else {
      findings.add(
        .wrongType, path(of: key), "is of type \(value.typeName) and must be a string",
        "Put it in quotes, as \(key) = \"…\".")
      return nil
    }
    return text
  }

  mutating func table(_ key: String, _ findings: inout Findings) -> TableReader? {
    guard let value = value(key) else { return nil }
    guard case .table(let values) = value else {
      findings.add(
        .wrongType, path(of: key), "is of type \(value.typeName) and must be a section",
        "Write it as [\(path(of: key))] with its keys on the lines below.")
      return nil
    }
    return TableReader(values, at: path(of: key))
  }

  /// What stands in the table and was never asked for. Called once, when all known keys have been.
  func reportUnknownKeys(_ findings: inout Findings) {
    for key in values.keys where !known.contains(key) {
      if Self.isAboutTLS(key) {
        findings.add(
          .notSupported, path(of: key), "TLS is not supported yet",
          "Remove the key, and keep the members' addresses on a network that you trust.")
        continue
      }
      let remedy =
        Suggestion.nearest(to: key, among: known.sorted()).map { "Did you mean '\($0)'?" }
        ?? "Remove it; known here are: \(known.sorted().joined(separator: ", "))."
      findings.add(.unknownKey, path(of: key), "is not a key that Tern knows", remedy)
    }
  }

  private static func isAboutTLS(_ key: String) -> Bool {
    key == "tls" || key.hasPrefix("tls-") || key.hasPrefix("cert") || key.hasSuffix("cert-file")
      || key.hasSuffix("key-file") || key.hasSuffix("ca-file")
  }
}

/// The issues found so far and the lines they stand on.
struct Findings {
  private(set) var issues: [ConfigurationIssue] = []
  let lines: LineIndex

  init(lines: LineIndex) {
    self.lines = lines
  }

  mutating func add(
    _ kind: ConfigurationIssue.Kind, _ key: String, _ problem: String, _ remedy: String
  ) {
    issues.append(
      ConfigurationIssue(kind: kind, line: lines[key], key: key, problem: problem, remedy: remedy))
  }
}
