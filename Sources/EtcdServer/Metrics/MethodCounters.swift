package import HTTP2

/// How often a method was called, and how its calls ended.
package final class MethodCounters: Sendable {
  package let service: String
  package let method: String
  /// One a status code, by its number.
  private let handled: [Counter] = (0...16).map { _ in Counter() }

  package init(service: String, method: String) {
    self.service = service
    self.method = method
  }

  package func count(_ code: GRPCStatus.Code) {
    handled[code.rawValue].add()
  }

  var series: [(labels: String, value: String)] {
    handled.enumerated().compactMap { index, counter in
      let current = counter.current
      guard current > 0, let code = GRPCStatus.Code(rawValue: index) else { return nil }
      let labels =
        "grpc_service=\"\(service)\",grpc_method=\"\(method)\",grpc_code=\"\(code.prometheusName)\""
      return (labels, "\(current)")
    }
  }
}

extension GRPCStatus.Code {
  /// As Go's gRPC names it, and dashboards expect it.
  var prometheusName: String {
    switch self {
    case .ok: "OK"
    case .cancelled: "Canceled"
    case .unknown: "Unknown"
    case .invalidArgument: "InvalidArgument"
    case .deadlineExceeded: "DeadlineExceeded"
    case .notFound: "NotFound"
    case .alreadyExists: "AlreadyExists"
    case .permissionDenied: "PermissionDenied"
    case .resourceExhausted: "ResourceExhausted"
    case .failedPrecondition: "FailedPrecondition"
    case .aborted: "Aborted"
    case .outOfRange: "OutOfRange"
    case .unimplemented: "Unimplemented"
    case .internalError: "Internal"
    case .unavailable: "Unavailable"
    case .dataLoss: "DataLoss"
    case .unauthenticated: "Unauthenticated"
    }
  }
}
