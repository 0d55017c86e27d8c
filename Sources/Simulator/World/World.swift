internal import Bytes
internal import Checkers
internal import Configuration
internal import Logging
internal import Member
internal import NIOCore
internal import Raft

/// A whole cluster with its clients, its network and its disks, as one program on one thread. Everything that
/// happens follows from the seed.
final class World {
  let options: SimulationOptions
  let timeline = Timeline()
  let configuration: ClusterConfiguration
  var durations = SimulatedPlatform.Durations()
  private(set) lazy var network = Network(self, options: networkOptions, seed: networkSeed)
  private(set) lazy var calls = Calls(self, members: options.members)
  private(set) lazy var truth = Truth(self)
  private(set) lazy var invariants = Invariants(self, members: options.members)
  private(set) lazy var promises = Promises(self, members: options.members)
  private(set) lazy var nemesis = Nemesis(self, options: options, random: nemesisRandom)
  private let networkOptions: Network.Options
  private let networkSeed: UInt64
  private let nemesisRandom: SplitMix64
  private(set) var members: [SimulatedMember] = []
  private(set) var clients: [SimulatedClient] = []
  private(set) var watchers: [Watcher] = []
  let recorder = Recorder()
  let story: Story
  var coverage = Coverage()
  /// Nanoseconds by which clocks have jumped, all together.
  var jumped: UInt64 = 0
  private(set) var violations = Violations()
  /// Members and clients that keep each other busy for nothing reach it.
  private static let maxEventsPerSecond: UInt64 = 100_000
  private var second: UInt64 = 0
  private var eventsBefore: UInt64 = 0

  var now: UInt64 { timeline.now }
  /// Members first, then clients.
  var machines: Int { options.members + options.clients + options.watchers }

  init(_ options: SimulationOptions, folder: String, story: Story) throws {
    self.options = options
    self.story = story
    var random = SplitMix64(seed: options.seed)
    networkSeed = random.next()
    nemesisRandom = random.split()
    configuration = Self.configuration(options, folder: folder)
    var network = Network.Options()
    network.latency = UInt64(options.latencyMicroseconds) * 1000
    network.jitter = UInt64(options.latencyMicroseconds) * 1000
    networkOptions = network
    Files.make(folder)
    for (index, member) in configuration.members.enumerated() {
      let drift = options.faults.contains(.clockDrift) ? Int64(random.below(2001)) - 1000 : 0
      let process = SimulatedProcess(
        self, name: member.name, machine: index,
        clock: SimulatedClock(offset: 1_000_000_000 + random.next() % 1_000_000_000_000, drift: drift))
      members.append(
        SimulatedMember(
          self, process: process, configuration: member,
          disk: MemberDisk(directory: configuration.dataDirectory(of: member)), random: random.split()))
    }
    for index in 0..<options.clients {
      clients.append(
        SimulatedClient(
          self, number: index, machine: options.members + index, options: options, random: random.split()))
    }
    for index in 0..<options.watchers {
      watchers.append(
        Watcher(
          self, number: index, machine: options.members + options.clients + index, options: options,
          random: random.split()))
    }
  }

