package import KubeSchema

/// What two writers' changes do to each other in a part of an object (KEP-555).
package enum MergeForm: Sendable {
  /// A scalar, or a list or an object that is one writer's as a whole.
  case leaf
  /// An object of known members, or a map, each member of which is one's own.
  case object
  /// A list of different values.
  case set
  /// A list of objects, each known by its keys.
  case list(keys: [MergeKey])
}

package struct MergeKey: Sendable {
  package let name: String
  /// What stands in where an element doesn't have it.
  package let defaultValue: JSONValue?

  package init(name: String, defaultValue: JSONValue?) {
    self.name = name
    self.defaultValue = defaultValue
  }
}

/// The form of a part of an object, and of what it holds. Built-in kinds and custom ones have it alike.
package protocol MergeSchema: Sendable {
  var form: MergeForm { get }
  /// Of a member of an object; nil for one that isn't known.
  func member(_ name: String) -> (any MergeSchema)?
  /// Of a list's elements.
  var element: any MergeSchema { get }
  /// Whether the member is one that the type itself names, not an entry of a map.
  func names(_ member: String) -> Bool
}

/// Of what no schema describes: maps are taken apart, lists are not.
package struct FreeSchema: MergeSchema {
  package init() {}
  package var form: MergeForm { .object }
  package func member(_ name: String) -> (any MergeSchema)? { FreeSchema() }
  package var element: any MergeSchema { FreeSchema() }
  package func names(_ member: String) -> Bool { false }
}

/// By the tables.
package struct TypedSchema: MergeSchema {
  private let type: ValueType
  private let field: FieldInfo?

  package init(_ type: TypeID) {
    self.type = .object(type)
    field = nil
  }

  private init(_ type: ValueType, _ field: FieldInfo?) {
    self.type = type
    self.field = field
  }

  package var form: MergeForm {
    if field?.isAtomicMap == true { return .leaf }
    switch type {
    case .object, .map: return .object
    case .array(let element):
      switch field?.list {
      case .set: return .set
      case .map(let keys): return .list(keys: keys.map { key($0, of: element) })
      case .atomic, nil: return .leaf
      }
    default: return .leaf
    }
  }

  private func key(_ name: String, of element: ValueType) -> MergeKey {
    guard case .object(let id) = element, let text = Schema.shared[id].field(name)?.defaultValue else {
      return MergeKey(name: name, defaultValue: nil)
    }
    return MergeKey(name: name, defaultValue: try? JSONValue.parse(Array(text.utf8)))
  }

  package func member(_ name: String) -> (any MergeSchema)? {
    switch type {
    case .map(let element): return TypedSchema(element, nil)
    case .object(let id): return Schema.shared[id].field(name).map { TypedSchema($0.type, $0) }
    default: return nil
    }
  }

  package var element: any MergeSchema {
    if case .array(let element) = type { return TypedSchema(element, nil) }
    return FreeSchema()
  }

  package func names(_ member: String) -> Bool {
    if case .object = type { return true }
    return false
  }
}
