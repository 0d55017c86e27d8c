package import NIOCore

/// The head of an HTTP/1.1 request without a body.
package struct PlainRequest: Hashable, Sendable {
  package var method: String
  /// Without the query.
  package var path: String
  /// What follows `?`, undecoded.
  package var query: String?
  package var headers: Headers

  package init(method: String, path: String, query: String? = nil, headers: Headers = Headers()) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
  }
}

package struct PlainResponse: Hashable, Sendable {
  package var status: Int
  package var contentType: String
  package var body: ByteBuffer

  package init(status: Int, contentType: String = "text/plain; charset=utf-8", body: ByteBuffer) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  package init(status: Int, contentType: String = "text/plain; charset=utf-8", text: String) {
    self.init(status: status, contentType: contentType, body: ByteBuffer(string: text))
  }
}

/// Answers one request, from whatever thread and whenever it likes; it must answer once.
package typealias PlainHTTPResponder =
  @Sendable (
    PlainRequest, _ answer: @escaping @Sendable (PlainResponse) -> Void
  ) -> Void
