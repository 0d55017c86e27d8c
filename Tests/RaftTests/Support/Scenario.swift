import Raft

/// Plays a scenario, a line a command. Nothing moves unless a line says so: messages wait until they are delivered,
/// writes until a disk finishes, timers until someone times out.
///
///     given three members a b c | given members a b c d learners d | given members a b c d outside d
///     given members a b c d outside d anew d      d knows of no membership
///     deliver all | deliver a->b | deliver one a->b | drop a->b | drop all      what waits now
///     cut a b | heal a b            the link, both ways; tells neither side
///     disks stall a | disks run a | disk of a finishes
///     settle | 50 ms pass           everything is delivered; timers fire too
///     freeze 400 ms                 the whole machine stands still: timers that are due fire late
///     a times out | a crashes | a restarts | a checkpoints | a suspects b (b's connection closed) | a reaches b
///     a proposes x | a reads r | a hands over | a hands over to b
///     a adds learner d | a promotes d | a removes b | a replaces b with d
///     then a is leader of term 1 | then a follows b in term 1 | then a holds 1 1 2 (the terms of its log)
///     then a committed 2 | then a begins at 1 | then a ends at 4 | then a applied x y
///     then a votes a b c | then a learners d | then a joint true | then a sends b by probe
///     then read r is ready at 2 | then proposal x is not leader | then change is not ready
///
/// `when` and `and` before a command are for the reader.
struct Scenario {
  struct Node {
    var raft: Raft
    var disk: World.Disk
    var writes: [Persist] = []
    var stalls = false
    var isUp = true
    var commands: [String] = []
    var applied: LogIndex = 0
  }

  struct Wire {
    let from: String
    let to: String
    let message: Message
  }

  var nodes: [String: Node] = [:]
  var names: [String] = []
  var wires: [Wire] = []
  var cut: Set<[String]> = []
  var time: UInt64 = 1_000_000_000
  var seed: UInt64 = 1
  var requests: [UInt64: String] = [:]
  var answers: [String: String] = [:]
  var founding = Membership(voters: [])

  func id(_ name: String) -> MemberID {
    MemberID(UInt64(name.unicodeScalars.first?.value ?? 96) - 96)
  }

  func name(_ id: MemberID) -> String {
    String(UnicodeScalar(UInt8(truncatingIfNeeded: id.rawValue + 96)))
  }

  var now: MonotonicTime { MonotonicTime(nanoseconds: time) }

  mutating func core(_ name: String, _ restored: RestoredState) -> Raft {
    seed += 1
    return Raft(
      configuration: RaftConfiguration(
        id: id(name), heartbeatInterval: 20_000_000, electionTimeout: 100_000_000, maxInflightMessages: 4,
        maxUncommittedBytes: 64, maxEntryBytes: 32, seed: seed),
      restoring: restored, at: now)
  }

  // MARK: Driving

  mutating func step(_ input: Input, on name: String) {
    guard nodes[name]?.isUp == true else { return }
    nodes[name]!.raft.step(input, at: now)
    takeOutputs(of: name)
  }

  mutating func takeOutputs(of name: String) {
    for output in nodes[name]!.raft.takeOutputs() { interpret(output, of: name) }
    if nodes[name]!.stalls == false { finishDisk(of: name) }
  }

  mutating func finishDisk(of name: String) {
    guard let last = nodes[name]!.writes.last else { return }
    for write in nodes[name]!.writes { nodes[name]!.disk.take(write) }
    nodes[name]!.writes = []
    step(.persisted(last.ticket), on: name)
  }

