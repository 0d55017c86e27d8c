internal import Configuration
internal import NIOCore
internal import NIOPosix

/// The peers' connections over TCP.
struct SocketNetwork: PeerNetwork {
  /// TCP_USER_TIMEOUT (18 on Linux): a connection whose bytes nobody acknowledges for so many milliseconds is
  /// over. Without it a healed network is noticed only by the kernel's next retransmission, minutes later.
  private static let userTimeoutOption = ChannelOptions.Types.SocketOption(
    level: .tcp, name: NIOBSDSocket.Option(rawValue: 18))
  private static let userTimeout: SocketOptionValue = 2000

  func dial(
    _ target: Address, on eventLoop: any EventLoop, receiver: any PeerReceiver,
    completion: @escaping (Result<any PeerConnection, any Error>) -> Void
  ) {
    let connection = SocketConnection(receiver: receiver)
    let bound = NIOLoopBound((connection, completion), eventLoop: eventLoop)
    ClientBootstrap(group: eventLoop)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(Self.userTimeoutOption, value: Self.userTimeout)
      .connectTimeout(.seconds(1))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(bound.value.0)
        }
      }
      .connect(host: target.host, port: target.port)
      .whenComplete { result in
        let (connection, completion) = bound.value
        completion(result.map { _ in connection })
      }
  }

  func listen(
    _ address: Address, on eventLoop: any EventLoop,
    accept: @escaping (any PeerConnection) -> (any PeerReceiver)?
  ) -> EventLoopFuture<any PeerAcceptor> {
    let bound = NIOLoopBound(accept, eventLoop: eventLoop)
    return ServerBootstrap(group: eventLoop)
      .serverChannelOption(.backlog, value: 128)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.socketOption(.so_keepalive), value: 1)
      .childChannelOption(Self.userTimeoutOption, value: Self.userTimeout)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let connection = SocketConnection(receiver: nil)
          try channel.pipeline.syncOperations.addHandler(connection)
          guard let receiver = bound.value(connection) else { throw ChannelError.connectPending }
          connection.receiver = receiver
        }
      }
      .bind(host: address.host, port: address.port)
      .map { SocketAcceptor(channel: $0) }
  }
}

/// A channel and who receives from it.
private final class SocketConnection: ChannelInboundHandler, PeerConnection {
  typealias InboundIn = ByteBuffer

  var receiver: (any PeerReceiver)?
  private var context: ChannelHandlerContext?

  init(receiver: (any PeerReceiver)?) {
    self.receiver = receiver
  }

  // MARK: PeerConnection

  var isActive: Bool { context?.channel.isActive == true }
  var remote: String { context?.remoteAddress?.description ?? "?" }

  func write(_ bytes: ByteBuffer, taken: (() -> Void)?) {
    guard let context else {
      taken?()
      return
    }
    guard let taken else { return context.channel.writeAndFlush(bytes, promise: nil) }
    let bound = NIOLoopBound(taken, eventLoop: context.eventLoop)
    context.channel.writeAndFlush(bytes).whenComplete { _ in bound.value() }
  }

  func close() {
    context?.channel.close(promise: nil)
  }

  // MARK: ChannelInboundHandler

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    receiver?.received(unwrapInboundIn(data))
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    receiver?.receivedAll()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    let receiver = receiver
    self.receiver = nil
    receiver?.closed()
  }
}

private final class SocketAcceptor: PeerAcceptor {
  private let channel: any Channel

  init(channel: any Channel) {
    self.channel = channel
  }

  func close() {
    channel.close(promise: nil)
  }
}
