import Configuration
import Glibc

/// One run of `tern up`: a loop on one thread that owns the member processes, takes signals and keys, and
/// shows what it sees four times a second.
final class UpSession {
  private let configuration: ClusterConfiguration
  private var members: [MemberProcess]
  private let watches: [MemberWatch]
  private let startArguments: [String]
  private let file: UpStateFile
  private let downHint: String
  private let isDetached: Bool

  private var overview: Overview
  private var events: [String] = []
  private var chosen = 0
  /// Members that are to be started again once they have ended.
  private var restarting: Set<Int> = []
  private var hasServed = false
  private var terminal: Terminal?
  private var lastSummary: UInt64 = 0

  /// How long members get to come up, and to stop.
  private static let patience: UInt64 = 60_000_000_000
  private static let eventsKept = 200

  init(
    configuration: ClusterConfiguration, members: [MemberProcess], startArguments: [String],
    file: UpStateFile, downHint: String, isDetached: Bool
  ) {
    self.configuration = configuration
    self.members = members
    self.startArguments = startArguments
    self.file = file
    self.downHint = downHint
    self.isDetached = isDetached
    watches = configuration.members.map { MemberWatch($0.metrics) }
    overview = Overview(members: configuration.members.map { ($0.name, "\($0.client)") })
  }

  /// True when all went well: it was asked to stop and did, or (detached) the cluster serves.
  func run() -> Bool {
    let signals = Signals.pipe([SIGTERM, SIGINT, SIGHUP])
    file.write(UpState(process: getpid(), directories: members.map(\.directory)))
    for index in members.indices where !start(index) {
      return stop(signals, afterFailure: true)
    }
    for watch in watches { watch.start() }
    defer { for watch in watches { watch.stop() } }
    if !isDetached, Terminal.isThere { terminal = Terminal() }
    let began = Monotonic.now()
    while true {
      let (isAsked, pressed) = wait(signals)
      if isAsked { return stop(signals, afterFailure: false) }
      for key in pressed {
        if handle(key) == .quit { return stop(signals, afterFailure: false) }
      }
      look()
      switch verdict(Monotonic.now() - began) {
      case .goOn: break
      case .leaveRunning: return true
      case .giveUp(let reason): return fail(reason, signals)
      }
      show()
    }
  }

  // MARK: - Waiting and looking

