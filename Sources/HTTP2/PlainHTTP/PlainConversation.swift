internal import NIOCore

/// One HTTP/1.1 request without a body and its answer, after which the connection closes (RFC 9112). Strict:
/// what isn't exactly that is refused.
struct PlainConversation {
  enum Step: Equatable {
    case needMoreBytes
    case request(PlainRequest)
    case refused(PlainResponse)
  }

  static let maxHeadBytes = 8192

  private enum State {
    case head(scanned: Int)
    case answered
  }

  private var state = State.head(scanned: 0)

  /// It isn't whole yet.
  var awaitsRequest: Bool {
    if case .head = state { true } else { false }
  }

  /// Takes the head once it is whole; what follows it is dropped.
  mutating func next(_ input: inout ByteBuffer) -> Step {
    guard case .head(let scanned) = state else {
      input.clear()
      return .needMoreBytes
    }
    let view = input.readableBytesView
    guard let length = Self.headLength(in: view, from: max(0, scanned - 3)) else {
      guard view.count <= Self.maxHeadBytes else {
        state = .answered
        return .refused(PlainResponse(status: 431, text: "The request's head is too large.\n"))
      }
      // A TLS hello or other noise never makes a line: it needs no waiting for.
      guard view.first.map({ $0 >= 0x41 && $0 <= 0x5a }) ?? true else {
        state = .answered
        return .refused(Self.badRequest)
      }
      state = .head(scanned: view.count)
      return .needMoreBytes
    }
    state = .answered
    let step = Self.parse(view.prefix(length))
    input.clear()
    return step
  }

  static var badRequest: PlainResponse {
    PlainResponse(status: 400, text: "This port speaks gRPC over HTTP/2, and HTTP/1.1 GET.\n")
  }

  /// The whole response, which closes the connection.
  static func bytes(of response: PlainResponse, headOnly: Bool) -> ByteBuffer {
    var bytes = ByteBuffer()
    bytes.writeString("HTTP/1.1 \(response.status) \(reason(response.status))\r\n")
    bytes.writeString("Content-Type: \(response.contentType)\r\n")
    bytes.writeString("Content-Length: \(response.body.readableBytes)\r\nConnection: close\r\n\r\n")
    if !headOnly { bytes.writeImmutableBuffer(response.body) }
    return bytes
  }

  /// Up to and with the empty line.
  private static func headLength(in view: ByteBufferView, from start: Int) -> Int? {
    var run = 0
    let end: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a]
    for (offset, byte) in view.dropFirst(start).enumerated() {
      run = byte == end[run] ? run + 1 : (byte == 0x0d ? 1 : 0)
      if run == 4 { return start + offset + 1 }
    }
    return nil
  }

  private static func parse(_ head: ByteBufferView) -> Step {
    guard !head.contains(where: { $0 == 0 || $0 >= 0x80 }) else { return .refused(badRequest) }
    let text = String(decoding: head.dropLast(4), as: UTF8.self)
    var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
    guard let requestLine = lines.popFirst() else { return .refused(badRequest) }
    let words = requestLine.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0",
      words[1].utf8.first == UInt8(ascii: "/"), !words[0].isEmpty
    else { return .refused(badRequest) }
    var headers = Headers()
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), colon > line.startIndex,
        !line[..<colon].contains(where: { $0 == " " || $0 == "\t" })
      else { return .refused(badRequest) }
      let value = line[line.index(after: colon)...].trimmingBlanks()
      headers.fields.append((line[..<colon].lowercased(), String(value)))
    }
    guard words[0] == "GET" || words[0] == "HEAD" else {
      return .refused(PlainResponse(status: 405, text: "Only GET and HEAD are answered here.\n"))
    }
    guard headers.first("transfer-encoding") == nil, headers.first("content-length") ?? "0" == "0" else {
      return .refused(PlainResponse(status: 413, text: "A request here has no body.\n"))
    }
    let parts = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    return .request(
      PlainRequest(
        method: String(words[0]), path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : nil,
        headers: headers))
  }

  private static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 400: "Bad Request"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 413: "Content Too Large"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 503: "Service Unavailable"
    default: status < 400 ? "OK" : "Error"
    }
  }
}

extension Substring {
  fileprivate func trimmingBlanks() -> Substring {
    var rest = self
    while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    while rest.last == " " || rest.last == "\t" { rest.removeLast() }
    return rest
  }
}
