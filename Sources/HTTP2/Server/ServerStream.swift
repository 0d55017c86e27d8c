internal import NIOCore

/// A call of a `ServerConnection`.
final class ServerStream: ServerCall {
  let connection: ServerConnection
  let slot: Int
  let id: StreamID
  let head: MessageHead
  let deadline: NIODeadline?
  var reader: MessageReader
  var handler: (any CallHandler)?
  var hasSentHead = false
  /// It came while too many answers wait for the client: its messages gather in `reader` until it starts.
  var isHeld = false
  /// A held call's request is whole.
  var hasHeldEnd = false
  /// Finished or cancelled: its handler hears nothing more, and it sends nothing more.
  var isEnded = false

  init(
    connection: ServerConnection, slot: Int, id: StreamID, head: MessageHead, deadline: NIODeadline?,
    maxMessageBytes: Int
  ) {
    self.connection = connection
    self.slot = slot
    self.id = id
    self.head = head
    self.deadline = deadline
    reader = MessageReader(maxMessageBytes: maxMessageBytes)
  }

  var eventLoop: any EventLoop { connection.eventLoop }
  var path: String { head.path }
  var headers: Headers { head.headers }
  var remoteAddress: SocketAddress? { connection.remoteAddress }
  var bufferedBytes: Int { isEnded ? 0 : connection.bufferedBytes(of: self) }

  func send(_ message: ByteBuffer) {
    guard !isEnded else { return }
    connection.send(message, on: self)
  }

  func finish(_ status: GRPCStatus) {
    guard !isEnded else { return }
    connection.finish(status, on: self)
  }

  func finish(with message: ByteBuffer) {
    guard !isEnded else { return }
    connection.send(message, on: self, finishing: true)
  }
}
