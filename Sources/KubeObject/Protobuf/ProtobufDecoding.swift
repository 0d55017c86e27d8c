internal import Bytes
package import KubeSchema

extension Protobuf {
  /// The object that a message without an envelope stands for, its members in Go's order. Fields of unknown numbers are
  /// passed over, and so are zeros of fields that have no pointers, for they stand for nothing.
  package static func decode(_ bytes: ArraySlice<UInt8>, as type: TypeID) throws(CodecError) -> JSONValue {
    var failure: CodecError?
    let value = bytes.withUnsafeBufferPointer { buffer -> JSONValue in
      do throws(CodecError) {
        return .object(try ProtobufDecoder(bytes: buffer).message(0..<buffer.count, type, depth: 0))
      } catch {
        failure = error
        return .null
      }
    }
    if let failure { throw failure }
    return value
  }
}

struct ProtobufDecoder {
  let bytes: UnsafeBufferPointer<UInt8>
  private let schema = Schema.shared

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  func message(_ range: Range<Int>, _ type: TypeID, depth: Int) throws(CodecError) -> JSONObject {
    let info = schema[type]
    var slots = [JSONValue?](repeating: nil, count: info.fields.count)
    try fill(&slots, from: 0, range, info, depth)
    var object = JSONObject(minimumCapacity: slots.count)
    for (index, field) in info.fields.enumerated() {
      if let value = slots[index] {
        _ = object.insert(field.name, value)
      } else if field.isAlwaysWritten {
        _ = object.insert(field.name, try empty(field.type, depth))
      }
    }
    return object
  }

  static func zero(_ type: ValueType) -> JSONValue {
    switch type {
    case .string: ""
    case .boolean: false
    case .int32, .int64, .double: 0
    default: .null
    }
  }

  private func fill(
    _ slots: inout [JSONValue?], from base: Int, _ range: Range<Int>, _ info: TypeInfo, _ depth: Int
  ) throws(CodecError) {
    guard depth < Protobuf.maxDepth else { throw .tooDeep }
    var reader = WireReader(bytes, range)
    while !reader.isAtEnd {
      let (number, wire) = try reader.tag()
      guard let place = info.wireIndex(number) else {
        try reader.skip(wire)
        continue
      }
      switch info.wire[place].content {
      case .inlined(let inner, let at):
        guard wire == 2 else { throw wrongWire(wire, number) }
        try fill(&slots, from: base + at, try reader.block(), schema[inner], depth + 1)
      case .field(let index):
        try self.field(&reader, wire, info.fields[index], &slots[base + index], depth)
      }
    }
  }

  private func wrongWire(_ wire: Int, _ number: Int) -> CodecError {
    CodecError("proto: wrong wireType = \(wire) for field \(number)")
  }

  private func field(
    _ reader: inout WireReader, _ wire: Int, _ field: FieldInfo, _ slot: inout JSONValue?, _ depth: Int
  ) throws(CodecError) {
    switch field.type {
    case .array(let element):
      var items: [JSONValue] = []
      if case .array(let there) = slot { items = there }
      slot = nil
      if wire == 2, Self.isPackable(element) {
        var packed = WireReader(bytes, try reader.block())
        while !packed.isAtEnd { items.append(try value(&packed, Self.wire(of: element), element, depth)) }
      } else {
        items.append(try value(&reader, wire, element, depth))
      }
      slot = .array(items)
    case .map(let element):
      guard wire == 2 else { throw wrongWire(wire, field.number) }
      var members = JSONObject()
      if case .object(let there) = slot { members = there }
      slot = nil
      let (key, member) = try entry(try reader.block(), element, depth)
      members[key] = member
      slot = .object(members)
    default:
      let value = try value(&reader, wire, field.type, depth)
      if !field.isPointer, !field.isAlwaysWritten, Self.isZero(value, field.type) { return }
      if value.isNull { return }
      slot = value
    }
  }

  private static func isZero(_ value: JSONValue, _ type: ValueType) -> Bool {
    switch type {
    case .string, .bytes: value.string?.isEmpty ?? true
    case .boolean: value.bool == false
    case .int32, .int64, .double: value.double == 0
    default: false
    }
  }

  private static func isPackable(_ type: ValueType) -> Bool {
    switch type {
    case .boolean, .int32, .int64, .double: true
    default: false
    }
  }

  private static func wire(of type: ValueType) -> Int { type == .double ? 1 : 0 }

  private func entry(
    _ range: Range<Int>, _ element: ValueType, _ depth: Int
  ) throws(CodecError) -> (String, JSONValue) {
    var reader = WireReader(bytes, range)
    var key = ""
    var member: JSONValue?
    while !reader.isAtEnd {
      let (number, wire) = try reader.tag()
      switch (number, wire) {
      case (1, 2): key = reader.text(try reader.block())
      case (2, _): member = try value(&reader, wire, element, depth)
      default: try reader.skip(wire)
      }
    }
    if let member { return (key, member) }
    return (key, try empty(element, depth))
  }

