package import KubeSchema

extension Protobuf {
  /// What stands before every protobuf object that goes over the wire or into the store.
  package static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

  /// `runtime.Unknown`: what an object is, and its bytes.
  package struct Envelope: Sendable {
    package let kind: GroupVersionKind
    /// The message's place in the bytes.
    package let raw: Range<Int>
    package let contentType: String
  }

  package static func open(_ bytes: [UInt8]) throws(CodecError) -> Envelope {
    guard bytes.count >= 4, bytes[..<4].elementsEqual(magic) else {
      throw CodecError(
        "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]")
    }
    var failure: CodecError?
    let envelope = bytes.withUnsafeBufferPointer { buffer -> Envelope? in
      do throws(CodecError) {
        return try read(buffer)
      } catch {
        failure = error
        return nil
      }
    }
    guard let envelope else { throw failure ?? .truncated }
    return envelope
  }

  private static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(CodecError) -> Envelope {
    var reader = WireReader(bytes, 4..<bytes.count)
    var apiVersion = ""
    var kind = ""
    var raw = bytes.count..<bytes.count
    var contentType = ""
    while !reader.isAtEnd {
      switch try reader.tag() {
      case (1, 2):
        var inner = WireReader(bytes, try reader.block())
        while !inner.isAtEnd {
          switch try inner.tag() {
          case (1, 2): apiVersion = inner.text(try inner.block())
          case (2, 2): kind = inner.text(try inner.block())
          case (_, let wire): try inner.skip(wire)
          }
        }
      case (2, 2): raw = try reader.block()
      case (4, 2): contentType = reader.text(try reader.block())
      case (_, let wire): try reader.skip(wire)
      }
    }
    let parts = apiVersion.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    return Envelope(
      kind: GroupVersionKind(
        group: parts.count == 2 ? String(parts[0]) : "", version: String(parts.last ?? ""), kind: kind),
      raw: raw, contentType: contentType)
  }

  package static func envelope(
    _ object: JSONValue, kind: GroupVersionKind, type: TypeID
  ) throws(CodecError) -> [UInt8] {
    guard case .object = object else { throw CodecError("an object was expected") }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(1024)
    try begin(kind, &bytes)
    try bytes.appendBlock(2) { (bytes) throws(CodecError) in try encode(object, as: type, into: &bytes) }
    end(&bytes)
    return bytes
  }

  /// Of a message that is there already.
  package static func envelope(raw: some Collection<UInt8>, kind: GroupVersionKind) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(raw.count + 64)
    try? begin(kind, &bytes)
    bytes.append(tag: 2, wire: 2)
    bytes.append(varint: UInt64(raw.count))
    bytes += raw
    end(&bytes)
    return bytes
  }

  private static func begin(_ kind: GroupVersionKind, _ bytes: inout [UInt8]) throws(CodecError) {
    bytes += magic
    try bytes.appendBlock(1) { (bytes) throws(CodecError) in
      bytes.appendText(1, kind.apiVersion)
      bytes.appendText(2, kind.kind)
    }
  }

  /// Go writes the two texts that follow even when they are empty.
  private static func end(_ bytes: inout [UInt8]) {
    bytes.appendText(3, "")
    bytes.appendText(4, "")
  }

  /// The message with another resource version in its metadata, which is its first field as that of every object.
  package static func raw(
    _ raw: ArraySlice<UInt8>, resourceVersion: String
  ) throws(CodecError) -> [UInt8] {
    var failure: CodecError?
    let result = raw.withUnsafeBufferPointer { buffer -> [UInt8] in
      do throws(CodecError) {
        return try replaced(buffer, 0..<buffer.count, 1) { (metadata, bytes) throws(CodecError) in
          bytes += try replaced(buffer, metadata, 6) { (_, bytes) in bytes += Array(resourceVersion.utf8) }
        }
      } catch {
        failure = error
        return []
      }
    }
    if let failure { throw failure }
    return result
  }

  /// A message, with one of its blocks made anew; put in by its number where it isn't there.
  private static func replaced(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ wanted: Int,
    _ make: (_ old: Range<Int>, inout [UInt8]) throws(CodecError) -> Void
  ) throws(CodecError) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(range.count + 32)
    var reader = WireReader(bytes, range)
    var isDone = false
    func put(_ old: Range<Int>) throws(CodecError) {
      isDone = true
      try result.appendBlock(wanted) { (bytes) throws(CodecError) in try make(old, &bytes) }
    }
    while !reader.isAtEnd {
      let start = reader.at
      let (number, wire) = try reader.tag()
      if number == wanted, wire == 2 {
        let block = try reader.block()
        if !isDone { try put(block) }
        continue
      }
      if number > wanted, !isDone { try put(start..<start) }
      try reader.skip(wire)
      result += bytes[start..<reader.at]
    }
    if !isDone { try put(range.upperBound..<range.upperBound) }
    return result
  }
}
