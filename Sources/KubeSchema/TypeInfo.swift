/// A type of the tables, by its place there.
package struct TypeID: Hashable, Sendable {
  package let index: Int

  package init(index: Int) { self.index = index }
}

/// What a field holds.
package indirect enum ValueType: Hashable, Sendable {
  case string, boolean, int32, int64, double
  /// Base64 in JSON.
  case bytes
  case quantity, intOrString, time, microTime, duration
  /// Any object, of which protobuf has the JSON text.
  case rawExtension
  /// Any JSON value; protobuf has its text.
  case any
  case fieldsV1
  case object(TypeID)
  case array(ValueType)
  /// By strings.
  case map(ValueType)
  /// A list that protobuf wraps into a message of its own.
  case wrappedArray(ValueType)
  /// JSON schemas in the forms that definitions of custom resources have them in: one or a list, one or a flag, one
  /// or a list of texts.
  case schemaOrArray, schemaOrBool, schemaOrStrings
}

/// What a list's elements are to one another when two writers change it (KEP-555).
package enum ListSemantics: Hashable, Sendable {
  case atomic
  case set
  case map(keys: [String])
}

package struct FieldInfo: Sendable {
  package let name: String
  package let type: ValueType
  package let isRequired: Bool
  /// A pointer in Go: its zero is not the same as nothing.
  package let isPointer: Bool
  /// Whether JSON has it even when it is zero.
  package let isAlwaysWritten: Bool
  /// As JSON.
  package let defaultValue: String?
  package let list: ListSemantics?
  /// A map or an object that is replaced as a whole.
  package let isAtomicMap: Bool
  /// Of strategic merge patches.
  package let patchMerges: Bool
  package let patchRetainsKeys: Bool
  package let patchMergeKey: String?
  /// In protobuf; 0 for what is not in it.
  package let number: Int
}

/// A field as protobuf has it.
package struct WireField: Sendable {
  package enum Content: Sendable {
    /// The place of the field among the type's.
    case field(Int)
    /// A message whose fields stand among the outer ones in JSON, from that place on.
    case inlined(TypeID, at: Int)
  }

  package let number: Int
  package let content: Content
}

package struct TypeInfo: Sendable {
  /// `io.k8s.api.core.v1.Pod`
  package let name: String
  package let kinds: [GroupVersionKind]
  /// As JSON has them, those of inlined messages included, in the order in which Go writes them.
  package let fields: [FieldInfo]
  /// By number, the lowest first: the order of protobuf's bytes.
  package let wire: [WireField]
  /// Those of the type itself, in Go's order: a field, or a message whose fields stand here in JSON.
  package let layout: [WireField]
  /// For each of `wire`, its place in `layout`.
  package let ranks: [Int]
  let byName: [String: Int]
  let byNumber: [Int: Int]

  package func field(_ name: String) -> FieldInfo? { byName[name].map { fields[$0] } }

  /// The place in `wire` of a number.
  package func wireIndex(_ number: Int) -> Int? { byNumber[number] }
}
