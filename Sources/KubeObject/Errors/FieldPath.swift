/// The way to a field, as messages name it: `spec.containers[0].name`, `metadata.labels[key]`.
package struct FieldPath: Sendable, Hashable, CustomStringConvertible {
  package let description: String

  package init(_ root: String) { description = root }

  private init(whole: String) { description = whole }

  package func child(_ name: String) -> FieldPath {
    FieldPath(whole: description.isEmpty ? name : description + "." + name)
  }

  package func child(_ name: String, _ more: String...) -> FieldPath {
    more.reduce(child(name)) { $0.child($1) }
  }

  package func index(_ index: Int) -> FieldPath { FieldPath(whole: "\(description)[\(index)]") }

  package func key(_ key: String) -> FieldPath { FieldPath(whole: "\(description)[\(key)]") }
}
