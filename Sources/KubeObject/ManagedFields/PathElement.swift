/// A step on the way to a field, in the form that `managedFields` has it: `f:name` a member, `k:{"name":"x"}` an
/// element of a list by its keys, `v:"x"` an element of a set by its value, `i:0` one by its place.
package struct PathElement: Hashable, Sendable {
  package let text: ExactText

  /// nil for a text of no such form.
  init?(_ text: String) {
    guard text.utf8.count >= 2, text.utf8.dropFirst().first == UInt8(ascii: ":"),
      Self.kinds.utf8.contains(text.utf8.first ?? 0)
    else { return nil }
    self.text = ExactText(text)
  }

  private init(whole: String) { text = ExactText(whole) }

  /// In their order in a set.
  private static let kinds = "fkvi"

  static func member(_ name: String) -> PathElement { PathElement(whole: "f:" + name) }
  static func value(_ value: JSONValue) -> PathElement { PathElement(whole: "v:" + value.text) }

  /// The keys sorted by their names.
  static func keys(_ keys: [(name: String, value: JSONValue)]) -> PathElement {
    var object = JSONObject()
    for key in keys.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      object[key.name] = key.value
    }
    return PathElement(whole: "k:" + JSONValue.object(object).text)
  }

  /// The name of a member; nil for other steps.
  var memberName: String? { text.text.hasPrefix("f:") ? String(text.text.dropFirst(2)) : nil }

  /// As messages name it: `.spec`, `[name="x"]`.
  package var shown: String {
    let rest = String(text.text.dropFirst(2))
    switch text.text.utf8.first {
    case UInt8(ascii: "f"): return "." + rest
    case UInt8(ascii: "k"):
      guard let keys = try? JSONValue.parse(Array(rest.utf8)).object else { return "[\(rest)]" }
      return "[" + keys.map { "\($0.key)=\($0.value.text)" }.joined(separator: ",") + "]"
    case UInt8(ascii: "v"): return "[=\(rest)]"
    default: return "[\(rest)]"
    }
  }

  static func precedes(_ one: PathElement, _ other: PathElement) -> Bool {
    let (left, right) = (rank(one), rank(other))
    return left == right ? one.text < other.text : left < right
  }

  private static func rank(_ element: PathElement) -> Int {
    switch element.text.text.utf8.first {
    case UInt8(ascii: "f"): 0
    case UInt8(ascii: "k"): 1
    case UInt8(ascii: "v"): 2
    default: 3
    }
  }
}
