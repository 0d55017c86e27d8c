/// One method of a gRPC service: where it is and how many messages go each way.
package struct RPC: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case unary, serverStreaming, clientStreaming, bidirectional
  }

  /// As `:path` carries it: `/etcdserverpb.KV/Put`.
  package let path: String
  package let kind: Kind

  package init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }

  /// `etcdserverpb.KV`
  package var service: String {
    String(path.dropFirst().prefix { $0 != "/" })
  }

  /// `Put`
  package var method: String {
    String(path.dropFirst(service.count + 2))
  }
}
