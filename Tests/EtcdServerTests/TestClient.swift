import EtcdAPI
import HTTP2
import Logging
import NIOCore
import NIOPosix
import SwiftProtobuf
import Synchronization

@testable import EtcdServer

/// A server over a `TestMember`, and a client connected to it over loopback.
final class TestServer: Sendable {
  let member: TestMember
  let server: EtcdServer
  let group: MultiThreadedEventLoopGroup
  private let connection: NIOLoopBound<GRPCClientConnection>

  static func run(
    limits: ServiceLimits = ServiceLimits(), _ body: (TestServer) async throws -> Void
  ) async throws {
    let test = try await TestServer(limits)
    do {
      try await body(test)
    } catch {
      await test.stop()
      throw error
    }
    await test.stop()
  }

  private init(_ limits: ServiceLimits) async throws {
    member = try TestMember()
    group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    var configuration = EtcdServerConfiguration(
      client: .init(host: "127.0.0.1", port: 0), metrics: .init(host: "127.0.0.1", port: 0))
    configuration.limits = limits
    server = try await EtcdServer.start(
      member: member, configuration: configuration, group: group, logger: Logger(label: "test"))
    let loop = group.next()
    connection = try await GRPCClientConnector.connect(
      host: "127.0.0.1", port: server.clientAddress.port ?? 0, on: loop
    ).map { NIOLoopBound($0, eventLoop: loop) }.get()
  }

  private func stop() async {
    let connection = connection
    connection.eventLoop.execute { connection.value.close() }
    await server.stop(grace: .milliseconds(200))
    try? await group.shutdownGracefully()
  }

  /// Calls a unary method; throws the status that isn't OK.
  func call<Answer: SwiftProtobuf.Message>(
    _ rpc: RPC, _ request: some SwiftProtobuf.Message, metadata: Headers = Headers()
  ) async throws -> Answer {
    let stream = try open(rpc, metadata: metadata, last: request)
    guard let message = try await stream.next() else {
      throw GRPCStatus(.internalError, "no answer")
    }
    return try Answer(serializedBytes: Array(message.readableBytesView))
  }

  /// The status that a unary call ends with.
  func status(
    _ rpc: RPC, _ request: some SwiftProtobuf.Message, metadata: Headers = Headers()
  ) async throws -> GRPCStatus {
    let stream = try open(rpc, metadata: metadata, last: request)
    do {
      while try await stream.next() != nil {}
      return .ok
    } catch let status as GRPCStatus {
      return status
    }
  }

  func open(
    _ rpc: RPC, metadata: Headers = Headers(), last: (any SwiftProtobuf.Message)? = nil
  ) throws -> TestStream {
    let (messages, continuation) = AsyncThrowingStream<ByteBuffer, any Error>.makeStream()
    let bytes: [UInt8]? = try last?.serializedBytes()
    let connection = connection
    let call = NIOLoopBoundBox<(any ClientCall)?>.makeEmptyBox(
      valueType: (any ClientCall).self, eventLoop: connection.eventLoop)
    connection.eventLoop.execute {
      let started = connection.value.start(
        path: rpc.path, metadata: metadata, timeout: .seconds(10), receiver: Receiver(continuation))
      call.value = started
      if let bytes { started.sendLast(ByteBuffer(bytes: bytes)) }
    }
    return TestStream(call: call, messages: messages.makeAsyncIterator())
  }
}

private final class Receiver: CallReceiver {
  private let continuation: AsyncThrowingStream<ByteBuffer, any Error>.Continuation

  init(_ continuation: AsyncThrowingStream<ByteBuffer, any Error>.Continuation) {
    self.continuation = continuation
  }

  func received(_ message: ByteBuffer) {
    continuation.yield(message)
  }

  func ended(_ status: GRPCStatus) {
    continuation.finish(throwing: status.code == .ok ? nil : status)
  }
}

final class TestStream {
  private let call: NIOLoopBoundBox<(any ClientCall)?>
  private var messages: AsyncThrowingStream<ByteBuffer, any Error>.AsyncIterator

  init(
    call: NIOLoopBoundBox<(any ClientCall)?>,
    messages: AsyncThrowingStream<ByteBuffer, any Error>.AsyncIterator
  ) {
    self.call = call
    self.messages = messages
  }

  func send(_ message: some SwiftProtobuf.Message) throws {
    let bytes: [UInt8] = try message.serializedBytes()
    let call = call
    call.eventLoop.execute { call.value?.send(ByteBuffer(bytes: bytes)) }
  }

  func next() async throws -> ByteBuffer? {
    try await messages.next(isolation: nil)
  }

  func watchAnswer() async throws -> Etcdserverpb_WatchResponse {
    guard let message = try await next() else { throw GRPCStatus(.internalError, "the stream ended") }
    return try Etcdserverpb_WatchResponse(serializedBytes: Array(message.readableBytesView))
  }
}
