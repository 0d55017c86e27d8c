package import KubeSchema

/// A message seen through its type: finds single fields by passing over the others, for whoever needs a few of an
/// object, as labels and names of all that is in the store.
package struct ProtobufView: Sendable {
  private let bytes: ArraySlice<UInt8>
  private let type: ValueType

  package init(_ raw: ArraySlice<UInt8>, _ type: TypeID) {
    bytes = raw
    self.type = .object(type)
  }

  private init(bytes: ArraySlice<UInt8>, type: ValueType) {
    self.bytes = bytes
    self.type = type
  }

  /// A field that is a text or a message, by its name in JSON; nil where there is none, or the bytes are damaged.
  package subscript(_ name: String) -> ProtobufView? {
    guard case .object(let id) = type else { return nil }
    let info = Schema.shared[id]
    guard let field = info.field(name) else { return nil }
    for wire in info.wire {
      switch wire.content {
      case .field(let index)
      where info.fields[index].number == field.number && info.fields[index].name == name:
        return blocks(wire.number).last.map { ProtobufView(bytes: $0, type: field.type) }
      case .inlined(let inner, _) where Schema.shared[inner].field(name) != nil:
        return blocks(wire.number).last.flatMap { ProtobufView(bytes: $0, type: .object(inner))[name] }
      default: continue
      }
    }
    return nil
  }

  /// Of a text's field.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// A text field; empty where there is none.
  package func text(_ name: String) -> String { self[name]?.text ?? "" }

  /// A flag or an integer.
  package func number(_ name: String) -> Int64? {
    guard case .object(let id) = type else { return nil }
    let info = Schema.shared[id]
    for wire in info.wire {
      if case .field(let index) = wire.content, info.fields[index].name == name { return varint(wire.number) }
    }
    return nil
  }

  /// A map of texts.
  package func pairs(_ name: String) -> [(key: String, value: String)] {
    guard case .object(let id) = type, let field = Schema.shared[id].field(name) else { return [] }
    return blocks(field.number).map { entry in
      let pair = ProtobufView(bytes: entry, type: type)
      return (
        pair.blocks(1).last.map { String(decoding: $0, as: UTF8.self) } ?? "",
        pair.blocks(2).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
      )
    }
  }

  /// The messages of a list.
  package func list(_ name: String) -> [ProtobufView] {
    guard case .object(let id) = type, let field = Schema.shared[id].field(name),
      case .array(let element) = field.type
    else { return [] }
    return blocks(field.number).map { ProtobufView(bytes: $0, type: element) }
  }

  private func blocks(_ wanted: Int) -> [ArraySlice<UInt8>] {
    scan { reader, number, wire, found throws(CodecError) in
      guard number == wanted, wire == 2 else { return try reader.skip(wire) }
      found.append(try reader.block())
    }
    .map { bytes[(bytes.startIndex + $0.lowerBound)..<(bytes.startIndex + $0.upperBound)] }
  }

  private func varint(_ wanted: Int) -> Int64? {
    var value: Int64?
    _ = scan { reader, number, wire, _ throws(CodecError) in
      guard number == wanted, wire == 0 else { return try reader.skip(wire) }
      value = Int64(bitPattern: try reader.varint())
    }
    return value
  }

  private func scan(
    _ visit: (inout WireReader, Int, Int, inout [Range<Int>]) throws(CodecError) -> Void
  ) -> [Range<Int>] {
    bytes.withUnsafeBufferPointer { buffer in
      var found: [Range<Int>] = []
      var reader = WireReader(buffer, buffer.indices)
      do throws(CodecError) {
        while !reader.isAtEnd {
          let (number, wire) = try reader.tag()
          try visit(&reader, number, wire, &found)
        }
      } catch {
        return []
      }
      return found
    }
  }
}
