internal import Bytes
internal import Configuration
internal import Member
internal import NIOCore

/// The machines' network: what is written on one side arrives on the other after a while, in order, unless
/// the path is cut. A cut path holds what was written back, as TCP's retransmission would, until it heals or the
/// connection gives up.
final class Network {
  struct Path: Hashable {
    var from: Int
    var to: Int
  }

  struct Options {
    /// Nanoseconds for one way, without faults.
    var latency: UInt64 = 200_000
    /// Up to so much more.
    var jitter: UInt64 = 200_000
    /// Bytes a second; 0: no limit.
    var bandwidth: UInt64 = 0
    /// Chances of one write, whole frames, to be lost, doubled or overtaken: more than TCP ever does to members,
    /// whose promises must not depend on it.
    var loss = 0.0
    var duplication = 0.0
    var reordering = 0.0
  }

  /// TCP_USER_TIMEOUT: a connection whose bytes are not acknowledged for so long is over.
  static let giveUp: UInt64 = 2_000_000_000
  static let connectTimeout: UInt64 = 1_000_000_000

  struct Listener {
    var process: SimulatedProcess
    var life: Int
    var accept: (any PeerConnection) -> (any PeerReceiver)?
  }

  unowned let world: World
  var options: Options
  private var random: SplitMix64
  private var cuts: [Path: Int] = [:]
  private var slow: [Path: UInt64] = [:]
  private var listeners: [Address: Listener] = [:]
  private(set) var machines: [Address: Int] = [:]
  private var connections: [UInt64: SimulatedConnection] = [:]
  private var nextConnection: UInt64 = 0

  init(_ world: World, options: Options, seed: UInt64) {
    self.world = world
    self.options = options
    random = SplitMix64(seed: seed)
  }

  // MARK: Paths

  func isCut(_ from: Int, _ to: Int) -> Bool { cuts[Path(from: from, to: to), default: 0] > 0 }

  /// Cuts add up: a path is whole when each was healed.
  func cut(_ path: Path) {
    cuts[path, default: 0] += 1
  }

  func heal(_ path: Path) {
    guard let count = cuts[path] else { return }
    cuts[path] = count > 1 ? count - 1 : nil
    if count == 1 { healed(path) }
  }

  private func healed(_ path: Path) {
    for connection in sorted() {
      if connection.path == path { connection.pathHealed() }
      if connection.path == Path(from: path.to, to: path.from) { connection.wayBackHealed() }
    }
  }

  /// Ends every fault of the network, those that last too.
  func healAll() {
    let all = cuts.keys.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
    cuts = [:]
    slow = [:]
    for path in all { healed(path) }
    options.loss = 0
    options.duplication = 0
    options.reordering = 0
    options.bandwidth = 0
  }

  func slow(_ path: Path, by nanoseconds: UInt64) {
    slow[path] = nanoseconds == 0 ? nil : nanoseconds
  }

  func delay(_ from: Int, _ to: Int, bytes: Int = 0) -> UInt64 {
    var delay = options.latency
    if options.jitter > 0 { delay += random.next() % options.jitter }
    if options.bandwidth > 0 { delay += UInt64(bytes) * 1_000_000_000 / options.bandwidth }
    return delay + (slow[Path(from: from, to: to)] ?? 0)
  }

  func chance(_ probability: Double) -> Bool {
    probability > 0 && random.chance(probability)
  }

  func number(below bound: UInt64) -> UInt64 { random.next() % bound }

  // MARK: Connections

  func listen(_ address: Address, _ listener: Listener) {
    listeners[address] = listener
    machines[address] = listener.process.machine
  }

  func stopListening(_ address: Address, life: Int) {
    if listeners[address]?.life == life { listeners[address] = nil }
  }

