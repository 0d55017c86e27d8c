import NIOCore
import NIOPosix
import Synchronization

@testable import HTTP2

/// A socket that says given bytes and gathers what it hears.
final class RawClient: Sendable {
  private final class Gatherer: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    let heard = Mutex(ByteBuffer())

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      var bytes = unwrapInboundIn(data)
      _ = heard.withLock { $0.writeBuffer(&bytes) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }
  }

  private let channel: any Channel
  private let gatherer: Gatherer

  private init(_ channel: any Channel, _ gatherer: Gatherer) {
    self.channel = channel
    self.gatherer = gatherer
  }

  /// With `reads` false it takes from its socket what `read` asks for, and the socket holds little. With
  /// `closes` false it stays when the server has ended its side.
  static func connect(
    to address: SocketAddress, reads: Bool = true, closes: Bool = true
  ) async throws -> RawClient {
    let gatherer = Gatherer()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: reads)
      .channelOption(.allowRemoteHalfClosure, value: !closes)
      .channelOption(.maxMessagesPerRead, value: 1)
      .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 32 << 10))
      .channelOption(.socketOption(.so_rcvbuf), value: reads ? 1 << 20 : 32 << 10)
      .channelInitializer { $0.pipeline.addHandler(gatherer) }
      .connect(to: address).get()
    return RawClient(channel, gatherer)
  }

  var heard: ByteBuffer { gatherer.heard.withLock { $0 } }

  func say(_ bytes: ByteBuffer) async throws {
    try await channel.writeAndFlush(bytes).get()
  }

  /// Until `frame` was heard.
  func hear(_ isWanted: (Frame) -> Bool) async throws {
    while !Frame.all(in: heard).contains(where: isWanted) { try await Task.sleep(for: .milliseconds(1)) }
  }

  func read() {
    channel.read()
  }

  var isOpen: Bool { channel.isActive }

  /// Everything heard until the server closed.
  func hearToEnd() async throws -> ByteBuffer {
    try await channel.closeFuture.get()
    return heard
  }

  func close() async throws {
    try? await channel.close().get()
  }
}
