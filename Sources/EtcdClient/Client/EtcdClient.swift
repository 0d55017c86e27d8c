package import EtcdAPI
import HTTP2
package import NIOCore
import NIOPosix
package import SwiftProtobuf

/// A client of an etcd v3 cluster that knows several of its members and changes over by itself. It works on
/// one event loop; for load, use `LoopClient`s.
package final class EtcdClient: Sendable {
  package let eventLoop: any EventLoop
  private let client: NIOLoopBound<LoopClient>

  private init(_ client: NIOLoopBound<LoopClient>, _ eventLoop: any EventLoop) {
    self.client = client
    self.eventLoop = eventLoop
  }

  /// Connects lazily: errors come with the first call. On NIO's own group if none is given.
  package static func make(
    endpoints: [Endpoint], options: ClientOptions = ClientOptions(),
    on group: (any EventLoopGroup)? = nil
  ) async throws -> EtcdClient {
    precondition(!endpoints.isEmpty, "a client needs an endpoint")
    let eventLoop = (group ?? MultiThreadedEventLoopGroup.singleton).next()
    return try await eventLoop.submit {
      let client = LoopClient(endpoints: endpoints, on: eventLoop, options: options)
      return EtcdClient(NIOLoopBound(client, eventLoop: eventLoop), eventLoop)
    }.get()
  }

  /// Runs on the loop, with what belongs to it.
  package func onLoop<Value: Sendable>(_ body: @escaping @Sendable (LoopClient) throws -> Value) async throws
    -> Value
  {
    try await eventLoop.submit { [client] in try body(client.value) }.get()
  }

  func execute(_ body: @escaping @Sendable (LoopClient) -> Void) {
    eventLoop.execute { [client] in body(client.value) }
  }

  package func shutdown() async {
    try? await onLoop { $0.shutdown() }
  }

  /// Any unary method. Throws `CallFailure`.
  package func unary<Request: Message, Answer: Message>(
    _ rpc: RPC, _ request: Request, kind: RetryPolicy.Kind, answer: Answer.Type = Answer.self
  ) async throws(CallFailure) -> Answer {
    let message = ProtobufBytes.encode(request)
    let result = await withCheckedContinuation { continuation in
      eventLoop.execute { [client] in
        client.value.call(rpc, message, kind: kind) { continuation.resume(returning: $0) }
      }
    }
    return try ProtobufBytes.decode(Answer.self, result.get())
  }
}
