internal import Bytes
package import KubeObject
package import KubeSchema

/// Reads a request's object by the tables of types as upstream's decoder reads it into Go structs: members that the
/// type doesn't know fall away and are reported, values of another type refuse the whole.
package enum SchemaCheck {
  /// What strict decoding has to say, in the words of warnings and errors alike: `unknown field "spec.foo"`.
  /// At most a hundred, as upstream.
  package struct Findings: Sendable {
    package private(set) var messages: [String] = []
    private var seen: Set<ExactText> = []

    mutating func add(_ message: @autoclosure () -> String) {
      guard messages.count < 100 else { return }
      let message = message()
      if seen.insert(ExactText(message)).inserted { messages.append(message) }
    }
  }

  /// Drops from the object what its type doesn't know, and nulls. Throws 400 for a value of another type, in the
  /// decoder's words.
  /// - duplicates: the paths of members that stood twice in the text, as its parser reports them.
  package static func read(
    _ object: inout JSONValue, as kind: GroupVersionKind, duplicates: [String] = []
  ) throws(APIStatus) -> Findings {
    var reader = SchemaReader()
    for path in duplicates { reader.findings.add("duplicate field \"\(path)\"") }
    guard let type = Schema.shared.type(of: kind) else { return reader.findings }
    do {
      try reader.object(&object, type)
    } catch {
      throw .badRequest(refusal(kind, error.message))
    }
    return reader.findings
  }

  /// The refusal under `fieldValidation=Strict`.
  package static func strictFailure(_ findings: Findings, kind: GroupVersionKind) -> APIStatus {
    .badRequest(refusal(kind, "strict decoding error: " + findings.messages.joined(separator: ", ")))
  }

  private static func refusal(_ kind: GroupVersionKind, _ why: String) -> String {
    "\(kind.kind) in version \"\(kind.version)\" cannot be handled as a \(kind.kind): \(why)"
  }
}

/// A value that is not of its type's form; the message is that of Go's decoder.
struct SchemaMismatch: Error {
  let message: String
}

/// The walk over an object and its type. The path is kept in two forms, as the decoder's messages have it: with
/// indices for unknown fields, and by names alone for mismatches.
struct SchemaReader {
  private enum Step {
    /// A map's keys are no fields: a mismatch names the map alone, an unknown field the key too.
    case name(String), key(String), index(Int)
  }

  var findings = SchemaCheck.Findings()
  private var path: [Step] = []
  private var structName = ""

