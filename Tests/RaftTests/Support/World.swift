import Raft

/// Several cores with their disks and the network between them, all in one value and one seed.
struct World {
  struct Disk {
    var hardState = HardState()
    var commit: LogIndex = 0
    var snapshot: SnapshotDescriptor
    var entries: [Entry] = []
  }

  struct Node {
    var raft: Raft
    var disk: Disk
    /// Writes handed over and not durable: a crash loses them.
    var writes: [Persist] = []
    /// The state machine: every entry applied so far, above `appliedFrom`.
    var applied: LogIndex = 0
    var isUp = true
  }

  struct Packet {
    let from: MemberID
    let to: MemberID
    let message: Message
    var due: UInt64
  }

  var nodes: [MemberID: Node] = [:]
  let ids: [MemberID]
  var packets: [Packet] = []
  var cut: Set<[MemberID]> = []
  var time: UInt64 = 1_000_000_000
  var random: SplitMix
  var lossPercent = 0
  var delay: UInt64 = 1_000_000
  var seeds: UInt64
  /// Every entry that any state machine applied: what StateMachineSafety is checked against.
  var history: [LogIndex: Entry] = [:]
  var leaders: [Term: MemberID] = [:]
  var votes: [Term: [MemberID: MemberID]] = [:]
  var violations: [String] = []
  var nextRequest: UInt64 = 1
  /// The highest commit known anywhere when a read was asked; a read must not be older.
  var reads: [UInt64: LogIndex] = [:]
  var readsAnswered = 0
  let founding: Membership

  init(members: Int, voters: Int? = nil, seed: UInt64) {
    random = SplitMix(state: seed)
    seeds = seed &* 1_000_003
    ids = (1...members).map { MemberID(UInt64($0)) }
    founding = Membership(voters: ids.prefix(voters ?? members))
    for id in ids {
      // Those outside start as a member does whose directory is new to its cluster.
      let known = founding.isVoter(id) ? founding : .none
      let disk = Disk(snapshot: SnapshotDescriptor(position: .origin, membership: known))
      seeds += 1
      let raft = Raft(
        configuration: Self.configuration(id, seed: seeds), restoring: RestoredState(founding: known),
        at: MonotonicTime(nanoseconds: time))
      nodes[id] = Node(raft: raft, disk: disk)
    }
  }

  static func configuration(_ id: MemberID, seed: UInt64) -> RaftConfiguration {
    RaftConfiguration(
      id: id, heartbeatInterval: 20_000_000, electionTimeout: 100_000_000, maxInflightMessages: 4,
      maxInflightBytes: 4096, maxMessageBytes: 64, maxUncommittedBytes: 4096, maxEntryBytes: 1024,
      maxCachedBytes: 2048, seed: seed)
  }

  var now: MonotonicTime { MonotonicTime(nanoseconds: time) }

  // MARK: Driving

  mutating func step(_ input: Input, on id: MemberID) {
    guard nodes[id]?.isUp == true else { return }
    nodes[id]!.raft.step(input, at: now)
    takeOutputs(of: id)
  }

  mutating func takeOutputs(of id: MemberID) {
    for output in nodes[id]!.raft.takeOutputs() { interpret(output, of: id) }
    let status = nodes[id]!.raft.status
    if status.role == .leader {
      if let other = leaders[status.term], other != id {
        violations.append("ElectionSafety: \(other) and \(id) lead term \(status.term)")
      }
      leaders[status.term] = id
    }
  }

  private mutating func interpret(_ output: Output, of id: MemberID) {
    switch output {
    case .persist(let persist): nodes[id]!.writes.append(persist)
    case .send(let message, let to): post(message, from: id, to: to)
    case .committed(let index): apply(upTo: index, on: id)
    case .readReady(let requests, let index):
      for request in requests {
        readsAnswered += 1
        if let least = reads.removeValue(forKey: request), index < least {
          violations.append("Linearizable: read \(request) at \(index), below \(least)")
        }
      }
    case .readRefused(let requests, _):
      for request in requests { reads[request] = nil }
    case .loadEntries(let peer, let from, _):
      let log = nodes[id]!.disk.entries
      let found = log.filter { $0.index >= from }.prefix(3)
      // The cache holds what the disk lacks, so what is asked for is there unless it was cut.
      nodes[id]!.raft.step(
        .entriesLoaded(for: peer, from: from, entries: found.first?.index == from ? Array(found) : nil),
        at: now)
      takeOutputs(of: id)
    case .sendSnapshot(let peer): sendSnapshot(from: id, to: peer)
    case .installSnapshot(let descriptor): install(descriptor, on: id)
    case .lostEntries(let last, let promised):
      violations.append("AckedIsDurable: \(id) ends at \(last) and has acknowledged \(promised)")
    case .proposalAccepted, .proposalRefused, .statusChanged, .membershipChanged, .membershipRefused: break
    }
  }

  private mutating func post(_ message: Message, from: MemberID, to: MemberID) {
    if case .voteResponse(true) = message.content {
      if let other = votes[message.term]?[from], other != to {
        violations.append("OneDurableVotePerTerm: \(from) voted twice in \(message.term)")
      }
      votes[message.term, default: [:]][from] = to
      if nodes[from]!.disk.hardState != HardState(term: message.term, votedFor: to) {
        violations.append("OneDurableVotePerTerm: \(from)'s vote left before it was durable")
      }
    }
    if case .appendResponse(.accepted(_, let durable)) = message.content, durable > 0 {
      let node = nodes[from]!
      let stored = node.disk.term(at: durable)
      if node.disk.hardState.term < message.term || stored != node.raft.term(at: durable) {
        violations.append("AckedIsDurable: \(from) acknowledged \(durable) before its disk had it")
      }
    }
    if cut.contains([from, to]) || random.below(100) < UInt64(lossPercent) { return }
    packets.append(Packet(from: from, to: to, message: message, due: time + 1 + random.below(delay)))
  }

  private mutating func apply(upTo index: LogIndex, on id: MemberID) {
    let node = nodes[id]!
    var at = node.applied + 1
    while at <= index {
      let entry: Entry
      if let cached = node.raft.cachedEntries(from: at, through: at, maxBytes: .max)?.first {
        entry = cached
      } else if let stored = node.disk.entries.first(where: { $0.index == at }) {
        entry = stored
      } else {
        violations.append("entry \(at) is committed on \(id) and nowhere to be read")
        return
      }
      if let known = history[at], known != entry {
        violations.append("StateMachineSafety: two entries applied at \(at)")
      }
      history[at] = entry
      at += 1
    }
    nodes[id]!.applied = max(node.applied, index)
    nodes[id]!.raft.step(.applied(nodes[id]!.applied), at: now)
  }
}

struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: UInt64) -> UInt64 { next() % max(1, bound) }
}
