internal import Configuration
internal import Failpoints
internal import Logging
internal import NIOCore
internal import Raft

/// This member's sending connection to whoever holds a seat: dials, greets, sends, and dials again. A frame handed
/// to an open link is delivered in order or the link closes; what waits when it closes is gone.
///
/// Confined to the consensus loop's event loop.
final class PeerLink {
  private enum State {
    case idle
    case dialing
    case greeting(any PeerConnection, as: MemberID)
    case open(any PeerConnection, peer: MemberID)
    case stopped
  }

  let seat: Seat
  private let target: Address
  private let network: any PeerNetwork
  private let eventLoop: any EventLoop
  private let logger: Logger
  /// Strong, since who is referred to weakly anywhere is counted slowly everywhere; `stop` and `abandon` let go.
  private var owner: (any PeerLinkOwner)?
  private var state = State.idle
  private var outgoing = ByteBuffer()
  private var failures = 0
  /// Bytes written to the connection that have not left this process.
  private var inFlight = 0
  private static let inFlightLimit = 256 << 20
  private static let greetingLimit = TimeAmount.seconds(2)

  init(
    seat: Seat, target: Address, network: any PeerNetwork, eventLoop: any EventLoop, logger: Logger,
    owner: any PeerLinkOwner
  ) {
    self.seat = seat
    self.target = target
    self.network = network
    self.eventLoop = eventLoop
    self.logger = logger
    self.owner = owner
  }

  /// The member at the other end; nil unless the link is open.
  var peer: MemberID? {
    if case .open(_, let peer) = state { return peer }
    return nil
  }

  /// Dials at once unless a connection stands or is on its way.
  func dial() {
    eventLoop.preconditionInEventLoop()
    guard case .idle = state else { return }
    state = .dialing
    Failpoints.reach(.peerDialling)
    let receiver = FrameReceiver()
    receiver.onFrame = { [self] in received($0) }
    receiver.onClose = { [self] _ in closed() }
    network.dial(target, on: eventLoop, receiver: receiver) { [self] result in
      if case .success(let connection) = result { receiver.connection = connection }
      dialed(result)
    }
  }

  func send(_ frame: PeerFrame) {
    guard case .open = state else { return }
    outgoing.writeBytes(frame.encoded)
  }

  /// Hands what `send` gathered to the socket, in one write.
  func flush() {
    guard outgoing.readableBytes > 0, case .open(let connection, _) = state else { return }
    let bytes = outgoing
    outgoing = ByteBuffer()
    inFlight += bytes.readableBytes
    Failpoints.reach(.peerBeforeSend)
    guard inFlight < Self.inFlightLimit else {
      logger.warning("connection does not keep up and is closed", metadata: ["peer": "\(name)"])
      connection.close()
      return
    }
    let count = bytes.readableBytes
    connection.write(bytes) { [self] in inFlight -= count }
  }

  /// Ends an open connection, so that a new one greets anew.
  func drop() {
    if case .open(let connection, _) = state { connection.close() }
  }

  private var name: String { (peer ?? seat.founding).description }

  func stop() {
    let last = state
    abandon()
    switch last {
    case .greeting(let connection, _), .open(let connection, _): connection.close()
    case .idle, .dialing, .stopped: break
    }
  }

  /// Ends without a word.
  func abandon() {
    state = .stopped
    owner = nil
  }

  private func dialed(_ result: Result<any PeerConnection, any Error>) {
    if case .stopped = state {
      if case .success(let connection) = result { connection.close() }
      return
    }
    switch result {
    case .success(let connection):
      guard connection.isActive, let hello = owner?.hello(for: self) else { return redial() }
      state = .greeting(connection, as: hello.from)
      connection.write(ByteBuffer(bytes: PeerFrame.hello(hello).encoded), taken: nil)
      Failpoints.reach(.peerHelloSent)
      let bound = NIOLoopBound((self, connection), eventLoop: eventLoop)
      eventLoop.scheduleTask(in: Self.greetingLimit) {
        let (link, connection) = bound.value
        if case .greeting(let waiting, _) = link.state, waiting === connection { waiting.close() }
      }
    case .failure:
      redial()
    }
  }

  private func received(_ frame: PeerFrame) {
    switch (state, frame) {
    case (.greeting(let connection, let name), .welcome) where name != owner?.hello(for: self).from:
      // It was for whom this member took itself for when it greeted.
      connection.close()
    case (.greeting(let connection, _), .welcome(.accepted(let peer, let standing, let incarnation))):
      guard let owner, owner.isWelcome(peer, standing, incarnation: incarnation, over: self) else {
        return connection.close()
      }
      failures = 0
      inFlight = 0
      outgoing.clear()
      state = .open(connection, peer: peer)
      owner.linkOpened(self, to: peer)
    case (.greeting(let connection, _), .welcome(let refusal)):
      owner?.linkRefused(self, refusal)
      connection.close()
    case (.open(let connection, _), _), (.greeting(let connection, _), _):
      logger.warning("peer answers with what it should not", metadata: ["peer": "\(name)"])
      connection.close()
    case (.idle, _), (.dialing, _), (.stopped, _): break
    }
  }

  private func closed() {
    switch state {
    case .open(_, let peer):
      redial()
      owner?.linkClosed(self, to: peer)
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
  func hello(for link: PeerLink) -> Hello
  /// Judges who answered; nothing is sent to it otherwise.
  func isWelcome(
    _ peer: MemberID, _ standing: Hello.Standing, incarnation: UInt64, over link: PeerLink
  ) -> Bool
  func linkOpened(_ link: PeerLink, to peer: MemberID)
  func linkClosed(_ link: PeerLink, to peer: MemberID)
  func linkRefused(_ link: PeerLink, _ refusal: Welcome)
}
