internal import Configuration
internal import Failpoints
internal import Keyspace
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Raft
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// Streams checkpoints to members that the log can no longer help.
///
/// The sender reads one LMDB snapshot as a stream and keeps the last `window` bytes of it, so that a connection
/// that breaks goes on where the receiver stands instead of from the start.
final class SnapshotExchange: SnapshotSender {
  private static let window: UInt64 = 8 << 20
  private static let attempts = 20
  /// How long a snapshot is kept for a peer that acknowledges none of it: it holds up the reuse of pages.
  private static let patience = TimeAmount.seconds(60)

  private let source: SnapshotSource
  private let pool: NIOThreadPool
  private let isStopped = Atomic(false)

  init(_ source: SnapshotSource, pool: NIOThreadPool) {
    self.source = source
    self.pool = pool
  }

  private var logger: Logger { source.logger }

  func send(
    _ order: SnapshotOrder, completion: @escaping @Sendable (Bool) -> Void
  ) {
    pool.submit { state in
      guard case .active = state else { return completion(false) }
      do {
        let (stream, offer) = try self.source.begin(order)
        defer { stream.cancel() }
        Failpoints.reach(.snapshotOpened)
        try self.deliver(Outgoing(stream: stream), offer: offer, to: order.target, hello: order.hello)
        Failpoints.reach(.snapshotDelivered)
        self.logger.info("snapshot delivered", metadata: ["index": "\(offer.position.index)"])
        completion(true)
      } catch {
        self.logger.warning("snapshot not delivered", metadata: ["error": "\(error)"])
        completion(false)
      }
    }
  }

  func stop() {
    isStopped.store(true, ordering: .relaxed)
  }

  private func deliver(_ outgoing: Outgoing, offer: SnapshotOffer, to target: Address, hello: Hello) throws {
    var lastError: any Error = PeerSocket.Failure(description: "not tried")
    for attempt in 0..<Self.attempts where !isStopped.load(ordering: .relaxed) {
      do {
        let socket = try PeerSocket(
          host: target.host, port: target.port, timeoutSeconds: SnapshotOrder.patienceSeconds)
        try socket.send(.hello(hello))
        guard case .welcome(.accepted) = try socket.receive() else {
          throw PeerSocket.Failure(description: "the peer refused the connection")
        }
        try socket.send(.snapshotOffer(offer))
        let offset: UInt64
        switch try socket.receive() {
        case .snapshotResume(let received): offset = received
        // It has it all, and its word of that was lost.
        case .snapshotAccepted: return
        default: throw PeerSocket.Failure(description: "the peer did not take the offer")
        }
        guard outgoing.rewind(to: offset) else {
          throw PeerSocket.Failure(description: "the peer lost what it had received")
        }
        outgoing.acknowledged(through: offset)
        Failpoints.reach(.snapshotOfferTaken)
        try stream(outgoing, from: offset, over: socket)
        return
      } catch let error as PeerSocket.Failure {
        lastError = error
        logger.info(
          "snapshot stream interrupted", metadata: ["attempt": "\(attempt + 1)", "error": "\(error)"])
        guard NIODeadline.now() - outgoing.lastProgress < Self.patience else { break }
        usleep(200_000)
      }
    }
    throw lastError
  }

  private func stream(_ outgoing: Outgoing, from start: UInt64, over socket: PeerSocket) throws {
    var sent = start
    while let chunk = try outgoing.next() {
      guard !isStopped.load(ordering: .relaxed) else {
        throw PeerSocket.Failure(description: "this member is stopping")
      }
      try socket.send(.snapshotChunk(offset: chunk.offset, bytes: chunk.bytes))
      Failpoints.reach(sent == 0 ? .snapshotFirstChunkSent : .snapshotChunkSent)
      sent = chunk.offset + UInt64(chunk.bytes.count)
      while sent - outgoing.acknowledged >= Self.window {
        guard case .snapshotResume(let offset) = try socket.receive(), offset <= sent else {
          throw PeerSocket.Failure(description: "the peer stopped receiving")
        }
        outgoing.acknowledged(through: offset)
      }
    }
    try socket.send(.snapshotDone)
    Failpoints.reach(.snapshotDoneSent)
    while true {
      switch try socket.receive() {
      case .snapshotResume(let offset) where offset <= sent: outgoing.acknowledged(through: offset)
      case .snapshotAccepted: return
      default: throw PeerSocket.Failure(description: "the peer did not accept the snapshot")
      }
    }
  }

  /// The stream and its last, unacknowledged chunks. Used by one thread.
  private final class Outgoing {
    private let stream: SnapshotStream
    private var kept: [SnapshotChunk] = []
    private var cursor = 0
    /// What the peer has, up to here.
    private(set) var acknowledged: UInt64 = 0
    /// When the peer last acknowledged more than before, or the stream began.
    private(set) var lastProgress = NIODeadline.now()

    init(stream: SnapshotStream) {
      self.stream = stream
    }

    /// Goes back to `offset`; false when it is no longer kept.
    func rewind(to offset: UInt64) -> Bool {
      let end = kept.last.map { $0.offset + UInt64($0.bytes.count) } ?? 0
      if offset == end {
        cursor = kept.count
        return true
      }
      guard let index = kept.firstIndex(where: { $0.offset == offset }) else { return false }
      cursor = index
      return true
    }

    func next() throws -> SnapshotChunk? {
      if cursor == kept.count {
        guard let chunk = try stream.next() else { return nil }
        kept.append(chunk)
      }
      defer { cursor += 1 }
      return kept[cursor]
    }

    func acknowledged(through offset: UInt64) {
      guard offset > acknowledged else { return }
      acknowledged = offset
      lastProgress = .now()
      forget(below: offset)
    }

    private func forget(below offset: UInt64) {
      let count = kept.prefix { $0.offset + UInt64($0.bytes.count) <= offset }.count
      // The last one stays: it says where the stream stands.
      let dropped = min(count, kept.count - 1)
      guard dropped > 0 else { return }
      kept.removeFirst(dropped)
      cursor -= dropped
    }
  }
}
