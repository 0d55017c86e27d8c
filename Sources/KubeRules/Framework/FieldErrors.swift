package import KubeObject

/// What is wrong with an object, in the order it was found.
package struct FieldErrors: Sendable {
  package private(set) var errors: [FieldError] = []

  package init() {}

  package var count: Int { errors.count }
  package var isEmpty: Bool { errors.isEmpty }

  package mutating func add(_ error: FieldError) { errors.append(error) }

  package mutating func required(_ path: FieldPath, _ detail: String) {
    errors.append(.required(path, detail))
  }

  package mutating func invalid(_ path: FieldPath, _ value: JSONValue, _ detail: String) {
    errors.append(.invalid(path, value, detail))
  }

  package mutating func forbidden(_ path: FieldPath, _ detail: String) {
    errors.append(.forbidden(path, detail))
  }

  /// Upstream's duplicates have no detail; what callers add explains the call.
  package mutating func duplicate(_ path: FieldPath, _ value: JSONValue, _ detail: String = "") {
    errors.append(.duplicate(path, value))
  }

  package mutating func notFound(_ path: FieldPath, _ value: JSONValue) {
    errors.append(.notFound(path, value))
  }

  package mutating func notSupported(_ path: FieldPath, _ value: JSONValue, _ allowed: [String]) {
    errors.append(.notSupported(path, value, allowed))
  }

  /// More than `limit` bytes of text.
  package mutating func tooLong(_ path: FieldPath, _ value: JSONValue, _ limit: Int) {
    errors.append(.tooLong(path, value, limit))
  }

  package mutating func tooMany(_ path: FieldPath, _ count: Int, _ limit: Int) {
    errors.append(.tooMany(path, count, limit))
  }
}
