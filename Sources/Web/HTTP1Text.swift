internal import Glibc
internal import NIOCore

/// What HTTP/1.1 writes beside bodies.
enum HTTP1Text {
  static func writeHead(
    status: Int, _ headers: WebHeaders, _ framing: ResponseFraming, isVersion11: Bool, closes: Bool,
    into buffer: inout ByteBuffer
  ) {
    buffer.writeStaticString("HTTP/1.1 ")
    buffer.writeString(String(status))
    buffer.writeStaticString(" ")
    buffer.writeStaticString(reason(status))
    buffer.writeStaticString("\r\n")
    var hasLength = false
    var hasDate = false
    for (name, value) in headers.fields {
      if name == "content-length" { hasLength = true }
      if name == "date" { hasDate = true }
      if name == "transfer-encoding" { continue }
      write(name, value, into: &buffer)
    }
    if !hasDate { write("date", HTTPDate.now(), into: &buffer) }
    switch framing {
    case .stream:
      if isVersion11, !hasLength { buffer.writeStaticString("Transfer-Encoding: chunked\r\n") }
    case .none:
      if !hasLength, status >= 200, status != 204, status != 304 {
        buffer.writeStaticString("Content-Length: 0\r\n")
      }
    case .length, .tunnel: break
    }
    if closes { buffer.writeStaticString("Connection: close\r\n") }
    buffer.writeStaticString("\r\n")
  }

  /// Names as Go writes them: "Content-Type". What would end the line is left out.
  static func write(_ name: String, _ value: String, into buffer: inout ByteBuffer) {
    var startsWord = true
    for byte in name.utf8 where byte > 0x20 && byte != UInt8(ascii: ":") {
      buffer.writeInteger(startsWord && byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte)
      startsWord = byte == UInt8(ascii: "-")
    }
    buffer.writeStaticString(": ")
    if value.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) {
      buffer.writeBytes(value.utf8.filter { $0 != 0x0D && $0 != 0x0A && $0 != 0 })
    } else {
      buffer.writeString(value)
    }
    buffer.writeStaticString("\r\n")
  }

  static func writeChunk(_ bytes: [UInt8], into buffer: inout ByteBuffer) {
    buffer.reserveCapacity(minimumWritableBytes: bytes.count + 20)
    buffer.writeString(String(bytes.count, radix: 16))
    buffer.writeStaticString("\r\n")
    buffer.writeBytes(bytes)
    buffer.writeStaticString("\r\n")
  }

  static func reason(_ status: Int) -> StaticString {
    switch status {
    case 100: "Continue"
    case 101: "Switching Protocols"
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No Content"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 304: "Not Modified"
    case 307: "Temporary Redirect"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 406: "Not Acceptable"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 410: "Gone"
    case 413: "Request Entity Too Large"
    case 415: "Unsupported Media Type"
    case 422: "Unprocessable Entity"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    default: "Status"
    }
  }
}

/// The time as RFC 9110 §5.6.7 writes it.
enum HTTPDate {
  static func now() -> String { text(Int64(time(nil))) }

  static func text(_ seconds: Int64) -> String {
    var clock = time_t(seconds)
    var parts = tm()
    gmtime_r(&clock, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = days[Int(parts.tm_wday) % 7]
    let month = months[Int(parts.tm_mon) % 12]
    return "\(day), \(two(parts.tm_mday)) \(month) \(parts.tm_year + 1900) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
  }
}
