package import NIOCore

/// A client's connection. Only the reference may cross threads; every member is for its event loop.
package final class GRPCClientConnection: ClientConnection, @unchecked Sendable {
  package let eventLoop: any EventLoop
  package var isUsable: Bool { false }
  package var openCalls: Int { 0 }
  package var onClose: ((GRPCStatus) -> Void)?

  init(eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  package func start(
    path: String, metadata: Headers, timeout: TimeAmount?, receiver: any CallReceiver
  ) -> any ClientCall {
    fatalError("not built yet")
  }

  package func ping(_ done: @escaping (Result<TimeAmount, GRPCStatus>) -> Void) {}
  package func closeGracefully() {}
  package func close() {}
}
