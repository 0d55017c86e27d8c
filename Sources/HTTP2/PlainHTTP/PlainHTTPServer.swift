package import NIOCore
internal import NIOPosix

/// A listening socket that answers HTTP/1.1 GET and HEAD only: metrics, health, version.
package final class PlainHTTPServer: Sendable {
  package let localAddress: SocketAddress
  private let listener: any Channel
  private let connections: OpenChannels

  private init(listener: any Channel, localAddress: SocketAddress, connections: OpenChannels) {
    self.listener = listener
    self.localAddress = localAddress
    self.connections = connections
  }

  /// Listens on `host:port` (port 0: any free one) and answers on the loops of `group`.
  package static func bind(
    host: String, port: Int, group: any EventLoopGroup, responder: @escaping PlainHTTPResponder
  ) -> EventLoopFuture<PlainHTTPServer> {
    let connections = OpenChannels()
    return ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(PlainHTTPHandler(responder: responder))
          connections.add(channel)
        }
      }
      .bind(host: host, port: port)
      .flatMapThrowing { listener in
        guard let address = listener.localAddress else {
          throw GRPCStatus(.internalError, "the listening socket has no address")
        }
        return PlainHTTPServer(listener: listener, localAddress: address, connections: connections)
      }
  }

  /// Closes the socket and what is connected.
  package func shutdown() -> EventLoopFuture<Void> {
    for channel in connections.stop() { channel.close(promise: nil) }
    listener.close(promise: nil)
    return listener.closeFuture
  }
}

final class PlainHTTPHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// A request must have come, and its answer gone, within this time.
  private static let timeout = TimeAmount.seconds(60)

  private let responder: PlainHTTPResponder
  private var conversation = PlainConversation()
  private var unread = ByteBuffer()
  private var context: ChannelHandlerContext?
  private var timer: Scheduled<Void>?

  init(responder: @escaping PlainHTTPResponder) {
    self.responder = responder
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.timeout) {
      context.close(promise: nil)
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    timer?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var input = unwrapInboundIn(data)
    unread.writeBuffer(&input)
    switch conversation.next(&unread) {
    case .needMoreBytes:
      break
    case .refused(let response):
      answer(response, headOnly: false)
    case .request(let request):
      let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
      let loop = context.eventLoop
      responder(request) { response in
        loop.execute { bound.value.answer(response, headOnly: request.method == "HEAD") }
      }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func answer(_ response: PlainResponse, headOnly: Bool) {
    guard let context else { return }
    let bytes = PlainConversation.bytes(of: response, headOnly: headOnly)
    context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { _ in
      context.close(promise: nil)
    }
  }
}