  private static func configuration(_ options: SimulationOptions, folder: String) -> ClusterConfiguration {
    var limits = options.limits
    limits.maxMessageBytes = options.maxMessageBytes
    limits.maxRequestBytes = 8 << 10
    var configuration = ClusterConfiguration(
      name: "simulated",
      members: (0..<options.members).map { index in
        let host = "10.0.0.\(index + 1)"
        return MemberConfiguration(
          name: String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index))),
          client: Address(host: host, port: 2379), peer: Address(host: host, port: 2380),
          metrics: Address(host: host, port: 2381))
      },
      dataDirectory: folder,
      timing: Timing(
        heartbeatInterval: .milliseconds(options.heartbeatMilliseconds),
        electionTimeout: .milliseconds(options.electionMilliseconds)),
      limits: limits)
    // What rots while it is in use is hardly ever read by chance within so short a run.
    if options.faults.contains(.bitRot) { configuration.checkInterval = .seconds(5) }
    return configuration
  }

  /// Whether so much is going on that every message is worth telling.
  var isBusy: Bool { timeline.eventCount - eventsBefore > Self.maxEventsPerSecond - 200 }

  /// Lets the next event happen if it comes before `end`.
  func step(until end: UInt64) -> Bool {
    guard timeline.step(until: end) else { return false }
    if now / 1_000_000_000 != second {
      second = now / 1_000_000_000
      eventsBefore = timeline.eventCount
    } else if timeline.eventCount - eventsBefore > Self.maxEventsPerSecond {
      violated("NoStorm", "more than \(Self.maxEventsPerSecond) events within a second")
    }
    return true
  }

  // MARK: What its parts tell it

  func tell(_ who: String, _ what: @autoclosure () -> String) {
    story.tell(now, who, what())
  }

  func violated(_ invariant: String, _ message: String) {
    tell("VIOLATED", "\(invariant): \(message)")
    violations.add(invariant, "at \(now / 1_000_000) ms: \(message)")
  }

  func logger(of member: SimulatedMember) -> Logger {
    let story = story
    let name = member.name
    let timeline = timeline
    return Logger(label: name) { _ in
      StoryLog(
        name: name, story: story, now: { timeline.now },
        heard: { [unowned self, unowned member] message in heard(message, from: member) })
    }
  }

  /// Situations that only the member's own log tells of.
  private func heard(_ message: String, from member: SimulatedMember) {
    switch message {
    case "snapshot installed":
      coverage.reach(.snapshotInstalled)
      nemesis.ambush.noticed(.snapshot, member)
    case "the last write before the crash was not whole, and is dropped": coverage.reach(.restartTornTail)
    case "proposing again what was lost with its leader": coverage.reach(.proposalRetried)
    case let message where message.hasPrefix("this member's data is damaged and was set aside"):
      coverage.reach(.damageSetAside)
      member.explain("it set its data aside", by: Fault.damaging)
      promises.forget(member)
    case let message where message.hasPrefix("this data directory is new, and a peer knows an earlier one"):
      coverage.reach(.ownIdentity)
      member.explain("it found itself without its data", by: [.loseData])
    default: break
    }
  }

  func afterEvent(of process: SimulatedProcess) {
    let owner = members[process.machine]
    guard let member = owner.member else { return }
    owner.noteJoining()
    invariants.check(owner, member)
  }

  func memberEnded(_ member: SimulatedMember, silently: Bool) {
    calls.memberEnded(member.process.machine, silently: silently)
  }

  func noteOutcome(_ request: History.Request, _ outcome: History.Outcome) {
    switch (request, outcome) {
    case (_, .unknown): coverage.reach(.callUnknown)
    case (_, .refused(.compacted)): coverage.reach(.readCompacted)
    case (.compact, .ok): coverage.reach(.compaction)
    case (.leaseKeepAlive, .ok(let response)):
      if case .leaseKeepAlive(let ttl) = response.body { coverage.reach(.leaseRenewed, when: ttl > 0) }
    case (.txn, .ok(let response)):
      if case .txn(let result) = response.body { coverage.reach(.txnFailedCompare, when: !result.succeeded) }
    case (.range(let range), .ok): coverage.reach(.readAtRevision, when: range.revision > 0)
    default: break
    }
  }

  /// Ends what still lives, so that nothing keeps the files open.
  func dismantle() {
    for member in members { member.dismantle() }
    timeline.removeAll()
  }

  // MARK: What the nemesis asks

  func isPowered(_ machine: Int) -> Bool {
    machine >= members.count || members[machine].isPowered
  }

  /// Who leads in the highest term.
  var leader: SimulatedMember? {
    members.filter { $0.member?.status.raft.role == .leader }
      .max { ($0.member?.status.raft.term ?? 0) < ($1.member?.status.raft.term ?? 0) }
  }

  func transferLeadership(_ choice: UInt64) -> Bool {
    guard let leader, let member = leader.member, members.count > 1 else { return false }
    let target = members[Int(choice % UInt64(members.count))]
    guard target !== leader else { return false }
    coverage.reach(.leadershipTransferred)
    tell(leader.name, "is to hand over to \(target.name)")
    let id = MemberID(configuration.memberID(of: target.configuration))
    timeline.plan(at: now, for: leader.process) {
      member.transferLeadership(to: id, timeout: .seconds(2), on: member.eventLoop) { _ in }
    }
    return true
  }
}

/// A member's log, as part of the story.
private struct StoryLog: LogHandler, @unchecked Sendable {
  // Unchecked: used by the simulation's one thread.
  let name: String
  let story: Story
  let now: () -> UInt64
  let heard: (String) -> Void
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  init(name: String, story: Story, now: @escaping () -> UInt64, heard: @escaping (String) -> Void) {
    self.name = name
    self.story = story
    self.now = now
    self.heard = heard
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    heard("\(event.message)")
    story.tell(
      now(), name,
      "\(event.message)"
        + (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined())
  }
}
