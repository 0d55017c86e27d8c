import Raft

extension World {
  // MARK: Disks

  /// Completes the oldest `count` writes.
  mutating func completeWrites(_ count: Int, on id: MemberID) {
    guard let node = nodes[id], node.isUp, !node.writes.isEmpty, count > 0 else { return }
    let done = node.writes.prefix(count)
    for write in done { nodes[id]!.disk.take(write) }
    nodes[id]!.writes.removeFirst(done.count)
    step(.persisted(done.last!.ticket), on: id)
  }

  mutating func crash(_ id: MemberID) {
    guard nodes[id]!.isUp else { return }
    nodes[id]!.isUp = false
    nodes[id]!.writes = []
    packets.removeAll { $0.to == id || $0.from == id }
    for other in ids where other != id { step(.connectionClosed(id), on: other) }
  }

  mutating func restart(_ id: MemberID) {
    guard !nodes[id]!.isUp else { return }
    let disk = nodes[id]!.disk
    seeds += 1
    let restored = disk.restored
    nodes[id]!.raft = Raft(
      configuration: Self.configuration(id, seed: seeds), restoring: restored, at: now)
    nodes[id]!.applied = restored.applied
    nodes[id]!.isUp = true
    takeOutputs(of: id)
    for other in ids where other != id && !cut.contains([id, other]) {
      step(.connectionOpened(id), on: other)
    }
  }

  /// Takes a checkpoint of what is applied and cuts the log below it.
  mutating func checkpoint(_ id: MemberID) {
    let node = nodes[id]!
    let durable = node.disk.entries.last?.index ?? node.disk.snapshot.position.index
    let index = min(node.applied, durable)
    guard node.isUp, index > node.disk.snapshot.position.index, let term = node.raft.term(at: index) else {
      return
    }
    let descriptor = SnapshotDescriptor(
      position: LogPosition(index: index, term: term), membership: membership(at: index))
    guard node.disk.entries.contains(where: { $0.index == index && $0.term == term }) else { return }
    nodes[id]!.disk.snapshot = descriptor
    nodes[id]!.disk.entries.removeAll { $0.index <= index }
    step(.logCut(descriptor), on: id)
  }

  /// The last membership applied at or before `index`, in the one history that there is.
  func membership(at index: LogIndex) -> Membership {
    for (at, entry) in history.sorted(by: { $0.key > $1.key }) where at <= index && entry.kind == .membership
    {
      if let membership = try? Membership(decoding: entry.payload) { return membership }
    }
    return founding
  }

  mutating func sendSnapshot(from: MemberID, to: MemberID) {
    let source = nodes[from]!
    let descriptor = source.disk.snapshot
    let delivered =
      nodes[to]!.isUp && !cut.contains([from, to]) && random.below(100) >= UInt64(lossPercent)
      && descriptor.position.index > 0
    if delivered {
      step(.snapshotReceived(descriptor, from: from, term: source.raft.status.term), on: to)
    }
    nodes[from]!.raft.step(.snapshotStreamEnded(to: to, delivered: delivered), at: now)
    takeOutputs(of: from)
  }

  mutating func install(_ descriptor: SnapshotDescriptor, on id: MemberID) {
    // What was handed over before has either happened or is overtaken.
    let writes = nodes[id]!.writes
    for write in writes { nodes[id]!.disk.take(write) }
    nodes[id]!.writes = []
    nodes[id]!.disk.entries = []
    nodes[id]!.disk.snapshot = descriptor
    nodes[id]!.applied = descriptor.position.index
    if let last = writes.last { nodes[id]!.raft.step(.persisted(last.ticket), at: now) }
    nodes[id]!.raft.step(.snapshotInstalled(descriptor), at: now)
    takeOutputs(of: id)
  }
}

extension World.Disk {
  func term(at index: LogIndex) -> Term? {
    if index == snapshot.position.index { return snapshot.position.term }
    return entries.first { $0.index == index }?.term
  }

  mutating func take(_ write: Persist) {
    if let state = write.hardState { hardState = state }
    commit = max(commit, write.commit)
    guard let first = write.entries.first else { return }
    entries.removeAll { $0.index >= first.index }
    entries += write.entries
  }

  var restored: RestoredState {
    var runs: [TermRun] = []
    var memberships: [MembershipEntry] = []
    for entry in entries {
      if runs.last?.term != entry.term { runs.append(TermRun(firstIndex: entry.index, term: entry.term)) }
      if entry.kind == .membership, let membership = try? Membership(decoding: entry.payload) {
        memberships.append(MembershipEntry(index: entry.index, membership: membership))
      }
    }
    return RestoredState(
      hardState: hardState, commit: commit, snapshot: snapshot, termRuns: runs,
      lastIndex: entries.last?.index ?? snapshot.position.index, memberships: memberships,
      cachedTail: Array(entries.suffix(3)), applied: snapshot.position.index)
  }
}

extension World {
  // MARK: Time

  /// Lets `duration` nanoseconds pass: messages arrive, disks finish, timers fire.
  mutating func run(for duration: UInt64, diskPercent: UInt64 = 50) {
    let end = time + duration
    while time < end {
      let due = packets.filter { $0.due <= time }.sorted { $0.due < $1.due }
      packets.removeAll { $0.due <= time }
      for packet in due where !cut.contains([packet.from, packet.to]) {
        step(.message(packet.message, from: packet.from), on: packet.to)
      }
      for id in ids where nodes[id]!.isUp {
        if random.below(100) < diskPercent {
          completeWrites(1 + Int(random.below(3)), on: id)
        }
        if nodes[id]!.raft.nextDeadline <= now { step(.tick, on: id) }
      }
      time += 500_000
    }
  }

  var leader: MemberID? {
    ids.filter { nodes[$0]!.isUp && nodes[$0]!.raft.status.role == .leader }
      .max { nodes[$0]!.raft.status.term < nodes[$1]!.raft.status.term }
  }

  mutating func propose(_ count: Int, on id: MemberID) {
    let proposals = (0..<count).map { _ in
      defer { nextRequest += 1 }
      return Proposal(
        id: nextRequest, payload: Array(repeating: UInt8(truncatingIfNeeded: nextRequest), count: 20))
    }
    step(.propose(proposals), on: id)
  }

  mutating func read(on id: MemberID) {
    reads[nextRequest] = nodes.values.map(\.raft.commitIndex).max() ?? 0
    nextRequest += 1
    step(.read([nextRequest - 1]), on: id)
  }

  mutating func isolate(_ group: Set<MemberID>) {
    for one in ids {
      for other in ids where group.contains(one) != group.contains(other) {
        cut.insert([one, other])
        if random.below(2) == 0 { step(.connectionClosed(other), on: one) }
      }
    }
  }

  mutating func heal() {
    let was = cut
    cut = []
    for link in was { step(.connectionOpened(link[0]), on: link[1]) }
  }

  /// LogMatching: where two logs agree at an index, they agree before it.
  mutating func checkLogs() {
    for (at, one) in ids.enumerated() {
      for other in ids[(at + 1)...] {
        let (left, right) = (nodes[one]!.raft, nodes[other]!.raft)
        let low = max(left.firstIndex, right.firstIndex)
        let high = min(left.lastIndex, right.lastIndex)
        guard low <= high else { continue }
        var agreed = false
        for index in (low...high).reversed() {
          let same = left.term(at: index) == right.term(at: index)
          if agreed && !same { violations.append("LogMatching: \(one) and \(other) at \(index)") }
          if same { agreed = true }
        }
      }
    }
  }
}
