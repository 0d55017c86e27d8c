/// Header fields in their order. Names are kept in lower case, as HTTP/2 has them.
package struct WebHeaders: Sendable, ExpressibleByDictionaryLiteral {
  package private(set) var fields: [(name: String, value: String)] = []

  package init() {}

  package init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { add(name, value) }
  }

  init(lowercased fields: [(name: String, value: String)]) {
    self.fields = fields
  }

  /// The first of that name; nil removes all, and a new value takes the place of all.
  package subscript(name: String) -> String? {
    get {
      let name = Self.lowercased(name)
      return fields.first { $0.name == name }?.value
    }
    set {
      let name = Self.lowercased(name)
      fields.removeAll { $0.name == name }
      if let newValue { fields.append((name, newValue)) }
    }
  }

  package func all(_ name: String) -> [String] {
    let name = Self.lowercased(name)
    return fields.compactMap { $0.name == name ? $0.value : nil }
  }

  package mutating func add(_ name: String, _ value: String) {
    fields.append((Self.lowercased(name), value))
  }

  /// Whether a field that is a list of tokens has `token`, in any case.
  package func has(_ name: String, token: String) -> Bool {
    for value in all(name) {
      for part in value.split(separator: ",")
      where Self.lowercased(String(part.prefix { $0 != ";" }).trimmingBlanks()) == token { return true }
    }
    return false
  }

  static func lowercased(_ name: String) -> String {
    name.utf8.contains { $0 >= 0x41 && $0 <= 0x5A } ? name.lowercased() : name
  }
}

extension StringProtocol {
  func trimmingBlanks() -> String {
    var rest = Substring(self)
    while let first = rest.utf8.first, first == 0x20 || first == 0x09 { rest.removeFirst() }
    while let last = rest.utf8.last, last == 0x20 || last == 0x09 { rest.removeLast() }
    return String(rest)
  }
}
