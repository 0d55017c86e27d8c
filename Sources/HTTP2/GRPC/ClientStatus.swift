/// What a client makes of how a call ended on the wire (gRPC over HTTP2, "HTTP2 Transport Mapping").
extension GRPCStatus {
  init(trailers head: MessageHead) {
    guard let text = head.grpcStatus else {
      self.init(.unknown, "the server ended the call without a grpc-status")
      return
    }
    let code = Int(text).flatMap(Code.init(rawValue:)) ?? .unknown
    self.init(code, StatusMessage.decode(head.grpcMessage ?? ""))
  }

  init(httpStatus: Int) {
    let code: Code =
      switch httpStatus {
      case 400: .internalError
      case 401: .unauthenticated
      case 403: .permissionDenied
      case 404: .unimplemented
      case 429, 502, 503, 504: .unavailable
      default: .unknown
      }
    self.init(code, "the server answered with HTTP status \(httpStatus) instead of gRPC")
  }

  init(reset code: ErrorCode) {
    let status: Code =
      switch code {
      case .refusedStream: .unavailable
      case .cancel: .cancelled
      case .enhanceYourCalm: .resourceExhausted
      case .inadequateSecurity: .permissionDenied
      default: .internalError
      }
    self.init(status, "the server reset the call: \(code)", isUnprocessed: code == .refusedStream)
  }
}
