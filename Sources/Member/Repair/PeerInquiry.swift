internal import Configuration
internal import Logging
internal import NIOCore
internal import Raft

/// Asks the members at the peers' addresses what they are, until so many of them have the cluster's data that they
/// are a quorum without this one. Only then is it safe to set this member's aside: what makes the data of several
/// damaged, or look so, such as a new version or a restored backup, must not cost the cluster all of it. Of two
/// members of three that are damaged at once, each waits for the other.
///
/// It answers nobody meanwhile: a member that waits here is none that holds data.
///
/// `@unchecked Sendable`: all is confined to the platform's event loop.
package final class PeerInquiry: @unchecked Sendable {
  private enum Answer: CustomStringConvertible {
    case silent
    case refused(String)
    case hasNone
    case holdsData

    var description: String {
      switch self {
      case .silent: "does not answer"
      case .refused(let reason): "refuses (\(reason))"
      case .hasNone: "has no data yet"
      case .holdsData: "has its data"
      }
    }
  }

  private static let pause = TimeAmount.seconds(1)
  private static let patience = TimeAmount.seconds(2)
  private static let reminder = TimeAmount.seconds(60)

  private let options: Member.Options
  private let damage: DamageToSetAside
  private let platform: any Platform
  private let needed: Int
  private var answers: [Seat: Answer] = [:]
  private var connections: [any PeerConnection] = []
  /// What comes of an earlier round counts for nothing: its members may be gone.
  private var round = 0
  private var timer: Scheduled<Void>?
  private var nextReminder: NIODeadline?
  private var completion: ((Bool) -> Void)?
  private var isStopped = false

  package init(_ options: Member.Options, _ damage: DamageToSetAside, on platform: any Platform) {
    self.options = options
    self.damage = damage
    self.platform = platform
    needed = options.configuration.quorum
  }

  private var peers: [MemberConfiguration] {
    options.configuration.members.filter { $0.name != options.member.name }
  }

  /// Calls `completion` once, on the event loop: with true when enough of them have answered, with false when it was
  /// stopped before.
  package func start(_ completion: @escaping (Bool) -> Void) {
    platform.eventLoop.preconditionInEventLoop()
    guard !isStopped else { return completion(false) }
    self.completion = completion
    ask()
  }

  package func stop() {
    isStopped = true
    finish(false)
  }

  /// From any thread; whether enough have answered before the task was cancelled.
  func end() async -> Bool {
    await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
        platform.eventLoop.execute { self.start { continuation.resume(returning: $0) } }
      }
    } onCancel: {
      platform.eventLoop.execute { self.stop() }
    }
  }

  private func ask() {
    round += 1
    answers = [:]
    timer = platform.eventLoop.scheduleTask(in: Self.patience) { self.endRound() }
    for peer in peers { ask(peer) }
  }

  private func ask(_ peer: MemberConfiguration) {
    let (round, seat) = (round, options.configuration.seat(of: peer))
    let receiver = FrameReceiver()
    receiver.onFrame = { [weak self] in self?.received($0, from: seat, in: round) }
    receiver.onClose = { [weak self] _ in self?.answered(.silent, from: seat, in: round) }
    platform.network.dial(peer.peerTarget, on: platform.eventLoop, receiver: receiver) { [self] result in
      guard case .success(let connection) = result else { return answered(.silent, from: seat, in: round) }
      receiver.connection = connection
      guard round == self.round, completion != nil else { return connection.close() }
      connections.append(connection)
      connection.write(ByteBuffer(bytes: PeerFrame.hello(hello(to: seat)).encoded), taken: nil)
    }
  }

  /// Its incarnation is left out: the identity may be what is damaged.
  private func hello(to seat: Seat) -> Hello {
    let configuration = options.configuration
    return Hello(
      clusterID: configuration.clusterID, from: configuration.seat(of: options.member).founding,
      to: seat.founding, standing: .joining, incarnation: 0, process: options.seed, purpose: .inquiry)
  }

  private func received(_ frame: PeerFrame, from seat: Seat, in round: Int) {
    guard case .welcome(let welcome) = frame else { return }
    switch welcome {
    case .accepted(let peer, let standing, _):
      answered(seat.holds(peer) && standing.isMember ? .holdsData : .hasNone, from: seat, in: round)
    case .refused(let reason): answered(.refused(reason), from: seat, in: round)
    case .refusedIncarnation, .refusedReplaced:
      answered(.refused("another data directory"), from: seat, in: round)
    }
  }

  private func answered(_ answer: Answer, from seat: Seat, in round: Int) {
    guard round == self.round, completion != nil, answers[seat] == nil else { return }
    answers[seat] = answer
    if holders >= needed {
      finish(true)
    } else if answers.count == peers.count {
      endRound()
    }
  }

  private var holders: Int {
    answers.values.count { if case .holdsData = $0 { true } else { false } }
  }

  private func endRound() {
    guard completion != nil else { return }
    timer?.cancel()
    remind()
    // No answer of this round counts any more.
    round += 1
    closeAll()
    timer = platform.eventLoop.scheduleTask(in: Self.pause) { self.ask() }
  }

  private func remind() {
    let now = platform.eventLoop.now
    guard nextReminder.map({ now >= $0 }) ?? true else { return }
    nextReminder = now + Self.reminder
    let heard = peers.map { peer in
      "\(peer.name) \(answers[options.configuration.seat(of: peer)] ?? .silent)"
    }
    options.logger.error(
      """
      this member's data is damaged, and it waits: it sets the data aside, to come back from the others, once \
      \(needed) of them answer that they have theirs. Nothing was changed. Start the others. If theirs is damaged \
      too, undo what they have in common, such as a new version of Tern or a restored backup; where `tern check \
      data` then finds the data whole, delete the file damage, if there is one, in \(options.dataDirectory) and start again
      """,
      metadata: ["damage": "\(damage.cause)", "others": "\(heard.joined(separator: ", "))"])
  }

  private func finish(_ isEnough: Bool) {
    timer?.cancel()
    let last = completion
    completion = nil
    closeAll()
    last?(isEnough)
  }

  private func closeAll() {
    let open = connections
    connections = []
    for connection in open { connection.close() }
  }
}

/// Damage that is to be set aside once the others are known to have the data: see `PeerInquiry`.
package struct DamageToSetAside: Error, CustomStringConvertible {
  package let cause: any Error

  package var description: String { "\(cause)" }
}
