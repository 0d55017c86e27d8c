internal import Bytes
package import KubeSchema

extension Protobuf {
  /// Writes a stored message as JSON text, without making an object of it in between: what most answers are made of.
  ///
  /// - kind: written as the object's `kind` and `apiVersion`; nil leaves both out, as lists do with their items.
  /// - resourceVersion: written into the object's metadata in place of what it has.
  package static func writeJSON(
    _ raw: ArraySlice<UInt8>, as type: TypeID, kind: GroupVersionKind?, resourceVersion: String? = nil,
    into text: inout [UInt8]
  ) throws(CodecError) {
    var failure: CodecError?
    raw.withUnsafeBufferPointer { buffer in
      var writer = ProtobufJSONWriter(bytes: buffer, text: text)
      text = []
      do throws(CodecError) {
        try writer.object(buffer.indices, type, kind, resourceVersion)
      } catch {
        failure = error
      }
      text = writer.text
    }
    if let failure { throw failure }
  }
}

private struct ProtobufJSONWriter {
  /// A field that was found in the message, and where.
  private struct Found {
    var rank: Int
    var wire: Int
    var range: Range<Int>
  }

  let bytes: UnsafeBufferPointer<UInt8>
  var text: [UInt8]
  private let schema = Schema.shared
  private let decoder: ProtobufDecoder
  /// All messages that are open, one after the other.
  private var found: [Found] = []

  init(bytes: UnsafeBufferPointer<UInt8>, text: [UInt8]) {
    self.bytes = bytes
    self.text = text
    decoder = ProtobufDecoder(bytes: bytes)
  }

  mutating func object(
    _ range: Range<Int>, _ type: TypeID, _ kind: GroupVersionKind?, _ resourceVersion: String?
  ) throws(CodecError) {
    text.append(UInt8(ascii: "{"))
    var isFirst = true
    if let kind {
      key("kind", &isFirst)
      JSONWriting.string(kind.kind, into: &text)
      key("apiVersion", &isFirst)
      JSONWriting.string(kind.apiVersion, into: &text)
    }
    try members(range, schema[type], &isFirst, depth: 0, resourceVersion: resourceVersion)
    text.append(UInt8(ascii: "}"))
  }

  private mutating func key(_ name: String, _ isFirst: inout Bool) {
    if !isFirst { text.append(UInt8(ascii: ",")) }
    isFirst = false
    JSONWriting.string(name, into: &text)
    text.append(UInt8(ascii: ":"))
  }

  /// Notes what the message holds, by the order in which JSON has it. Protobuf's own order is mostly the same.
  private mutating func scan(_ range: Range<Int>, _ info: TypeInfo) throws(CodecError) -> Range<Int> {
    let start = found.count
    var reader = WireReader(bytes, range)
    var isSorted = true
    while !reader.isAtEnd {
      let (number, wire) = try reader.tag()
      let at = reader.at
      try reader.skip(wire)
      guard let place = info.wireIndex(number) else { continue }
      let rank = info.ranks[place]
      if found.count > start, found[found.count - 1].rank > rank { isSorted = false }
      found.append(Found(rank: rank, wire: wire, range: at..<reader.at))
    }
    if !isSorted {
      // Sorting an array's slice is stable in Swift's library; elements of a list must keep their order.
      let sorted = found[start...].enumerated().sorted {
        ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
      }
      found.replaceSubrange(start..., with: sorted.map(\.element))
    }
    return start..<found.count
  }

  private mutating func members(
    _ range: Range<Int>, _ info: TypeInfo, _ isFirst: inout Bool, depth: Int, resourceVersion: String? = nil,
    isMetadata: Bool = false
  ) throws(CodecError) {
    guard depth < Protobuf.maxDepth else { throw .tooDeep }
    let all = try scan(range, info)
    var at = all.lowerBound
    for (rank, wire) in info.layout.enumerated() {
      let first = at
      while at < all.upperBound, found[at].rank == rank { at += 1 }
      switch wire.content {
      case .inlined(let inner, _):
        for index in first..<at {
          let block = try self.block(found[index])
          try members(block, schema[inner], &isFirst, depth: depth + 1)
        }
      case .field(let index):
        let field = info.fields[index]
        if isMetadata, let resourceVersion, field.name == "resourceVersion" {
          key(field.name, &isFirst)
          JSONWriting.string(resourceVersion, into: &text)
        } else if first < at {
          let inner = depth == 0 && field.name == "metadata" ? resourceVersion : nil
          try self.field(field, first..<at, &isFirst, depth, metadataVersion: inner)
        } else if field.isAlwaysWritten {
          key(field.name, &isFirst)
          try zero(field.type, depth)
        }
      }
    }
    found.removeSubrange(all)
  }

