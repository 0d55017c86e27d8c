package import NIOCore

/// One gRPC call as the server sees it. It lives on its connection's event loop: every member of it is to be
/// used there, and none is Sendable for that reason.
///
/// A call ends once: by `finish`, by the client's reset, or with its connection; after that, sending does
/// nothing.
package protocol ServerCall: AnyObject {
  var eventLoop: any EventLoop { get }
  /// `/etcdserverpb.KV/Put`
  var path: String { get }
  var headers: Headers { get }
  /// From `grpc-timeout`, counted from when the headers came.
  var deadline: NIODeadline? { get }
  var remoteAddress: SocketAddress? { get }
  var isEnded: Bool { get }
  /// Bytes of this call that wait for the client's flow control or its socket. A handler that streams stops
  /// above its own bound and goes on at `writable`.
  var bufferedBytes: Int { get }

  /// Sends one message; the length prefix is added. Headers go out before the first.
  func send(_ message: ByteBuffer)
  /// Ends the call with trailers.
  func finish(_ status: GRPCStatus)
  /// One message and OK, in as few frames as can be: what a unary call answers.
  func finish(with message: ByteBuffer)
}

/// What a service does with one call. All of these come on the call's event loop.
package protocol CallHandler: AnyObject {
  /// A whole message, without its length prefix.
  func received(_ message: ByteBuffer)
  /// The client sends no more.
  func receivedEnd()
  /// `bufferedBytes` fell below the connection's low-water mark.
  func writable()
  /// The client reset the call, its deadline passed, or the connection is gone. Nothing comes after it.
  func cancelled()
}

/// The service table: which handler takes a call.
package protocol CallRouter: Sendable {
  /// nil answers the call with UNIMPLEMENTED and etcd's way of saying it.
  func handler(for call: any ServerCall) -> (any CallHandler)?
  /// Whether a service is known, to say of a path without a handler what of it is unknown.
  func serves(_ service: String) -> Bool
}

extension CallRouter {
  package func serves(_ service: String) -> Bool { false }
}

/// A gRPC status (https://grpc.github.io/grpc/core/md_doc_statuscodes.html).
package struct GRPCStatus: Hashable, Sendable, Error {
  package enum Code: Int, Sendable {
    case ok = 0, cancelled, unknown, invalidArgument, deadlineExceeded, notFound, alreadyExists
    case permissionDenied, resourceExhausted, failedPrecondition, aborted, outOfRange, unimplemented
    case internalError, unavailable, dataLoss, unauthenticated
  }

  package var code: Code
  package var message: String
  /// A client's: whether it is certain that no server acted on the call, so that any call may be tried again.
  package var isUnprocessed = false

  package init(_ code: Code, _ message: String = "", isUnprocessed: Bool = false) {
    self.code = code
    self.message = message
    self.isUnprocessed = isUnprocessed
  }

  package static let ok = GRPCStatus(.ok)
}

/// Header fields in order, names in lower case.
package struct Headers: Hashable, Sendable {
  package var fields: [(name: String, value: String)]

  package init(_ fields: [(name: String, value: String)] = []) {
    self.fields = fields
  }

  package func first(_ name: String) -> String? {
    fields.first { $0.name == name }?.value
  }

  package static func == (left: Headers, right: Headers) -> Bool {
    left.fields.elementsEqual(right.fields, by: ==)
  }

  package func hash(into hasher: inout Hasher) {
    for field in fields {
      hasher.combine(field.name)
      hasher.combine(field.value)
    }
  }
}
