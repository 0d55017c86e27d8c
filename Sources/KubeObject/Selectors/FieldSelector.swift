/// Which objects are meant, by the values of a few of their fields.
package struct FieldSelector: Sendable, Hashable {
  package struct Requirement: Sendable, Hashable {
    package let path: String
    package let isNegated: Bool
    package let value: ExactText

    package init(_ path: String, isNegated: Bool = false, _ value: String) {
      self.path = path
      self.isNegated = isNegated
      self.value = ExactText(value)
    }
  }

  package let requirements: [Requirement]

  package static let everything = FieldSelector(requirements: [])

  package init(requirements: [Requirement]) { self.requirements = requirements }

  package var isEverything: Bool { requirements.isEmpty }

  /// A field that isn't there is the empty text.
  package func matches(_ field: (String) -> String?) -> Bool {
    requirements.allSatisfy { (exactly(field($0.path) ?? "", $0.value.text)) != $0.isNegated }
  }

  /// The value that a field must have; nil when it may have several.
  package func required(_ path: String) -> String? {
    requirements.first { $0.path == path && !$0.isNegated }?.value.text
  }

  package var text: String {
    requirements.map { "\($0.path)\($0.isNegated ? "!=" : "=")\(Self.escaped($0.value.text))" }
      .joined(separator: ",")
  }

  /// `a=b,c!=d`; a backslash stands before a comma, an equals sign or a backslash that belongs to a value.
  package static func parse(_ text: String) throws(SelectorError) -> FieldSelector {
    var requirements: [Requirement] = []
    for term in terms(text) where !term.isEmpty {
      guard let requirement = try requirement(term) else {
        throw SelectorError(
          message: "invalid selector: '\(text)'; can't understand '\(String(decoding: term, as: UTF8.self))'")
      }
      requirements.append(requirement)
    }
    return FieldSelector(requirements: requirements)
  }

  private static func terms(_ text: String) -> [[UInt8]] {
    var terms: [[UInt8]] = [[]]
    var escapes = false
    for byte in text.utf8 {
      if !escapes, byte == UInt8(ascii: ",") {
        terms.append([])
      } else {
        terms[terms.count - 1].append(byte)
      }
      escapes = !escapes && byte == UInt8(ascii: "\\")
    }
    return terms
  }

  private static func requirement(_ term: [UInt8]) throws(SelectorError) -> Requirement? {
    for at in term.indices {
      let next = at + 1 < term.count ? term[at + 1] : 0
      if term[at] == UInt8(ascii: "!"), next == UInt8(ascii: "=") {
        return Requirement(name(term[..<at]), isNegated: true, try unescaped(term[(at + 2)...]))
      }
      if term[at] == UInt8(ascii: "=") {
        let length = next == UInt8(ascii: "=") ? 2 : 1
        return Requirement(name(term[..<at]), try unescaped(term[(at + length)...]))
      }
    }
    return nil
  }

  private static func name(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func unescaped(_ bytes: ArraySlice<UInt8>) throws(SelectorError) -> String {
    var result: [UInt8] = []
    var escapes = false
    for byte in bytes {
      let isSpecial = [UInt8(ascii: "\\"), UInt8(ascii: ","), UInt8(ascii: "=")].contains(byte)
      if escapes {
        guard isSpecial else {
          throw SelectorError(
            message: "invalid field selector: invalid escape sequence: \\\(Character(Unicode.Scalar(byte)))")
        }
        result.append(byte)
        escapes = false
      } else if byte == UInt8(ascii: "\\") {
        escapes = true
      } else if isSpecial {
        throw SelectorError(
          message: "invalid field selector: unescaped character in value: \(Character(Unicode.Scalar(byte)))")
      } else {
        result.append(byte)
      }
    }
    if escapes { throw SelectorError(message: "invalid field selector: invalid escape sequence: \\") }
    return String(decoding: result, as: UTF8.self)
  }

  private static func escaped(_ value: String) -> String {
    var bytes: [UInt8] = []
    for byte in value.utf8 {
      if [UInt8(ascii: "\\"), UInt8(ascii: ","), UInt8(ascii: "=")].contains(byte) {
        bytes.append(UInt8(ascii: "\\"))
      }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
