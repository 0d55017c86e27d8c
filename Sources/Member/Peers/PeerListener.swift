internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Raft

/// The receiving end of the peers' connections. A connection must greet within `greetingLimit`, and has said
/// nothing that counts before it has been welcomed.
///
/// Confined to the consensus loop's event loop.
final class PeerListener {
  /// One accepted connection.
  final class Connection {
    fileprivate(set) var hello: Hello?
    fileprivate let channel: any Channel
    /// Set by who takes a snapshot connection over.
    var onSnapshotFrame: ((PeerFrame) -> Void)?
    var onClose: (() -> Void)?

    fileprivate init(channel: any Channel) {
      self.channel = channel
    }

    func send(_ frame: PeerFrame) {
      channel.writeAndFlush(ByteBuffer(bytes: frame.encoded), promise: nil)
    }

    func close() {
      channel.close(promise: nil)
    }
  }

  private static let greetingLimit = TimeAmount.seconds(5)
  /// Dialers wait their turn at home, so a handful of connections a peer is plenty.
  private static let connectionLimit = 256

  private let eventLoop: any EventLoop
  private let logger: Logger
  private weak var owner: (any PeerListenerOwner)?
  private var channel: (any Channel)?
  private var connections: [ObjectIdentifier: Connection] = [:]
  /// The last consensus connection of each peer.
  private var newest: [MemberID: Connection] = [:]

  init(eventLoop: any EventLoop, logger: Logger, owner: any PeerListenerOwner) {
    self.eventLoop = eventLoop
    self.logger = logger
    self.owner = owner
  }

  func bind(host: String, port: Int) -> EventLoopFuture<Void> {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    return ServerBootstrap(group: eventLoop)
      .serverChannelOption(.backlog, value: 128)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.socketOption(.so_keepalive), value: 1)
      .childChannelOption(PeerLink.userTimeoutOption, value: PeerLink.userTimeout)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try bound.value.accepted(channel) }
      }
      .bind(host: host, port: port)
      .map { bound.value.channel = $0 }
  }

  func stop() {
    channel?.close(promise: nil)
    for connection in connections.values { connection.close() }
  }

  private func accepted(_ channel: any Channel) throws {
    guard connections.count < Self.connectionLimit else { throw ChannelError.connectPending }
    let connection = Connection(channel: channel)
    let handler = FrameHandler(eventLoop: eventLoop)
    let key = ObjectIdentifier(connection)
    connections[key] = connection
    handler.onFrame = { [unowned self] in self.received($0, on: connection) }
    handler.onReadComplete = { [unowned self] in owner?.receivedAll() }
    handler.onClose = { [unowned self, unowned handler] in
      if let failure = handler.failure {
        logger.warning(
          "a connection sent what is no frame of a member's, and is closed",
          metadata: [
            "from": "\(channel.remoteAddress?.description ?? "?")", "error": "\(failure)",
            "peer": "\(connection.hello.map { "\($0.from)" } ?? "not greeted")",
          ])
      }
      connections[key] = nil
      connection.onClose?()
      // An older connection that closes late says nothing about a peer that has come back.
      if let hello = connection.hello, newest[hello.from] === connection {
        newest[hello.from] = nil
        owner?.consensusConnectionClosed(from: hello.from)
      }
    }
    try channel.pipeline.syncOperations.addHandler(handler)
    let bound = NIOLoopBound(connection, eventLoop: eventLoop)
    eventLoop.scheduleTask(in: Self.greetingLimit) {
      if bound.value.hello == nil { bound.value.close() }
    }
  }

  private func received(_ frame: PeerFrame, on connection: Connection) {
    if let hello = connection.hello {
      switch hello.purpose {
      case .consensus: owner?.received(frame, from: hello.from)
      case .snapshot: connection.onSnapshotFrame?(frame)
      }
      return
    }
    guard case .hello(let hello) = frame else { return connection.close() }
    let welcome = owner?.greeted(hello) ?? .refused(reason: "this member is stopping")
    connection.send(.welcome(welcome))
    guard case .accepted = welcome else { return connection.close() }
    connection.hello = hello
    if hello.purpose == .consensus {
      newest[hello.from]?.close()
      newest[hello.from] = connection
    }
    owner?.connectionOpened(connection, from: hello)
  }
}

protocol PeerListenerOwner: AnyObject {
  /// Judges a greeting; what `accepted` promises is durable.
  func greeted(_ hello: Hello) -> Welcome
  func connectionOpened(_ connection: PeerListener.Connection, from hello: Hello)
  func received(_ frame: PeerFrame, from peer: MemberID)
  /// All frames that had come from one connection have been handed over.
  func receivedAll()
  /// The newest consensus connection of the peer is closed.
  func consensusConnectionClosed(from peer: MemberID)
}
