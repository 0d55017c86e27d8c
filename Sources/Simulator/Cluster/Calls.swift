internal import Checkers
internal import EtcdServer
internal import HTTP2
internal import Keyspace
internal import Member
internal import NIOCore

/// What a client hears of one call.
enum CallResult {
  case answered(History.Outcome)
  /// As a gRPC client would see it.
  case failed(GRPCStatus)
}

/// The clients' calls: over the network to a member, through it, and back.
final class Calls {
  private final class Call {
    let machine: Int
    var answer: ((CallResult) -> Void)?

    init(_ machine: Int, _ answer: @escaping (CallResult) -> Void) {
      self.machine = machine
      self.answer = answer
    }

    func end(_ result: CallResult) {
      let answer = answer
      self.answer = nil
      answer?(result)
    }
  }

  private unowned let world: World
  /// By the member's place; in the order of their arrival.
  private var underWay: [[Call]]
  /// As `etcdserver` does, and longer than any election.
  private static let timeout = TimeAmount.seconds(7)

  init(_ world: World, members: Int) {
    self.world = world
    underWay = Array(repeating: [], count: members)
  }

  /// `answer` may never be called.
  func call(
    from machine: Int, to index: Int, _ request: History.Request,
    answer: @escaping (CallResult) -> Void
  ) {
    let call = Call(machine, answer)
    let network = world.network
    world.timeline.plan(after: network.delay(machine, index)) { [self] in
      let member = world.members[index]
      guard !network.isCut(machine, index), member.isPowered else { return }
      guard member.isServing else { return refuse(call, by: index) }
      underWay[index].append(call)
      world.timeline.plan(at: world.now, for: member.process) { [self] in
        guard let serving = member.member else { return }
        Serving(member: serving, timeout: Self.timeout).serve(request) { [self] in
          reply(call, $0, from: index)
        }
      }
    }
  }

  private func refuse(_ call: Call, by index: Int) {
    world.timeline.plan(after: world.network.delay(index, call.machine)) {
      call.end(.failed(GRPCStatus(.unavailable, "connection refused", isUnprocessed: true)))
    }
  }

  private func reply(_ call: Call, _ result: CallResult, from index: Int) {
    underWay[index].removeAll { $0 === call }
    guard !world.network.isCut(index, call.machine) else { return }
    world.timeline.plan(after: world.network.delay(index, call.machine)) { call.end(result) }
  }

  /// The connections to a member are closed by its kernel, or never.
  func memberEnded(_ index: Int, silently: Bool) {
    let lost = underWay[index]
    underWay[index] = []
    guard !silently else { return }
    for call in lost where !world.network.isCut(index, call.machine) {
      world.timeline.plan(after: world.network.delay(index, call.machine)) {
        call.end(.failed(GRPCStatus(.unavailable, "connection closed")))
      }
    }
  }
}