  private func wait(_ signals: Int32) -> (isAsked: Bool, pressed: [UInt8]) {
    var waiting = [pollfd(fd: signals, events: Int16(POLLIN), revents: 0)]
    if terminal != nil { waiting.append(pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)) }
    _ = poll(&waiting, nfds_t(waiting.count), 250)
    let isAsked = !Signals.drain(signals).isEmpty
    guard let terminal, waiting.count == 2, waiting[1].revents != 0 else { return (isAsked, []) }
    guard let keys = terminal.keys() else { return (true, []) }
    return (isAsked, keys)
  }

  private func look() {
    for index in members.indices {
      guard let ending = members[index].reap() else { continue }
      let isExpected = ending.isClean || ending == .signal(SIGKILL)
      note("\(members[index].name) \(ending)" + (isExpected ? "" : ": \(members[index].logFile) says why"))
      if restarting.remove(index) != nil, start(index) { note("\(members[index].name) is started again") }
    }
    let looks = zip(members, watches).map { (state: $0.state, sample: $1.sample) }
    for event in overview.observe(looks) { note(event) }
    if !hasServed, overview.servingCount == members.count {
      hasServed = true
      for line in welcome() { note(line) }
    }
  }

  private enum Verdict {
    case goOn
    case leaveRunning
    case giveUp(String)
  }

  private func verdict(_ elapsed: UInt64) -> Verdict {
    let ended = members.filter { if case .ended = $0.state { true } else { false } }
    if isDetached {
      if hasServed { return .leaveRunning }
      if let first = ended.first { return .giveUp("\(first.name) did not come up") }
      if elapsed > Self.patience { return .giveUp("the cluster does not serve after a minute") }
    }
    if ended.count == members.count, restarting.isEmpty, !hasServed || terminal == nil {
      return .giveUp("no member is left")
    }
    return .goOn
  }

  // MARK: - Acting

  private enum KeyEffect { case handled, quit }

  private func handle(_ key: UInt8) -> KeyEffect {
    switch key {
    case UInt8(ascii: "q"), 4:
      return .quit
    case UInt8(ascii: "1")...UInt8(ascii: "9"):
      let index = Int(key - UInt8(ascii: "1"))
      if members.indices.contains(index) { chosen = index }
    case UInt8(ascii: "k"):
      members[chosen].kill()
    case UInt8(ascii: "p"):
      pauseOrResume(chosen)
    case UInt8(ascii: "r"):
      restart(chosen)
    default:
      break
    }
    return .handled
  }

  private func pauseOrResume(_ index: Int) {
    switch members[index].state {
    case .running:
      members[index].pause()
      note("\(members[index].name) is paused")
    case .paused:
      members[index].resume()
      note("\(members[index].name) goes on")
    case .notStarted, .ended:
      break
    }
  }

  private func restart(_ index: Int) {
    if members[index].process == nil {
      if start(index) { note("\(members[index].name) is started") }
    } else {
      restarting.insert(index)
      members[index].terminate()
      note("\(members[index].name) is asked to stop, to be started again")
    }
  }

  private func start(_ index: Int) -> Bool {
    do {
      try members[index].start(startArguments)
      return true
    } catch {
      note("\(members[index].name) was not started: \(error)")
      return false
    }
  }

  private func stop(_ signals: Int32, afterFailure: Bool) -> Bool {
    leaveTerminal()
    restarting = []
    StandardOutput.print("stopping \(members.count { $0.process != nil }) members …")
    for index in members.indices { members[index].terminate() }
    let began = Monotonic.now()
    var isClean = true
    while members.contains(where: { $0.process != nil }) {
      var waiting = pollfd(fd: signals, events: Int16(POLLIN), revents: 0)
      _ = poll(&waiting, 1, 20)
      let isUrged = !Signals.drain(signals).isEmpty
      for index in members.indices {
        if let ending = members[index].reap(), !ending.isClean {
          isClean = false
          StandardOutput.print("\(members[index].name) \(ending): \(members[index].logFile) says why")
        }
      }
      guard isUrged || Monotonic.now() - began > Self.patience / 4 else { continue }
      for index in members.indices { members[index].kill() }
    }
    file.remove()
    if isClean { StandardOutput.print("all stopped") }
    return isClean && !afterFailure
  }

  private func fail(_ reason: String, _ signals: Int32) -> Bool {
    leaveTerminal()
    StandardError.print("tern up: \(reason).")
    for member in members {
      guard case .ended(let ending) = member.state, !ending.isClean else { continue }
      StandardError.print("\(member.name) \(ending). The last lines of \(member.logFile):")
      for line in LogTail.lines(of: member.logFile, count: 5) { StandardError.print("  " + line) }
    }
    return stop(signals, afterFailure: true)
  }

  private func leaveTerminal() {
    terminal?.restore()
    terminal = nil
  }

  // MARK: - Showing

  private func note(_ event: String) {
    events.append("\(Timestamp.timeOfDay())  \(event)")
    if events.count > Self.eventsKept { events.removeFirst() }
    guard terminal == nil else { return }
    StandardOutput.print(isDetached ? event : events.last ?? "")
  }

  private func welcome() -> [String] {
    let endpoints = configuration.members.map { "\($0.clientURL)" }.joined(separator: ",")
    var lines = ["the cluster serves at \(endpoints)"]
    lines.append("try: ETCDCTL_API=3 etcdctl --endpoints=\(endpoints) put hello world")
    if isDetached { lines.append("stop it with: \(downHint)") }
    return lines
  }

  private func show() {
    if let terminal {
      let size = terminal.size
      let screen = Screen(width: size.width)
      terminal.draw(screen.lines(overview, chosen: chosen, events: events, height: size.height))
    } else if !isDetached, hasServed, Monotonic.now() - lastSummary > 10_000_000_000 {
      lastSummary = Monotonic.now()
      StandardOutput.print("\(Timestamp.timeOfDay())  " + Screen(hasColour: false).summary(overview))
    }
  }
}
