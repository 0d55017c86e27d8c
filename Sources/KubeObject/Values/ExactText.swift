/// Whether two texts are the same bytes. Swift's `==` takes composed and decomposed letters for the same; Kubernetes,
/// whose strings are bytes, doesn't.
@inline(__always)
package func exactly(_ one: String, _ other: String) -> Bool {
  one == other && one.utf8.count == other.utf8.count && one.utf8.elementsEqual(other.utf8)
}

/// A text that is equal to another only when its bytes are: what keys of sets and dictionaries are made of.
package struct ExactText: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let text: String

  @inline(__always)
  package init(_ text: String) { self.text = text }

  package var description: String { text }

  package static func == (one: ExactText, other: ExactText) -> Bool { exactly(one.text, other.text) }

  /// Texts of the same bytes are equal for Swift too, so its hash serves.
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// Go's order of strings: by their bytes.
  package static func < (one: ExactText, other: ExactText) -> Bool {
    one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
  }
}
