internal import Bytes
package import KubeSchema

/// Objects of built-in kinds in protobuf, by the tables of their types: proto2, fields by number, maps by key, as Go
/// writes them. What the JSON object leaves out is left out here too; Go reads it as zero.
package enum Protobuf {
  static let maxDepth = 200

  /// A message without an envelope. Members that the type doesn't know are left out. Throws for a value that is not
  /// of its field's type.
  package static func encode(_ object: JSONValue, as type: TypeID) throws(CodecError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512)
    try encode(object, as: type, into: &bytes)
    return bytes
  }

  package static func encode(
    _ object: JSONValue, as type: TypeID, into bytes: inout [UInt8]
  ) throws(CodecError) {
    guard case .object(let members) = object else { throw CodecError("an object was expected") }
    try ProtobufEncoder(schema: .shared).message(members, type, &bytes, depth: 0)
  }
}

private struct ProtobufEncoder {
  let schema: Schema

  func message(
    _ object: JSONObject, _ type: TypeID, _ bytes: inout [UInt8], depth: Int
  ) throws(CodecError) {
    guard depth < Protobuf.maxDepth else { throw .tooDeep }
    let info = schema[type]
    for wire in info.wire {
      switch wire.content {
      case .inlined(let inner, _):
        try bytes.appendBlock(wire.number) { (bytes) throws(CodecError) in
          try message(object, inner, &bytes, depth: depth + 1)
        }
      case .field(let index):
        let field = info.fields[index]
        guard let value = object[field.name], !value.isNull else { continue }
        do {
          try self.value(value, field.type, wire.number, &bytes, depth: depth)
        } catch {
          throw CodecError("\(field.name): \(error.message)")
        }
      }
    }
  }

  private func value(
    _ value: JSONValue, _ type: ValueType, _ number: Int, _ bytes: inout [UInt8], depth: Int
  ) throws(CodecError) {
    switch type {
    case .string: bytes.appendText(number, try text(value))
    case .boolean:
      guard let flag = value.bool else { throw mismatch("a boolean") }
      bytes.append(tag: number, wire: 0)
      bytes.append(flag ? 1 : 0)
    case .int32, .int64:
      guard let integer = value.int64, type == .int64 || Int32(exactly: integer) != nil else {
        throw mismatch("an integer")
      }
      bytes.append(tag: number, wire: 0)
      bytes.append(varint: UInt64(bitPattern: integer))
    case .double:
      guard let number64 = value.double else { throw mismatch("a number") }
      bytes.append(tag: number, wire: 1)
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number64.bitPattern >> shift))
      }
    case .array(let element):
      guard case .array(let items) = value else { throw mismatch("a list") }
      for item in items { try self.value(item, element, number, &bytes, depth: depth) }
    case .map(let element):
      guard case .object(let members) = value else { throw mismatch("an object") }
      for (key, member) in members.sorted() {
        try bytes.appendBlock(number) { (bytes) throws(CodecError) in
          bytes.appendText(1, key)
          try self.value(member, element, 2, &bytes, depth: depth)
        }
      }
    case .object(let inner):
      var members = JSONObject()
      switch value {
      case .object(let object): members = object
      case .null: break
      default: throw mismatch("an object")
      }
      try bytes.appendBlock(number) { (bytes) throws(CodecError) in
        try message(members, inner, &bytes, depth: depth + 1)
      }
    case .bytes:
      guard let decoded = Base64.decode(try text(value).utf8) else { throw mismatch("base64") }
      bytes.append(tag: number, wire: 2)
      bytes.append(varint: UInt64(decoded.count))
      bytes += decoded
    default:
      try bytes.appendBlock(number) { (bytes) throws(CodecError) in
        try special(value, type, &bytes, depth: depth)
      }
    }
  }

  /// The inside of a message that stands for a type of its own form.
  private func special(
    _ value: JSONValue, _ type: ValueType, _ bytes: inout [UInt8], depth: Int
  ) throws(CodecError) {
    switch type {
    case .quantity:
      if case .number(let number) = value {
        bytes.appendText(1, number.text)
      } else {
        bytes.appendText(1, try text(value))
      }
    case .intOrString:
      let isText = value.string != nil
      guard isText || value.int64 != nil else { throw mismatch("an integer or a text") }
      bytes.append(tag: 1, wire: 0)
      bytes.append(isText ? 1 : 0)
      bytes.append(tag: 2, wire: 0)
      bytes.append(varint: UInt64(bitPattern: value.int64 ?? 0))
      bytes.appendText(3, value.string ?? "")
    case .time where value.isNull, .microTime where value.isNull: break
    case .time, .microTime:
      guard let time = Timestamp(rfc3339: try text(value)) else { throw mismatch("a time") }
      bytes.append(tag: 1, wire: 0)
      bytes.append(varint: UInt64(bitPattern: time.seconds))
      bytes.append(tag: 2, wire: 0)
      bytes.append(varint: type == .time ? 0 : UInt64(time.nanoseconds / 1000 * 1000))
    case .duration:
      guard let duration = GoDuration.parse(try text(value)) else { throw mismatch("a duration") }
      bytes.append(tag: 1, wire: 0)
      bytes.append(varint: UInt64(bitPattern: duration))
    case .rawExtension, .any, .fieldsV1:
      let text = value.encoded()
      bytes.append(tag: 1, wire: 2)
      bytes.append(varint: UInt64(text.count))
      bytes += text
    case .wrappedArray(let element): try self.value(value, .array(element), 1, &bytes, depth: depth)
    default: try schemaForm(value, type, &bytes, depth: depth)
    }
  }

  private func schemaForm(
    _ value: JSONValue, _ type: ValueType, _ bytes: inout [UInt8], depth: Int
  ) throws(CodecError) {
    guard depth < Protobuf.maxDepth, let schemaType = ProtobufTypes.jsonSchema else { throw .tooDeep }
    switch value {
    case .object:
      if type == .schemaOrBool { bytes += [1 << 3, 1] }
      try self.value(value, .object(schemaType), type == .schemaOrBool ? 2 : 1, &bytes, depth: depth + 1)
    case .bool(let flag) where type == .schemaOrBool: bytes += [1 << 3, flag ? 1 : 0]
    case .array(let items) where type != .schemaOrBool:
      let element: ValueType = type == .schemaOrArray ? .object(schemaType) : .string
      for item in items { try self.value(item, element, 2, &bytes, depth: depth + 1) }
    default: throw mismatch("a JSON schema")
    }
  }

  private func text(_ value: JSONValue) throws(CodecError) -> String {
    switch value {
    case .string(let text): return text
    case .null: return ""
    default: throw mismatch("a text")
    }
  }

  private func mismatch(_ expected: String) -> CodecError { CodecError("\(expected) was expected") }
}

enum ProtobufTypes {
  /// JSON schemas are the same message in both versions that definitions have.
  static let jsonSchema = Schema.shared.type(
    named: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps")
}
