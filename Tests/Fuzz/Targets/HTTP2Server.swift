import NIOCore
import NIOEmbedded

@testable import HTTP2

extension FuzzTarget {
  /// A client's bytes to the whole of a server's connection: frames, calls, flow control, time, shutdown.
  static let http2Server = FuzzTarget(name: "http2-server", maxBytes: 2048) { bytes in
    var script = Script(bytes)
    let conversation = try ServerConversation(options: script.byte())
    if script.byte() & 1 == 1 {
      try conversation.hear(ByteBuffer(bytes: script.all()))
    } else {
      try conversation.greet()
      while !script.isAtEnd { try conversation.step(&script) }
    }
    try conversation.end()
  } seeds: {
    let range: [UInt8] = [16, 0, 1, 17, 1, 1, 3, 1, 2, 3]
    let head = prefixed(block(of: requestFields))
    return [
      ("call", [0, 0] + range), ("headers", [0, 0, 1, 0x5, 1] + head),
      ("stream", [0, 0, 16, 0, 1, 17, 0, 1, 1, 5, 17, 0, 1, 1, 6, 3, 0, 1, 4, 0, 0, 0, 8]),
      (
        "continuation",
        [0, 0, 1, 0x1, 1] + prefixed(Array(head[1..<9])) + [9, 0x4, 1] + prefixed(Array(head[9...]))
      ),
      (
        "settings",
        [2, 0, 4, 0, 0, 6, 0, 4, 0, 0, 0, 1] + range + [18, 1, 1, 0, 4, 0, 0, 6, 0, 4, 0, 0, 0x40, 0]
      ),
      ("unwritable", [0, 0, 19] + range + [19, 6, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]),
      ("shutdown", [0, 0] + range + [21, 20, 200, 22]),
      ("padded", [0, 0, 16, 0, 1, 0, 9, 1, 8, 2, 0, 0, 0, 0, 0, 0, 0]),
      ("priority", [0, 0, 2, 0, 1, 5, 0, 0, 0, 0, 1, 7, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0]),
      ("raw", [0, 1] + Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]),
      ("plain", [0, 1] + Array("GET /health HTTP/1.1\r\n\r\n".utf8)),
    ]
  }
}

/// A server's connection on an embedded channel, with calls that answer in the ways that services do.
private final class ServerConversation {
  private let wire: FuzzedWire
  private var channel: EmbeddedChannel { wire.channel }
  private let connection: ServerConnection
  private let router = EchoRouter()
  private let head = block(of: requestFields)

  init(options: UInt8) throws {
    var limits = ServerLimits()
    // Small enough for a script to reach them.
    limits.maxConcurrentStreams = 5
    limits.maxMessageBytes = 200
    limits.maxPartialMessageBytes = 300
    limits.maxHeaderListBytes = 600
    limits.streamOutboundBytes = 300
    limits.connectionOutboundBytes = 500
    limits.resetBurst = 6
    limits.idleFrameBurst = 40
    wire = FuzzedWire(options: options)
    connection = ServerConnection(
      channel: wire.channel, router: router, limits: limits,
      plainHTTP: { request, answer in answer(PlainResponse(status: 200, text: request.path)) })
    try channel.pipeline.syncOperations.addHandler(connection)
    channel.pipeline.fireChannelActive()
  }

  func greet() throws {
    var bytes = ByteBuffer()
    bytes.writeStaticString(HTTP2Connection<ServerStream>.preface)
    Settings.write([], into: &bytes)
    try hear(bytes)
  }

  func hear(_ bytes: ByteBuffer) throws {
    try wire.hear(bytes, settle: settle)
  }

  func step(_ script: inout Script) throws {
    switch HTTP2Script.step(&script, head: head) {
    case .bytes(let bytes): try hear(bytes)
    case .operation(19):
      channel.isWritable.toggle()
      channel.pipeline.fireChannelWritabilityChanged()
    case .operation(20): channel.embeddedEventLoop.advanceTime(by: .milliseconds(Int64(script.byte()) * 100))
    case .operation(21): channel.pipeline.fireUserInboundEventTriggered(ShutdownEvent.announce)
    case .operation(22): channel.pipeline.fireUserInboundEventTriggered(ShutdownEvent.closeNow)
    case .operation: router.finishOldest()
    }
    try settle()
  }

  private func settle() throws {
    try wire.settle()
    try HTTP2Script.checkQueues(of: connection.http2)
  }

  func end() throws {
    _ = try? channel.finish(acceptAlreadyClosed: true)
    try settle()
    try checkEqual(router.calls.count { !$0.hasEnded }, 0, "calls that outlive their connection")
    if wire.sent.readableBytes > 0, wire.sent.getInteger(at: 0, as: UInt8.self) != UInt8(ascii: "H") {
      try HTTP2Script.checkFrames(wire.sent)
    }
  }
}

/// Every third call echoes at once, every third when its request is whole, every third when it is told to.
private final class EchoRouter: CallRouter, @unchecked Sendable {
  // `@unchecked Sendable`: an input is run on one thread.
  private(set) var calls: [EchoCall] = []

  func handler(for call: any ServerCall) -> (any CallHandler)? {
    let handler = EchoCall(call, waits: calls.count % 3)
    calls.append(handler)
    return handler
  }

  func finishOldest() {
    calls.first { !$0.hasEnded }?.answer()
  }
}

private final class EchoCall: CallHandler {
  private let call: any ServerCall
  private let waits: Int
  private var wasCancelled = false

  var hasEnded: Bool { wasCancelled || call.isEnded }

  init(_ call: any ServerCall, waits: Int) {
    self.call = call
    self.waits = waits
  }

  func received(_ message: ByteBuffer) {
    precondition(!wasCancelled, "a message after the call's end")
    switch waits {
    case 0: call.send(message)
    case 1: call.send(ByteBuffer(repeating: 7, count: 400))
    default: break
    }
  }

  func receivedEnd() {
    precondition(!wasCancelled, "a request's end after the call's")
    if waits < 2 { call.finish(GRPCStatus(.outOfRange, " 100% ümläut\n")) }
  }

  func answer() {
    call.finish(with: ByteBuffer(repeating: 9, count: 50))
  }

  func writable() {
    precondition(!wasCancelled, "room for an answer after the call's end")
  }

  func cancelled() {
    precondition(!wasCancelled, "a call cancelled twice")
    wasCancelled = true
  }
}
