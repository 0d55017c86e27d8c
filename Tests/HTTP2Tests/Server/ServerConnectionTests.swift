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
    let client = try await RawClient.connect(to: loopback.server)
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
    peer.headers(1, Peer.requestFields.map { $0.0 == ":path" ? ($0.0, "/test.Echo/Big") : $0 })
    peer.data(1, [0, 0, 0, 0, 7] + Array("1048576".utf8), end: true)
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
    var heard = ByteBuffer()
    while var bytes = try channel.readOutbound(as: ByteBuffer.self) { heard.writeBuffer(&bytes) }
    let data = Frame.all(in: heard).filter { $0.type == .data }
    #expect(data.reduce(0) { $0 + $1.payload.count } == (1 << 20) + 16 * 5)
    _ = try channel.finish(acceptAlreadyClosed: true)
  }
}
