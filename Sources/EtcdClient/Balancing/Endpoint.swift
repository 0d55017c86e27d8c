/// Where a member serves the etcd v3 API.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  /// A name, an IPv4 address, or an IPv6 address without brackets.
  package let host: String
  /// 1…65535.
  package let port: Int

  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// `host:port`, `http://host:port`, or either without a port for 2379; IPv6 hosts stand in brackets.
  package init(parsing text: some StringProtocol) throws(EndpointError) {
    var rest = Substring(text).trimmingSpaces()
    if let scheme = rest.firstRange(of: "://") {
      guard rest[..<scheme.lowerBound] == "http" else {
        throw EndpointError(text: String(text), reason: .scheme(String(rest[..<scheme.lowerBound])))
      }
      rest = rest[scheme.upperBound...]
    }
    if rest.hasSuffix("/") { rest.removeLast() }
    var port = Self.defaultPort
    let afterBrackets = rest.lastIndex(of: "]") ?? rest.startIndex
    if let colon = rest[afterBrackets...].lastIndex(of: ":") {
      guard let number = Int(rest[rest.index(after: colon)...]), (1...65535).contains(number) else {
        throw EndpointError(text: String(text), reason: .port)
      }
      port = number
      rest = rest[..<colon]
    }
    if rest.hasPrefix("["), rest.hasSuffix("]") {
      rest = rest.dropFirst().dropLast()
    } else if rest.contains(":") {
      throw EndpointError(text: String(text), reason: .bareIPv6)
    }
    guard !rest.isEmpty, !rest.contains("/"), !rest.contains(" ") else {
      throw EndpointError(text: String(text), reason: .host)
    }
    self.init(host: String(rest), port: port)
  }

  /// A comma-separated list, as `--endpoints` takes it; at least one.
  package static func list(parsing text: String) throws(EndpointError) -> [Endpoint] {
    var endpoints: [Endpoint] = []
    for part in text.split(separator: ",") {
      let endpoint = try Endpoint(parsing: part)
      if !endpoints.contains(endpoint) { endpoints.append(endpoint) }
    }
    guard !endpoints.isEmpty else { throw EndpointError(text: text, reason: .host) }
    return endpoints
  }

  package var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  private static let defaultPort = 2379
}

/// Why a text names no endpoint, and what would.
package struct EndpointError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Reason: Hashable, Sendable {
    case scheme(String), port, host, bareIPv6
  }

  package let text: String
  package let reason: Reason

  package var description: String {
    switch reason {
    case .scheme(let scheme):
      "endpoint \"\(text)\": \(scheme):// is not supported; write http://host:port or host:port"
    case .port: "endpoint \"\(text)\": the port must be a number from 1 to 65535, as in 127.0.0.1:2379"
    case .host: "endpoint \"\(text)\": write host:port, as in 127.0.0.1:2379"
    case .bareIPv6: "endpoint \"\(text)\": put the IPv6 address in brackets, as in [::1]:2379"
    }
  }
}

extension Substring {
  fileprivate func trimmingSpaces() -> Substring {
    var trimmed = self.drop { $0 == " " }
    while trimmed.last == " " { trimmed.removeLast() }
    return trimmed
  }

  fileprivate func firstRange(of needle: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
      start = index(after: start)
    }
    return nil
  }
}
