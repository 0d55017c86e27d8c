/// The JSON of history lines (RFC 8259) with two bounds: numbers are whole, and a string stands for bytes,
/// each character U+0000 to U+00FF for the byte of that number.
enum JSON: Equatable {
  case null
  case bool(Bool)
  case number(Int64)
  case bytes([UInt8])
  case array([JSON])
  case object([String: JSON])
}

struct JSONError: Error, Equatable {
  var message: String
  var offset: Int
}

/// Reads one value. Bytes from outside make it throw, never trap; nesting is bounded.
struct JSONReader {
  private static let maxDepth = 64
  /// So that sums of times and revisions stay within `Int64`.
  private static let maxNumber: Int64 = 1 << 60

  private let bytes: [UInt8]
  private var place = 0

  static func read(_ bytes: [UInt8]) throws(JSONError) -> JSON {
    var reader = JSONReader(bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.place == bytes.count else { throw reader.error("more after the value's end") }
    return value
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func error(_ message: String) -> JSONError { JSONError(message: message, offset: place) }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { place += 1 }
  }

  private mutating func expect(_ text: StaticString) throws(JSONError) {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard bytes.count - place >= wanted.count, bytes[place..<place + wanted.count].elementsEqual(wanted)
    else {
      throw error("expected \(text)")
    }
    place += wanted.count
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth < Self.maxDepth else { throw error("nested more than \(Self.maxDepth) deep") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .bytes(try string())
    case UInt8(ascii: "t"):
      try expect("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try expect("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try expect("null")
      return .null
    default: return .number(try number())
    }
  }

  private mutating func object(_ depth: Int) throws(JSONError) -> JSON {
    place += 1
    var members: [String: JSON] = [:]
    skipSpace()
    if peek == UInt8(ascii: "}") {
      place += 1
      return .object(members)
    }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw error("expected a member's name") }
      let name = String(decoding: try string(), as: UTF8.self)
      skipSpace()
      try expect(":")
      guard members.updateValue(try value(depth: depth + 1), forKey: name) == nil else {
        throw error("a second member \(name)")
      }
      skipSpace()
      if peek == UInt8(ascii: "}") {
        place += 1
        return .object(members)
      }
      try expect(",")
    }
  }

  private mutating func array(_ depth: Int) throws(JSONError) -> JSON {
    place += 1
    var elements: [JSON] = []
    skipSpace()
    if peek == UInt8(ascii: "]") {
      place += 1
      return .array(elements)
    }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if peek == UInt8(ascii: "]") {
        place += 1
        return .array(elements)
      }
      try expect(",")
    }
  }

  private mutating func number() throws(JSONError) -> Int64 {
    let isNegative = peek == UInt8(ascii: "-")
    if isNegative { place += 1 }
    var value: Int64 = 0
    let start = place
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      guard value < Self.maxNumber / 10 else { throw error("a number above 2^60") }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      place += 1
    }
    guard place > start else { throw error("expected a value") }
    if let byte = peek, byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      throw error("a number that isn't whole")
    }
    return isNegative ? -value : value
  }

  private mutating func string() throws(JSONError) -> [UInt8] {
    place += 1
    var text: [UInt8] = []
    while let byte = peek {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return text
      case UInt8(ascii: "\\"): text.append(try escaped())
      case 0x20..<0x80: text.append(byte)
      // U+0080 to U+00FF as UTF-8.
      case 0xC2, 0xC3:
        guard let low = peek, low & 0xC0 == 0x80 else { throw error("a string that isn't UTF-8") }
        place += 1
        text.append((byte & 0x03) << 6 | (low & 0x3F))
      default: throw error("a character that stands for no byte: a control character, or one above U+00FF")
      }
    }
    throw error("a string without an end")
  }

  private mutating func escaped() throws(JSONError) -> UInt8 {
    guard let byte = peek else { throw error("a string without an end") }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return byte
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "u"):
      guard bytes.count - place >= 4, bytes[place] == UInt8(ascii: "0"),
        bytes[place + 1] == UInt8(ascii: "0"),
        let high = Self.digit(bytes[place + 2]), let low = Self.digit(bytes[place + 3])
      else { throw error("an escape that stands for no byte") }
      place += 4
      return high << 4 | low
    default: throw error("an unknown escape")
    }
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

/// Writes one value into a line, straight away.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  mutating func object(_ body: (inout JSONWriter) -> Void) {
    nested(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  mutating func array<Element>(_ elements: [Element], _ body: (inout JSONWriter, Element) -> Void) {
    nested(UInt8(ascii: "["), UInt8(ascii: "]")) { writer in
      for element in elements { body(&writer, element) }
    }
  }

  private mutating func nested(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
    comma()
    bytes.append(open)
    needsComma = false
    body(&self)
    bytes.append(close)
    needsComma = true
  }

  mutating func name(_ name: String) {
    string(Array(name.utf8))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  mutating func number(_ value: Int64) {
    comma()
    bytes.append(contentsOf: String(value).utf8)
  }

  mutating func bool(_ value: Bool) {
    comma()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  mutating func string(_ text: [UInt8]) {
    comma()
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x20..<0x7F: bytes.append(byte)
      default:
        bytes.append(contentsOf: "\\u00".utf8)
        if byte < 16 { bytes.append(UInt8(ascii: "0")) }
        bytes.append(contentsOf: String(byte, radix: 16).utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func endLine() {
    bytes.append(0x0A)
    needsComma = false
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  private mutating func comma() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  // MARK: Members

  mutating func member(_ name: String, _ value: Int64) {
    self.name(name)
    number(value)
  }

  /// Left out when it is 0.
  mutating func optional(_ name: String, _ value: Int64) {
    if value != 0 { member(name, value) }
  }

  /// Left out when it is empty.
  mutating func optional(_ name: String, _ value: [UInt8]) {
    if !value.isEmpty { member(name, value) }
  }

  /// Left out when it is false.
  mutating func optional(_ name: String, _ value: Bool) {
    guard value else { return }
    self.name(name)
    bool(true)
  }

  mutating func member(_ name: String, _ value: [UInt8]) {
    self.name(name)
    string(value)
  }

  mutating func member(_ name: String, _ body: (inout JSONWriter) -> Void) {
    self.name(name)
    object(body)
  }

  mutating func member<Element>(
    _ name: String, _ elements: [Element], _ body: (inout JSONWriter, Element) -> Void
  ) {
    self.name(name)
    array(elements, body)
  }
}
