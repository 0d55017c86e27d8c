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
  /// All of them is here, and is looked through or is to be.
  private var checks: [Check] = []
  /// The last one that was handed on: its sender may not have heard so.
  private var last: (name: UInt64, from: MemberID)?
  /// `name` is that of the snapshot that it has offered.
  private var connection: (stream: PeerListener.Connection, from: MemberID, name: UInt64?)?
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
    self.connection?.stream.close()
    self.connection = (connection, peer, nil)
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
      if self.connection?.stream === connection { self.connection?.name = offer.name }
      if let last, last == (offer.name, peer) { return connection.send(.snapshotAccepted) }
      if let check = checks.first(where: { $0.name == offer.name && $0.from == peer }) {
        return connection.send(.snapshotResume(offset: check.bytes))
      }
      if let current, current.offer.name == offer.name, current.from == peer {
        return take([], upTo: current.received, over: connection)
      }
      logger.info("receiving a snapshot", metadata: ["index": "\(offer.position.index)"])
      files += 1
      let path = "\(folder)/\(String(offer.name, radix: 16))-\(files).snapshot"
      current = Incoming(offer: offer, from: peer, path: path)
      worker.submit(.begin(path: path))
      connection.send(.snapshotResume(offset: 0))
    case .snapshotChunk(let offset, let bytes):
      guard let current, offset == current.received else { return connection.close() }
      self.current?.received += UInt64(bytes.count)
      take(bytes, upTo: offset + UInt64(bytes.count), over: connection)
    case .snapshotDone:
      // Said again over another connection: the answer goes there.
      if current == nil, checks.contains(where: { $0.from == peer }) { return }
      guard let current, current.from == peer else { return connection.close() }
      self.current = nil
      finish(current, from: peer)
    default: connection.close()
    }
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
    guard let membership = try? Membership(decoding: offer.membership) else {
      return refuse(InvalidMembership(), from: peer)
    }
    let check = Check(name: offer.name, bytes: incoming.received, from: peer)
    checks.append(check)
    let snapshot = ReceivedSnapshot(
      descriptor: SnapshotDescriptor(position: offer.position, membership: membership), term: offer.term,
      path: incoming.path)
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    worker.submit(
      .finish(position: offer.position) { [eventLoop] problem in
        eventLoop.execute { bound.value.finished(check, snapshot, problem) }
      })
    reassure(check)
  }

  private func finished(_ check: Check, _ snapshot: ReceivedSnapshot, _ problem: (any Error)?) {
    checks.removeAll { $0 == check }
    // Who ends gives up what is looked through: that says nothing about the snapshot.
    guard let onReceived else { return }
    if let problem { return refuse(problem, from: check.from) }
    last = (check.name, check.from)
    answer(check, .snapshotAccepted)
    onReceived(snapshot, check.from)
  }

  private func reassure(_ check: Check) {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    eventLoop.scheduleTask(in: Self.reassurance) {
      let receiver = bound.value
      guard receiver.checks.contains(check), receiver.onReceived != nil else { return }
      receiver.answer(check, .snapshotResume(offset: check.bytes))
      receiver.reassure(check)
    }
  }

  /// Over whatever connection the sender has offered it on last.
  private func answer(_ check: Check, _ frame: PeerFrame) {
    if let connection, connection.from == check.from, connection.name == check.name {
      connection.stream.send(frame)
    }
  }

  /// The sender's data may be damaged: that is no reason for this member to stop.
  private func refuse(_ problem: any Error, from peer: MemberID) {
    logger.error("a peer's snapshot is of no use", metadata: ["peer": "\(peer)", "error": "\(problem)"])
    if let connection, connection.from == peer { connection.stream.close() }
  }
}

private struct InvalidMembership: Error, CustomStringConvertible {
  let description = "its membership does not decode"
}
