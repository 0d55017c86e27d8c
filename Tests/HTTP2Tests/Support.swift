import NIOCore

@testable import HTTP2

/// Bytes from hexadecimal text, blanks ignored.
func bytes(_ hex: String) -> [UInt8] {
  let digits = hex.filter { !$0.isWhitespace }
  var result: [UInt8] = []
  var index = digits.startIndex
  while index < digits.endIndex {
    let next = digits.index(index, offsetBy: 2)
    result.append(UInt8(digits[index..<next], radix: 16) ?? 0)
    index = next
  }
  return result
}

/// A generator that repeats itself, so that a failing case can be found again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// A stream's owner in tests of the connection alone.
final class Owner {}

typealias Connection = HTTP2Connection<Owner>

/// A frame as a test reads it.
struct Frame: Equatable {
  var type: FrameType?
  var flags: UInt8
  var stream: StreamID
  var payload: [UInt8]

  /// All frames in `buffer`, which holds whole ones.
  static func all(in buffer: ByteBuffer) -> [Frame] {
    var buffer = buffer
    var frames: [Frame] = []
    while let header = FrameHeader.peek(buffer) {
      buffer.moveReaderIndex(forwardBy: FrameHeader.length)
      let payload = buffer.readBytes(length: header.payloadLength) ?? []
      frames.append(Frame(type: header.type, flags: header.flags, stream: header.stream, payload: payload))
    }
    return frames
  }

  var errorCode: ErrorCode? {
    let at = type == .goAway ? 4 : 0
    guard payload.count >= at + 4 else { return nil }
    return ErrorCode(rawValue: payload[at..<(at + 4)].reduce(0) { $0 << 8 | UInt32($1) })
  }
}

/// What a peer sends, frame by frame.
struct Peer {
  var bytes = ByteBuffer()
  var encoder = HPACKEncoder()

  mutating func preface() {
    bytes.writeStaticString(Connection.preface)
    Settings.write([], into: &bytes)
  }

  mutating func frame(_ type: UInt8, flags: UInt8 = 0, stream: StreamID, _ payload: [UInt8] = []) {
    bytes.writeInteger(UInt8(0))
    bytes.writeInteger(UInt16(payload.count))
    bytes.writeInteger(type)
    bytes.writeInteger(flags)
    bytes.writeInteger(stream)
    bytes.writeBytes(payload)
  }

  mutating func block(_ fields: [(String, String)]) -> [UInt8] {
    var block: [UInt8] = []
    for (name, value) in fields {
      encoder.encode(HeaderField(name: name, value: value), .insert, into: &block)
    }
    return block
  }

  mutating func headers(_ stream: StreamID, _ fields: [(String, String)], end: Bool = false) {
    let block = block(fields)
    frame(1, flags: end ? 5 : 4, stream: stream, block)
  }

  static let requestFields = [
    (":method", "POST"), (":scheme", "http"), (":path", "/test.Echo/Unary"), (":authority", "test"),
    ("content-type", "application/grpc"), ("te", "trailers"),
  ]

  mutating func request(_ stream: StreamID, end: Bool = false) {
    headers(stream, Self.requestFields, end: end)
  }

  mutating func data(_ stream: StreamID, _ payload: [UInt8], end: Bool = false) {
    frame(0, flags: end ? 1 : 0, stream: stream, payload)
  }

  mutating func windowUpdate(_ stream: StreamID, by increment: UInt32) {
    frame(8, stream: stream, withUnsafeBytes(of: increment.bigEndian, Array.init))
  }

  mutating func settings(_ settings: [(Settings.Identifier, UInt32)]) {
    Settings.write(settings, into: &bytes)
  }

  mutating func reset(_ stream: StreamID, _ code: ErrorCode = .cancel) {
    bytes.writeResetStream(stream, code)
  }
}

/// What became of a conversation, short enough to compare.
enum Seen: Equatable {
  case request(StreamID, String, endStream: Bool)
  case data([UInt8], endStream: Bool)
  case trailers
  case response(Int, endStream: Bool)
  case reset(ErrorCode, byPeer: Bool)
  case pong(UInt64)
  case goAway(StreamID, ErrorCode)
  case settings
  case notHTTP2
  case failed(ErrorCode)
}

/// A connection with its peer's bytes fed to it.
struct Conversation {
  var connection: Connection
  var peer = Peer()
  var now = NIODeadline.uptimeNanoseconds(1_000_000_000)
  /// By stream: where the connection keeps it.
  var slots: [StreamID: Int] = [:]

  init(
    _ role: Connection.Role = .server, greeted: Bool = true,
    configure: (inout Connection.Configuration) -> Void = { _ in }
  ) {
    var configuration = Connection.Configuration(role: role)
    configure(&configuration)
    connection = Connection(configuration, now: now)
    guard greeted else { return }
    if role == .server { peer.preface() } else { peer.settings([]) }
    _ = hear()
    _ = said()
  }

  /// Everything that the peer's bytes lead to.
  mutating func hear() -> [Seen] {
    var seen: [Seen] = []
    while true {
      switch connection.next(&peer.bytes, now: now) {
      case .needMoreBytes: return seen
      case .request(let slot, let id, let head, let endStream):
        connection.attach(Owner(), to: slot)
        slots[id] = slot
        seen.append(.request(id, head.path, endStream: endStream))
      case .data(_, let bytes, let endStream):
        seen.append(.data(Array(bytes.readableBytesView), endStream: endStream))
      case .trailers: seen.append(.trailers)
      case .response(_, let head, let endStream): seen.append(.response(head.status, endStream: endStream))
      case .reset(_, let code, let byPeer): seen.append(.reset(code, byPeer: byPeer))
      case .pong(let payload): seen.append(.pong(payload))
      case .goAway(let last, let code, _): seen.append(.goAway(last, code))
      case .settingsChanged: seen.append(.settings)
      case .notHTTP2:
        seen.append(.notHTTP2)
        return seen
      case .failed(let error): seen.append(.failed(error.code))
      }
    }
  }

  /// The frames that the connection has for its peer.
  mutating func said() -> [Frame] {
    let frames = Frame.all(in: connection.outbound)
    connection.outbound.clear()
    return frames
  }
}
