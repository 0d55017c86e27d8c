/// A JSON text (RFC 8259) and a flat list of the values in it, in their order: made in one pass, without a tree, in
/// time that grows with the length alone. Whoever needs a few fields of an object finds them by skipping the others.
package struct JSONTape: Sendable {
  @usableFromInline
  enum Form: UInt8, Sendable {
    case null, no, yes, number, plainString, escapedString, array, object
  }

  /// A value: where its text is, and the entry that follows all that is in it. A member's key is an entry before its
  /// value's.
  struct Entry: Sendable {
    var start: UInt32
    var end: UInt32
    var next: UInt32
    /// Elements, or members.
    var count: UInt32
    var form: Form
  }

  package let bytes: [UInt8]
  let entries: [Entry]

  package init(_ bytes: [UInt8], limits: JSONLimits = .request) throws(JSONError) {
    guard bytes.count <= limits.maxBytes, bytes.count < Int(UInt32.max) else {
      throw JSONError(message: "the text is larger than \(limits.maxBytes) bytes", offset: limits.maxBytes)
    }
    self.bytes = bytes
    var scanner = JSONScanner(limits: limits, capacity: bytes.count / 12 + 4)
    let failure: JSONError? = bytes.withUnsafeBufferPointer { text in
      do throws(JSONError) {
        try scanner.scan(text)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
    entries = scanner.entries
  }

  package var root: JSONNode { JSONNode(tape: self, index: 0) }

  /// The paths of members that stand twice in their object, as `spec.containers[0].name`; the last one counts.
  package var duplicates: [String] { root.tree().duplicates }
}

/// One pass over a text. Containers that are open stand on a stack of their own, so depth costs no stack.
struct JSONScanner {
  typealias Text = UnsafeBufferPointer<UInt8>
  typealias Entry = JSONTape.Entry

  private(set) var entries: [Entry] = []
  private var open: [Int] = []
  private let limits: JSONLimits

  init(limits: JSONLimits, capacity: Int) {
    self.limits = limits
    entries.reserveCapacity(capacity)
  }

  private enum Expecting {
    case value, firstElement, firstKey, key, afterValue
  }

  mutating func scan(_ text: Text) throws(JSONError) {
    var at = 0
    var expecting = Expecting.value
    while true {
      while at < text.count, Self.isSpace(text[at]) { at += 1 }
      guard at < text.count else {
        if case .afterValue = expecting, open.isEmpty { return }
        throw JSONError(message: "unexpected end of JSON input", offset: at)
      }
      let byte = text[at]
      switch expecting {
      case .afterValue:
        guard let container = open.last else { throw unexpected(text, at, "after top-level value") }
        expecting = try next(text, &at, container)
      case .firstKey where byte == UInt8(ascii: "}"):
        close(&at)
        expecting = .afterValue
      case .firstKey, .key:
        try key(text, &at)
        expecting = .value
      case .firstElement where byte == UInt8(ascii: "]"):
        close(&at)
        expecting = .afterValue
      case .value, .firstElement:
        if let container = open.last { entries[container].count &+= 1 }
        expecting = try value(text, &at)
      }
    }
  }

  /// After a value: a comma, or the container's end.
  private mutating func next(_ text: Text, _ at: inout Int, _ container: Int) throws(JSONError) -> Expecting {
    let isObject = entries[container].form == .object
    switch text[at] {
    case UInt8(ascii: ","):
      at += 1
      return isObject ? .key : .value
    case UInt8(ascii: "}") where isObject, UInt8(ascii: "]") where !isObject:
      close(&at)
      return .afterValue
    default:
      throw unexpected(text, at, isObject ? "after object key:value pair" : "after array element")
    }
  }

  private mutating func close(_ at: inout Int) {
    at += 1
    guard let container = open.popLast() else { return }
    entries[container].end = UInt32(truncatingIfNeeded: at)
    entries[container].next = UInt32(truncatingIfNeeded: entries.count)
  }

  private mutating func key(_ text: Text, _ at: inout Int) throws(JSONError) {
    guard text[at] == UInt8(ascii: "\"") else {
      throw unexpected(text, at, "looking for beginning of object key string")
    }
    try string(text, &at)
    while at < text.count, Self.isSpace(text[at]) { at += 1 }
    guard at < text.count else { throw JSONError(message: "unexpected end of JSON input", offset: at) }
    guard text[at] == UInt8(ascii: ":") else { throw unexpected(text, at, "after object key") }
    at += 1
  }

  private mutating func value(_ text: Text, _ at: inout Int) throws(JSONError) -> Expecting {
    switch text[at] {
    case UInt8(ascii: "{"):
      try begin(.object, at)
      at += 1
      return .firstKey
    case UInt8(ascii: "["):
      try begin(.array, at)
      at += 1
      return .firstElement
    case UInt8(ascii: "\""): try string(text, &at)
    case UInt8(ascii: "t"): try word(text, &at, "true", .yes)
    case UInt8(ascii: "f"): try word(text, &at, "false", .no)
    case UInt8(ascii: "n"): try word(text, &at, "null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(text, &at)
    default: throw unexpected(text, at, "looking for beginning of value")
    }
    return .afterValue
  }

  private mutating func begin(_ form: JSONTape.Form, _ at: Int) throws(JSONError) {
    guard open.count < limits.maxDepth else { throw JSONError(message: "exceeded max depth", offset: at) }
    open.append(entries.count)
    entries.append(Entry(start: UInt32(truncatingIfNeeded: at), end: 0, next: 0, count: 0, form: form))
  }

  private mutating func add(_ form: JSONTape.Form, _ start: Int, _ end: Int) {
    entries.append(
      Entry(
        start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
        next: UInt32(truncatingIfNeeded: entries.count + 1), count: 0, form: form))
  }

  private mutating func string(_ text: Text, _ at: inout Int) throws(JSONError) {
    let start = at + 1
    at = start
    var isPlain = true
    while true {
      at = Self.ordinaryEnd(text, at)
      guard at < text.count else { throw JSONError(message: "unexpected end of JSON input", offset: at) }
      let byte = text[at]
      if byte == UInt8(ascii: "\"") {
        add(isPlain ? .plainString : .escapedString, start, at)
        at += 1
        return
      }
      guard byte == UInt8(ascii: "\\") else { throw unexpected(text, at, "in string literal") }
      isPlain = false
      try escape(text, &at)
    }
  }

  /// Where a quote, a backslash or a control character stands next; the end where none does. Eight bytes at a time:
  /// most of a text is in strings.
  @inline(__always)
  private static func ordinaryEnd(_ text: Text, _ from: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    var at = from
    while at + 8 <= text.count {
      let word = UnsafeRawPointer(text.baseAddress! + at).loadUnaligned(as: UInt64.self)
      let quote = word ^ (ones &* 0x22)
      let slash = word ^ (ones &* 0x5C)
      // A byte's high bit is set where it is zero, or (the first term) below 0x20; bytes beyond ASCII are none of these.
      let found =
        ((word &- ones &* 0x20) | (quote &- ones) | (slash &- ones)) & ~word & highs
      if found != 0 {
        let candidate = at + found.trailingZeroBitCount / 8
        return candidate
      }
      at += 8
    }
    while at < text.count {
      let byte = text[at]
      if byte == 0x22 || byte == 0x5C || byte < 0x20 { break }
      at += 1
    }
    return at
  }

  private func escape(_ text: Text, _ at: inout Int) throws(JSONError) {
    at += 1
    guard at < text.count else { throw JSONError(message: "unexpected end of JSON input", offset: at) }
    switch text[at] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      at += 1
    case UInt8(ascii: "u"):
      for _ in 0..<4 {
        at += 1
        guard at < text.count else { throw JSONError(message: "unexpected end of JSON input", offset: at) }
        guard JSONText.hexDigit(text[at]) != nil else {
          throw unexpected(text, at, "in \\u hexadecimal character escape")
        }
      }
      at += 1
    default: throw unexpected(text, at, "in string escape code")
    }
  }

  private mutating func word(
    _ text: Text, _ at: inout Int, _ word: StaticString, _ form: JSONTape.Form
  ) throws(JSONError) {
    let start = at
    for offset in 0..<word.utf8CodeUnitCount {
      guard at < text.count else { throw JSONError(message: "unexpected end of JSON input", offset: at) }
      let expected = word.utf8Start[offset]
      guard text[at] == expected else {
        throw unexpected(
          text, at, "in literal \(word) (expecting '\(Character(Unicode.Scalar(expected)))')")
      }
      at += 1
    }
    add(form, start, at)
  }

  private mutating func number(_ text: Text, _ at: inout Int) throws(JSONError) {
    let start = at
    if text[at] == UInt8(ascii: "-") { at += 1 }
    if at < text.count, text[at] == UInt8(ascii: "0") {
      at += 1
    } else {
      try digits(text, &at, "in numeric literal")
    }
    if at < text.count, text[at] == UInt8(ascii: ".") {
      at += 1
      try digits(text, &at, "after decimal point in numeric literal")
    }
    if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < text.count, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") { at += 1 }
      try digits(text, &at, "in exponent of numeric literal")
    }
    guard at - start <= 1024 else { throw JSONError(message: "a number has too many digits", offset: start) }
    add(.number, start, at)
  }

  private func digits(_ text: Text, _ at: inout Int, _ place: String) throws(JSONError) {
    guard at < text.count else { throw JSONError(message: "unexpected end of JSON input", offset: at) }
    guard text[at] &- 48 < 10 else { throw unexpected(text, at, place) }
    while at < text.count, text[at] &- 48 < 10 { at += 1 }
  }

  @inline(__always)
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private func unexpected(_ text: Text, _ at: Int, _ place: String) -> JSONError {
    let byte = text[at]
    let shown: String
    switch byte {
    case UInt8(ascii: "'"): shown = #"'\''"#
    case UInt8(ascii: "\""): shown = #"'"'"#
    default:
      var quoted = goQuoted(String(Character(Unicode.Scalar(byte))))
      quoted = String(quoted.dropFirst().dropLast())
      shown = "'\(quoted)'"
    }
    return JSONError(message: "invalid character \(shown) \(place)", offset: at)
  }
}
