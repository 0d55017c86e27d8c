/// The text of a value, as Go's encoder writes it: `<`, `>`, `&`, U+2028 and U+2029 escaped, so that it can stand in
/// a web page.
extension JSONValue {
  package static func parse(_ bytes: [UInt8], limits: JSONLimits = .request) throws(JSONError) -> JSONValue {
    try JSONTape(bytes, limits: limits).root.value
  }

  package func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256)
    write(into: &bytes)
    return bytes
  }

  package var text: String { String(decoding: encoded(), as: UTF8.self) }

  package func write(into bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(utf8: "null")
    case .bool(let value): bytes.append(utf8: value ? "true" : "false")
    case .number(let number): bytes.append(text: number.text)
    case .string(let text): JSONWriting.string(text, into: &bytes)
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      var isFirst = true
      for item in items {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        item.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      var isFirst = true
      for (key, value) in object {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        JSONWriting.string(key, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        value.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// Over several lines, two spaces a level: what `?pretty=true` asks for.
  package func pretty() -> [UInt8] {
    var bytes: [UInt8] = []
    writePretty(into: &bytes, level: 0)
    return bytes
  }

  private func writePretty(into bytes: inout [UInt8], level: Int) {
    func newLine(_ level: Int) {
      bytes.append(UInt8(ascii: "\n"))
      for _ in 0..<level { bytes.append(utf8: "  ") }
    }
    switch self {
    case .array(let items) where !items.isEmpty:
      bytes.append(UInt8(ascii: "["))
      for (at, item) in items.enumerated() {
        if at > 0 { bytes.append(UInt8(ascii: ",")) }
        newLine(level + 1)
        item.writePretty(into: &bytes, level: level + 1)
      }
      newLine(level)
      bytes.append(UInt8(ascii: "]"))
    case .object(let object) where !object.isEmpty:
      bytes.append(UInt8(ascii: "{"))
      var isFirst = true
      for (key, value) in object {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        newLine(level + 1)
        JSONWriting.string(key, into: &bytes)
        bytes.append(utf8: ": ")
        value.writePretty(into: &bytes, level: level + 1)
      }
      newLine(level)
      bytes.append(UInt8(ascii: "}"))
    default: write(into: &bytes)
    }
  }
}

package enum JSONWriting {
  /// 0: as it is; 1: escaped as `\u00XX`; 2: may begin U+2028 or U+2029; else the letter after a backslash.
  private static let escapes: [UInt8] = (0..<256).map { byte in
    switch UInt8(byte) {
    case UInt8(ascii: "\""): UInt8(ascii: "\"")
    case UInt8(ascii: "\\"): UInt8(ascii: "\\")
    case 0x08: UInt8(ascii: "b")
    case 0x0C: UInt8(ascii: "f")
    case 0x0A: UInt8(ascii: "n")
    case 0x0D: UInt8(ascii: "r")
    case 0x09: UInt8(ascii: "t")
    case 0..<0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): 1
    case 0xE2: 2
    default: 0
    }
  }

  private static let hex = Array("0123456789abcdef".utf8)

  package static func string(_ text: String, into bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { string($0, into: &bytes) }
  }

  /// A text of valid UTF-8, with its quotes.
  package static func string(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    escapes.withUnsafeBufferPointer { escapes in
      var from = 0
      var at = 0
      while at < text.count {
        let byte = text[at]
        let escape = escapes[Int(byte)]
        if escape == 0 {
          at += 1
          continue
        }
        if escape == 2 {
          guard at + 2 < text.count, text[at + 1] == 0x80, text[at + 2] & 0xFE == 0xA8 else {
            at += 1
            continue
          }
          bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[from..<at]))
          bytes.append(utf8: text[at + 2] == 0xA8 ? "\\u2028" : "\\u2029")
          at += 3
        } else {
          bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[from..<at]))
          if escape == 1 {
            bytes.append(utf8: "\\u00")
            bytes.append(hex[Int(byte >> 4)])
            bytes.append(hex[Int(byte & 15)])
          } else {
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(escape)
          }
          at += 1
        }
        from = at
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[from..<text.count]))
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension [UInt8] {
  @inline(__always)
  mutating func append(utf8 text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  @inline(__always)
  mutating func append(text: String) {
    var text = text
    text.withUTF8 { append(contentsOf: $0) }
  }
}
