import EtcdAPI
import EtcdClient
import HTTP2
import NIOCore
import SwiftProtobuf

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Clients that write all the time, each to a register of its own, and hold what was acknowledged against what
/// is there. On one event loop.
final class RegisterWriters {
  /// What was seen of one fault.
  struct Sight: Sendable {
    var began: NIODeadline
    /// The first acknowledgement of a write that was begun after the fault.
    var firstWrite: NIODeadline?
    /// The longest time without any acknowledgement.
    var longestSilence: TimeAmount = .zero
    var acknowledged = 0
    /// Errors that a client saw after its retries.
    var failures: [String] = []
    fileprivate var lastHeard: NIODeadline
  }

  static let probePeriod: TimeAmount = .milliseconds(5)
  static let mostProbes = 2_000

  let eventLoop: any EventLoop
  private let prefix: String
  private let clients: [LoopClient]
  private var registers: [Register]
  private var retired: [Register] = []
  private(set) var acknowledged = 0
  private(set) var failed = 0
  /// Writes that got a revision below that of one acknowledged before they began: never, if writes are
  /// strictly serializable.
  private(set) var outOfOrder = 0
  private var highestRevision: Int64 = 0
  private var generation = 0
  private var sight: Sight?
  private var underWay = 0
  /// Those among them that were begun before `leaveLastFault`.
  private var era = 0
  private var stuck = 0
  private var isStopping = false
  private var stopped: EventLoopPromise<[Register]>?

  /// `pings`: finds out within a quarter of a second that a member is silent, and goes elsewhere.
  init(count: Int, endpoints: [Endpoint], prefix: String, pings: Bool, on eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    self.prefix = prefix
    clients = (0..<count).map { index in
      var options = ClientOptions()
      options.strategy = .roundRobin
      options.firstEndpoint = index
      options.seed = UInt64(index)
      options.retries.maxTries = 1_000
      if pings {
        // A member that was stopped keeps its connections open.
        options.limits.keepaliveInterval = .milliseconds(100)
        options.limits.keepaliveTimeout = .milliseconds(150)
      }
      return LoopClient(endpoints: endpoints, on: eventLoop, options: options)
    }
    registers = []
    for index in 0..<count { registers.append(newRegister(index)) }
  }

  func start() {
    for index in registers.indices { write(index, client: index, isProbe: false) }
  }

  /// Does something to the cluster and watches what the writers feel of it.
  func strike(_ body: () -> Void) -> NIODeadline {
    let now = NIODeadline.now()
    sight = Sight(began: now, lastHeard: now)
    body()
    probe(now, 0)
    return now
  }

  /// The writers may all wait for answers that never come; these begin after the fault, each to a register of
  /// its own, until one is acknowledged.
  private func probe(_ fault: NIODeadline, _ number: Int) {
    guard let sight, sight.began == fault, sight.firstWrite == nil, number < Self.mostProbes else { return }
    registers.append(newRegister(registers.count))
    write(registers.count - 1, client: number % clients.count, isProbe: true)
    eventLoop.assumeIsolated().scheduleTask(in: Self.probePeriod) { self.probe(fault, number + 1) }
  }

  /// Writes that are still under way are the last fault's; the next one waits until they have failed.
  func leaveLastFault() {
    era += 1
    stuck = underWay
  }

  var isFreeOfLastFault: Bool { stuck == 0 }

  /// What was felt up to now.
  func look() -> Sight? {
    guard var sight else { return nil }
    sight.longestSilence = max(sight.longestSilence, .now() - sight.lastHeard)
    return sight
  }

  /// Ends when the last write is answered; the registers are what must be found.
  func stop() -> EventLoopFuture<[Register]> {
    let promise = eventLoop.makePromise(of: [Register].self)
    isStopping = true
    stopped = promise
    finishIfStopped()
    return promise.futureResult
  }

  private func newRegister(_ index: Int) -> Register {
    generation += 1
    return Register(key: "\(prefix)\(index)/\(generation)")
  }

  private func write(_ index: Int, client: Int, isProbe: Bool) {
    if isStopping {
      finishIfStopped()
      return
    }
    let began = NIODeadline.now()
    let value = registers[index].value + 1
    let highestBefore = highestRevision
    let request = Etcdserverpb_PutRequest.with {
      $0.key = Data(registers[index].key.utf8)
      $0.value = Data("\(value)".utf8)
    }
    underWay += 1
    let era = era
    clients[client].call(RPC.KV.put, ProtobufBytes.encode(request), kind: .write) { result in
      self.underWay -= 1
      if era < self.era, self.stuck > 0 { self.stuck -= 1 }
      switch result.flatMap({ Self.revision($0) }) {
      case .success(let revision):
        self.acknowledged(index, value, revision, began: began, highestBefore: highestBefore)
        if isProbe { self.finishIfStopped() } else { self.write(index, client: client, isProbe: false) }
      case .failure(let failure):
        self.failed(index, value, failure)
        if isProbe { return self.finishIfStopped() }
        self.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(2)) {
          self.write(index, client: client, isProbe: false)
        }
      }
    }
  }

  private static func revision(_ bytes: ByteBuffer) -> Result<Int64, CallFailure> {
    Result { () throws(CallFailure) in
      try ProtobufBytes.decode(Etcdserverpb_PutResponse.self, bytes).header.revision
    }
  }

  private func acknowledged(
    _ index: Int, _ value: Int, _ revision: Int64, began: NIODeadline, highestBefore: Int64
  ) {
    registers[index].value = value
    registers[index].revision = revision
    acknowledged += 1
    if revision <= highestBefore { outOfOrder += 1 }
    highestRevision = max(highestRevision, revision)
    guard let sight else { return }
    let now = NIODeadline.now()
    self.sight?.acknowledged += 1
    self.sight?.longestSilence = max(sight.longestSilence, now - sight.lastHeard)
    self.sight?.lastHeard = now
    if sight.firstWrite == nil, began >= sight.began { self.sight?.firstWrite = now }
  }

  private func failed(_ index: Int, _ value: Int, _ failure: CallFailure) {
    failed += 1
    sight?.failures.append("\(failure)")
    if failure.isSurelyUndone { return }
    registers[index].unclear = value
    retired.append(registers[index])
    registers[index] = newRegister(index)
  }

  private func finishIfStopped() {
    guard isStopping, underWay == 0, let stopped else { return }
    self.stopped = nil
    for client in clients { client.shutdown() }
    stopped.succeed(retired + registers)
  }
}
