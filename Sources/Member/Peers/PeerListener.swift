internal import Configuration
internal import Failpoints
internal import Logging
internal import NIOCore
internal import Raft

/// The receiving end of the peers' connections. A connection must greet within `greetingLimit`, and has said
/// nothing that counts before it has been welcomed.
///
/// Confined to the consensus loop's event loop.
final class PeerListener {
  /// One accepted connection.
  final class Connection {
    fileprivate(set) var hello: Hello?
    fileprivate var lastHeard = NIODeadline.distantPast
    fileprivate let connection: any PeerConnection
    /// Set by who takes a snapshot connection over.
    var onSnapshotFrame: ((PeerFrame) -> Void)?
    var onClose: (() -> Void)?

    fileprivate init(_ connection: any PeerConnection) {
      self.connection = connection
    }

    func send(_ frame: PeerFrame) {
      connection.write(ByteBuffer(bytes: frame.encoded), taken: nil)
    }

    func close() {
      connection.close()
    }
  }

  private static let greetingLimit = TimeAmount.seconds(5)
  /// Dialers wait their turn at home, so a handful of connections a peer is plenty.
  private static let connectionLimit = 256

  private let eventLoop: any EventLoop
  private let logger: Logger
  /// Strong as in `PeerLink`; `stop` and `abandon` let go.
  private var owner: (any PeerListenerOwner)?
  private var acceptor: (any PeerAcceptor)?
  private var connections: [ObjectIdentifier: Connection] = [:]
  /// The last consensus connection of each peer.
  private var newest: [MemberID: Connection] = [:]

  init(eventLoop: any EventLoop, logger: Logger, owner: any PeerListenerOwner) {
    self.eventLoop = eventLoop
    self.logger = logger
    self.owner = owner
  }

  func listen(on address: Address, of network: any PeerNetwork) -> EventLoopFuture<Void> {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    return network.listen(address, on: eventLoop) { bound.value.accepted($0) }
      .map { bound.value.acceptor = $0 }
  }

  /// Who has said something as a holder of the seat since then.
  func claimants(of seat: Seat, since: NIODeadline) -> [MemberID] {
    newest.filter { seat.holds($0.key) && $0.value.lastHeard > since }.keys.sorted()
  }

  /// Ends all connections, so that new ones greet anew.
  func dropConnections() {
    for connection in connections.values { connection.close() }
  }

  func stop() {
    acceptor?.close()
    for connection in connections.values { connection.close() }
    abandon()
  }

  /// Ends without a word.
  func abandon() {
    owner = nil
  }

  private func accepted(_ stream: any PeerConnection) -> (any PeerReceiver)? {
    guard connections.count < Self.connectionLimit else { return nil }
    let connection = Connection(stream)
    let receiver = FrameReceiver()
    receiver.connection = stream
    let key = ObjectIdentifier(connection)
    connections[key] = connection
    receiver.onFrame = { [unowned self] in self.received($0, on: connection) }
    receiver.onReceivedAll = { [unowned self] in
      connection.lastHeard = eventLoop.now
      owner?.receivedAll()
    }
    receiver.onClose = { [unowned self] in closed(connection, failure: $0) }
    let bound = NIOLoopBound(connection, eventLoop: eventLoop)
    eventLoop.scheduleTask(in: Self.greetingLimit) {
      if bound.value.hello == nil { bound.value.close() }
    }
    return receiver
  }

  private func closed(_ connection: Connection, failure: PeerFrameError?) {
    if let failure {
      logger.warning(
        "a connection sent what is no frame of a member's, and is closed",
        metadata: [
          "from": "\(connection.connection.remote)", "error": "\(failure)",
          "peer": "\(connection.hello.map { "\($0.from)" } ?? "not greeted")",
        ])
    }
    connections[ObjectIdentifier(connection)] = nil
    connection.onClose?()
    // An older connection that closes late says nothing about a peer that has come back.
    if let hello = connection.hello, newest[hello.from] === connection {
      newest[hello.from] = nil
      owner?.consensusConnectionClosed(from: hello.from)
    }
  }

  private func received(_ frame: PeerFrame, on connection: Connection) {
    if let hello = connection.hello {
      switch hello.purpose {
      case .consensus: owner?.received(frame, from: hello.from)
      case .snapshot: connection.onSnapshotFrame?(frame)
      case .inquiry: connection.close()
      }
      return
    }
    guard case .hello(let hello) = frame else { return connection.close() }
    let welcome = owner?.greeted(hello) ?? .refused(reason: "this member is stopping")
    connection.send(.welcome(welcome))
    Failpoints.reach(.peerWelcomeSent)
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
