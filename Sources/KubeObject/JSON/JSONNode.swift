/// A value on a tape.
package struct JSONNode: Sendable {
  package enum Kind: Sendable {
    case null, bool, number, string, array, object
  }

  let tape: JSONTape
  let index: Int

  private var entry: JSONTape.Entry { tape.entries[index] }

  package var kind: Kind {
    switch entry.form {
    case .null: .null
    case .no, .yes: .bool
    case .number: .number
    case .plainString, .escapedString: .string
    case .array: .array
    case .object: .object
    }
  }

  /// The text as it stands, quotes left out.
  package var rawBytes: ArraySlice<UInt8> { tape.bytes[Int(entry.start)..<Int(entry.end)] }

  package var string: String? {
    switch entry.form {
    case .plainString: JSONText.plain(rawBytes)
    case .escapedString: JSONText.unescaped(rawBytes)
    default: nil
    }
  }

  package var bool: Bool? {
    switch entry.form {
    case .yes: true
    case .no: false
    default: nil
    }
  }

  package var int64: Int64? {
    guard entry.form == .number else { return nil }
    return Int64(String(decoding: rawBytes, as: UTF8.self))
  }

  /// Elements, or members.
  package var count: Int { Int(entry.count) }

  /// The member of that name; the last, where several have it.
  package subscript(_ key: String) -> JSONNode? {
    guard entry.form == .object else { return nil }
    var found: JSONNode?
    var at = index + 1
    let end = Int(entry.next)
    while at < end {
      let name = JSONNode(tape: tape, index: at)
      if name.isText(key) { found = JSONNode(tape: tape, index: at + 1) }
      at = Int(tape.entries[at + 1].next)
    }
    return found
  }

  private func isText(_ text: String) -> Bool {
    if entry.form == .plainString, rawBytes.elementsEqual(text.utf8) { return true }
    // Escapes, and bytes that are no UTF-8, stand for others.
    guard entry.form == .escapedString || rawBytes.contains(where: { $0 >= 0x80 }) else { return false }
    return string.map { exactly($0, text) } ?? false
  }

  package var elements: [JSONNode] {
    guard entry.form == .array else { return [] }
    var nodes: [JSONNode] = []
    nodes.reserveCapacity(count)
    var at = index + 1
    while at < Int(entry.next) {
      nodes.append(JSONNode(tape: tape, index: at))
      at = Int(tape.entries[at].next)
    }
    return nodes
  }

  package var members: [(key: String, value: JSONNode)] {
    guard entry.form == .object else { return [] }
    var members: [(String, JSONNode)] = []
    members.reserveCapacity(count)
    var at = index + 1
    while at < Int(entry.next) {
      members.append((JSONNode(tape: tape, index: at).string ?? "", JSONNode(tape: tape, index: at + 1)))
      at = Int(tape.entries[at + 1].next)
    }
    return members
  }

  package var value: JSONValue { tree().value }

  /// The value as a tree, and the paths of members that stand twice.
  func tree() -> (value: JSONValue, duplicates: [String]) {
    var builder = JSONTreeBuilder()
    let value = tape.bytes.withUnsafeBufferPointer { text in
      tape.entries.withUnsafeBufferPointer { entries in builder.build(text, entries, index) }
    }
    return (value, builder.duplicates)
  }
}

private struct JSONTreeBuilder {
  /// More than this many nobody reads.
  private static let maxDuplicates = 100

  var duplicates: [String] = []

  mutating func build(
    _ text: UnsafeBufferPointer<UInt8>, _ entries: UnsafeBufferPointer<JSONTape.Entry>, _ index: Int
  ) -> JSONValue {
    let entry = entries[index]
    switch entry.form {
    case .null: return .null
    case .no: return .bool(false)
    case .yes: return .bool(true)
    case .number:
      let digits = UnsafeBufferPointer(rebasing: text[Int(entry.start)..<Int(entry.end)])
      return .number(JSONNumber(text: String(decoding: digits, as: UTF8.self)))
    case .plainString, .escapedString: return .string(Self.string(text, entry))
    case .array:
      var items: [JSONValue] = []
      items.reserveCapacity(Int(entry.count))
      var at = index + 1
      while at < Int(entry.next) {
        let known = duplicates.count
        items.append(build(text, entries, at))
        prefix(from: known, "[\(items.count - 1)]")
        at = Int(entries[at].next)
      }
      return .array(items)
    case .object:
      var object = JSONObject(minimumCapacity: Int(entry.count))
      var at = index + 1
      while at < Int(entry.next) {
        let key = Self.string(text, entries[at])
        let known = duplicates.count
        let value = build(text, entries, at + 1)
        prefix(from: known, key)
        if object.insert(key, value), duplicates.count < Self.maxDuplicates { duplicates.append(key) }
        at = Int(entries[at + 1].next)
      }
      return .object(object)
    }
  }

  private static func string(_ text: UnsafeBufferPointer<UInt8>, _ entry: JSONTape.Entry) -> String {
    let raw = UnsafeBufferPointer(rebasing: text[Int(entry.start)..<Int(entry.end)])
    return entry.form == .escapedString ? JSONText.unescaped(raw) : JSONText.plain(raw)
  }

  /// Duplicates found inside a value get the way to it put before them.
  private mutating func prefix(from first: Int, _ step: @autoclosure () -> String) {
    guard duplicates.count > first else { return }
    let step = step()
    for at in first..<duplicates.count {
      let rest = duplicates[at]
      duplicates[at] = rest.hasPrefix("[") ? step + rest : step + "." + rest
    }
  }
}

/// The texts of JSON strings.
enum JSONText {
  static func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// Bytes that are no UTF-8 become U+FFFD, as Go's decoder has it.
  static func plain(_ raw: some Collection<UInt8>) -> String { String(decoding: raw, as: UTF8.self) }

  /// Of a text whose escapes the scanner has checked. Halves of surrogate pairs that stand alone become U+FFFD.
  static func unescaped<Raw: RandomAccessCollection<UInt8>>(_ raw: Raw) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(raw.count)
    var at = raw.startIndex
    func unit(_ from: Raw.Index) -> UInt32? {
      guard let end = raw.index(from, offsetBy: 4, limitedBy: raw.endIndex) else { return nil }
      return raw[from..<end].reduce(UInt32?(0)) { sum, byte in
        guard let sum, let digit = hexDigit(byte) else { return nil }
        return sum << 4 | digit
      }
    }
    while at < raw.endIndex {
      let byte = raw[at]
      raw.formIndex(after: &at)
      guard byte == UInt8(ascii: "\\"), at < raw.endIndex else {
        bytes.append(byte)
        continue
      }
      let escaped = raw[at]
      raw.formIndex(after: &at)
      switch escaped {
      case UInt8(ascii: "b"): bytes.append(0x08)
      case UInt8(ascii: "f"): bytes.append(0x0C)
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "r"): bytes.append(0x0D)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "u"):
        guard let high = unit(at) else { continue }
        at = raw.index(at, offsetBy: 4)
        var scalar = high
        if (0xD800..<0xDC00).contains(high), let after = raw.index(at, offsetBy: 2, limitedBy: raw.endIndex),
          raw[at..<after].elementsEqual([UInt8(ascii: "\\"), UInt8(ascii: "u")]), let low = unit(after),
          (0xDC00..<0xE000).contains(low)
        {
          scalar = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
          at = raw.index(after, offsetBy: 4)
        }
        bytes.append(contentsOf: Array(String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8))
      default: bytes.append(escaped)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
