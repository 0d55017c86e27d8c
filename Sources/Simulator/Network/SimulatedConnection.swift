internal import Member
internal import NIOCore

/// One end of a connection.
///
/// Invariant: a receiver hears `closed` once, and nothing after it. Bytes arrive in the order of their writing
/// unless the network's options say otherwise.
final class SimulatedConnection: PeerConnection {
  let id: UInt64
  let network: Network
  let process: SimulatedProcess
  let path: Network.Path
  private let life: Int
  var receiver: (any PeerReceiver)?
  /// nil once both ends are over.
  var peer: SimulatedConnection?
  private(set) var isActive = true
  /// Written while the path was cut, or to a machine that is gone.
  private var held: [(bytes: ByteBuffer, taken: (() -> Void)?)] = []
  /// Spared by the faults that TCP doesn't have: its frames are parts of one stream.
  var isFaithful = false
  private var lastArrival: UInt64 = 0
  private var writes = 0
  /// The other end is gone, and its word of that has not come through.
  private var isOrphan = false
  /// The other machine is gone, and will never say so.
  private var isPeerSilent = false

  init(_ network: Network, id: UInt64, process: SimulatedProcess, to machine: Int) {
    self.network = network
    self.id = id
    self.process = process
    life = process.life
    path = Network.Path(from: process.machine, to: machine)
  }

  var remote: String { "machine \(path.to)" }
  private var world: World { network.world }
  private var isHeldUp: Bool { network.isCut(path.from, path.to) || isPeerSilent || !held.isEmpty }

  func write(_ bytes: ByteBuffer, taken: (() -> Void)?) {
    guard isActive else {
      taken?()
      return
    }
    writes += 1
    guard isHeldUp else {
      transmit(bytes)
      taken?()
      return
    }
    held.append((bytes, taken))
    if held.count == 1 {
      world.timeline.plan(at: world.now + Network.giveUp, for: process, life: life) { [weak self] in
        if let self, !self.held.isEmpty { self.end() }
      }
    }
  }

  func close() {
    guard isActive else { return }
    end()
  }

  /// Closed here: the receiver is told in a moment, the other end as soon as the path lets it know.
  private func end() {
    guard isActive else { return }
    endHere()
    peer?.hearOfEnd(after: network.delay(path.from, path.to))
  }

  private func endHere() {
    guard isActive else { return }
    isActive = false
    network.forget(self)
    defer { part() }
    let waiting = held
    held = []
    world.timeline.plan(at: world.now, for: process, life: life) { [self] in
      for write in waiting { write.taken?() }
      let last = receiver
      receiver = nil
      last?.closed()
    }
  }

  /// A reset, by the network's own doing.
  func broken() {
    world.timeline.plan(at: world.now, for: process, life: life) { [self] in endHere() }
  }

  private func hearOfEnd(after delay: UInt64) {
    guard isActive else { return }
    if network.isCut(path.to, path.from) {
      isOrphan = true
    } else {
      // Behind what is still on its way here.
      let time = max(world.now + delay, peer?.lastArrival ?? 0)
      world.timeline.plan(at: time + 1, for: process, life: life) { [self] in endHere() }
    }
  }

  func ownerDied(silently: Bool) {
    isActive = false
    receiver = nil
    held = []
    network.forget(self)
    defer { part() }
    if silently {
      peer?.isPeerSilent = true
    } else {
      peer?.hearOfEnd(after: network.delay(path.from, path.to))
    }
  }

  /// The ends hold each other until none needs the other.
  func part() {
    guard !isActive, let other = peer, !other.isActive else { return }
    other.peer = nil
    peer = nil
  }

  func wayBackHealed() {
    if isOrphan { hearOfEnd(after: network.delay(path.to, path.from)) }
  }

  func pathHealed() {
    guard !isPeerSilent, !held.isEmpty else { return }
    let waiting = held
    held = []
    // The next retransmission is some way off.
    lastArrival = max(lastArrival, world.now + network.number(below: 200_000_000))
    for write in waiting {
      transmit(write.bytes)
      write.taken?()
    }
  }

  private func transmit(_ bytes: ByteBuffer) {
    let delay = network.delay(path.from, path.to, bytes: bytes.readableBytes)
    // The greeting is left alone: it begins the connection.
    let isGreeting = writes <= 1
    if !isGreeting, !isFaithful, peer?.isFaithful != true {
      if network.chance(network.options.loss) { return }
      if network.chance(network.options.duplication) {
        arrive(bytes, at: world.now + delay + network.number(below: 10_000_000))
      }
      if network.chance(network.options.reordering) {
        return arrive(bytes, at: world.now + delay + network.number(below: 10_000_000))
      }
    }
    lastArrival = max(world.now + delay, lastArrival + 1)
    arrive(bytes, at: lastArrival)
  }

  private func arrive(_ bytes: ByteBuffer, at time: UInt64) {
    guard let peer else { return }
    world.timeline.plan(at: time, for: peer.process, life: peer.life) {
      guard peer.isActive else { return }
      peer.receiver?.received(bytes)
      peer.receiver?.receivedAll()
    }
  }
}
