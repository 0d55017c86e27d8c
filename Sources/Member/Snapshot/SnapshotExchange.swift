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

/// Streams checkpoints to members that the log can no longer help, each on a thread of the pool and over blocking
/// connections of its own.
final class SnapshotExchange: SnapshotSender {
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
        var delivery = SnapshotDelivery(hello: order.hello, offer: offer, now: .now()) { try stream.next() }
        try self.deliver(&delivery, to: order.target)
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

  private func deliver(_ delivery: inout SnapshotDelivery, to target: Address) throws {
    while !isStopped.load(ordering: .relaxed) {
      do {
        let socket = try PeerSocket(
          host: target.host, port: target.port, timeoutSeconds: SnapshotOrder.patienceSeconds)
        return try converse(&delivery, over: socket)
      } catch let error where error is PeerSocket.Failure || error is SnapshotDelivery.Broken {
        logger.info("snapshot stream interrupted", metadata: ["error": "\(error)"])
        guard delivery.interrupted(now: .now()) else { throw error }
        usleep(SnapshotOrder.pauseMilliseconds * 1000)
      }
    }
    throw PeerSocket.Failure(description: "this member is stopping")
  }

  private func converse(_ delivery: inout SnapshotDelivery, over socket: PeerSocket) throws {
    while !isStopped.load(ordering: .relaxed) {
      switch try delivery.next() {
      case .send(let frame):
        try socket.send(frame)
        reach(frame)
      case .listen: try delivery.received(try socket.receive(), now: .now())
      case .finished: return
      }
    }
    throw PeerSocket.Failure(description: "this member is stopping")
  }

  private func reach(_ sent: PeerFrame) {
    switch sent {
    case .snapshotChunk(offset: 0, _): Failpoints.reach(.snapshotFirstChunkSent)
    case .snapshotChunk: Failpoints.reach(.snapshotChunkSent)
    case .snapshotDone: Failpoints.reach(.snapshotDoneSent)
    default: break
    }
  }
}