  private mutating func interpret(_ output: Output, of name: String) {
    switch output {
    case .persist(let persist): nodes[name]!.writes.append(persist)
    case .send(let message, let to):
      let to = self.name(to)
      if !cut.contains([name, to]) { wires.append(Wire(from: name, to: to, message: message)) }
    case .committed(let index): apply(upTo: index, on: name)
    case .readReady(let ids, let index):
      for id in ids { answers[requests[id] ?? ""] = "ready at \(index)" }
    case .readRefused(let ids, _):
      for id in ids { answers[requests[id] ?? ""] = "refused" }
    case .proposalRefused(let id, let why): answers[requests[id] ?? ""] = Self.word(for: why)
    case .membershipRefused(_, let why): answers["change"] = Self.word(for: why)
    case .loadEntries(let peer, let from, _):
      let entries = nodes[name]!.disk.entries.filter { $0.index >= from }
      step(
        .entriesLoaded(for: peer, from: from, entries: entries.first?.index == from ? entries : nil), on: name
      )
    case .sendSnapshot(let peer): stream(from: name, to: self.name(peer))
    case .installSnapshot(let descriptor): install(descriptor, on: name)
    case .lostEntries(let last, let promised):
      answers["promise of \(name)"] = "lost: ends at \(last), promised \(promised)"
    case .proposalAccepted, .statusChanged, .membershipChanged: break
    }
  }

  static func word(for refusal: ProposalRefusal) -> String {
    switch refusal {
    case .notLeader: "not leader"
    case .transferring: "transferring"
    case .overloaded: "overloaded"
    case .tooLarge: "too large"
    case .notReady: "not ready"
    case .invalid: "invalid"
    }
  }

  private mutating func apply(upTo index: LogIndex, on name: String) {
    while nodes[name]!.applied < index {
      let at = nodes[name]!.applied + 1
      let entry =
        nodes[name]!.raft.cachedEntries(from: at, through: at, maxBytes: .max)?.first
        ?? nodes[name]!.disk.entries.first { $0.index == at }
      if let entry, entry.kind == .command {
        nodes[name]!.commands.append(String(decoding: entry.payload, as: UTF8.self))
      }
      nodes[name]!.applied = at
    }
    nodes[name]!.raft.step(.applied(index), at: now)
  }

  private mutating func stream(from: String, to: String) {
    let source = nodes[from]!
    let reaches = !cut.contains([from, to]) && nodes[to]!.isUp
    if reaches {
      nodes[to]!.commands = source.commands
      step(.snapshotReceived(source.disk.snapshot, from: id(from), term: source.raft.status.term), on: to)
    }
    step(.snapshotStreamEnded(to: id(to), delivered: reaches), on: from)
  }

  private mutating func install(_ descriptor: SnapshotDescriptor, on name: String) {
    nodes[name]!.disk.entries = []
    nodes[name]!.disk.snapshot = descriptor
    nodes[name]!.applied = descriptor.position.index
    step(.snapshotInstalled(descriptor), on: name)
  }

  mutating func checkpoint(_ name: String) {
    let node = nodes[name]!
    guard let term = node.raft.term(at: node.applied) else { return }
    let descriptor = SnapshotDescriptor(
      position: LogPosition(index: node.applied, term: term), membership: node.raft.membership)
    nodes[name]!.disk.snapshot = descriptor
    nodes[name]!.disk.entries.removeAll { $0.index <= descriptor.position.index }
    step(.logCut(descriptor), on: name)
  }

  mutating func deliver(from: String? = nil, to: String? = nil, most: Int = .max) {
    var left = most
    var keep: [Wire] = []
    let waiting = wires
    wires = []
    for wire in waiting {
      guard left > 0, from == nil || (wire.from == from && wire.to == to) else {
        keep.append(wire)
        continue
      }
      left -= 1
      if !cut.contains([wire.from, wire.to]) {
        step(.message(wire.message, from: id(wire.from)), on: wire.to)
      }
    }
    wires = keep + wires
  }

  mutating func settle() {
    for _ in 0..<200 where !wires.isEmpty { deliver() }
  }

  mutating func pass(_ milliseconds: UInt64) {
    let end = time + milliseconds * 1_000_000
    while time < end {
      time += 1_000_000
      for name in names where nodes[name]!.isUp && nodes[name]!.raft.nextDeadline <= now {
        step(.tick, on: name)
      }
      settle()
    }
  }
}