  func dial(
    _ target: Address, from process: SimulatedProcess, receiver: any PeerReceiver,
    completion: @escaping (Result<any PeerConnection, any Error>) -> Void
  ) {
    let life = process.life
    func fail(at time: UInt64, _ reason: String) {
      world.timeline.plan(at: time, for: process, life: life) {
        completion(.failure(DialFailure(description: "\(target): \(reason)")))
      }
    }
    let begun = world.now
    guard let machine = machines[target] else {
      return fail(at: begun + 2 * delay(process.machine, process.machine), "refused")
    }
    let there = begun + delay(process.machine, machine)
    world.timeline.plan(at: there) { [self] in
      guard !isCut(process.machine, machine), !isCut(machine, process.machine), world.isPowered(machine)
      else { return fail(at: begun + Self.connectTimeout, "timed out") }
      let back = world.now + delay(machine, process.machine)
      guard let listener = listeners[target], listener.process.life == listener.life,
        process.life == life
      else { return fail(at: back, "refused") }
      let (near, far) = connect(process, listener.process, receiver: receiver)
      world.timeline.plan(at: world.now, for: listener.process) {
        far.receiver = listener.accept(far)
        if far.receiver == nil { far.close() }
      }
      world.timeline.plan(at: back, for: process, life: life) { completion(.success(near)) }
    }
  }

  private func connect(
    _ dialer: SimulatedProcess, _ listener: SimulatedProcess, receiver: any PeerReceiver
  ) -> (SimulatedConnection, SimulatedConnection) {
    let near = SimulatedConnection(self, id: nextConnection, process: dialer, to: listener.machine)
    let far = SimulatedConnection(self, id: nextConnection + 1, process: listener, to: dialer.machine)
    nextConnection += 2
    near.receiver = receiver
    near.peer = far
    far.peer = near
    connections[near.id] = near
    connections[far.id] = far
    return (near, far)
  }

  func forget(_ connection: SimulatedConnection) {
    connections[connection.id] = nil
  }

  /// The process is gone: by its kernel's word, or without one when the machine went with it.
  func died(_ process: SimulatedProcess, silently: Bool) {
    for connection in sorted() where connection.process === process {
      connection.ownerDied(silently: silently)
    }
    for (address, listener) in listeners where listener.process === process { listeners[address] = nil }
  }

  /// Ends the connections between two machines, while both processes live.
  func reset(_ one: Int, _ other: Int) {
    for connection in sorted() where connection.path == Path(from: one, to: other) { connection.broken() }
    for connection in sorted() where connection.path == Path(from: other, to: one) { connection.broken() }
  }

  private func sorted() -> [SimulatedConnection] {
    connections.values.sorted { $0.id < $1.id }
  }
}

struct DialFailure: Error, CustomStringConvertible {
  let description: String
}

/// The network as one process has it.
struct ProcessNetwork: PeerNetwork, @unchecked Sendable {
  // Unchecked: used by the simulation's one thread.
  let network: Network
  let process: SimulatedProcess

  func dial(
    _ target: Address, on eventLoop: any EventLoop, receiver: any PeerReceiver,
    completion: @escaping (Result<any PeerConnection, any Error>) -> Void
  ) {
    network.dial(target, from: process, receiver: receiver, completion: completion)
  }

  func listen(
    _ address: Address, on eventLoop: any EventLoop,
    accept: @escaping (any PeerConnection) -> (any PeerReceiver)?
  ) -> EventLoopFuture<any PeerAcceptor> {
    network.listen(address, Network.Listener(process: process, life: process.life, accept: accept))
    return eventLoop.makeSucceededFuture(
      Acceptor(network: network, address: address, life: process.life))
  }

  private final class Acceptor: PeerAcceptor, @unchecked Sendable {
    // Unchecked: used by the simulation's one thread.
    private let network: Network
    private let address: Address
    private let life: Int

    init(network: Network, address: Address, life: Int) {
      self.network = network
      self.address = address
      self.life = life
    }

    func close() {
      network.stopListening(address, life: life)
    }
  }
}
