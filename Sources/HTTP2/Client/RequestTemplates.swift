/// The request heads of one connection, by path: a client calls a few methods again and again.
final class RequestTemplates {
  private static let most = 64

  private let authority: String
  private let userAgent: String
  private var known: [String: HeaderTemplate] = [:]

  init(authority: String, userAgent: String) {
    self.authority = authority
    self.userAgent = userAgent
  }

  func template(for path: String) -> HeaderTemplate {
    if let template = known[path] { return template }
    let isReused = known.count < Self.most
    let fields = [
      (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", authority),
      ("content-type", "application/grpc"), ("te", "trailers"), ("user-agent", userAgent),
    ]
    let template = HeaderTemplate(
      fields.map { .init(field: HeaderField(name: $0.0, value: $0.1), indexing: isReused ? .insert : .none) },
      isReused: isReused)
    if isReused { known[path] = template }
    return template
  }

  /// Credentials are kept out of compression tables (RFC 7541 §7.1.3).
  static func field(_ name: String, _ value: String) -> HeaderTemplate.Field {
    let isSecret = name == "authorization" || name == "token" || name == "cookie"
    return .init(field: HeaderField(name: name, value: value), indexing: isSecret ? .never : .insert)
  }
}

extension ClientLimits {
  var configuration: HTTP2Connection<ClientStream>.Configuration {
    var configuration = HTTP2Connection<ClientStream>.Configuration(role: .client)
    configuration.maxConcurrentStreams = 0
    configuration.streamWindowBytes = streamWindowBytes
    configuration.connectionWindowBytes = connectionWindowBytes
    configuration.maxHeaderListBytes = maxHeaderListBytes
    configuration.idleFrameBurst = 100_000
    configuration.idleFramesPerSecond = 10_000
    return configuration
  }
}
