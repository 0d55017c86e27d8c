// The follower's half of §5.3.

internal import PlantedBugs

extension Raft {
  mutating func handleAppend(_ append: Append, from leader: MemberID) {
    guard installing == nil else { return }
    guard var entries = wellFormed(append) else { return }
    var previous = append.previous
    if previous.index < committed {
      // What is committed agrees with every leader's log, and its terms may be forgotten here already.
      guard let term = log.term(at: committed) else {
        preconditionFailure("the end of what is committed is gone")
      }
      entries = entries.drop { $0.index <= committed }
      previous = LogPosition(index: committed, term: term)
      guard entries.first.map({ $0.term >= term }) ?? true else { return }
    }
    guard log.agrees(with: previous) else { return reject(append.previous, from: leader) }
    guard take(entries) else { return }
    let agreed = max(state.follower?.agreed ?? 0, previous.index + UInt64(entries.count))
    state.follower?.agreed = agreed
    followCommit(Planted.has(.commitsBeyondAgreement) ? append.commit : min(append.commit, agreed))
    answerAppend(to: leader, wroteNothing: entries.isEmpty)
  }

  /// nil when a peer sends what no leader would.
  private func wellFormed(_ append: Append) -> ArraySlice<Entry>? {
    var last = append.previous
    for entry in append.entries {
      guard last.index < .max - 1, entry.index == last.index + 1, entry.term >= last.term else { return nil }
      last = entry.position
    }
    return last.term <= hardState.term ? append.entries[...] : nil
  }

  /// Truncates at the first entry that differs and appends from there; false when an entry makes no sense.
  private mutating func take(_ entries: ArraySlice<Entry>) -> Bool {
    let new = entries.drop {
      log.term(at: $0.index) == $0.term
        || (Planted.has(.keepsConflictingSuffix) && $0.index <= log.lastIndex)
    }
    guard let first = new.first else { return true }
    var memberships: [Membership] = []
    for entry in new where entry.kind == .membership {
      guard let membership = try? Membership(decoding: entry.payload) else { return false }
      memberships.append(membership)
    }
    if first.index <= log.lastIndex { truncate(from: first.index) }
    var next = memberships.makeIterator()
    for entry in new { append(entry, membership: entry.kind == .membership ? next.next() : nil) }
    return true
  }

  /// The hint skips all that can't agree: a leader backs off by whole terms, not by entries.
  private mutating func reject(_ previous: LogPosition, from leader: MemberID) {
    let found = log.lastPosition(
      notAfter: previous.index == 0 ? 0 : previous.index - 1, termAtMost: previous.term)
    // What is committed always agrees, so there is no need to look below it.
    var hint = found ?? log.cut
    if hint.index < committed, let term = log.term(at: committed) {
      hint = LogPosition(index: committed, term: term)
    }
    send(.appendResponse(.rejected(previous: previous.index, hint: hint)), to: leader)
  }

  /// An acknowledgement waits for the disk and is then one for all that became durable (`acknowledge`). At once
  /// come the first of a term, so that the leader sees that the logs meet, and those with nothing to wait for.
  private mutating func answerAppend(to leader: MemberID, wroteNothing: Bool) {
    guard let follower = state.follower else { return }
    let durable = durableAgreement
    guard wroteNothing || follower.reported == nil || durable == follower.agreed else { return }
    state.follower?.reported = durable
    send(.appendResponse(.accepted(agreed: follower.agreed, durable: durable)), to: leader)
  }

  /// What this member promises its leader to keep. Nothing before the term itself is durable: after a crash it
  /// could otherwise be back in an older term and give way to that one's leader.
  private var durableAgreement: LogIndex {
    guard durability.hardState.term == hardState.term, installing == nil else { return 0 }
    if Planted.has(.acknowledgesBeforeDurable) { return state.follower?.agreed ?? 0 }
    return min(state.follower?.agreed ?? 0, durability.index)
  }

  /// Tells the leader what became durable since it was told last.
  mutating func acknowledge() {
    guard case .follower(let follower) = state, let leader = follower.leader, let reported = follower.reported
    else { return }
    let durable = durableAgreement
    guard durable > reported else { return }
    state.follower?.reported = durable
    send(.appendResponse(.accepted(agreed: follower.agreed, durable: durable)), to: leader)
  }

  // MARK: Commit

  mutating func followCommit(_ index: LogIndex) {
    let bound = min(index, log.lastIndex)
    if bound > committed { commit(to: bound) }
  }

  mutating func handleCommitted(_ position: LogPosition) {
    guard installing == nil, position.index > committed, log.agrees(with: position) else { return }
    let agreed = max(state.follower?.agreed ?? 0, position.index)
    state.follower?.agreed = agreed
    commit(to: position.index)
  }

  mutating func handleHeartbeat(_ heartbeat: Heartbeat, from leader: MemberID) {
    guard case .follower(let follower) = state else { return }
    if installing == nil {
      // A heartbeat names no more than this member has acknowledged in this very term, whatever was on its way
      // meanwhile: what is missing was there, and durable.
      if heartbeat.commit > log.lastIndex, !Planted.has(.commitsBeyondAgreement) {
        outputs.append(.lostEntries(last: log.lastIndex, promised: heartbeat.commit))
        return
      }
      followCommit(
        Planted.has(.commitsBeyondAgreement) ? heartbeat.commit : min(heartbeat.commit, follower.agreed))
    }
    let response = HeartbeatResponse(agreed: follower.agreed, sent: heartbeat.sent, round: heartbeat.round)
    send(.heartbeatResponse(response), to: leader)
    // The leader may not have heard of it: an acknowledgement that is lost would leave its window closed for ever.
    let durable = durableAgreement
    if durable > heartbeat.commit, durable == follower.reported {
      send(.appendResponse(.accepted(agreed: follower.agreed, durable: durable)), to: leader)
    }
  }
}
