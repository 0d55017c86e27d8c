import NIOCore
import Testing

@testable import HTTP2

struct ConnectionTests {
  @Test("a request with its message comes in the order of its frames, however the bytes are cut")
  func request() {
    var whole = Peer()
    whole.preface()
    whole.request(1)
    whole.data(1, [1, 2, 3], end: true)
    for cut in 1..<whole.bytes.readableBytes {
      var conversation = Conversation(greeted: false)
      var rest = whole.bytes
      conversation.peer.bytes = rest.readSlice(length: cut) ?? ByteBuffer()
      var seen = conversation.hear()
      conversation.peer.bytes.writeBuffer(&rest)
      seen += conversation.hear()
      #expect(
        seen == [
          .settings, .request(1, "/test.Echo/Unary", endStream: false), .data([1, 2, 3], endStream: true),
        ])
    }
  }

  @Test("padding and priority are taken off, CONTINUATION is joined")
  func wrapped() {
    var conversation = Conversation()
    let block = conversation.peer.block(Peer.requestFields)
    conversation.peer.frame(1, flags: 0x28, stream: 1, [2, 0, 0, 0, 0, 9] + block.prefix(7) + [0, 0])
    conversation.peer.frame(9, flags: 0, stream: 1, Array(block[7..<12]))
    conversation.peer.frame(9, flags: 4, stream: 1, Array(block[12...]))
    conversation.peer.frame(0, flags: 9, stream: 1, [1, 42, 0])
    #expect(
      conversation.hear() == [
        .request(1, "/test.Echo/Unary", endStream: false), .data([42], endStream: true),
      ])
  }

  @Test("the table of a long connection is shared by all its requests")
  func repeated() {
    var conversation = Conversation()
    for index in 0..<100 {
      let id = StreamID(2 * index + 1)
      conversation.peer.request(id, end: true)
      #expect(conversation.hear() == [.request(id, "/test.Echo/Unary", endStream: true)])
      conversation.connection.reset(conversation.slots[id] ?? 0, .cancel)
    }
    #expect(conversation.connection.streams.count == 0)
  }

  @Test("bytes of another protocol are told apart at the first that differs")
  func otherProtocol() {
    var conversation = Conversation(greeted: false)
    conversation.peer.bytes.writeString("PRINT")
    #expect(conversation.hear() == [.notHTTP2])
    conversation.connection.stop(ConnectionError(.noError, "the server stops"))
    #expect(conversation.said().isEmpty)
  }

  typealias Speech = @Sendable (inout Peer) -> Void

  static let breaksConnection: [(String, ErrorCode, Speech)] = [
    ("DATA on stream 0", .protocolError, { $0.data(0, [1]) }),
    ("DATA on an idle stream", .protocolError, { $0.data(7, [1]) }),
    ("HEADERS on an even stream", .protocolError, { $0.request(2) }),
    ("PING of 7 bytes", .frameSizeError, { $0.frame(6, stream: 0, Array(repeating: 0, count: 7)) }),
    ("PING on a stream", .protocolError, { $0.frame(6, stream: 1, Array(repeating: 0, count: 8)) }),
    ("SETTINGS of 5 bytes", .frameSizeError, { $0.frame(4, stream: 0, [0, 0, 0, 0, 0]) }),
    ("SETTINGS ACK with payload", .frameSizeError, { $0.frame(4, flags: 1, stream: 0, [0, 0, 0, 0, 0, 0]) }),
    ("INITIAL_WINDOW_SIZE of 2^31", .flowControlError, { $0.settings([(.initialWindowSize, 1 << 31)]) }),
    ("MAX_FRAME_SIZE of 1", .protocolError, { $0.settings([(.maxFrameSize, 1)]) }),
    ("ENABLE_PUSH of 2", .protocolError, { $0.settings([(.enablePush, 2)]) }),
    ("PUSH_PROMISE", .protocolError, { $0.frame(5, flags: 4, stream: 1, [0, 0, 0, 2]) }),
    ("CONTINUATION alone", .protocolError, { $0.frame(9, flags: 4, stream: 1) }),
    (
      "an interrupted block", .protocolError,
      {
        $0.frame(1, stream: 1); $0.bytes.writePing(1, ack: false)
      }
    ),
    ("WINDOW_UPDATE of 0", .protocolError, { $0.windowUpdate(0, by: 0) }),
    ("an overflowing window", .flowControlError, { $0.windowUpdate(0, by: 0x7fff_ffff) }),
    ("RST_STREAM on an idle stream", .protocolError, { $0.reset(9) }),
    ("RST_STREAM of 3 bytes", .frameSizeError, { $0.frame(3, stream: 1, [0, 0, 0]) }),
    ("a broken block", .compressionError, { $0.frame(1, flags: 4, stream: 1, [0xff, 0xff]) }),
    (
      "a frame of 16,385 bytes", .frameSizeError,
      { $0.frame(0, stream: 1, Array(repeating: 0, count: 16_385)) }
    ),
    ("padding beyond the frame", .protocolError, { $0.frame(1, flags: 0xc, stream: 1, [9, 0]) }),
    (
      "HEADERS on a closed stream", .streamClosed,
      {
        $0.request(5, end: true); $0.request(3)
      }
    ),
  ]

  @Test("what breaks the connection", arguments: breaksConnection)
  func connectionErrors(name: String, code: ErrorCode, speech: Speech) {
    var conversation = Conversation()
    speech(&conversation.peer)
    #expect(conversation.hear().last == .failed(code), "\(name)")
    let last = conversation.said().last
    #expect(last?.type == .goAway && last?.errorCode == code, "\(name)")
  }

  private static let get = [(":method", "GET"), (":scheme", "http"), (":path", "/")]

  static let breaksStream: [(String, ErrorCode, Speech)] = [
    ("an unknown pseudo-header field", .protocolError, { $0.headers(1, get + [(":x", "y")]) }),
    ("a repeated one", .protocolError, { $0.headers(1, get + [(":path", "/")]) }),
    ("one after a regular field", .protocolError, { $0.headers(1, [("a", "b")] + get) }),
    ("a response's in a request", .protocolError, { $0.headers(1, get + [(":status", "200")]) }),
    ("no :path", .protocolError, { $0.headers(1, Array(get.dropLast())) }),
    ("connection", .protocolError, { $0.headers(1, get + [("connection", "close")]) }),
    ("te: gzip", .protocolError, { $0.headers(1, get + [("te", "gzip")]) }),
    ("upper case", .protocolError, { $0.headers(1, get + [("A", "b")]) }),
    (
      "less than content-length", .protocolError,
      { $0.headers(1, get + [("content-length", "2")], end: true) }
    ),
    (
      "more than content-length", .protocolError,
      {
        $0.headers(1, get + [("content-length", "2")]); $0.data(1, [1, 2, 3])
      }
    ),
    (
      "DATA after the end", .streamClosed,
      {
        $0.request(1, end: true); $0.data(1, [1])
      }
    ),
    (
      "HEADERS in the middle", .protocolError,
      {
        $0.request(1); $0.headers(1, [("a", "b")])
      }
    ),
    (
      "trailers with a pseudo-header field", .protocolError,
      {
        $0.request(1); $0.headers(1, [(":path", "/")], end: true)
      }
    ),
    (
      "WINDOW_UPDATE of 0", .protocolError,
      {
        $0.request(1); $0.windowUpdate(1, by: 0)
      }
    ),
    (
      "an overflowing window", .flowControlError,
      {
        $0.request(1); $0.windowUpdate(1, by: 0x7fff_ffff)
      }
    ),
    (
      "PRIORITY of 4 bytes", .frameSizeError,
      {
        $0.request(1); $0.frame(2, stream: 1, [0, 0, 0, 0])
      }
    ),
  ]

  @Test("what breaks a stream, and not its connection", arguments: breaksStream)
  func streamErrors(name: String, code: ErrorCode, speech: Speech) {
    var conversation = Conversation()
    speech(&conversation.peer)
    _ = conversation.hear()
    let reset = conversation.said().first { $0.type == .resetStream }
    #expect(reset?.errorCode == code && reset?.stream == 1, "\(name)")
    conversation.peer.request(3)
    #expect(conversation.hear() == [.request(3, "/test.Echo/Unary", endStream: false)], "\(name)")
  }

  @Test("streams beyond the limit are refused, and refused streams may be tried again")
  func concurrency() {
    var conversation = Conversation { $0.maxConcurrentStreams = 1 }
    conversation.peer.request(1)
    conversation.peer.request(3)
    #expect(conversation.hear().count == 1)
    #expect(conversation.said().map(\.errorCode) == [.refusedStream])
  }

  @Test("a shutdown takes what is under way until the client knows, and refuses what comes after")
  func shutdown() {
    var conversation = Conversation()
    conversation.connection.beginShutdown()
    #expect(conversation.said().map(\.type) == [.goAway, .ping])
    conversation.peer.request(1)
    conversation.peer.bytes.writePing(Connection.shutdownPing, ack: true)
    conversation.peer.request(3)
    #expect(
      conversation.hear() == [
        .request(1, "/test.Echo/Unary", endStream: false), .pong(Connection.shutdownPing),
      ])
    let said = conversation.said()
    #expect(said.map(\.type) == [.goAway, .resetStream])
    #expect(said.first?.payload.prefix(4) == [0, 0, 0, 1])
    #expect(said.last?.stream == 3 && said.last?.errorCode == .refusedStream)
    conversation.peer.data(3, [0, 0, 0, 0, 0], end: true)
    #expect(conversation.hear() == [])
    conversation.connection.stop(ConnectionError(.noError, ""))
    #expect(conversation.said().map(\.payload).map { $0.prefix(4) } == [[0, 0, 0, 1]])
  }

  @Test("a client that says its preface after the shutdown began hears of it after the greeting")
  func earlyShutdown() {
    var conversation = Conversation(greeted: false)
    conversation.connection.beginShutdown()
    conversation.connection.goAway()
    #expect(conversation.said() == [])
    conversation.peer.preface()
    conversation.peer.request(1)
    #expect(conversation.hear() == [.settings, .request(1, "/test.Echo/Unary", endStream: false)])
    #expect(
      conversation.said().filter { $0.type != .windowUpdate }.map(\.type) == [
        .settings, .goAway, .ping, .settings,
      ])
  }

  @Test("random and mutated conversations never trap")
  func fuzz() {
    var random = SeededGenerator(state: 3)
    var good = Peer()
    good.preface()
    good.request(1)
    good.data(1, [0, 0, 0, 0, 1, 7], end: true)
    good.settings([(.initialWindowSize, 10), (.headerTableSize, 0)])
    good.request(3)
    good.windowUpdate(3, by: 100)
    good.reset(3)
    good.bytes.writePing(1, ack: false)
    let head = Connection.preface.utf8CodeUnitCount
    for _ in 0..<5000 {
      var conversation = Conversation(greeted: false)
      var mutated = Array(good.bytes.readableBytesView)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let at = Int.random(in: head..<mutated.count, using: &random)
        mutated[at] = .random(in: 0...255, using: &random)
      }
      conversation.peer.bytes = ByteBuffer(bytes: mutated)
      _ = conversation.hear()
      for slot in conversation.slots.values where conversation.connection.streams[slot].id != 0 {
        conversation.connection.sendHead(slot, ResponseTemplates.head)
        conversation.connection.sendMessage(slot, ByteBuffer(repeating: 1, count: 100), last: false)
        conversation.connection.sendEnd(slot, .trailers(ResponseTemplates.ok))
      }
      conversation.connection.pump()
    }
  }
}
