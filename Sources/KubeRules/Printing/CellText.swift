internal import KubeObject

/// The texts that several kinds' cells share.
enum CellText {
  /// The age of a moment written in an object; "<unknown>" where none is written.
  static func since(_ value: JSONValue?, now: Timestamp) -> String {
    guard let text = value?.string, let moment = Timestamp(rfc3339: text) else { return "<unknown>" }
    return HumanDuration.text(from: moment, to: now)
  }

  static func age(_ object: JSONValue, now: Timestamp) -> JSONValue {
    .string(since(object.walk(["metadata", "creationTimestamp"]), now: now))
  }

  /// "a=b,c=d" in the order of the keys, "<none>" for no labels.
  static func labels(_ pairs: [(key: String, value: String)]) -> String {
    if pairs.isEmpty { return "<none>" }
    return pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "\($0.key)=\($0.value)" }.commaJoined()
  }

  /// A label selector's text, "<none>" for one that selects all, and for none at all.
  static func selector(_ selector: JSONValue) -> String {
    let text = bareSelector(selector)
    return text.isEmpty ? "<none>" : text
  }

  /// A label selector's text as `kubectl -l` takes it, its requirements in the order of their keys.
  static func bareSelector(_ selector: JSONValue) -> String {
    var parts: [(key: String, text: String)] = []
    for (key, value) in selector.pairs("matchLabels") { parts.append((key, "\(key)=\(value)")) }
    for expression in selector.items("matchExpressions") {
      let key = expression.word("key")
      let values = expression.words("values").sortedByBytes().commaJoined()
      switch expression.word("operator") {
      case "In": parts.append((key, "\(key) in (\(values))"))
      case "NotIn": parts.append((key, "\(key) notin (\(values))"))
      case "Exists": parts.append((key, key))
      case "DoesNotExist": parts.append((key, "!\(key)"))
      default: return "<error>"
      }
    }
    return parts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.text).commaJoined()
  }

  /// The names and images of a pod template's containers.
  static func containers(_ podSpec: JSONValue) -> [JSONValue] {
    let containers = podSpec.items("containers")
    return [
      .string(containers.map { $0.word("name") }.commaJoined()),
      .string(containers.map { $0.word("image") }.commaJoined()),
    ]
  }

  /// A list cut to its first three, and how many more there are.
  static func firstThree(_ list: [String], none: String) -> String {
    if list.isEmpty { return none }
    let shown = list.prefix(3).commaJoined()
    return list.count > 3 ? "\(shown) + \(list.count - 3) more..." : shown
  }

  static func truth(_ value: Bool?) -> String {
    guard let value else { return "<unset>" }
    return value ? "True" : "False"
  }

  /// A quantity as Go prints it; "0" for one that isn't there.
  static func quantity(_ value: JSONValue?) -> String {
    guard let value, !value.isNull else { return "0" }
    if let text = value.string { return Quantity(text)?.canonical ?? text }
    return value.text
  }

  /// An integer or percentage as it is written; nil where there is none.
  static func intOrString(_ value: JSONValue?) -> String? {
    guard let value, !value.isNull else { return nil }
    return value.string ?? value.text
  }

  static func accessModes(_ modes: [String]) -> String {
    let short = [
      ("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"),
      ("ReadWriteOncePod", "RWOP"),
    ]
    return short.filter { modes.contains($0.0) }.map(\.1).commaJoined()
  }

  /// "[::1]:80" and "10.0.0.1:80".
  static func hostPort(_ host: String, _ port: Int64) -> String {
    host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
