import HTTP2
import Raft

/// What plain HTTP shows on the metrics address, and on the client address beside gRPC as etcd does:
/// `/health`, `/version`, `/metrics`.
enum StatusPages {
  static func responder(_ context: ServiceContext) -> PlainHTTPResponder {
    { request, answer in answer(respond(to: request, context)) }
  }

  static func respond(to request: PlainRequest, _ context: ServiceContext) -> PlainResponse {
    switch request.path {
    case "/health", "/readyz", "/livez": health(context)
    case "/version":
      json(200, "{\"etcdserver\":\"\(context.version)\",\"etcdcluster\":\"\(context.version)\"}")
    case "/metrics":
      PlainResponse(
        status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8",
        text: context.metrics.registry.text())
    default: PlainResponse(status: 404, text: "404: there are /health, /version and /metrics here\n")
    }
  }

  private static func health(_ context: ServiceContext) -> PlainResponse {
    guard context.hasLeader else {
      return json(503, "{\"health\":\"false\",\"reason\":\"RAFT NO LEADER\"}")
    }
    return json(200, "{\"health\":\"true\",\"reason\":\"\"}")
  }

  private static func json(_ status: Int, _ body: String) -> PlainResponse {
    PlainResponse(status: status, contentType: "application/json", text: body)
  }
}
