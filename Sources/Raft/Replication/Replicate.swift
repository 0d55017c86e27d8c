// The leader's half of §5.3, pipelined: what is proposed goes to a peer that replicates at once.

extension Raft {
  /// Sends each peer what it lacks and can take. Peers that stand at the same entry share one array of entries.
  mutating func replicate() {
    guard case .leader(var leader) = state else { return }
    // Taken out, so that the peers are changed in place.
    state = .candidate(.placeholder)
    var slices = Slices()
    for at in leader.peers.indices where leader.peers[at].isOpen {
      sendWork(to: &leader.peers[at], &slices)
    }
    state = .leader(leader)
    continueTransfer()
  }

  private mutating func sendWork(to peer: inout Peer, _ slices: inout Slices) {
    switch peer.mode {
    case .probe(let probe):
      sendProbe(probe, to: &peer, &slices)
    case .replicate(let replicate) where replicate.next > log.lastIndex && replicate.sentCommit >= committed:
      break
    case .replicate(var replicate):
      peer.mode = .snapshot
      guard sendEntries(&replicate, to: peer.id, &slices) else {
        outputs.append(.sendSnapshot(to: peer.id))
        return
      }
      peer.mode = .replicate(replicate)
    case .snapshot:
      break
    }
  }

  /// One append, where the logs may or may not meet; entries only if they are at hand.
  private mutating func sendProbe(_ probe: Peer.Probe, to peer: inout Peer, _ slices: inout Slices) {
    guard !probe.isAwaiting else { return }
    guard let term = log.term(at: probe.next - 1) else {
      peer.mode = .snapshot
      outputs.append(.sendSnapshot(to: peer.id))
      return
    }
    let entries =
      slices.entries(from: probe.next, of: log, maxBytes: configuration.maxMessageBytes)?.entries ?? []
    let previous = LogPosition(index: probe.next - 1, term: term)
    send(.append(Append(previous: previous, entries: entries, commit: committed)), to: peer.id)
    peer.probe(from: probe.next, isAwaiting: true)
  }

  /// Entries up to the limits, or news of the commit if there are none; false when the log was cut past the peer.
  private mutating func sendEntries(
    _ replicate: inout Peer.Replicate, to peer: MemberID, _ slices: inout Slices
  ) -> Bool {
    while replicate.next <= log.lastIndex, hasRoom(replicate.inflight), !replicate.isLoading {
      guard log.term(at: replicate.next - 1) != nil else { return false }
      guard let slice = slices.entries(from: replicate.next, of: log, maxBytes: configuration.maxMessageBytes)
      else {
        replicate.isLoading = true
        let maxBytes = configuration.maxMessageBytes
        outputs.append(.loadEntries(for: peer, from: replicate.next, maxBytes: maxBytes))
        return true
      }
      sendAppend(slice.entries, bytes: slice.bytes, &replicate, to: peer)
    }
    if replicate.sentCommit < committed, committed < replicate.next, let term = log.term(at: committed) {
      send(.committed(LogPosition(index: committed, term: term)), to: peer)
      replicate.sentCommit = committed
    }
    return true
  }

  private func hasRoom(_ inflight: Inflight) -> Bool {
    inflight.messages < configuration.maxInflightMessages && inflight.bytes < configuration.maxInflightBytes
  }

  /// `entries` begin at `replicate.next`, whose predecessor is in the log.
  private mutating func sendAppend(
    _ entries: [Entry], bytes: Int, _ replicate: inout Peer.Replicate, to peer: MemberID
  ) {
    guard let last = entries.last, let term = log.term(at: replicate.next - 1) else { return }
    let previous = LogPosition(index: replicate.next - 1, term: term)
    send(.append(Append(previous: previous, entries: entries, commit: committed)), to: peer)
    replicate.inflight.sent(through: last.index, bytes: bytes)
    replicate.next = last.index + 1
    replicate.sentCommit = min(committed, last.index)
  }

  /// What `loadEntries` asked for.
  mutating func loaded(_ entries: [Entry]?, from: LogIndex, for id: MemberID) {
    guard case .leader(let leader) = state, let at = leader.position(of: id),
      case .replicate(var replicate) = leader.peers[at].mode
    else { return }
    replicate.isLoading = false
    if let entries, let last = entries.last, from == replicate.next, log.term(at: from - 1) != nil {
      precondition(
        entries.first?.index == from && log.agrees(with: last.position), "the disk holds another log")
      sendAppend(entries, bytes: entries.reduce(0) { $0 + $1.payload.count }, &replicate, to: id)
    }
    // Cut meanwhile, or moved on: the next round of sending finds what is right now.
    state.leader?.peers[at].mode = .replicate(replicate)
  }
}

/// The last entries that were taken out of the log to be sent, for the next peer that stands where the last stood.
private struct Slices {
  struct Slice {
    let entries: [Entry]
    let bytes: Int
  }

  private var last: Slice?

  mutating func entries(from: LogIndex, of log: EntryLog, maxBytes: Int) -> Slice? {
    if let last, last.entries.first?.index == from { return last }
    guard let entries = log.cached(from: from, through: log.lastIndex, maxBytes: maxBytes) else { return nil }
    last = Slice(entries: entries, bytes: entries.reduce(0) { $0 + $1.payload.count })
    return last
  }
}

extension PeerProgress {
  init(_ peer: Peer) {
    let mode: Mode =
      switch peer.mode {
      case .probe: .probe
      case .replicate: .replicate
      case .snapshot: .snapshot
      }
    var inflight = Inflight()
    if case .replicate(let replicate) = peer.mode { inflight = replicate.inflight }
    self.init(
      id: peer.id, mode: mode, match: peer.match, next: peer.next, inflightMessages: inflight.messages,
      inflightBytes: inflight.bytes, isConnected: peer.isOpen, lastHeard: peer.lastHeard)
  }
}
