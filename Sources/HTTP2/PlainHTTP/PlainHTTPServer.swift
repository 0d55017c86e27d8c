package import NIOCore

/// A listening socket that answers HTTP/1.1 GET and HEAD only: metrics, health, version.
package struct PlainHTTPServer: Sendable {
  private let listener: Listener

  package var localAddress: SocketAddress { listener.localAddress }

  /// Listens on `host:port` (port 0: any free one) and answers on the loops of `group`.
  package static func bind(
    host: String, port: Int, group: any EventLoopGroup, responder: @escaping PlainHTTPResponder
  ) -> EventLoopFuture<PlainHTTPServer> {
    Listener.bind(host: host, port: port, group: group) { _ in PlainHTTPHandler(responder: responder) }
      .map { PlainHTTPServer(listener: $0) }
  }

  /// Takes no new connections, answers what was asked, and closes what is left at the deadline.
  package func shutdown(within grace: TimeAmount) -> EventLoopFuture<Void> {
    listener.shutdown(within: grace)
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

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case ShutdownEvent.announce:
      context.eventLoop.assumeIsolated().scheduleTask(in: ShutdownEvent.patience) {
        if self.conversation.awaitsRequest { context.close(promise: nil) }
      }
    case ShutdownEvent.closeNow: context.close(promise: nil)
    default: context.fireUserInboundEventTriggered(event)
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
