/// Which line of a TOML document each key stands on; TOMLKit doesn't say. Reads documents that TOMLKit has
/// accepted, and only far enough to tell keys from values: on any other it ends with a useless index.
struct LineIndex {
  /// By path, as `limits.delta-bytes` and `members[1].peer`.
  private var lines: [String: Int] = [:]
  /// How many elements each `[[array of tables]]` has so far.
  private var counts: [String: Int] = [:]
  private var bytes: [UInt8] = []
  private var position = 0
  private var line = 1

  init(of text: String) {
    bytes = Array(text.utf8)
    scanDocument()
    bytes = []
  }

  /// The line of the key, or of the closest thing around it that has one.
  subscript(path: String) -> Int? {
    var path = path
    while true {
      if let line = lines[path] { return line }
      guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return nil }
      path = String(path[..<cut])
    }
  }

  private mutating func scanDocument() {
    var section = ""
    while skipBlank() {
      if current == UInt8(ascii: "[") {
        section = header()
      } else {
        keyAndValue(in: section)
      }
    }
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func advance() {
    if current == UInt8(ascii: "\n") { line += 1 }
    position += 1
  }

  /// Moves to the next byte that means something; false at the end.
  private mutating func skipBlank() -> Bool {
    while let byte = current {
      if byte == UInt8(ascii: "#") {
        while let byte = current, byte != UInt8(ascii: "\n") { advance() }
      } else if byte == UInt8(ascii: "\n") || isSpace(byte) {
        advance()
      } else {
        return true
      }
    }
    return false
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private mutating func skipSpaces() {
    while let byte = current, isSpace(byte) { advance() }
  }

  /// `[a.b]` or `[[a.b]]`; the path that the keys below it stand under.
  private mutating func header() -> String {
    let at = line
    advance()
    let isArray = current == UInt8(ascii: "[")
    if isArray { advance() }
    let names = dottedKey()
    while let byte = current, byte != UInt8(ascii: "\n") { advance() }
    var path = ""
    for (position, name) in names.enumerated() {
      path = join(path, name)
      if isArray, position == names.count - 1 {
        let count = counts[path, default: 0]
        counts[path] = count + 1
        record(path, at)
        path += "[\(count)]"
      } else if let count = counts[path] {
        path += "[\(count - 1)]"
      }
    }
    record(path, at)
    return path
  }

  private mutating func keyAndValue(in section: String) {
    let at = line
    let start = position
    var path = section
    for name in dottedKey() {
      path = join(path, name)
      record(path, at)
    }
    skipSpaces()
    if current == UInt8(ascii: "=") { advance() }
    skipSpaces()
    value(at: path)
    if position == start { advance() }
  }

  private mutating func value(at path: String) {
    switch current {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      _ = quoted()
    case UInt8(ascii: "["):
      advance()
      elements(of: path)
    case UInt8(ascii: "{"):
      advance()
      while skipBlank(), current != UInt8(ascii: "}") {
        if current == UInt8(ascii: ",") { advance() } else { keyAndValue(in: path) }
      }
      advance()
    default:
      while let byte = current, !Self.endsBareValue.contains(byte) { advance() }
    }
  }

  private static let endsBareValue: [UInt8] = [
    UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "\n"), UInt8(ascii: "#"),
  ]

  private mutating func elements(of path: String) {
    var index = 0
    while skipBlank(), current != UInt8(ascii: "]") {
      if current == UInt8(ascii: ",") {
        advance()
        continue
      }
      let start = position
      let element = "\(path)[\(index)]"
      record(element, line)
      value(at: element)
      index += 1
      if position == start { advance() }
    }
    advance()
  }

  private mutating func dottedKey() -> [String] {
    var names: [String] = []
    while true {
      skipSpaces()
      if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
        names.append(quoted())
      } else {
        let start = position
        while let byte = current, isBareKey(byte) { advance() }
        names.append(String(decoding: bytes[start..<position], as: UTF8.self))
      }
      skipSpaces()
      guard current == UInt8(ascii: ".") else { return names }
      advance()
    }
  }

  private func isBareKey(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// The bytes between the quotes, escapes untouched: no key of ours needs one.
  private mutating func quoted() -> String {
    guard let quote = current else { return "" }
    let isLong = position + 2 < bytes.count && bytes[position + 1] == quote && bytes[position + 2] == quote
    let width = isLong ? 3 : 1
    for _ in 0..<width { advance() }
    let start = position
    while let byte = current {
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        advance()
        advance()
      } else if closes(with: quote, width: width) {
        break
      } else {
        advance()
      }
    }
    let end = min(position, bytes.count)
    for _ in 0..<width { advance() }
    // A long string may end in up to two quotes of its own before the three that close it.
    while isLong, current == quote { advance() }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private func closes(with quote: UInt8, width: Int) -> Bool {
    guard position + width <= bytes.count else { return false }
    return bytes[position..<(position + width)].allSatisfy { $0 == quote }
  }

  private func join(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : path + "." + name
  }

  private mutating func record(_ path: String, _ at: Int) {
    if lines[path] == nil { lines[path] = at }
  }
}