  func empty(_ type: ValueType, _ depth: Int) throws(CodecError) -> JSONValue {
    switch type {
    case .object(let inner): .object(try message(0..<0, inner, depth: depth + 1))
    case .bytes: ""
    case .quantity: "0"
    case .wrappedArray: []
    default: Self.zero(type)
    }
  }

  func value(
    _ reader: inout WireReader, _ wire: Int, _ type: ValueType, _ depth: Int
  ) throws(CodecError) -> JSONValue {
    switch (type, wire) {
    case (.boolean, 0): return .bool(try reader.varint() != 0)
    case (.int32, 0): return .number(JSONNumber(Int(Int32(truncatingIfNeeded: try reader.varint()))))
    case (.int64, 0): return .number(JSONNumber(Int(Int64(bitPattern: try reader.varint()))))
    case (.double, 1): return .number(JSONNumber(Double(bitPattern: try reader.fixed64())))
    case (.boolean, _), (.int32, _), (.int64, _), (.double, _):
      throw CodecError("proto: wrong wireType = \(wire)")
    default: break
    }
    guard wire == 2 else { throw CodecError("proto: wrong wireType = \(wire)") }
    let range = try reader.block()
    switch type {
    case .string: return .string(reader.text(range))
    case .bytes: return .string(Base64.encode(UnsafeBufferPointer(rebasing: bytes[range])))
    case .object(let inner): return .object(try message(range, inner, depth: depth + 1))
    default: return try special(range, type, depth)
    }
  }

  /// The value that a message of a form of its own stands for.
  private func special(_ range: Range<Int>, _ type: ValueType, _ depth: Int) throws(CodecError) -> JSONValue {
    let parts = try SpecialParts(bytes, range)
    switch type {
    case .quantity: return .string(parts.firstText)
    case .intOrString:
      return parts.first == 1
        ? .string(parts.thirdText) : .number(JSONNumber(Int(Int32(truncatingIfNeeded: parts.second))))
    case .time, .microTime:
      // Go's zero time is an empty message.
      if range.isEmpty { return .null }
      let nanoseconds = Int(min(parts.second, 999_999_999))
      let time = Timestamp(seconds: Int64(bitPattern: parts.first), nanoseconds: nanoseconds)
      return .string(type == .time ? time.text : time.microText)
    case .duration: return .string(GoDuration.text(Int64(bitPattern: parts.first)))
    case .rawExtension, .any, .fieldsV1:
      guard let text = parts.firstBlock, !text.isEmpty else { return .null }
      do {
        return try JSONValue.parse(Array(bytes[text]), limits: .stored)
      } catch {
        throw CodecError("a JSON text in the message: \(error.message)")
      }
    case .wrappedArray(let element):
      var reader = WireReader(bytes, range)
      var items: [JSONValue] = []
      while !reader.isAtEnd {
        let (number, wire) = try reader.tag()
        if number == 1 {
          items.append(try value(&reader, wire, element, depth))
        } else {
          try reader.skip(wire)
        }
      }
      return .array(items)
    default: return try schemaForm(range, type, depth)
    }
  }

  private func schemaForm(_ range: Range<Int>, _ type: ValueType, _ depth: Int) throws(CodecError)
    -> JSONValue
  {
    guard depth < Protobuf.maxDepth, let schemaType = ProtobufTypes.jsonSchema else { throw .tooDeep }
    var reader = WireReader(bytes, range)
    var allows = false
    var items: [JSONValue] = []
    var schema: JSONValue?
    while !reader.isAtEnd {
      let (number, wire) = try reader.tag()
      switch (type, number) {
      case (.schemaOrBool, 1): allows = try value(&reader, wire, .boolean, depth).bool ?? false
      case (.schemaOrBool, 2), (_, 1): schema = try value(&reader, wire, .object(schemaType), depth)
      case (.schemaOrArray, 2): items.append(try value(&reader, wire, .object(schemaType), depth))
      case (.schemaOrStrings, 2): items.append(try value(&reader, wire, .string, depth))
      default: try reader.skip(wire)
      }
    }
    return schema ?? (type == .schemaOrBool ? .bool(allows) : .array(items))
  }
}

/// The first three fields of a small message, in whatever forms they come.
struct SpecialParts {
  private(set) var first: UInt64 = 0
  private(set) var second: UInt64 = 0
  private(set) var firstBlock: Range<Int>?
  private var thirdBlock: Range<Int>?
  private let bytes: UnsafeBufferPointer<UInt8>

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) throws(CodecError) {
    self.bytes = bytes
    var reader = WireReader(bytes, range)
    while !reader.isAtEnd {
      switch try reader.tag() {
      case (1, 0): first = try reader.varint()
      case (2, 0): second = try reader.varint()
      case (1, 2): firstBlock = try reader.block()
      case (3, 2): thirdBlock = try reader.block()
      case (_, let wire): try reader.skip(wire)
      }
    }
  }

  var firstText: String { firstBlock.map { WireReader(bytes, $0).text($0) } ?? "" }
  var thirdText: String { thirdBlock.map { WireReader(bytes, $0).text($0) } ?? "" }
}
