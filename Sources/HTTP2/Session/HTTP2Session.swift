package import NIOCore

/// What a stream of an `HTTP2Session` belongs to.
package final class HTTP2StreamOwner {
  /// The user's own; it is let go when the stream is done with.
  package var user: AnyObject?
  package fileprivate(set) var slot = -1
  package fileprivate(set) var id: UInt32 = 0

  package init() {}
}

/// A header list's parts.
package struct HTTP2Head: Sendable {
  package let method: String
  package let path: String
  package let authority: String
  package let status: Int
  package let contentLength: Int?
  package let headers: Headers

  init(_ head: MessageHead) {
    method = head.method
    path = head.path
    authority = head.authority
    status = head.status
    contentLength = head.contentLength
    headers = head.headers
  }
}

/// An HTTP/2 connection for other modules: plain HTTP instead of gRPC, and specialized here, since generic code
/// isn't across modules.
package struct HTTP2Session {
  package enum Event {
    case needMoreBytes
    /// To be given its owner by `attach`.
    case request(slot: Int, id: UInt32, HTTP2Head, endStream: Bool)
    case response(HTTP2StreamOwner, HTTP2Head, endStream: Bool)
    case data(HTTP2StreamOwner, ByteBuffer, endStream: Bool)
    case trailers(HTTP2StreamOwner, Headers)
    case reset(HTTP2StreamOwner, ErrorCode)
    case goAway(last: UInt32, ErrorCode)
    case pong
    case settingsChanged
    case notHTTP2
    case failed(String)
  }

  package struct Limits: Sendable {
    package var maxConcurrentStreams: UInt32 = 1000
    package var streamWindowBytes = 256 << 10
    package var connectionWindowBytes = 4 << 20
    package var maxHeaderListBytes = 1 << 20
    package var streamOutboundBytes = 256 << 10
    package var resetBurst = 1000
    package var resetsPerSecond = 200

    package init() {}
  }

  private var connection: HTTP2Connection<HTTP2StreamOwner>

  package init(isServer: Bool, limits: Limits, now: NIODeadline) {
    var configuration = HTTP2Connection<HTTP2StreamOwner>.Configuration(role: isServer ? .server : .client)
    configuration.maxConcurrentStreams = limits.maxConcurrentStreams
    configuration.streamWindowBytes = limits.streamWindowBytes
    configuration.connectionWindowBytes = max(limits.connectionWindowBytes, Settings.initialWindow)
    configuration.maxHeaderListBytes = limits.maxHeaderListBytes
    configuration.streamOutboundBytes = limits.streamOutboundBytes
    if isServer {
      configuration.resetBurst = limits.resetBurst
      configuration.resetsPerSecond = limits.resetsPerSecond
    }
    connection = HTTP2Connection(configuration, now: now)
  }

  package mutating func next(_ input: inout ByteBuffer, now: NIODeadline) -> Event {
    switch connection.next(&input, now: now) {
    case .needMoreBytes: .needMoreBytes
    case .request(let slot, let id, let head, let end):
      .request(slot: slot, id: id, HTTP2Head(head), endStream: end)
    case .response(let owner, let head, let end): .response(owner, HTTP2Head(head), endStream: end)
    case .data(let owner, let bytes, let end): .data(owner, bytes, endStream: end)
    case .trailers(let owner, let head): .trailers(owner, head.headers)
    case .reset(let owner, let code, _): .reset(owner, code)
    case .pong: .pong
    case .goAway(let last, let code, _): .goAway(last: last, code)
    case .settingsChanged: .settingsChanged
    case .notHTTP2: .notHTTP2
    case .failed(let error): .failed(error.reason)
    }
  }

  package mutating func attach(_ owner: HTTP2StreamOwner, to slot: Int, id: UInt32) {
    owner.slot = slot
    owner.id = id
    connection.attach(owner, to: slot)
  }

  package func isOpen(_ owner: HTTP2StreamOwner) -> Bool {
    owner.slot >= 0 && connection.streams.isOpen(owner.slot, owner.id)
  }

  /// A client's request; false when ids have run out.
  package mutating func open(_ owner: HTTP2StreamOwner, _ head: Headers, endStream: Bool) -> Bool {
    guard let place = connection.open(owner, Self.template(head), extra: [], endStream: endStream) else {
      return false
    }
    owner.slot = place.slot
    owner.id = place.id
    return true
  }

  /// `head` with its pseudo-header fields, all names in lower case.
  package mutating func sendHead(_ owner: HTTP2StreamOwner, _ head: Headers, endStream: Bool) {
    guard isOpen(owner) else { return }
    if endStream {
      connection.sendEnd(owner.slot, .trailers(Self.template(head)))
    } else {
      connection.sendHead(owner.slot, Self.template(head))
    }
  }

  package mutating func sendData(_ owner: HTTP2StreamOwner, _ bytes: ByteBuffer, endStream: Bool) {
    guard isOpen(owner) else { return }
    connection.sendData(owner.slot, bytes, last: endStream)
  }

  package mutating func reset(_ owner: HTTP2StreamOwner, _ code: ErrorCode) {
    guard isOpen(owner) else { return }
    connection.reset(owner.slot, code)
  }

  /// While it is held, the peer gets no more of the stream's window than it has.
  package mutating func hold(_ owner: HTTP2StreamOwner, _ isHeld: Bool) {
    guard isOpen(owner), connection.streams[owner.slot].isHeld != isHeld else { return }
    connection.streams[owner.slot].isHeld = isHeld
    if !isHeld { connection.returnStreamWindow(owner.slot) }
  }

  package func queuedBytes(_ owner: HTTP2StreamOwner) -> Int {
    isOpen(owner) ? connection.streams[owner.slot].queuedBytes : 0
  }

  package var owners: [HTTP2StreamOwner] { connection.owners }
  package var streamCount: Int { connection.streams.count }
  package var hasRoom: Bool { connection.streams.count < Int(clamping: connection.peer.maxConcurrentStreams) }
  package var isOpen: Bool { connection.isOpen }
  package var hasGoneAway: Bool { connection.hasGoneAway }
  package var hasOutbound: Bool { connection.outbound.readableBytes > 0 }

  package var socketTakesMore: Bool {
    get { connection.socketTakesMore }
    set {
      connection.socketTakesMore = newValue
      if newValue { connection.pump() }
    }
  }

  package mutating func takeOutbound() -> ByteBuffer { connection.takeOutbound() }

  /// After `takeOutbound` was written: frames what windows still allow, and keeps the buffer.
  package mutating func wrote(_ buffer: inout ByteBuffer) {
    connection.recycle(&buffer)
    connection.pump()
  }

  /// Owners whose queue fell below its mark.
  package mutating func takeDrained() -> [HTTP2StreamOwner] {
    connection.drained.isEmpty ? [] : connection.takeWritable()
  }

  package mutating func closeStreams(above last: UInt32) -> [HTTP2StreamOwner] {
    connection.closeStreams(above: last)
  }

  package mutating func beginShutdown() { connection.beginShutdown() }
  package mutating func goAway() { connection.goAway() }
  package mutating func stop() { connection.stop(ConnectionError(.noError, "")) }
  package mutating func ping() { connection.ping(0) }

  private static func template(_ head: Headers) -> HeaderTemplate {
    HeaderTemplate(
      head.fields.map { field in
        let indexing: HPACKEncoder.Indexing =
          switch field.name {
          case "authorization", "cookie", "token": .never
          case ":path", "content-length", "audit-id", "date", "content-location", "etag": .none
          default: .insert
          }
        return .init(field: HeaderField(name: field.name, value: field.value), indexing: indexing)
      }, isReused: false)
  }
}

extension HTTP2Connection {
  /// Bytes of a body, by way of the stream's queue; with `last` the stream's end on their last frame.
  mutating func sendData(_ slot: Int, _ bytes: ByteBuffer, last: Bool) {
    guard case .body = streams[slot].sending else { return }
    guard bytes.readableBytes > 0 else {
      if last { sendEnd(slot, .data) }
      return
    }
    streams[slot].queue.append(bytes)
    streams[slot].queuedBytes += bytes.readableBytes
    queuedBytes += bytes.readableBytes
    if last { streams[slot].sending = .ending(.data) }
    takeTurn(slot)
    pump()
  }
}
