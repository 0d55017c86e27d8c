internal import Configuration
internal import Keyspace
internal import Logging
internal import Member
internal import NIOCore

/// Streams snapshots over the simulated network.
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
      // Real time must not tell what the bytes of a copy are: it is taken at once.
      var chunks: [SnapshotChunk] = []
      while let chunk = try stream.next() { chunks.append(chunk) }
      stream.cancel()
      process.world.coverage.reach(.snapshotSent)
      var rest = chunks[...]
      let delivery = SnapshotDelivery(
        hello: order.hello, offer: offer, window: 4 * UInt64(chunks.first?.bytes.count ?? 1),
        now: eventLoop.now
      ) { rest.popFirst() }
      Stream(eventLoop, network, order.target, delivery, completion).dial()
    } catch {
      source.logger.warning("snapshot not delivered: \(error)")
      completion(false)
    }
  }

  func stop() {}

  /// One snapshot on its way.
  private final class Stream: @unchecked Sendable {
    // Unchecked: used by the simulation's one thread.
    private let eventLoop: any EventLoop
    private let network: any PeerNetwork
    private let target: Address
    private var delivery: SnapshotDelivery
    private let completion: @Sendable (Bool) -> Void
    private var connection: (any PeerConnection)?
    private var silence: Scheduled<Void>?
    private var isDone = false

    init(
      _ eventLoop: any EventLoop, _ network: any PeerNetwork, _ target: Address,
      _ delivery: SnapshotDelivery, _ completion: @escaping @Sendable (Bool) -> Void
    ) {
      self.eventLoop = eventLoop
      self.network = network
      self.target = target
      self.delivery = delivery
      self.completion = completion
    }

    func dial() {
      let receiver = FrameReceiver()
      receiver.onFrame = { self.received($0) }
      receiver.onClose = { _ in self.closed() }
      network.dial(target, on: eventLoop, receiver: receiver) { result in
        switch result {
        case .success(let connection):
          self.connection = connection
          (connection as? SimulatedConnection)?.isFaithful = true
          receiver.connection = connection
          self.goOn()
        case .failure: self.closed()
        }
      }
    }

    private func goOn() {
      silence?.cancel()
      silence = eventLoop.scheduleTask(in: .seconds(Int64(SnapshotOrder.patienceSeconds))) {
        self.connection?.close()
      }
      do {
        while true {
          switch try delivery.next() {
          case .send(let frame): connection?.write(ByteBuffer(bytes: frame.encoded), taken: nil)
          case .listen: return
          case .finished: return finish(true)
          }
        }
      } catch {
        finish(false)
      }
    }

    private func received(_ frame: PeerFrame) {
      do {
        try delivery.received(frame, now: eventLoop.now)
        goOn()
      } catch {
        connection?.close()
      }
    }

    private func closed() {
      connection = nil
      silence?.cancel()
      guard !isDone else { return }
      guard delivery.interrupted(now: eventLoop.now) else { return finish(false) }
      eventLoop.scheduleTask(in: .milliseconds(Int64(SnapshotOrder.pauseMilliseconds))) { self.dial() }
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
