import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import HTTP2

/// What came of one call.
struct Outcome: Sendable {
  var messages: [ByteBuffer] = []
  var status: GRPCStatus
}

/// Gathers a call's messages until its end.
final class Gathering: CallReceiver {
  private var messages: [ByteBuffer] = []
  private let done: @Sendable (Outcome) -> Void
  var onMessage: ((Int) -> Void)?

  init(_ done: @escaping @Sendable (Outcome) -> Void) {
    self.done = done
  }

  func received(_ message: ByteBuffer) {
    messages.append(message)
    onMessage?(messages.count)
  }

  func ended(_ status: GRPCStatus) {
    done(Outcome(messages: messages, status: status))
  }
}

/// A server and a connection to it, over loopback.
struct Loopback {
  let router = TestRouter()
  let server: GRPCServer
  let client: GRPCClientConnection

  init(limits: ServerLimits = ServerLimits(), plainHTTP: PlainHTTPResponder? = nil) async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    server = try await GRPCServer.bind(
      host: "127.0.0.1", port: 0, group: group, router: router, limits: limits, plainHTTP: plainHTTP
    ).get()
    client = try await GRPCClientConnector.connect(
      host: "127.0.0.1", port: server.localAddress.port ?? 0, on: group.next()
    ).get()
  }

  /// One call with its messages sent at once.
  func call(
    _ method: String, _ messages: [ByteBuffer] = [], timeout: TimeAmount? = nil,
    metadata: Headers = Headers(),
    cancelAfter: TimeAmount? = nil
  ) async -> Outcome {
    await withCheckedContinuation { continuation in
      client.eventLoop.execute {
        let receiver = Gathering { continuation.resume(returning: $0) }
        let call = client.start(
          path: "/test.Echo/\(method)", metadata: metadata, timeout: timeout, receiver: receiver)
        for message in messages.dropLast() { call.send(message) }
        if let last = messages.last { call.sendLast(last) } else { call.halfClose() }
        if let cancelAfter {
          client.eventLoop.assumeIsolated().scheduleTask(in: cancelAfter) { call.cancel() }
        }
      }
    }
  }

  func end() async throws {
    try await server.shutdown(within: .milliseconds(200)).get()
  }
}

@Suite(.serialized)
struct LoopbackTests {
  @Test("a unary call is answered, again and again on one connection")
  func unary() async throws {
    let loopback = try await Loopback()
    for index in 0..<50 {
      let outcome = await loopback.call("Unary", [ByteBuffer(string: "hello \(index)")])
      #expect(outcome.status == .ok)
      #expect(outcome.messages == [ByteBuffer(string: "hello \(index)")])
    }
    #expect(loopback.server.connectionCount == 1)
    try await loopback.end()
    #expect(loopback.server.connectionCount == 0)
  }

  @Test("a thousand calls at once are all answered")
  func manyAtOnce() async throws {
    let loopback = try await Loopback()
    await withTaskGroup(of: Bool.self) { group in
      for index in 0..<1000 {
        group.addTask {
          let outcome = await loopback.call("Unary", [ByteBuffer(string: "\(index)")], timeout: .seconds(20))
          return outcome.messages == [ByteBuffer(string: "\(index)")] && outcome.status == .ok
        }
      }
      for await isGood in group { #expect(isGood) }
    }
    try await loopback.end()
  }

  @Test("messages stream both ways, empty ones too, and keep their order")
  func streams() async throws {
    let loopback = try await Loopback()
    let messages = (0..<300).map { ByteBuffer(repeating: UInt8($0 % 251), count: $0 * 37) }
    let outcome = await loopback.call("Stream", messages)
    #expect(outcome.status == .ok)
    #expect(outcome.messages == messages)
    try await loopback.end()
  }

  @Test("a message of 2 MiB passes both ways; a larger one is RESOURCE_EXHAUSTED")
  func bigMessages() async throws {
    let loopback = try await Loopback()
    let largest = ByteBuffer(repeating: 9, count: 2 << 20)
    let outcome = await loopback.call("Unary", [largest])
    #expect(outcome.status == .ok && outcome.messages == [largest])
    let refused = await loopback.call("Unary", [ByteBuffer(repeating: 9, count: (2 << 20) + 1)])
    #expect(refused.status.code == .resourceExhausted)
    #expect(await loopback.call("Unary", [ByteBuffer(string: "on")]).status == .ok)
    try await loopback.end()
  }

  @Test("a handler that watches bufferedBytes streams 40 MiB, further than any window")
  func backpressure() async throws {
    let loopback = try await Loopback()
    let outcome = await loopback.call("Big", [ByteBuffer(string: "\(40 << 20)")])
    #expect(outcome.status == .ok)
    #expect(outcome.messages.reduce(0) { $0 + $1.readableBytes } == 40 << 20)
    try await loopback.end()
  }

  @Test("a deadline ends a call on both sides")
  func deadlines() async throws {
    let loopback = try await Loopback()
    let outcome = await loopback.call("Silent", [ByteBuffer()], timeout: .milliseconds(50))
    #expect(outcome.status.code == .deadlineExceeded)
    try await Task.sleep(for: .milliseconds(100))
    #expect(loopback.router.cancelled.value == 1)
    try await loopback.end()
  }

  @Test("a cancelled call tells its handler")
  func cancellation() async throws {
    let loopback = try await Loopback()
    let outcome = await loopback.call("Silent", [ByteBuffer()], cancelAfter: .milliseconds(20))
    #expect(outcome.status.code == .cancelled)
    try await Task.sleep(for: .milliseconds(100))
    #expect(loopback.router.cancelled.value == 1)
    try await loopback.end()
  }

  @Test("errors carry their code and any text")
  func errors() async throws {
    let loopback = try await Loopback()
    let failed = await loopback.call("Fail")
    #expect(failed.status == GRPCStatus(.outOfRange, "etcdserver: mvcc: 100% of ümläut\nlost"))
    let method = await loopback.call("Nothing")
    #expect(
      method.status == GRPCStatus(.unimplemented, "unknown method Nothing for service test.Echo"))
    try await loopback.end()
  }

  @Test("a shutdown lets open calls end, and ends at its deadline what does not")
  func shutdown() async throws {
    let loopback = try await Loopback()
    async let silent = loopback.call("Silent", [ByteBuffer()])
    _ = await loopback.call("Unary", [ByteBuffer(string: "there")])
    try await loopback.server.shutdown(within: .milliseconds(100)).get()
    #expect(await silent.status == GRPCStatus(.unavailable, "the server stops"))
    let late = await loopback.call("Unary", [ByteBuffer()])
    #expect(late.status.code == .unavailable && late.status.isUnprocessed)
  }

  @Test("MAX_CONCURRENT_STREAMS makes calls wait and loses none")
  func waitingCalls() async throws {
    var limits = ServerLimits()
    limits.maxConcurrentStreams = 3
    let loopback = try await Loopback(limits: limits)
    _ = await loopback.call("Unary", [ByteBuffer()])
    await withTaskGroup(of: GRPCStatus.self) { group in
      for _ in 0..<100 { group.addTask { await loopback.call("Unary", [ByteBuffer(string: "x")]).status } }
      for await status in group { #expect(status == .ok) }
    }
    try await loopback.end()
  }

  @Test("a silent server that answers PING is kept")
  func pings() async throws {
    let loopback = try await Loopback()
    let roundTrip = await withCheckedContinuation { continuation in
      loopback.client.eventLoop.execute {
        loopback.client.ping { continuation.resume(returning: $0) }
      }
    }
    #expect(throws: Never.self) { try roundTrip.get() }
    try await loopback.end()
  }
}
