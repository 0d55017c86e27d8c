import Member
import Raft

extension FuzzTarget {
  /// A member whose peers say anything that is a message, between ticks, writes and snapshots of its own. A peer
  /// that lies may make the cluster forget what it promised, but brings no honest member down.
  static let raft = FuzzTarget(name: "raft", maxBytes: 2048) { bytes in
    var script = Script(bytes)
    var member = LiedTo(isFirst: script.byte() & 1 == 1)
    while !script.isAtEnd { try member.step(&script) }
  } seeds: {
    let lead: [UInt8] = [1, 255, 3, 0, 1] + prefixed([4, 1, 1])
    let messages = sampleMessages.map { name, message in
      ("says-" + name, [0, 0, 2] + prefixed(MessageCodec.encode(message)) + [3, 1, 1])
    }
    let append: [UInt8] = [5, 1, 0, 0, 0, 2, 1, 0, 0, 1, 1, 1, 9]
    let heartbeat: [UInt8] = [9, 1, 2, 0, 0]
    return messages + [
      ("campaign", [0] + [1, 255, 1, 255, 0, 1] + prefixed([2, 1, 1, 1]) + [3] + lead + [5, 3, 4, 4]),
      ("follow", [0, 0, 1] + prefixed(append) + [3, 0, 1] + prefixed(heartbeat) + [4, 2, 6, 2]),
      ("snapshot", [0, 7, 1, 9, 1, 1, 8, 0, 1] + prefixed(append)),
    ]
  }
}

/// A member with its shell, which does what it is asked when the script says so.
private struct LiedTo {
  private var raft: Raft
  private var now = MonotonicTime(nanoseconds: 1_000_000_000)
  private var tickets: [PersistTicket] = []
  private var committed: LogIndex = 0
  private var applied: LogIndex = 0
  private var installing: [SnapshotDescriptor] = []
  private var wanted: [(peer: MemberID, from: LogIndex)] = []
  private var nextRequest: RequestID = 1

  private static let membership = Membership(voters: (1...3).map { MemberID($0) }, learners: [MemberID(4)])

  init(isFirst: Bool) {
    var configuration = RaftConfiguration(id: MemberID(isFirst ? 1 : 3), seed: 7)
    configuration.maxCachedBytes = 200
    configuration.maxMessageBytes = 100
    configuration.maxInflightMessages = 3
    configuration.maxUncommittedBytes = 1000
    raft = Raft(configuration: configuration, restoring: RestoredState(founding: Self.membership), at: now)
  }

  mutating func step(_ script: inout Script) throws {
    switch script.byte() & 15 {
    case 0:
      let sender = peer(&script)
      guard let message = try? MessageCodec.decode(script.piece()) else { return }
      take(.message(message, from: sender))
    case 1:
      now = MonotonicTime(nanoseconds: now.nanoseconds + UInt64(script.byte()) * 1_000_000)
      take(.tick)
    case 2: take(.message(Message(term: script.number(), content: .timeoutNow), from: peer(&script)))
    case 3: if let ticket = tickets.first { take(.persisted(ticket)) }
    case 4:
      guard installing.isEmpty, applied < committed else { return }
      applied = min(committed, applied + UInt64(script.byte()))
      take(.applied(applied))
    case 5:
      take(.propose([Proposal(id: request(), payload: [UInt8](repeating: 1, count: Int(script.byte())))]))
    case 6: take(.read([request()]))
    case 7:
      let position = LogPosition(index: number(&script), term: number(&script))
      let descriptor = SnapshotDescriptor(position: position, membership: Self.membership)
      take(.snapshotReceived(descriptor, from: peer(&script), term: number(&script)))
    case 8:
      guard !installing.isEmpty else { return }
      let descriptor = installing.removeFirst()
      applied = max(applied, descriptor.position.index)
      take(.snapshotInstalled(descriptor))
    case 9: take(.connectionClosed(peer(&script)))
    case 10: take(.connectionOpened(peer(&script)))
    case 11: take(.transferLeadership(to: peer(&script)))
    case 12:
      guard !wanted.isEmpty else { return }
      let (peer, from) = wanted.removeFirst()
      let entries = raft.cachedEntries(from: from, through: raft.lastIndex, maxBytes: 100)
      take(.entriesLoaded(for: peer, from: from, entries: entries))
    case 13:
      guard installing.isEmpty, applied >= raft.firstIndex, let term = raft.term(at: applied) else { return }
      let position = LogPosition(index: applied, term: term)
      take(.logCut(SnapshotDescriptor(position: position, membership: Self.membership)))
    default: take(.snapshotStreamEnded(to: peer(&script), delivered: script.byte() & 1 == 1))
    }
    try check(raft.commitIndex >= committed, "the commit index fell")
    try check(raft.commitIndex <= raft.lastIndex, "committed beyond the log")
  }

  private mutating func peer(_ script: inout Script) -> MemberID { MemberID(UInt64(script.byte() % 6)) }

  /// Small most of the time, and as large as can be.
  private func number(_ script: inout Script) -> UInt64 {
    let byte = script.byte()
    return byte < 0xF0 ? UInt64(byte) : UInt64.max - UInt64(0xFF - byte)
  }

  private mutating func request() -> RequestID {
    nextRequest += 1
    return nextRequest
  }

  private mutating func take(_ input: Input) {
    raft.step(input, at: now)
    if case .persisted = input { tickets.removeFirst() }
    for output in raft.takeOutputs() {
      switch output {
      case .persist(let persist): tickets.append(persist.ticket)
      case .committed(let index): committed = index
      case .installSnapshot(let descriptor):
        installing.append(descriptor)
        committed = descriptor.position.index
      case .loadEntries(let peer, let from, _): wanted.append((peer, from))
      case .send(let message, _):
        precondition((try? MessageCodec.decode(MessageCodec.encode(message))) == message)
      default: break
      }
    }
  }
}
