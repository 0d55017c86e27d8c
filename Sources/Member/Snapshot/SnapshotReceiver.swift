internal import Keyspace
internal import Logging
internal import NIOCore
internal import Raft

/// Writes an incoming snapshot to a file on its own thread, and acknowledges what the file has. A stream that
/// breaks is taken up again by the next connection that offers the same one.
///
/// Used on the consensus loop's event loop, but for `SnapshotWriting`, which the thread owns.
final class SnapshotReceiver {
  private struct Incoming {
    var offer: SnapshotOffer
    var received: UInt64 = 0
    var from: MemberID
    var path: String
  }

  private struct Check: Hashable {
    var name: UInt64
    var bytes: UInt64
    var from: MemberID
  }

  private let eventLoop: any EventLoop
  private let folder: String
  private let logger: Logger
  private var current: Incoming?
  /// All of them is here, and is looked through, one after the other, or is to be.
  private var checks: [Check] = []
  /// The one that is looked through.
  private var looking: Check?
  /// The last one that was handed on: its sender may not have heard so.
  private var last: (name: UInt64, from: MemberID)?
  /// Each sender's last, and the name of the snapshot that it has offered over it.
  private var connections: [MemberID: (stream: PeerListener.Connection, name: UInt64?)] = [:]
  /// Files so far: the one before may wait to be installed, even if it is of the same name.
  private var files = 0
  /// Between two signs of life while a snapshot is looked through, which may take longer than its sender's patience.
  private static let reassurance = TimeAmount.seconds(5)
  private let worker: any Worker<SnapshotWriting.Job>
  private var onReceived: ((ReceivedSnapshot, MemberID) -> Void)?

  /// Takes snapshots into `folder`, which it empties: what an earlier process left there is of no use.
  init(
    folder: String, platform: any Platform, logger: Logger,
    inspect: @escaping SnapshotInspection = DataCheck.inspect(snapshot:),
    onFailure: @escaping @Sendable (any Error) -> Void,
    onReceived: @escaping (ReceivedSnapshot, MemberID) -> Void
  ) {
    self.folder = folder
    eventLoop = platform.eventLoop
    self.logger = logger
    self.onReceived = onReceived
    let writing = SnapshotWriting(folder: folder, inspect: inspect)
    worker = platform.startWorker("snapshot") { jobs in
      do {
        try writing.perform(jobs)
      } catch let error as FileError where error.isOutOfSpace {
        logger.error(
          "no space for a snapshot: free some, this member waits for it", metadata: ["error": "\(error)"])
        return WorkerPause(milliseconds: 1000)
      } catch {
        onFailure(error)
      }
      return nil
    }
  }

  func stop() {
    onReceived = nil
    worker.stop()
  }

  func take(_ connection: PeerListener.Connection, from peer: MemberID) {
    connections[peer]?.stream.close()
    connections[peer] = (connection, nil)
    connection.onSnapshotFrame = { [unowned self, unowned connection] in
      self.received($0, over: connection, from: peer)
    }
    connection.onClose = { [weak self, unowned connection] in
      if self?.connections[peer]?.stream === connection { self?.connections[peer] = nil }
    }
  }

  private func received(_ frame: PeerFrame, over connection: PeerListener.Connection, from peer: MemberID) {
    guard connections[peer]?.stream === connection else { return connection.close() }
    switch frame {
    case .snapshotOffer(let offer):
      connections[peer]?.name = offer.name
      take(offer, over: connection, from: peer)
    case .snapshotChunk(let offset, let bytes):
      guard let current = current(of: peer), offset == current.received else { return connection.close() }
      self.current?.received += UInt64(bytes.count)
      take(bytes, upTo: offset + UInt64(bytes.count), over: connection)
    case .snapshotDone:
      // Said again over another connection: the answer goes there.
      if checks.contains(where: { $0.from == peer && $0.name == connections[peer]?.name }) { return }
      guard let current = current(of: peer) else { return connection.close() }
      self.current = nil
      finish(current, from: peer)
    default: connection.close()
    }
  }

