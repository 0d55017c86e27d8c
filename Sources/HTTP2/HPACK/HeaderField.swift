/// One field of a header list, with what its name means here.
struct HeaderField: Hashable, Sendable {
  /// The names that HTTP/2 or gRPC gives a meaning.
  enum Token: UInt8, Sendable {
    case other, malformed, unknownPseudo
    case method, scheme, path, authority, status
    case connectionSpecific, te, contentLength, contentType
    case grpcTimeout, grpcEncoding, grpcStatus, grpcMessage
  }

  var name: String
  /// Bytes that aren't UTF-8 are replaced; `-bin` metadata stays base64.
  var value: String
  var token: Token

  init(name: String, value: String) {
    self.name = name
    self.value = value
    self.token = Self.token(of: name)
  }

  init(name: String, value: String, token: Token) {
    self.name = name
    self.value = value
    self.token = token
  }

  /// RFC 7541 §4.1.
  var size: Int { name.utf8.count + value.utf8.count + 32 }

  static func token(of name: String) -> Token {
    if name.utf8.first == UInt8(ascii: ":") {
      switch name {
      case ":method": return .method
      case ":scheme": return .scheme
      case ":path": return .path
      case ":authority": return .authority
      case ":status": return .status
      default: return .unknownPseudo
      }
    }
    switch name {
    case "te": return .te
    case "content-length": return .contentLength
    case "content-type": return .contentType
    case "grpc-timeout": return .grpcTimeout
    case "grpc-encoding": return .grpcEncoding
    case "grpc-status": return .grpcStatus
    case "grpc-message": return .grpcMessage
    case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade":
      return .connectionSpecific
    default: return .other
    }
  }

  /// RFC 9113 §8.2.1: lower-case tokens, a colon in front only.
  static func isValidName(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let first = bytes.first else { return false }
    let rest = first == UInt8(ascii: ":") ? bytes.dropFirst() : bytes[...]
    guard !rest.isEmpty else { return false }
    return rest.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "#"),
        UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"),
        UInt8(ascii: "+"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
        true
      default: false
      }
    }
  }

  /// RFC 9113 §8.2.1: no NUL, CR, LF, nor space or tab at either end.
  static func isValidValue(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return true }
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    if isBlank(first) || isBlank(last) { return false }
    return !bytes.contains { $0 == 0 || $0 == 0x0a || $0 == 0x0d }
  }
}
