internal import NIOCore

/// A header list that was found well-formed: a request's, a response's, or trailers (RFC 9113 §8). Equal
/// blocks share one, hence a class; it never changes.
final class MessageHead: Sendable {
  enum Kind {
    case request, response, trailers
  }

  /// Why a header list is malformed: a stream error PROTOCOL_ERROR (§8.1.1).
  struct Malformed: Error, Hashable {
    var reason: String

    init(_ reason: String) {
      self.reason = reason
    }
  }

  /// Empty for responses and trailers.
  let method: String
  let path: String
  let authority: String
  /// Zero for requests and trailers.
  let status: Int
  let contentLength: Int?
  let isGRPC: Bool
  /// nil without a grpc-timeout.
  let timeout: Result<TimeAmount, Malformed>?
  let encoding: String?
  let grpcStatus: String?
  let grpcMessage: String?
  /// Without pseudo-header fields.
  let headers: Headers

  /// Pseudo-header fields come first, once, and only those of the kind (§8.3).
  init(_ kind: Kind, _ fields: [HeaderField]) throws(Malformed) {
    var parts = Parts(kind: kind)
    for field in fields { try parts.take(field) }
    try parts.check()
    method = parts.method ?? ""
    path = parts.path ?? ""
    authority = parts.authority ?? ""
    status = parts.status ?? 0
    contentLength = parts.contentLength
    isGRPC = parts.isGRPC
    timeout = parts.timeout
    encoding = parts.encoding
    grpcStatus = parts.grpcStatus
    grpcMessage = parts.grpcMessage
    headers = Headers(parts.regular)
  }
}

private struct Parts {
  let kind: MessageHead.Kind
  var method: String?
  var scheme: String?
  var path: String?
  var authority: String?
  var status: Int?
  var contentLength: Int?
  var isGRPC = false
  var timeout: Result<TimeAmount, MessageHead.Malformed>?
  var encoding: String?
  var grpcStatus: String?
  var grpcMessage: String?
  var regular: [(name: String, value: String)] = []

  init(kind: MessageHead.Kind) {
    self.kind = kind
  }

  mutating func take(_ field: HeaderField) throws(MessageHead.Malformed) {
    switch field.token {
    case .method: try setOnce(&method, field, in: .request)
    case .scheme: try setOnce(&scheme, field, in: .request)
    case .path: try setOnce(&path, field, in: .request)
    case .authority: try setOnce(&authority, field, in: .request)
    case .status:
      var text: String?
      try setOnce(&text, field, in: .response)
      guard status == nil, let code = Int(field.value), (100...999).contains(code) else {
        throw MessageHead.Malformed(":status \(field.value.prefix(16))")
      }
      status = code
    case .unknownPseudo: throw MessageHead.Malformed("pseudo-header field \(field.name.prefix(64))")
    case .malformed: throw MessageHead.Malformed("characters not allowed in a header field")
    case .connectionSpecific: throw MessageHead.Malformed("\(field.name) is for HTTP/1.1 (§8.2.2)")
    default:
      try takeRegular(field)
      regular.append((field.name, field.value))
    }
  }

  private mutating func takeRegular(_ field: HeaderField) throws(MessageHead.Malformed) {
    switch field.token {
    case .te:
      guard field.value == "trailers" else { throw MessageHead.Malformed("te other than trailers") }
    case .contentLength:
      let digits = field.value.utf8
      guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let length = Int(field.value),
        contentLength == nil || contentLength == length
      else { throw MessageHead.Malformed("content-length") }
      contentLength = length
    case .contentType: isGRPC = Self.isGRPC(field.value)
    case .grpcTimeout: timeout = GRPCTimeout.parse(field.value)
    case .grpcEncoding: encoding = field.value
    case .grpcStatus: grpcStatus = field.value
    case .grpcMessage: grpcMessage = field.value
    default: break
    }
  }

  func check() throws(MessageHead.Malformed) {
    switch kind {
    case .request:
      guard let method else { throw MessageHead.Malformed("no :method") }
      if method == "CONNECT" {
        guard authority != nil, scheme == nil, path == nil else { throw MessageHead.Malformed("CONNECT") }
        return
      }
      guard scheme != nil, let path, !path.isEmpty else { throw MessageHead.Malformed("no :scheme or :path") }
    case .response:
      guard status != nil else { throw MessageHead.Malformed("no :status") }
    case .trailers:
      break
    }
  }

  private func setOnce(
    _ part: inout String?, _ field: HeaderField, in expected: MessageHead.Kind
  ) throws(MessageHead.Malformed) {
    guard kind == expected, part == nil, regular.isEmpty else {
      throw MessageHead.Malformed("\(field.name) repeated or out of place")
    }
    part = field.value
  }

  /// `application/grpc`, alone or followed by `+proto` and the like or by parameters.
  private static func isGRPC(_ value: String) -> Bool {
    let prefix = "application/grpc"
    guard value.hasPrefix(prefix) else { return false }
    let next = value.utf8.dropFirst(prefix.utf8.count).first
    return next == nil || next == UInt8(ascii: "+") || next == UInt8(ascii: ";")
  }
}
