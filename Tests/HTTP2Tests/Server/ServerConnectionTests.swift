import NIOCore
import NIOEmbedded
import Testing

@testable import HTTP2

/// Does something at the socket's end of the pipeline, within a flush.
private final class FlushHook: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer
  var onFlush: (() -> Void)?

  func flush(context: ChannelHandlerContext) {
    context.flush()
    onFlush.take()?()
  }
}

struct ServerConnectionTests {
  @Test("HTTP/1.1 on the gRPC port hears an HTTP/1.1 answer and not a byte of HTTP/2")
  func plainHTTP() async throws {
    let loopback = try await Loopback { request, answer in
      answer(PlainResponse(status: 200, text: "healthy at \(request.path)\n"))
    }
    let client = try await RawClient.connect(to: loopback.server.localAddress)
    try await client.say(ByteBuffer(string: "GET /health HTTP/1.1\r\nHost: here\r\n\r\n"))
    let answer = String(buffer: try await client.hearToEnd())
    #expect(answer.hasPrefix("HTTP/1.1 200 "))
    #expect(answer.hasSuffix("\r\n\r\nhealthy at /health\n"))
    try await loopback.end()
  }

  @Test("a write that makes the socket writable at once loses no frame")
  func writableWithinWrite() throws {
    // Given a big answer, of which the socket took the first part.
    let channel = EmbeddedChannel()
    let hook = FlushHook()
    try channel.pipeline.syncOperations.addHandler(hook)
    let connection = ServerConnection(
      channel: channel, router: TestRouter(), limits: ServerLimits(), plainHTTP: nil)
    try channel.pipeline.syncOperations.addHandler(connection)
    var peer = Peer()
    peer.bytes.writeStaticString(Connection.preface)
    peer.settings([(.initialWindowSize, 16 << 20)])
    peer.windowUpdate(0, by: 16 << 20)
    peer.big(1, bytes: 1 << 20)
    let makeWritable = { (isWritable: Bool) in
      channel.isWritable = isWritable
      channel.pipeline.fireChannelWritabilityChanged()
    }
    hook.onFlush = { makeWritable(false) }
    try channel.writeInbound(peer.bytes)
    channel.embeddedEventLoop.run()
    // When another write makes it take more, and it says so within that write.
    hook.onFlush = { makeWritable(true) }
    peer.bytes.clear()
    peer.bytes.writePing(7, ack: false)
    try channel.writeInbound(peer.bytes)
    channel.embeddedEventLoop.run()
    // Then all of the answer comes.
    let data = try channel.frames().filter { $0.type == .data }
    #expect(data.reduce(0) { $0 + $1.payload.count } == (1 << 20) + 16 * 5)
    _ = try channel.finish(acceptAlreadyClosed: true)
  }

  @Test("calls wait while a big answer drains, and are answered after it")
  func heldCalls() throws {
    // Given an answer for which the client has no window.
    let channel = EmbeddedChannel()
    var limits = ServerLimits()
    limits.connectionOutboundBytes = 128 << 10
    let connection = ServerConnection(
      channel: channel, router: TestRouter(), limits: limits, plainHTTP: nil)
    try channel.pipeline.syncOperations.addHandler(connection)
    var peer = Peer()
    peer.preface()
    peer.big(1, bytes: 1 << 20)
    // When more calls come, of which one is cancelled, and then the window.
    for id in [StreamID](arrayLiteral: 3, 5, 7) {
      peer.request(id)
      peer.data(id, [0, 0, 0, 0, 1, UInt8(id)], end: true)
    }
    peer.reset(5)
    try channel.writeInbound(peer.bytes)
    var heard = try channel.frames()
    #expect(heard.allSatisfy { $0.stream < 3 && $0.type != .resetStream })
    peer.bytes.clear()
    peer.windowUpdate(0, by: 16 << 20)
    peer.windowUpdate(1, by: 16 << 20)
    try channel.writeInbound(peer.bytes)
    heard += try channel.frames()
    // Then all are answered, in their order.
    let data = heard.filter { $0.type == .data && !$0.payload.isEmpty }
    #expect(data.filter { $0.stream == 1 }.reduce(0) { $0 + $1.payload.count } == (1 << 20) + 16 * 5)
    #expect(data.filter { $0.stream > 1 }.map(\.stream) == [3, 7])
    #expect(data.filter { $0.stream > 1 }.map(\.payload.last) == [3, 7])
    _ = try channel.finish(acceptAlreadyClosed: true)
  }
}

extension EmbeddedChannel {
  /// All frames since the last time.
  fileprivate func frames() throws -> [Frame] {
    embeddedEventLoop.run()
    var heard = ByteBuffer()
    while var bytes = try readOutbound(as: ByteBuffer.self) { heard.writeBuffer(&bytes) }
    return Frame.all(in: heard)
  }
}

extension Peer {
  /// A call that is answered with as many bytes, in messages of 64 KiB.
  mutating func big(_ stream: StreamID, bytes: Int) {
    headers(stream, Peer.requestFields.map { $0.0 == ":path" ? ($0.0, "/test.Echo/Big") : $0 })
    let text = Array(String(bytes).utf8)
    data(stream, [0, 0, 0, 0, UInt8(text.count)] + text, end: true)
  }
}
