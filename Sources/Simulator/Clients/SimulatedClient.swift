internal import Bytes
internal import Checkers
internal import EtcdClient
internal import HTTP2
internal import NIOCore

/// A client: it makes one call after the other, at members that its balancer chooses, tries again as the real
/// client's policy says, and writes down what it asked and heard.
final class SimulatedClient {
  private static let timeout: UInt64 = 5_000_000_000
  private unowned let world: World
  private let number: Int
  private let machine: Int
  private var balancer: Balancer
  private let policy = RetryPolicy()
  private var workload: Workload
  private let thinkTime: UInt64
  private var random: SplitMix64
  private var isStopping = false
  private(set) var underWay: UInt64?

  init(_ world: World, number: Int, machine: Int, options: SimulationOptions, random: SplitMix64) {
    self.world = world
    self.number = number
    self.machine = machine
    self.random = random
    var random = random
    balancer = Balancer(
      endpoints: options.members, strategy: random.chance(0.5) ? .roundRobin : .pinned,
      startingAt: random.below(options.members), seed: random.next())
    workload = Workload(client: number, options: options, random: random.split())
    thinkTime = UInt64(options.thinkTime) * 1_000_000
    self.random = random
  }

  func start() {
    think()
  }

  /// Makes no further call; the one under way goes on to its end.
  func stop() {
    isStopping = true
  }

  private func think() {
    guard !isStopping else { return }
    world.timeline.plan(after: random.next() % (2 * thinkTime)) { [self] in
      guard !isStopping else { return }
      begin(workload.next(knownRevision: world.truth.lastRevision))
    }
  }

  // MARK: One call

  private final class Attempt {
    let operation: Int
    let request: History.Request
    let deadline: UInt64
    var tries = 0
    var avoided: Int?
    /// Set once an answer is taken; later ones of earlier tries are not heard.
    var isDone = false
    var generation = 0

    init(_ operation: Int, _ request: History.Request, deadline: UInt64) {
      self.operation = operation
      self.request = request
      self.deadline = deadline
    }
  }

  private func begin(_ request: History.Request) {
    let operation = world.recorder.begin(client: number, request, at: world.now)
    world.tell("client \(number)", "asks \(operation): \(request)")
    underWay = world.now
    let attempt = Attempt(operation, request, deadline: world.now + Self.timeout)
    world.timeline.plan(at: attempt.deadline) { [self] in
      guard !attempt.isDone else { return }
      finish(attempt, .unknown)
    }
    tryNext(attempt)
  }

  private func tryNext(_ attempt: Attempt) {
    guard !attempt.isDone else { return }
    switch balancer.choose(at: .uptimeNanoseconds(world.now), avoiding: attempt.avoided) {
    case .use(let index): call(attempt, index)
    case .connect(let indices):
      for index in indices { connect(index) }
      again(attempt, after: 5_000_000)
    case .await: again(attempt, after: 5_000_000)
    case .wait(let until): again(attempt, after: max(until.uptimeNanoseconds, world.now + 1) - world.now)
    }
  }

  private func again(_ attempt: Attempt, after delay: UInt64) {
    world.timeline.plan(after: delay) { [self] in tryNext(attempt) }
  }

  private func connect(_ index: Int) {
    let network = world.network
    let there = network.delay(machine, index)
    world.timeline.plan(after: there + network.delay(index, machine)) { [self] in
      let member = world.members[index]
      let isReachable = !network.isCut(machine, index) && !network.isCut(index, machine)
      if isReachable && member.isServing {
        balancer.connected(index)
      } else {
        balancer.refused(index, at: .uptimeNanoseconds(world.now))
      }
    }
  }

  private func call(_ attempt: Attempt, _ index: Int) {
    attempt.tries += 1
    attempt.generation += 1
    let generation = attempt.generation
    world.calls.call(from: machine, to: index, attempt.request) { [self] result in
      guard !attempt.isDone, attempt.generation == generation else { return }
      switch result {
      case .answered(let outcome): finish(attempt, outcome)
      case .failed(let status): failed(attempt, status, at: index)
      }
    }
    // The other end may be gone without a word: a keepalive finds out.
    world.timeline.plan(after: 3_000_000_000) { [self] in
      guard !attempt.isDone, attempt.generation == generation else { return }
      let network = world.network
      if network.isCut(index, machine) || network.isCut(machine, index) || !world.members[index].isRunning {
        failed(attempt, GRPCStatus(.unavailable, "keepalive failed"), at: index)
      }
    }
  }

  private func failed(_ attempt: Attempt, _ status: GRPCStatus, at index: Int) {
    if !status.message.hasPrefix("etcdserver:") { balancer.lost(index) }
    let isUndone = RetryPolicy.isSurelyUndone(status)
    let failure = CallFailure(status, isSurelyUndone: isUndone)
    switch policy.decide(failure, kind: attempt.request.isRead ? .read : .write, tries: attempt.tries) {
    case .fail: finish(attempt, isUndone ? .refused(.unavailable) : .unknown)
    case .retry(let pause):
      world.coverage.reach(.callRetried)
      attempt.avoided = index
      again(attempt, after: UInt64(pause.nanoseconds))
    }
  }

  private func finish(_ attempt: Attempt, _ outcome: History.Outcome) {
    attempt.isDone = true
    world.tell("client \(number)", "hears \(attempt.operation): \(outcome)")
    underWay = nil
    world.recorder.end(attempt.operation, outcome, at: world.now)
    workload.learn(attempt.request, outcome)
    world.noteOutcome(attempt.request, outcome)
    think()
  }
}

extension History.Request {
  /// Whether it may be done twice.
  var isRead: Bool {
    switch self {
    case .range, .leaseTimeToLive, .leaseKeepAlive: true
    default: false
    }
  }
}
