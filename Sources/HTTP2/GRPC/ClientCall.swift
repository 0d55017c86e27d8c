package import NIOCore

/// One gRPC connection as its client sees it: on one event loop, many calls, no queue beyond flow control.
/// `start` may be called from that event loop only; `EtcdClient` is what crosses threads.
package protocol ClientConnection: AnyObject {
  var eventLoop: any EventLoop { get }
  /// Open, and not told to go away: takes new calls.
  var isUsable: Bool { get }
  var openCalls: Int { get }
  /// Whether the connection ended, and why; after it, `isUsable` stays false.
  var onClose: ((GRPCStatus) -> Void)? { get set }

  /// Starts a call. `receiver` gets whatever comes of it; it is kept until its `ended`.
  func start(
    path: String, metadata: Headers, timeout: TimeAmount?, receiver: any CallReceiver
  ) -> any ClientCall
  /// A PING and its round trip; fails when the connection does.
  func ping(_ done: @escaping (Result<TimeAmount, GRPCStatus>) -> Void)
  /// Lets open calls end, takes no new ones, then closes.
  func closeGracefully()
  func close()
}

package protocol ClientCall: AnyObject {
  func send(_ message: ByteBuffer)
  /// No more messages from this side. A unary call sends one message and half-closes.
  func halfClose()
  /// Sends one message and half-closes, in as few frames as can be.
  func sendLast(_ message: ByteBuffer)
  func cancel()
}

package protocol CallReceiver: AnyObject {
  func received(_ message: ByteBuffer)
  /// The last thing a call hears.
  func ended(_ status: GRPCStatus)
}