  private func take(_ offer: SnapshotOffer, over connection: PeerListener.Connection, from peer: MemberID) {
    if let last, last == (offer.name, peer) { return connection.send(.snapshotAccepted) }
    if let check = checks.first(where: { $0.name == offer.name && $0.from == peer }) {
      // Or else it is told when its turn comes.
      if looking == check { connection.send(.snapshotResume(offset: check.bytes)) }
      return
    }
    if let current = current(of: peer) { return take([], upTo: current.received, over: connection) }
    // A leader of before is not to take its successor's place.
    if let current, offer.term < current.offer.term { return connection.close() }
    logger.info("receiving a snapshot", metadata: ["index": "\(offer.position.index)"])
    files += 1
    let path = "\(folder)/\(String(offer.name, radix: 16))-\(files).snapshot"
    current = Incoming(offer: offer, from: peer, path: path)
    worker.submit(.begin(path: path))
    connection.send(.snapshotResume(offset: 0))
  }

  /// What is coming in, if it is the one that this peer has offered last.
  private func current(of peer: MemberID) -> Incoming? {
    current.flatMap { $0.from == peer && $0.offer.name == connections[peer]?.name ? $0 : nil }
  }

  /// Acknowledges what the file has then, and not before: a sender whose chunks only pile up here is to be silent.
  private func take(_ bytes: [UInt8], upTo end: UInt64, over connection: PeerListener.Connection) {
    let bound = NIOLoopBound(connection, eventLoop: eventLoop)
    worker.submit(
      .chunk(bytes) { [eventLoop] in
        eventLoop.execute { bound.value.send(.snapshotResume(offset: end)) }
      })
  }

  private func finish(_ incoming: Incoming, from peer: MemberID) {
    let offer = incoming.offer
    let check = Check(name: offer.name, bytes: incoming.received, from: peer)
    guard let membership = try? Membership(decoding: offer.membership) else {
      return refuse(check, InvalidMembership())
    }
    checks.append(check)
    let snapshot = ReceivedSnapshot(
      descriptor: SnapshotDescriptor(position: offer.position, membership: membership), term: offer.term,
      path: incoming.path)
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    worker.submit(
      .finish(
        position: offer.position,
        begun: { [eventLoop] in eventLoop.execute { bound.value.begun(check) } },
        done: { [eventLoop] problem in eventLoop.execute { bound.value.finished(check, snapshot, problem) } })
    )
  }

  private func begun(_ check: Check) {
    looking = check
    reassure(check)
  }

  private func finished(_ check: Check, _ snapshot: ReceivedSnapshot, _ problem: (any Error)?) {
    checks.removeAll { $0 == check }
    if looking == check { looking = nil }
    guard let onReceived else { return }
    if let problem { return refuse(check, problem) }
    last = (check.name, check.from)
    connection(of: check)?.send(.snapshotAccepted)
    onReceived(snapshot, check.from)
  }

  private func reassure(_ check: Check) {
    guard looking == check, onReceived != nil else { return }
    connection(of: check)?.send(.snapshotResume(offset: check.bytes))
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    eventLoop.scheduleTask(in: Self.reassurance) { bound.value.reassure(check) }
  }

  /// Whatever connection the sender has offered it on last.
  private func connection(of check: Check) -> PeerListener.Connection? {
    connections[check.from].flatMap { $0.name == check.name ? $0.stream : nil }
  }

  /// The sender's data may be damaged: that is no reason for this member to stop.
  private func refuse(_ check: Check, _ problem: any Error) {
    if let givenUp = problem as? SnapshotGivenUp {
      logger.info(
        "gave a snapshot up", metadata: ["peer": "\(check.from)", "reason": "\(givenUp.reason)"])
    } else {
      logger.error(
        "a peer's snapshot is of no use", metadata: ["peer": "\(check.from)", "error": "\(problem)"])
    }
    connection(of: check)?.close()
  }
}

private struct InvalidMembership: Error, CustomStringConvertible {
  let description = "its membership does not decode"
}
