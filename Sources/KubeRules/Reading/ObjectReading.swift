internal import KubeObject

/// Reads of an object by a path of names, forgiving as a Go struct is: what is missing, null or of another type is
/// the zero value. Bodies reach the rules decoded by their types, so another type is not expected here.
extension JSONValue {
  /// What the path leads to; nil where something on it is missing or null.
  func walk(_ path: [String]) -> JSONValue? {
    var value = self
    for name in path {
      guard let next = value[name] else { return nil }
      value = next
    }
    if case .null = value { return nil }
    return value
  }

  func part(_ path: String...) -> JSONValue { walk(path) ?? .null }
  func has(_ path: String...) -> Bool { walk(path) != nil }
  func word(_ path: String...) -> String { walk(path)?.string ?? "" }
  func optionalWord(_ path: String...) -> String? { walk(path)?.string }
  func flag(_ path: String...) -> Bool { walk(path)?.bool ?? false }
  func optionalFlag(_ path: String...) -> Bool? { walk(path)?.bool }
  func integer(_ path: String...) -> Int64 { walk(path)?.int64 ?? 0 }
  func optionalInteger(_ path: String...) -> Int64? { walk(path)?.int64 }
  func items(_ path: String...) -> [JSONValue] { walk(path)?.array ?? [] }
  func words(_ path: String...) -> [String] { (walk(path)?.array ?? []).compactMap(\.string) }
  func members(_ path: String...) -> JSONObject { walk(path)?.object ?? JSONObject() }

  /// A map of strings, in the object's order.
  func pairs(_ path: String...) -> [(key: String, value: String)] {
    guard let object = walk(path)?.object else { return [] }
    var pairs: [(key: String, value: String)] = []
    for (key, value) in object { pairs.append((key, value.string ?? "")) }
    return pairs
  }

  /// Whether the member is absent, null, or an empty string, array or object: what Go's `len(x) == 0` says.
  func isEmptyPart(_ path: String...) -> Bool {
    guard let value = walk(path) else { return true }
    if let text = value.string { return text.isEmpty }
    if let array = value.array { return array.isEmpty }
    if let object = value.object { return object.isEmpty }
    return false
  }

  /// The first element whose `type` member is this; conditions are looked up so.
  func condition(_ type: String, in path: String...) -> JSONValue? {
    (walk(path)?.array ?? []).first { $0["type"]?.string == type }
  }

  /// Sets the member where it is missing or null.
  mutating func fill(_ name: String, _ value: @autoclosure () -> JSONValue) {
    if let present = self[name], !present.isNull { return }
    self[name] = value()
  }

  /// Sets the member where it is missing, null or the empty string: the default of a Go string that is no pointer.
  mutating func fillEmpty(_ name: String, _ value: String) {
    if let present = self[name]?.string, !present.isEmpty { return }
    self[name] = .string(value)
  }

  /// Changes each element of a list in place; does nothing where there is no list.
  mutating func eachItem(_ name: String, _ body: (inout JSONValue) -> Void) {
    guard var list = self[name]?.array else { return }
    self[name] = .null
    for index in list.indices { body(&list[index]) }
    self[name] = .array(list)
  }

  /// Changes the member in place where it is there and no null.
  mutating func inside(_ name: String, _ body: (inout JSONValue) -> Void) {
    guard var member = self[name], !member.isNull else { return }
    self[name] = .null
    body(&member)
    self[name] = member
  }
}

extension JSONNumber {
  init(_ value: Int64) { self.init(Int(value)) }
}

extension JSONValue {
  static func integer(_ value: Int64) -> JSONValue { .number(JSONNumber(Int(value))) }
}

extension Sequence<String> {
  /// Go's order of strings: by their bytes.
  func sortedByBytes() -> [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

  /// Sorted by bytes, each once: the listing of Go's string sets.
  func sortedUnique() -> [String] {
    var result: [String] = []
    for text in sortedByBytes() {
      if let last = result.last, last.utf8.elementsEqual(text.utf8) { continue }
      result.append(text)
    }
    return result
  }

  func commaJoined() -> String { joined(separator: ",") }
}
