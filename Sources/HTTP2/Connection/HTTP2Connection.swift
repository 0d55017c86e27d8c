internal import DequeModule
internal import NIOCore

/// One HTTP/2 connection, either end of it (RFC 9113), without the socket: bytes come in by `next`, which
/// gives one event at a time; frames to send gather in `outbound`. `Owner` is what a stream belongs to.
///
/// Invariants:
/// - `queuedBytes` is the sum over `streams`.
/// - A stream that has queued bytes and a window is in `turn`, once.
/// - After `.failed` no event comes and nothing is framed any more.
struct HTTP2Connection<Owner: AnyObject> {
  enum Role {
    case server, client
  }

  struct Configuration {
    var role: Role
    var maxConcurrentStreams = UInt32.max
    var streamWindowBytes = Settings.initialWindow
    var connectionWindowBytes = Settings.initialWindow
    var maxHeaderListBytes = 32 << 10
    var streamOutboundBytes = 1 << 20
    /// Bytes of frames made before they are to be taken.
    var outboundTurnBytes = 256 << 10
    var resetBurst = Int.max / 2
    var resetsPerSecond = 0
    var idleFrameBurst = 10_000
    var idleFramesPerSecond = 1_000

    init(role: Role) {
      self.role = role
    }
  }

  /// What `next` tells. Stream events name the stream's owner, and come only while it has one.
  enum Event {
    case needMoreBytes
    /// A server's new stream, to be given its owner by `attach`.
    case request(slot: Int, id: StreamID, MessageHead, endStream: Bool)
    /// A client's response head; with `endStream` it holds the trailers too.
    case response(Owner, MessageHead, endStream: Bool)
    case data(Owner, ByteBuffer, endStream: Bool)
    /// Trailers always end the stream's receiving half.
    case trailers(Owner, MessageHead)
    /// The stream is gone, by the peer's RST_STREAM or for the peer's error.
    case reset(Owner, ErrorCode, byPeer: Bool)
    case pong(UInt64)
    /// The peer's GOAWAY. A client's streams above `last` were not processed: `closeStreams(above:)`.
    case goAway(last: StreamID, ErrorCode, reason: String)
    case settingsChanged
    /// The client speaks something else: its bytes are still in the buffer.
    case notHTTP2
    /// GOAWAY is in `outbound`; send it and close.
    case failed(ConnectionError)
  }

  enum Reading {
    case preface
    case settings
    case frames
    case headerBlock(PartialHeaderBlock)
    case stopped
  }

  enum Closing {
    case no
    /// GOAWAY with the highest id is on its way, and the PING after it (§6.8).
    case announced
    /// What comes above `last` is refused.
    case goneAway(last: StreamID)
  }

  let configuration: Configuration
  var reading: Reading
  var closing = Closing.no
  var outbound = ByteBuffer()
  /// Whether the socket takes more: no DATA is framed while it doesn't.
  var socketTakesMore = true

  var streams = StreamTable<Owner>()
  var peer = Settings()
  /// The highest stream that the peer opened.
  var lastPeerStream: StreamID = 0
  /// The next stream of ours, for a client.
  var nextStream: StreamID = 1
  /// Streams that we reset of late: frames that were under way are no error.
  var recentlyReset = Deque<StreamID>()

  var sendWindow = Settings.initialWindow
  var receiveWindow: Int
  var unreturned = 0
  var turn = Deque<(slot: Int, id: StreamID)>()
  var queuedBytes = 0
  /// Owners whose queue drained since `takeWritable`.
  var drained: [Owner] = []

  var decoder = HPACKDecoder()
  var fields: [HeaderField] = []
  var knownHeads = KnownHeads()
  var blocks = EncodedBlocks()

  var resets: Allowance
  var idleFrames: Allowance
  /// PINGs are free after HEADERS or DATA of ours: clients probe the bandwidth so.
  var hasSentSincePing = true

  init(_ configuration: Configuration, now: NIODeadline) {
    self.configuration = configuration
    reading = configuration.role == .server ? .preface : .settings
    receiveWindow = max(configuration.connectionWindowBytes, Settings.initialWindow)
    resets = Allowance(burst: configuration.resetBurst, perSecond: configuration.resetsPerSecond, now: now)
    idleFrames = Allowance(
      burst: configuration.idleFrameBurst, perSecond: configuration.idleFramesPerSecond, now: now)
    // A server greets once it knows that the client speaks HTTP/2: SETTINGS would garble another answer.
    if configuration.role == .client { writeGreeting() }
  }

