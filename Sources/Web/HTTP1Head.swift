internal import NIOCore

/// Reads the head of a message of HTTP/1.1 (RFC 9112), and how its body ends.
struct HTTP1Head {
  enum Framing: Hashable {
    case none
    case length(Int)
    case chunked
    /// A response without a length.
    case untilClose
  }

  struct Malformed: Error, Hashable {
    var status = 400
    var reason: String
  }

  /// Of a request; empty for a response.
  var method = ""
  var target = ""
  /// Of a response.
  var status = 0
  var isVersion11 = true
  var headers = WebHeaders()

  /// Looks for the end of a head, from where the last search ended.
  struct Scanner {
    private var scanned = 0

    /// The head's bytes with its empty line, taken from `input`; nil when it isn't whole yet.
    mutating func next(_ input: inout ByteBuffer, limit: Int) throws(Malformed) -> [UInt8]? {
      // Empty lines before a request are passed over (§2.2).
      if scanned == 0 {
        while let byte = input.getInteger(at: input.readerIndex, as: UInt8.self), byte == 0x0D || byte == 0x0A
        {
          input.moveReaderIndex(forwardBy: 1)
        }
      }
      let start = max(0, scanned - 3)
      let end = input.withUnsafeReadableBytes { bytes in Self.end(bytes, from: start) }
      guard let end else {
        scanned = input.readableBytes
        guard scanned <= limit else { throw Malformed(status: 431, reason: "the header is too large") }
        return nil
      }
      guard end <= limit else { throw Malformed(status: 431, reason: "the header is too large") }
      scanned = 0
      return input.readBytes(length: end)
    }

    /// After a line feed that follows a line feed, with or without a carriage return between them.
    private static func end(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
      var index = start
      while index < bytes.count {
        guard bytes[index] == 0x0A else {
          index += 1
          continue
        }
        if index + 1 < bytes.count, bytes[index + 1] == 0x0A { return index + 2 }
        if index + 2 < bytes.count, bytes[index + 1] == 0x0D, bytes[index + 2] == 0x0A { return index + 3 }
        index += 1
      }
      return nil
    }
  }

  init(_ bytes: [UInt8], isRequest: Bool) throws(Malformed) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      line.last == 0x0D ? line.dropLast() : line
    }[...]
    guard let first = lines.popFirst() else { throw Malformed(reason: "empty") }
    try isRequest ? readRequestLine(first) : readStatusLine(first)
    var fields: [(name: String, value: String)] = []
    fields.reserveCapacity(lines.count)
    for line in lines where !line.isEmpty { fields.append(try Self.field(line)) }
    headers = WebHeaders(lowercased: fields)
  }

  private mutating func readRequestLine(_ line: ArraySlice<UInt8>) throws(Malformed) {
    let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard words.count == 3, !words[0].isEmpty, words[0].allSatisfy(Self.isToken), !words[1].isEmpty,
      words[1].allSatisfy({ $0 > 0x20 && $0 != 0x7F })
    else { throw Malformed(reason: "malformed request line") }
    try readVersion(words[2])
    method = String(decoding: words[0], as: UTF8.self)
    target = String(decoding: words[1], as: UTF8.self)
  }

  private mutating func readStatusLine(_ line: ArraySlice<UInt8>) throws(Malformed) {
    let words = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
    guard words.count >= 2, let code = Int(String(decoding: words[1], as: UTF8.self)), words[1].count == 3,
      (100...999).contains(code)
    else { throw Malformed(reason: "malformed status line") }
    try readVersion(words[0])
    status = code
  }

  private mutating func readVersion(_ word: ArraySlice<UInt8>) throws(Malformed) {
    if word.elementsEqual("HTTP/1.1".utf8) { return }
    guard word.elementsEqual("HTTP/1.0".utf8) else {
      throw Malformed(
        status: word.starts(with: "HTTP/".utf8) ? 505 : 400, reason: "unsupported protocol version")
    }
    isVersion11 = false
  }

  private static func field(_ line: ArraySlice<UInt8>) throws(Malformed) -> (name: String, value: String) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
      line[..<colon].allSatisfy(isToken)
    else { throw Malformed(reason: "malformed header field") }
    var value = line[(colon + 1)...]
    while let byte = value.first, byte == 0x20 || byte == 0x09 { value.removeFirst() }
    while let byte = value.last, byte == 0x20 || byte == 0x09 { value.removeLast() }
    guard !value.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) else {
      throw Malformed(reason: "malformed header field")
    }
    let name = WebHeaders.lowercased(String(decoding: line[..<colon], as: UTF8.self))
    return (name, String(decoding: value, as: UTF8.self))
  }

  /// RFC 9110 §5.6.2.
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  var keepsAlive: Bool {
    isVersion11 ? !headers.has("connection", token: "close") : headers.has("connection", token: "keep-alive")
  }

  /// §6.3. Both a coding and a length is refused: peers that disagree about which holds can be played off.
  func framing(isRequest: Bool, answersHead: Bool = false) throws(Malformed) -> Framing {
    if !isRequest, answersHead || status < 200 || status == 204 || status == 304 { return .none }
    let codings = headers.all("transfer-encoding")
    let lengths = headers.all("content-length")
    if !codings.isEmpty {
      // §6.1: before 1.1 there were none; who sends one has forwarded what it didn't understand.
      guard isVersion11 || !isRequest else { throw Malformed(reason: "transfer encoding in HTTP/1.0") }
      guard codings.count == 1, codings[0].lowercased() == "chunked" else {
        throw Malformed(status: 501, reason: "unsupported transfer encoding")
      }
      guard lengths.isEmpty || !isRequest else {
        throw Malformed(reason: "both length and transfer encoding")
      }
      return .chunked
    }
    guard let first = lengths.first else { return isRequest ? .none : .untilClose }
    guard lengths.allSatisfy({ $0 == first }), !first.isEmpty,
      first.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let length = Int(first)
    else { throw Malformed(reason: "bad Content-Length") }
    return length == 0 ? .none : .length(length)
  }
}

