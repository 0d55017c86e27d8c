internal import DequeModule
internal import NIOCore

/// One open stream: RFC 9113 §5.1, where a stream's state is that of its two directions. Closed streams are
/// not in the table, idle ones neither.
struct Stream<Owner: AnyObject> {
  enum Receiving {
    /// A client's stream, before the response's final head.
    case head
    /// `contentLeft`: what content-length promised, less what came.
    case body(contentLeft: Int?)
    case ended
  }

  enum Sending {
    case head
    case body
    /// The end waits for queued DATA.
    case ending(End)
    case ended
  }

  enum End {
    case data
    case trailers(HeaderTemplate)
  }

  /// Zero in a free slot.
  var id: StreamID
  var owner: Owner?
  var receiving = Receiving.head
  var sending = Sending.head
  /// Negative when the peer shrank INITIAL_WINDOW_SIZE (§6.9.2).
  var sendWindow: Int
  /// What the peer may still send; `unreturned` is what it sent and got no WINDOW_UPDATE for.
  var receiveWindow: Int
  var unreturned = 0
  /// Who reads the stream has enough for now: no WINDOW_UPDATE.
  var isHeld = false
  /// DATA that waits for windows or the socket.
  var queue = Deque<ByteBuffer>()
  var queuedBytes = 0
  var isInTurn = false

  init(id: StreamID, sendWindow: Int, receiveWindow: Int) {
    self.id = id
    self.sendWindow = sendWindow
    self.receiveWindow = receiveWindow
  }

  var hasEndedReceiving: Bool {
    if case .ended = receiving { true } else { false }
  }

  var hasEndedSending: Bool {
    if case .ended = sending { true } else { false }
  }
}