  static var preface: StaticString { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" }
  static var shutdownPing: UInt64 { 0x7465_726e_676f_6177 }

  var isOpen: Bool {
    if case .stopped = reading { false } else { true }
  }

  var hasGoneAway: Bool {
    if case .goneAway = closing { true } else { false }
  }

  mutating func attach(_ owner: Owner, to slot: Int) {
    streams[slot].owner = owner
  }

  var isAwaitingPreface: Bool {
    if case .preface = reading { true } else { false }
  }

  /// Takes the frames to send: what is framed while they are written gathers in another buffer.
  mutating func takeOutbound() -> ByteBuffer {
    defer { outbound = ByteBuffer() }
    return outbound
  }

  /// After `sent` was written. A large buffer is let go: connections are many and mostly quiet.
  mutating func recycle(_ sent: inout ByteBuffer) {
    guard outbound.capacity == 0, sent.capacity <= 64 << 10 else { return }
    swap(&outbound, &sent)
    outbound.clear()
  }

  /// After `outbound` was read where it stands, with nothing framed meanwhile.
  mutating func recycleOutbound() {
    var sent = takeOutbound()
    recycle(&sent)
  }

  mutating func takeWritable() -> [Owner] {
    defer { drained.removeAll() }
    return drained
  }

  var owners: [Owner] {
    streams.slotRange.compactMap { streams[$0].owner }
  }

  /// Tells the client that the server will go away (§6.8): new streams still come until it knows. One that
  /// hasn't said its preface yet hears it after the greeting.
  mutating func beginShutdown() {
    guard case .no = closing, isOpen else { return }
    closing = .announced
    if !isAwaitingPreface { announceShutdown() }
  }

  mutating func announceShutdown() {
    outbound.writeGoAway(last: StreamID(Settings.maxWindow), .noError)
    outbound.writePing(Self.shutdownPing, ack: false)
  }

  /// After `beginShutdown`: takes no new streams from here on, and says which were the last.
  mutating func goAway() {
    guard case .announced = closing, isOpen, !isAwaitingPreface else { return }
    closing = .goneAway(last: lastPeerStream)
    outbound.writeGoAway(last: lastPeerStream, .noError)
  }

  /// Ends the connection: no stream of it lives on.
  mutating func stop(_ error: ConnectionError) {
    guard isOpen else { return }
    let hasGreeted = !isAwaitingPreface
    reading = .stopped
    guard hasGreeted else { return }
    // Never a higher one than was said before (§6.8).
    let last = if case .goneAway(let last) = closing { last } else { lastPeerStream }
    outbound.writeGoAway(last: last, error.code, reason: error.reason)
  }

  mutating func ping(_ payload: UInt64) {
    outbound.writePing(payload, ack: false)
  }

  mutating func writeGreeting() {
    var settings: [(Settings.Identifier, UInt32)] = [
      (.initialWindowSize, UInt32(clamping: configuration.streamWindowBytes)),
      (.maxHeaderListSize, UInt32(clamping: configuration.maxHeaderListBytes)),
    ]
    switch configuration.role {
    case .server: settings.append((.maxConcurrentStreams, configuration.maxConcurrentStreams))
    case .client:
      outbound.writeStaticString(Self.preface)
      settings.append((.enablePush, 0))
    }
    Settings.write(settings, into: &outbound)
    if receiveWindow > Settings.initialWindow {
      outbound.writeWindowUpdate(0, by: receiveWindow - Settings.initialWindow)
    }
  }
}

/// HEADERS whose CONTINUATION frames are awaited: nothing else may come (§6.10).
struct PartialHeaderBlock {
  var stream: StreamID
  var endStream: Bool
  var fragment: ByteBuffer
  var frames = 1
}

/// Header lists of blocks that consist of table references only, and so mean the same while the table stays.
struct KnownHeads {
  private struct Known {
    var block: [UInt8]
    var generation: UInt64
    var kind: MessageHead.Kind
    var head: MessageHead
  }

  private static let most = 8
  private static let longestBlock = 128

  private var known: [Known] = []
  private var oldest = 0

  func find(
    _ block: UnsafeRawBufferPointer, _ kind: MessageHead.Kind, generation: UInt64
  ) -> MessageHead? {
    for index in known.indices where known[index].block.count == block.count {
      if known[index].generation == generation, known[index].kind == kind,
        known[index].block.withUnsafeBytes({ $0.elementsEqual(block) })
      {
        return known[index].head
      }
    }
    return nil
  }

  mutating func keep(
    _ block: UnsafeRawBufferPointer, _ kind: MessageHead.Kind, generation: UInt64, head: MessageHead
  ) {
    guard block.count <= Self.longestBlock else { return }
    let new = Known(block: Array(block), generation: generation, kind: kind, head: head)
    if known.count < Self.most {
      known.append(new)
    } else {
      known[oldest] = new
      oldest = (oldest + 1) % Self.most
    }
  }
}