  private var indexedPath: String {
    var text = ""
    for step in path {
      switch step {
      case .name(let name), .key(let name): text += text.isEmpty ? name : "." + name
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }

  private func mismatch(_ what: String, _ type: String) -> SchemaMismatch {
    var names: [String] = []
    for case .name(let name) in path { names.append(name) }
    if names.isEmpty {
      return SchemaMismatch(message: "json: cannot unmarshal \(what) into Go value of type \(type)")
    }
    let field = names.joined(separator: ".")
    return SchemaMismatch(
      message: "json: cannot unmarshal \(what) into Go struct field \(structName).\(field) of type \(type)")
  }

  mutating func object(_ value: inout JSONValue, _ type: TypeID) throws(SchemaMismatch) {
    let info = Schema.shared[type]
    guard let members = value.object else {
      throw mismatch(Self.name(of: value), GoTypes.name(of: .object(type)))
    }
    let outer = structName
    structName = GoTypes.shortName(info.name)
    for (key, member) in members {
      path.append(.name(key))
      if let field = info.field(key) {
        if member.isNull {
          value[key] = nil
        } else {
          value[key] = .null
          var member = member
          try self.value(&member, field.type)
          value[key] = member
        }
      } else {
        let place = indexedPath
        findings.add("unknown field \"\(place)\"")
        value[key] = nil
      }
      path.removeLast()
    }
    structName = outer
  }

  private mutating func value(_ value: inout JSONValue, _ type: ValueType) throws(SchemaMismatch) {
    switch type {
    case .object(let id): try object(&value, id)
    case .array(let element), .wrappedArray(let element): try array(&value, element, type)
    case .map(let element): try map(&value, element, type)
    case .any, .fieldsV1, .rawExtension, .schemaOrArray, .schemaOrBool, .schemaOrStrings: return
    case .string:
      if value.string == nil { throw mismatch(Self.name(of: value), "string") }
    case .boolean:
      if value.bool == nil { throw mismatch(Self.name(of: value), "bool") }
    case .int32, .int64, .double: try number(&value, type)
    default: try special(&value, type)
    }
  }

  private mutating func array(
    _ value: inout JSONValue, _ element: ValueType, _ type: ValueType
  ) throws(SchemaMismatch) {
    guard case .array(var items) = value else {
      throw mismatch(Self.name(of: value), GoTypes.name(of: type))
    }
    if case .string = element, items.allSatisfy({ $0.string != nil }) { return }
    value = .null
    for index in items.indices {
      path.append(.index(index))
      if items[index].isNull { items[index] = GoTypes.zero(of: element) }
      try self.value(&items[index], element)
      path.removeLast()
    }
    value = .array(items)
  }

  private mutating func map(
    _ value: inout JSONValue, _ element: ValueType, _ type: ValueType
  ) throws(SchemaMismatch) {
    guard let members = value.object else { throw mismatch(Self.name(of: value), GoTypes.name(of: type)) }
    for (key, member) in members {
      if case .string = element, member.string != nil { continue }
      path.append(.key(key))
      var member = member.isNull ? GoTypes.zero(of: element) : member
      try self.value(&member, element)
      path.removeLast()
      value[key] = member
    }
  }

  private func number(_ value: inout JSONValue, _ type: ValueType) throws(SchemaMismatch) {
    guard case .number(let number) = value else {
      throw mismatch(Self.name(of: value), GoTypes.name(of: type))
    }
    switch type {
    case .int32:
      guard let integer = number.int64, Int32(exactly: integer) != nil else {
        throw mismatch("number \(number.text)", "int32")
      }
    case .int64:
      if number.int64 == nil { throw mismatch("number \(number.text)", "int64") }
    default:
      if number.double?.isFinite != true { throw mismatch("number \(number.text)", "float64") }
    }
  }

  /// The types that read themselves; their refusals name no field.
  private func special(_ value: inout JSONValue, _ type: ValueType) throws(SchemaMismatch) {
    switch type {
    case .quantity:
      let text: String
      switch value {
      case .string(let string): text = string
      case .number(let number): text = number.text
      default: throw SchemaMismatch(message: GoTypes.quantityRefusal)
      }
      guard let quantity = Quantity(text) else { throw SchemaMismatch(message: GoTypes.quantityRefusal) }
      value = .string(quantity.canonical)
    case .intOrString:
      if value.string != nil { return }
      guard case .number(let number) = value else { throw plain(value, "int32") }
      guard let integer = number.int64, Int32(exactly: integer) != nil else {
        throw SchemaMismatch(
          message: "json: cannot unmarshal number \(number.text) into Go value of type int32")
      }
    case .time, .microTime:
      guard let text = value.string else { throw plain(value, "string") }
      guard Timestamp(rfc3339: text) != nil else {
        let isMicro = if case .microTime = type { true } else { false }
        throw SchemaMismatch(message: GoTypes.timeRefusal(text, micro: isMicro))
      }
    case .duration:
      if value.string == nil { throw plain(value, "string") }
    case .bytes:
      guard let text = value.string else { throw mismatch(Self.name(of: value), "[]uint8") }
      guard Base64.decode(text) != nil else {
        throw SchemaMismatch(message: "illegal base64 data at input byte \(GoTypes.base64Fault(text))")
      }
    default: return
    }
  }

  private func plain(_ value: JSONValue, _ type: String) -> SchemaMismatch {
    SchemaMismatch(message: "json: cannot unmarshal \(Self.name(of: value)) into Go value of type \(type)")
  }

  private static func name(of value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "bool"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}
