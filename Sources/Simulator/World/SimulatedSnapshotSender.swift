internal import Keyspace
internal import Logging
internal import Member
internal import NIOCore

/// Streams snapshots over the simulated network, with the frames and the flow of the real sender: an offer, the
/// receiver's word how much it has, chunks within a window, and its acceptance.
final class SimulatedSnapshotSender: SnapshotSender, @unchecked Sendable {
  // Unchecked: used by the simulation's one thread.
  private let process: SimulatedProcess
  private let eventLoop: any EventLoop
  private let network: any PeerNetwork
  private let source: SnapshotSource

  init(
    _ process: SimulatedProcess, eventLoop: any EventLoop, network: any PeerNetwork, source: SnapshotSource
  ) {
    self.process = process
    self.eventLoop = eventLoop
    self.network = network
    self.source = source
  }

  func send(_ order: SnapshotOrder, completion: @escaping @Sendable (Bool) -> Void) {
    do {
      let (stream, offer) = try source.begin(order)
      var chunks: [SnapshotChunk] = []
      while let chunk = try stream.next() { chunks.append(chunk) }
      stream.cancel()
      process.world.coverage.reach(.snapshotSent)
      Stream(eventLoop, network, order, offer, chunks, completion).dial()
    } catch {
      source.logger.warning("snapshot not delivered: \(error)")
      completion(false)
    }
  }

  func stop() {}

  /// One snapshot on its way.
  private final class Stream: @unchecked Sendable {
    // Unchecked: used by the simulation's one thread.
    private static let attempts = 20
    private static let window = 4
    private let eventLoop: any EventLoop
    private let network: any PeerNetwork
    private let order: SnapshotOrder
    private let offer: SnapshotOffer
    private let chunks: [SnapshotChunk]
    private let completion: @Sendable (Bool) -> Void
    private var attempts = 0
    private var connection: (any PeerConnection)?
    private var silence: Scheduled<Void>?
    private var sent = 0
    private var isDone = false

    init(
      _ eventLoop: any EventLoop, _ network: any PeerNetwork, _ order: SnapshotOrder, _ offer: SnapshotOffer,
      _ chunks: [SnapshotChunk], _ completion: @escaping @Sendable (Bool) -> Void
    ) {
      self.eventLoop = eventLoop
      self.network = network
      self.order = order
      self.offer = offer
      self.chunks = chunks
      self.completion = completion
    }

    func dial() {
      attempts += 1
      let receiver = FrameReceiver()
      receiver.onFrame = { self.received($0) }
      receiver.onClose = { _ in self.closed() }
      network.dial(order.target, on: eventLoop, receiver: receiver) { result in
        switch result {
        case .success(let connection):
          self.connection = connection
          (connection as? SimulatedConnection)?.isFaithful = true
          receiver.connection = connection
          self.heard()
          self.send(.hello(self.order.hello))
        case .failure: self.closed()
        }
      }
    }

    private func send(_ frame: PeerFrame) {
      connection?.write(ByteBuffer(bytes: frame.encoded), taken: nil)
    }

    private func heard() {
      silence?.cancel()
      silence = eventLoop.scheduleTask(in: .seconds(Int64(SnapshotOrder.patienceSeconds))) {
        self.connection?.close()
      }
    }

    private func received(_ frame: PeerFrame) {
      heard()
      switch frame {
      case .welcome(.accepted): send(.snapshotOffer(offer))
      case .snapshotResume(let offset):
        let acknowledged = chunks.prefix { $0.offset + UInt64($0.bytes.count) <= offset }.count
        if sent < acknowledged { sent = acknowledged }
        sendChunks(upTo: acknowledged + Self.window)
      case .snapshotAccepted: finish(true)
      default: connection?.close()
      }
    }

    private func sendChunks(upTo end: Int) {
      guard sent < chunks.count else { return }
      while sent < min(end, chunks.count) {
        send(.snapshotChunk(offset: chunks[sent].offset, bytes: chunks[sent].bytes))
        sent += 1
      }
      if sent == chunks.count { send(.snapshotDone) }
    }

    private func closed() {
      connection = nil
      silence?.cancel()
      sent = 0
      guard !isDone else { return }
      guard attempts < Self.attempts else { return finish(false) }
      eventLoop.scheduleTask(in: .milliseconds(200)) { self.dial() }
    }

    private func finish(_ delivered: Bool) {
      guard !isDone else { return }
      isDone = true
      silence?.cancel()
      connection?.close()
      completion(delivered)
    }
  }
}
