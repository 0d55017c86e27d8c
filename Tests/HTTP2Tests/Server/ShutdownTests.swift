import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import HTTP2

/// Each shutdown here has a grace that it must not need.
struct ShutdownTests {
  private static let grace = TimeAmount.seconds(40)
  private static let soon = Duration.seconds(20)

  /// An answer that a test gives when it likes.
  private final class Held: Sendable {
    private let answer = Mutex<(@Sendable (PlainResponse) -> Void)?>(nil)

    var responder: PlainHTTPResponder {
      { _, answer in self.answer.withLock { $0 = answer } }
    }

    func isAsked() async throws {
      while answer.withLock({ $0 == nil }) { try await Task.sleep(for: .milliseconds(1)) }
    }

    func give(_ text: String) {
      answer.withLock { $0.take() }?(PlainResponse(status: 200, text: text))
    }
  }

  /// For tests in which the client is quick, but perhaps not the machine.
  private static var patient: ServerLimits {
    var limits = ServerLimits()
    limits.shutdownPatience = .seconds(3)
    return limits
  }

  private static func greeting() -> Peer {
    var peer = Peer()
    peer.preface()
    return peer
  }

  @Test("a client that keeps its connection and pings all the time doesn't hold it up")
  func pinging() async throws {
    // Given one that answers no PING of the server's and doesn't close after it.
    let loopback = try await Loopback()
    let client = try await RawClient.connect(to: loopback.server.localAddress, closes: false)
    try await client.say(Self.greeting().bytes)
    let pings = Task {
      var ping = ByteBuffer()
      ping.writePing(7, ack: false)
      while !Task.isCancelled {
        try? await client.say(ping)
        try? await Task.sleep(for: .milliseconds(20))
      }
    }
    try await client.hear { $0.type == .ping }
    // When the server shuts down, then it is done soon, and has said which stream was the last.
    let began = ContinuousClock.now
    try await loopback.server.shutdown(within: Self.grace).get()
    #expect(ContinuousClock.now - began < Self.soon)
    pings.cancel()
    let goAways = Frame.all(in: client.heard).filter { $0.type == .goAway }
    #expect(goAways.map { $0.payload.prefix(4) } == [[0x7f, 0xff, 0xff, 0xff], [0, 0, 0, 0]])
    try await client.close()
  }

  @Test("what comes before the client knows is answered, and what comes after is refused")
  func underWay() async throws {
    // Given a call whose message isn't there yet.
    let loopback = try await Loopback(limits: Self.patient)
    let client = try await RawClient.connect(to: loopback.server.localAddress)
    var peer = Self.greeting()
    peer.request(1)
    try await client.say(peer.bytes)
    try await client.hear { $0.type == .settings && $0.flags == FrameFlags.ack }
    // When the server shuts down, and another call comes with the PING's answer, and one after it.
    async let isShut: Void = loopback.server.shutdown(within: Self.grace).get()
    try await client.hear { $0.type == .ping }
    peer.bytes.clear()
    peer.request(3)
    peer.bytes.writePing(Connection.shutdownPing, ack: true)
    peer.request(5)
    for id in [StreamID](arrayLiteral: 1, 3, 5) { peer.data(id, [0, 0, 0, 0, 1, UInt8(id)], end: true) }
    try await client.say(peer.bytes)
    // Then the first two are answered, and then the connection closes.
    let heard = Frame.all(in: try await client.hearToEnd())
    #expect(heard.filter { $0.type == .data }.map(\.payload.last) == [1, 3])
    #expect(heard.filter { $0.type == .goAway }.last?.payload.prefix(4) == [0, 0, 0, 3])
    let resets = heard.filter { $0.type == .resetStream }
    #expect(resets.map(\.stream) == [5] && resets.first?.errorCode == .refusedStream)
    try await isShut
  }

  @Test("a client that is only just connected may still ask")
  func justConnected() async throws {
    let loopback = try await Loopback(limits: Self.patient)
    let client = try await RawClient.connect(to: loopback.server.localAddress)
    let silent = try await RawClient.connect(to: loopback.server.localAddress)
    while loopback.server.connectionCount < 3 { try await Task.sleep(for: .milliseconds(1)) }
    async let isShut: Void = loopback.server.shutdown(within: Self.grace).get()
    var peer = Self.greeting()
    peer.request(1)
    peer.data(1, [0, 0, 0, 0, 1, 9], end: true)
    peer.bytes.writePing(Connection.shutdownPing, ack: true)
    try await client.say(peer.bytes)
    let heard = Frame.all(in: try await client.hearToEnd())
    #expect(heard.filter { $0.type == .data }.map(\.payload.last) == [9])
    #expect(try await silent.hearToEnd().readableBytes == 0)
    try await isShut
  }

  @Test("a plain request that waits for its answer gets it", arguments: [true, false])
  func plainHTTP(onGRPCPort: Bool) async throws {
    // Given a request that was taken.
    let held = Held()
    let loopback = try await Loopback(plainHTTP: held.responder)
    let pages = try await PlainHTTPServer.bind(
      host: "127.0.0.1", port: 0, group: MultiThreadedEventLoopGroup.singleton, responder: held.responder
    ).get()
    let address = onGRPCPort ? loopback.server.localAddress : pages.localAddress
    let client = try await RawClient.connect(to: address)
    try await client.say(ByteBuffer(string: "GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n"))
    try await held.isAsked()
    // When both servers shut down and its answer comes well after.
    async let isShut: Void = loopback.server.shutdown(within: Self.grace).get()
    async let pagesAreShut: Void = pages.shutdown(within: Self.grace).get()
    try await Task.sleep(for: .milliseconds(250))
    held.give("at last\n")
    // Then it is whole.
    let answer = String(buffer: try await client.hearToEnd())
    #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("\r\n\r\nat last\n"))
    try await isShut
    try await pagesAreShut
  }

  @Test("a slow reader gets its whole answer of 5 MB, whatever it says meanwhile")
  func slowReader() async throws {
    // Given a client that has windows for all of an answer and takes none of it.
    var limits = ServerLimits()
    limits.socketOutboundBytes = 8 << 20
    let loopback = try await Loopback(limits: limits)
    let client = try await RawClient.connect(to: loopback.server.localAddress, reads: false)
    var peer = Peer()
    peer.bytes.writeStaticString(Connection.preface)
    peer.settings([(.initialWindowSize, 16 << 20)])
    peer.windowUpdate(0, by: 16 << 20)
    peer.big(1, bytes: 5 << 20)
    try await client.say(peer.bytes)
    try await Task.sleep(for: .milliseconds(50))
    // When the server shuts down, and the client knows it before it reads on.
    async let isShut: Void = loopback.server.shutdown(within: Self.grace).get()
    try await Task.sleep(for: .milliseconds(20))
    peer.bytes.clear()
    peer.bytes.writePing(Connection.shutdownPing, ack: true)
    try await client.say(peer.bytes)
    peer.bytes.clear()
    peer.bytes.writePing(7, ack: false)
    while client.isOpen {
      client.read()
      try? await client.say(peer.bytes)
      try await Task.sleep(for: .milliseconds(2))
    }
    // Then nothing is missing.
    let frames = Frame.all(in: client.heard)
    let data = frames.filter { $0.type == .data && $0.stream == 1 }
    #expect(data.reduce(0) { $0 + $1.payload.count } == (5 << 20) + 80 * 5)
    try await isShut
  }
}
