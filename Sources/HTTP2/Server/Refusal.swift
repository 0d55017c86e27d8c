extension ServerConnection {
  /// Why a request gets no handler.
  enum Refusal {
    /// It isn't gRPC: an HTTP status says so.
    case http(Int)
    case grpc(GRPCStatus)
  }

  static func refusal(of head: MessageHead) -> Refusal? {
    guard head.method == "POST" else { return .http(405) }
    guard head.isGRPC else { return .http(415) }
    if case .failure(let error) = head.timeout {
      return .grpc(GRPCStatus(.internalError, "malformed \(error.reason)"))
    }
    return nil
  }

  /// The words of grpc-go, which clients look for.
  static func unknown(_ path: String, _ router: any CallRouter) -> GRPCStatus {
    guard path.utf8.first == UInt8(ascii: "/"), let slash = path.lastIndex(of: "/"), slash > path.startIndex
    else { return GRPCStatus(.unimplemented, "malformed method name: \"\(path)\"") }
    let service = path[path.index(after: path.startIndex)..<slash]
    let method = path[path.index(after: slash)...]
    if router.serves(String(service)) {
      return GRPCStatus(.unimplemented, "unknown method \(method) for service \(service)")
    }
    return GRPCStatus(.unimplemented, "unknown service \(service)")
  }

  /// Compressed messages are told of by their flag; which coding it is, by `grpc-encoding`.
  static func status(
    of failure: MessageReader.Failure, _ call: ServerStream, _ limits: ServerLimits
  ) -> GRPCStatus {
    switch failure {
    case .compressed:
      let coding = call.head.encoding ?? "identity"
      return coding == "identity"
        ? GRPCStatus(.internalError, "grpc: compressed flag set with identity or empty encoding")
        : GRPCStatus(.unimplemented, "grpc: Decompressor is not installed for grpc-encoding \"\(coding)\"")
    case .tooLarge(let bytes):
      return GRPCStatus(
        .resourceExhausted,
        "grpc: received message larger than max (\(bytes) vs. \(limits.maxMessageBytes))")
    }
  }
}
