internal import Keyspace
internal import Logging
internal import NIOCore
internal import Raft

/// Writes an incoming snapshot to a file on its own thread, and acknowledges what the file has. A stream that
/// breaks is taken up again by the next connection that offers the same one.
///
/// Used on the consensus loop's event loop, but for `SnapshotWriting`, which the thread owns.
final class SnapshotReceiver {
  private let eventLoop: any EventLoop
  private let folder: String
  private let logger: Logger
  private var current: (offer: SnapshotOffer, received: UInt64, from: MemberID)?
  /// All of it is here, and is being looked through.
  private var checking: (name: UInt64, bytes: UInt64, from: MemberID)?
  /// The last one that was handed on: its sender may not have heard so.
  private var finished: (name: UInt64, from: MemberID)?
  private var connection: (stream: PeerListener.Connection, from: MemberID)?
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
    self.connection?.stream.close()
    self.connection = (connection, peer)
    connection.onSnapshotFrame = { [unowned self, unowned connection] in
      self.received($0, over: connection, from: peer)
    }
    connection.onClose = { [weak self, unowned connection] in
      if self?.connection?.stream === connection { self?.connection = nil }
    }
  }

  private func received(_ frame: PeerFrame, over connection: PeerListener.Connection, from peer: MemberID) {
    switch frame {
    case .snapshotOffer(let offer):
      if let finished, finished == (offer.name, peer) { return connection.send(.snapshotAccepted) }
      if let checking, checking.name == offer.name, checking.from == peer {
        return connection.send(.snapshotResume(offset: checking.bytes))
      }
      if let current, current.offer.name == offer.name, current.from == peer {
        connection.send(.snapshotResume(offset: current.received))
        return
      }
      logger.info("receiving a snapshot", metadata: ["index": "\(offer.position.index)"])
      current = (offer, 0, peer)
      worker.submit(.begin(path: path(of: offer)))
      connection.send(.snapshotResume(offset: 0))
    case .snapshotChunk(let offset, let bytes):
      guard let current, offset == current.received else { return connection.close() }
      let received = offset + UInt64(bytes.count)
      self.current?.received = received
      let bound = NIOLoopBound(connection, eventLoop: eventLoop)
      worker.submit(
        .chunk(bytes) { [eventLoop] in
          eventLoop.execute { bound.value.send(.snapshotResume(offset: received)) }
        })
    case .snapshotDone:
      // Said again over another connection: the answer goes there.
      if current == nil, checking?.from == peer { return }
      guard let current, current.from == peer else { return connection.close() }
      self.current = nil
      checking = (current.offer.name, current.received, peer)
      finish(current.offer, from: peer)
    default: connection.close()
    }
  }

  /// A file for each, since the one before may wait to be installed.
  private func path(of offer: SnapshotOffer) -> String {
    "\(folder)/\(String(offer.name, radix: 16)).snapshot"
  }

  private func finish(_ offer: SnapshotOffer, from peer: MemberID) {
    guard let membership = try? Membership(decoding: offer.membership) else {
      return refuse(InvalidMembership(), from: peer)
    }
    let snapshot = ReceivedSnapshot(
      descriptor: SnapshotDescriptor(position: offer.position, membership: membership), term: offer.term,
      path: path(of: offer))
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    worker.submit(
      .finish(position: offer.position) { [eventLoop] problem in
        eventLoop.execute {
          let receiver = bound.value
          if let problem { return receiver.refuse(problem, from: peer) }
          receiver.checking = nil
          receiver.finished = (offer.name, peer)
          receiver.answer(peer, .snapshotAccepted)
          receiver.onReceived?(snapshot, peer)
        }
      })
    reassure(offer.name)
  }

  private func reassure(_ name: UInt64) {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    eventLoop.scheduleTask(in: Self.reassurance) {
      let receiver = bound.value
      guard let checking = receiver.checking, checking.name == name, receiver.onReceived != nil else {
        return
      }
      receiver.answer(checking.from, .snapshotResume(offset: checking.bytes))
      receiver.reassure(name)
    }
  }

  /// Over whatever connection the sender has now, unless it sends another one by now.
  private func answer(_ peer: MemberID, _ frame: PeerFrame) {
    if current == nil, let connection, connection.from == peer { connection.stream.send(frame) }
  }

  /// The sender's data may be damaged: that is no reason for this member to stop.
  private func refuse(_ problem: any Error, from peer: MemberID) {
    logger.error("a peer's snapshot is of no use", metadata: ["peer": "\(peer)", "error": "\(problem)"])
    checking = nil
    if let connection, connection.from == peer { connection.stream.close() }
  }
}

private struct InvalidMembership: Error, CustomStringConvertible {
  let description = "its membership does not decode"
}
