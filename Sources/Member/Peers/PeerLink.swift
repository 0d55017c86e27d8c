internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Raft

/// This member's sending connection to one peer: dials, greets, sends, and dials again. A frame handed to an
/// open link is delivered in order or the link closes; what waits when it closes is gone.
///
/// Confined to the consensus loop's event loop.
final class PeerLink {
  private enum State {
    case idle
    case dialing
    case greeting(any Channel)
    case open(any Channel, incarnation: UInt64)
    case stopped
  }

  let peer: MemberID
  private let host: String
  private let port: Int
  private let eventLoop: any EventLoop
  private let hello: Hello
  private let logger: Logger
  private weak var owner: (any PeerLinkOwner)?
  private var state = State.idle
  private var outgoing = ByteBuffer()
  private var failures = 0
  /// Bytes written to the channel that its socket has not taken.
  private var inFlight = 0
  private static let inFlightLimit = 256 << 20
  /// TCP_USER_TIMEOUT (18 on Linux): a connection whose bytes nobody acknowledges for so many milliseconds is
  /// over. Without it a healed network is noticed only by the kernel's next retransmission, minutes later.
  static let userTimeoutOption = ChannelOptions.Types.SocketOption(
    level: .tcp, name: NIOBSDSocket.Option(rawValue: 18))
  static let userTimeout: SocketOptionValue = 2000
  private static let greetingLimit = TimeAmount.seconds(2)

  init(
    peer: MemberID, host: String, port: Int, eventLoop: any EventLoop, hello: Hello, logger: Logger,
    owner: any PeerLinkOwner
  ) {
    self.peer = peer
    self.host = host
    self.port = port
    self.eventLoop = eventLoop
    self.hello = hello
    self.logger = logger
    self.owner = owner
  }

  var isOpen: Bool {
    if case .open = state { return true }
    return false
  }

  /// Dials at once unless a connection stands or is on its way.
  func dial() {
    eventLoop.preconditionInEventLoop()
    guard case .idle = state else { return }
    state = .dialing
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    let handler = FrameHandler(eventLoop: eventLoop)
    handler.onFrame = { [unowned self] in self.received($0) }
    handler.onClose = { [unowned self] in self.closed() }
    ClientBootstrap(group: eventLoop)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(Self.userTimeoutOption, value: Self.userTimeout)
      .connectTimeout(.seconds(1))
      .channelInitializer { [handler = NIOLoopBound(handler, eventLoop: eventLoop)] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(handler.value)
        }
      }
      .connect(host: host, port: port)
      .whenComplete { bound.value.dialed($0) }
  }

  func send(_ frame: PeerFrame) {
    guard case .open = state else { return }
    outgoing.writeBytes(frame.encoded)
  }

  /// Hands what `send` gathered to the socket, in one write.
  func flush() {
    guard outgoing.readableBytes > 0, case .open(let channel, _) = state else { return }
    let bytes = outgoing
    outgoing = ByteBuffer()
    inFlight += bytes.readableBytes
    guard inFlight < Self.inFlightLimit else {
      logger.warning("connection does not keep up and is closed", metadata: ["peer": "\(peer)"])
      channel.close(promise: nil)
      return
    }
    let count = bytes.readableBytes
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    channel.writeAndFlush(bytes).whenComplete { _ in bound.value.inFlight -= count }
  }

  func stop() {
    let last = state
    state = .stopped
    switch last {
    case .greeting(let channel), .open(let channel, _): channel.close(promise: nil)
    case .idle, .dialing, .stopped: break
    }
  }

  private func dialed(_ result: Result<any Channel, any Error>) {
    if case .stopped = state {
      if case .success(let channel) = result { channel.close(promise: nil) }
      return
    }
    switch result {
    case .success(let channel):
      guard channel.isActive else { return redial() }
      state = .greeting(channel)
      channel.writeAndFlush(ByteBuffer(bytes: PeerFrame.hello(hello).encoded), promise: nil)
      let bound = NIOLoopBound(self, eventLoop: eventLoop)
      eventLoop.scheduleTask(in: Self.greetingLimit) {
        if case .greeting(let waiting) = bound.value.state, waiting === channel {
          waiting.close(promise: nil)
        }
      }
    case .failure:
      redial()
    }
  }

  private func received(_ frame: PeerFrame) {
    switch (state, frame) {
    case (.greeting(let channel), .welcome(.accepted(let incarnation))):
      failures = 0
      inFlight = 0
      outgoing.clear()
      state = .open(channel, incarnation: incarnation)
      owner?.linkOpened(self, incarnation: incarnation)
    case (.greeting(let channel), .welcome(let refusal)):
      owner?.linkRefused(self, refusal)
      channel.close(promise: nil)
    case (.open(let channel, _), _), (.greeting(let channel), _):
      logger.warning("peer answers with what it should not", metadata: ["peer": "\(peer)"])
      channel.close(promise: nil)
    case (.idle, _), (.dialing, _), (.stopped, _): break
    }
  }

  private func closed() {
    switch state {
    case .open:
      redial()
      owner?.linkClosed(self)
    case .greeting: redial()
    case .idle, .dialing, .stopped: break
    }
  }

  /// 5 ms at first, doubling to 200 ms: a peer that returns dials us too, and that makes us dial at once.
  private func redial() {
    state = .idle
    failures = min(failures + 1, 7)
    let delay = min(Int64(5) << Int64(failures - 1), 200)
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    eventLoop.scheduleTask(in: .milliseconds(delay)) { bound.value.dial() }
  }
}

protocol PeerLinkOwner: AnyObject {
  func linkOpened(_ link: PeerLink, incarnation: UInt64)
  func linkClosed(_ link: PeerLink)
  func linkRefused(_ link: PeerLink, _ refusal: Welcome)
}

/// Turns a channel's bytes into frames and back-calls; used at both ends.
final class FrameHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  var onFrame: ((PeerFrame) -> Void)?
  /// Everything that had come was handed on.
  var onReadComplete: (() -> Void)?
  var onClose: (() -> Void)?
  /// What made the connection unusable; nil for a close by the other side.
  private(set) var failure: PeerFrameError?
  private var decoder = FrameDecoder()
  private let eventLoop: any EventLoop

  init(eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    guard failure == nil else { return }
    decoder.append(&bytes)
    do throws(PeerFrameError) {
      while let frame = try decoder.next() { onFrame?(frame) }
    } catch {
      failure = error
      context.close(promise: nil)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    onReadComplete?()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    let close = onClose
    onClose = nil
    onFrame = nil
    onReadComplete = nil
    close?()
  }
}