  /// What Go writes of a field that nobody set and that has no pointer.
  private mutating func zero(_ type: ValueType, _ depth: Int) throws(CodecError) {
    guard case .object(let inner) = type else { return ProtobufDecoder.zero(type).write(into: &text) }
    text.append(UInt8(ascii: "{"))
    var isFirst = true
    try members(0..<0, schema[inner], &isFirst, depth: depth + 1)
    text.append(UInt8(ascii: "}"))
  }

  private func block(_ found: Found) throws(CodecError) -> Range<Int> {
    guard found.wire == 2 else { throw CodecError("proto: wrong wireType = \(found.wire)") }
    var reader = WireReader(bytes, found.range)
    return try reader.block()
  }

  private mutating func field(
    _ field: FieldInfo, _ places: Range<Int>, _ isFirst: inout Bool, _ depth: Int, metadataVersion: String?
  ) throws(CodecError) {
    switch field.type {
    case .array(let element):
      key(field.name, &isFirst)
      text.append(UInt8(ascii: "["))
      for index in places {
        if index > places.lowerBound { text.append(UInt8(ascii: ",")) }
        try value(found[index], element, depth)
      }
      text.append(UInt8(ascii: "]"))
    case .map(let element):
      key(field.name, &isFirst)
      text.append(UInt8(ascii: "{"))
      var isFirstEntry = true
      for index in places { try entry(try block(found[index]), element, &isFirstEntry, depth) }
      text.append(UInt8(ascii: "}"))
    default:
      // Of a field that stands several times, the last counts.
      let last = found[places.upperBound - 1]
      if !field.isPointer, !field.isAlwaysWritten, isZero(last, field.type) { return }
      let start = text.count
      let wasFirst = isFirst
      key(field.name, &isFirst)
      let valueStart = text.count
      if case .object(let inner) = field.type {
        text.append(UInt8(ascii: "{"))
        var isFirstInner = true
        try members(
          try block(last), schema[inner], &isFirstInner, depth: depth + 1, resourceVersion: metadataVersion,
          isMetadata: metadataVersion != nil)
        text.append(UInt8(ascii: "}"))
      } else {
        try value(last, field.type, depth)
        if text[valueStart...].elementsEqual("null".utf8) {
          text.removeSubrange(start...)
          isFirst = wasFirst
        }
      }
    }
  }

  private func isZero(_ found: Found, _ type: ValueType) -> Bool {
    switch type {
    case .string, .bytes, .boolean, .int32, .int64:
      found.range.count == 1 && bytes[found.range.lowerBound] == 0
    case .double: bytes[found.range].allSatisfy { $0 == 0 }
    default: false
    }
  }

  private mutating func entry(
    _ range: Range<Int>, _ element: ValueType, _ isFirst: inout Bool, _ depth: Int
  ) throws(CodecError) {
    var reader = WireReader(bytes, range)
    var name = 0..<0
    var member: Found?
    while !reader.isAtEnd {
      let (number, wire) = try reader.tag()
      let at = reader.at
      try reader.skip(wire)
      if number == 1, wire == 2 { name = try block(Found(rank: 0, wire: wire, range: at..<reader.at)) }
      if number == 2 { member = Found(rank: 0, wire: wire, range: at..<reader.at) }
    }
    if !isFirst { text.append(UInt8(ascii: ",")) }
    isFirst = false
    string(name)
    text.append(UInt8(ascii: ":"))
    if let member {
      try value(member, element, depth)
    } else {
      try decoder.empty(element, depth).write(into: &text)
    }
  }

  /// Text of the message, which may not be UTF-8.
  private mutating func string(_ range: Range<Int>) {
    let raw = UnsafeBufferPointer(rebasing: bytes[range])
    if raw.allSatisfy({ $0 < 0x80 }) {
      JSONWriting.string(raw, into: &text)
    } else {
      JSONWriting.string(String(decoding: raw, as: UTF8.self), into: &text)
    }
  }

  private mutating func value(_ found: Found, _ type: ValueType, _ depth: Int) throws(CodecError) {
    switch type {
    case .string: string(try block(found))
    case .object(let inner):
      let range = try block(found)
      text.append(UInt8(ascii: "{"))
      var isFirst = true
      try members(range, schema[inner], &isFirst, depth: depth + 1)
      text.append(UInt8(ascii: "}"))
    default:
      var reader = WireReader(bytes, found.range)
      try decoder.value(&reader, found.wire, type, depth).write(into: &text)
    }
  }
}
