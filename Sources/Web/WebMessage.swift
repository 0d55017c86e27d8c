/// One request to the server.
package struct WebRequest: Sendable {
  package enum Version: Sendable {
    case http1, http2
  }

  package var method: String
  /// As it came: percent-encoded.
  package var path: String
  package var query: String?
  package var headers: WebHeaders
  package var version: Version
  package var secure: Bool
  /// DER, the leaf first, not verified; the client holds the leaf's key.
  package var clientCertificates: [[UInt8]]
  /// "127.0.0.1:4711".
  package var remoteAddress: String
  package var body: WebBody
  package var authority: String

  package init(
    method: String, path: String, query: String? = nil, headers: WebHeaders = WebHeaders(),
    version: Version = .http1, secure: Bool = true, clientCertificates: [[UInt8]] = [],
    remoteAddress: String = "", body: WebBody = WebBody(), authority: String = ""
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.version = version
    self.secure = secure
    self.clientCertificates = clientCertificates
    self.remoteAddress = remoteAddress
    self.body = body
    self.authority = authority
  }
}

package enum WebResponse: Sendable {
  case full(status: Int, headers: WebHeaders, body: [UInt8])
  /// The body ends where the closure does; the connection breaks off where it throws.
  case stream(status: Int, headers: WebHeaders, @Sendable (any WebWriter) async throws -> Void)
  /// After the head, bytes go both ways as they are: 101 for an upgrade in HTTP/1.1, 200 in HTTP/2.
  case tunnel(status: Int, headers: WebHeaders, @Sendable (WebTunnel) async throws -> Void)
}

package protocol WebWriter: Sendable {
  /// Returns when there is room for more: a slow reader holds the writer, and costs bounded memory.
  /// Throws when
  /// the reader is gone.
  func write(_ bytes: [UInt8]) async throws
}

/// Bytes both ways.
package struct WebTunnel: Sendable {
  package let reader: WebBody
  package let writer: any WebWriter
  private let ending: @Sendable () async -> Void

  init(reader: WebBody, writer: any WebWriter, ending: @escaping @Sendable () async -> Void) {
    self.reader = reader
    self.writer = writer
    self.ending = ending
  }

  package func read() async throws -> [UInt8]? { try await reader.next() }
  package func write(_ bytes: [UInt8]) async throws { try await writer.write(bytes) }
  /// Closes the tunnel. A server's closes when its closure returns.
  package func close() async { await ending() }

  /// Carries bytes both ways until one side ends.
  package func join(_ other: WebTunnel) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await Self.copy(self, other) }
      group.addTask { await Self.copy(other, self) }
      await group.next()
      group.cancelAll()
      await self.close()
      await other.close()
    }
  }

  private static func copy(_ from: WebTunnel, _ to: WebTunnel) async {
    do {
      while let bytes = try await from.read() { try await to.write(bytes) }
    } catch {
      return
    }
  }
}
