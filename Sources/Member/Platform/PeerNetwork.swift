package import Configuration
package import NIOCore

/// How members reach each other: streams of bytes that arrive whole and in order, or break.
///
/// All calls and callbacks are on the event loop that a connection was made for.
package protocol PeerNetwork: Sendable {
  /// `receiver` may hear of the connection before `completion` is called.
  func dial(
    _ target: Address, on eventLoop: any EventLoop, receiver: any PeerReceiver,
    completion: @escaping (Result<any PeerConnection, any Error>) -> Void)

  /// `accept` gives who receives from a new connection; nil: it is closed.
  func listen(
    _ address: Address, on eventLoop: any EventLoop,
    accept: @escaping (any PeerConnection) -> (any PeerReceiver)?
  ) -> EventLoopFuture<any PeerAcceptor>
}

package protocol PeerConnection: AnyObject {
  var isActive: Bool { get }
  /// The other end's address, for messages.
  var remote: String { get }
  /// `taken` is called when the bytes have left this process, or never will.
  func write(_ bytes: ByteBuffer, taken: (() -> Void)?)
  /// The receiver hears `closed` in any case, once.
  func close()
}

package protocol PeerReceiver: AnyObject {
  func received(_ bytes: ByteBuffer)
  /// Everything that had come was handed on.
  func receivedAll()
  func closed()
}

package protocol PeerAcceptor: AnyObject, Sendable {
  func close()
}
