internal import DequeModule
internal import NIOCore

/// A call of a `GRPCClientConnection`.
final class ClientStream: ClientCall {
  enum State {
    /// The server's MAX_CONCURRENT_STREAMS is reached: what is sent waits here.
    case waiting(Waiting)
    case open(slot: Int, id: StreamID)
    case ended
  }

  struct Waiting {
    var path: String
    var metadata: Headers
    var messages: [ByteBuffer] = []
    var isHalfClosed = false
  }

  let connection: GRPCClientConnection
  let receiver: any CallReceiver
  let deadline: NIODeadline?
  var state: State
  var reader: MessageReader

  init(
    connection: GRPCClientConnection, receiver: any CallReceiver, deadline: NIODeadline?, state: State,
    maxMessageBytes: Int
  ) {
    self.connection = connection
    self.receiver = receiver
    self.deadline = deadline
    self.state = state
    reader = MessageReader(maxMessageBytes: maxMessageBytes)
  }

  var isEnded: Bool {
    if case .ended = state { true } else { false }
  }

  func send(_ message: ByteBuffer) {
    send(message, last: false)
  }

  func sendLast(_ message: ByteBuffer) {
    send(message, last: true)
  }

  func halfClose() {
    switch state {
    case .waiting(var waiting):
      waiting.isHalfClosed = true
      state = .waiting(waiting)
    case .open(let slot, _):
      connection.halfClose(slot)
    case .ended:
      break
    }
  }

  func cancel() {
    connection.cancel(self, GRPCStatus(.cancelled, "the call was cancelled by its caller"))
  }

  private func send(_ message: ByteBuffer, last: Bool) {
    switch state {
    case .waiting(var waiting):
      guard !waiting.isHalfClosed else { return }
      waiting.messages.append(message)
      waiting.isHalfClosed = last
      state = .waiting(waiting)
    case .open(let slot, _):
      connection.send(message, slot, last: last)
    case .ended:
      break
    }
  }
}