/// The body of a message of HTTP/1.1 out of the connection's bytes (RFC 9112 §6, §7).
struct HTTP1Body {
  enum Piece {
    case needMoreBytes
    case bytes([UInt8])
    case end
  }

  private enum State {
    case length(Int)
    case chunkSize
    case chunk(Int)
    case chunkEnd
    case trailers(Int)
    case untilClose
    case ended
  }

  private var state: State

  init(_ framing: HTTP1Head.Framing) {
    switch framing {
    case .none: state = .ended
    case .length(let length): state = .length(length)
    case .chunked: state = .chunkSize
    case .untilClose: state = .untilClose
    }
  }

  var endsWithConnection: Bool { if case .untilClose = state { true } else { false } }

  mutating func next(_ input: inout ByteBuffer) throws(HTTP1Head.Malformed) -> Piece {
    while true {
      switch state {
      case .ended:
        return .end
      case .untilClose:
        guard let bytes = input.readBytes(length: input.readableBytes), !bytes.isEmpty else {
          return .needMoreBytes
        }
        return .bytes(bytes)
      case .length(let left):
        guard left > 0 else {
          state = .ended
          continue
        }
        guard let bytes = input.readBytes(length: min(left, input.readableBytes)), !bytes.isEmpty else {
          return .needMoreBytes
        }
        state = .length(left - bytes.count)
        return .bytes(bytes)
      case .chunkSize:
        guard let line = try Self.line(&input) else { return .needMoreBytes }
        let size = try Self.size(line)
        state = size == 0 ? .trailers(0) : .chunk(size)
      case .chunk(let left):
        guard let bytes = input.readBytes(length: min(left, input.readableBytes)), !bytes.isEmpty else {
          return .needMoreBytes
        }
        state = left == bytes.count ? .chunkEnd : .chunk(left - bytes.count)
        return .bytes(bytes)
      case .chunkEnd:
        guard let line = try Self.line(&input) else { return .needMoreBytes }
        guard line.isEmpty else { throw HTTP1Head.Malformed(reason: "malformed chunk") }
        state = .chunkSize
      case .trailers(let count):
        guard let line = try Self.line(&input) else { return .needMoreBytes }
        guard count < 64 else { throw HTTP1Head.Malformed(reason: "too many trailers") }
        state = line.isEmpty ? .ended : .trailers(count + 1)
      }
    }
  }

  /// Ended by CRLF and nothing less: a lone line feed is read otherwise by others, who then see another body.
  private static func line(_ input: inout ByteBuffer) throws(HTTP1Head.Malformed) -> [UInt8]? {
    let view = input.readableBytesView
    guard let end = view.prefix(4096).firstIndex(of: 0x0A) else {
      guard view.count < 4096 else { throw HTTP1Head.Malformed(reason: "malformed chunk") }
      return nil
    }
    guard var line = input.readBytes(length: end - view.startIndex + 1) else { return nil }
    line.removeLast()
    guard line.popLast() == 0x0D, !line.contains(0x0D) else {
      throw HTTP1Head.Malformed(reason: "malformed chunk")
    }
    return line
  }

  private static func size(_ line: [UInt8]) throws(HTTP1Head.Malformed) -> Int {
    let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
    guard !digits.isEmpty, digits.count <= 15,
      digits.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x66) }),
      let size = Int(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw HTTP1Head.Malformed(reason: "malformed chunk size") }
    return size
  }
}
