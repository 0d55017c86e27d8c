internal import PlantedBugs

extension Raft {
  mutating func handleAppendResponse(_ response: AppendResponse, from sender: MemberID) {
    guard case .leader(let leader) = state, let at = leader.position(of: sender) else { return }
    switch response {
    case .accepted(let agreed, let durable):
      guard agreed <= log.lastIndex, durable <= agreed else { return }
      accepted(agreed: agreed, durable: durable, at: at)
    case .rejected(let previous, let hint):
      rejected(previous: previous, hint: hint, at: at)
    }
  }

  private mutating func accepted(agreed: LogIndex, durable: LogIndex, at: Int) {
    guard var peer = state.leader?.peers[at] else { return }
    state.leader?.peers[at].mode = .snapshot
    peer.match = max(peer.match, durable)
    meet(&peer, agreed: agreed)
    peer.whileReplicating { replicate in
      replicate.inflight.acknowledged(through: durable)
      replicate.next = max(replicate.next, agreed + 1)
    }
    state.leader?.peers[at] = peer
  }

  /// The logs are known to agree up to `agreed`: enough to replicate?
  private func meet(_ peer: inout Peer, agreed: LogIndex) {
    switch peer.mode {
    case .probe(let probe) where agreed + 1 >= probe.next: peer.replicate(from: agreed + 1)
    case .snapshot where agreed >= log.cut.index && agreed > 0: peer.replicate(from: agreed + 1)
    case .probe, .snapshot, .replicate: break
    }
  }

  /// Backs off to where the logs can agree at the latest, seen from both sides (§5.3).
  private mutating func rejected(previous: LogIndex, hint: LogPosition, at: Int) {
    guard var peer = state.leader?.peers[at], previous > 0 else { return }
    switch peer.mode {
    case .probe(let probe): guard previous + 1 == probe.next else { return }
    case .replicate: guard previous > peer.match else { return }
    case .snapshot: return
    }
    let latest = min(hint.index, previous - 1)
    if latest < log.cut.index {
      peer.mode = .snapshot
      outputs.append(.sendSnapshot(to: peer.id))
    } else if let meeting = log.lastPosition(notAfter: latest, termAtMost: hint.term) {
      // Who rejects what it has acknowledged has lost it, or its word is late: it is asked again, but only at the
      // pace of heartbeats.
      peer.probe(from: meeting.index + 1, isAwaiting: meeting.index < peer.match)
    } else {
      peer.mode = .snapshot
      outputs.append(.sendSnapshot(to: peer.id))
    }
    state.leader?.peers[at] = peer
  }

  mutating func handleHeartbeatResponse(_ response: HeartbeatResponse, from sender: MemberID) {
    guard case .leader(let leader) = state, let at = leader.position(of: sender),
      response.agreed <= log.lastIndex
    else { return }
    var peer = leader.peers[at]
    if response.round <= lastRound { peer.round = max(peer.round, response.round) }
    meet(&peer, agreed: response.agreed)
    switch peer.mode {
    case .probe(let probe) where probe.isAwaiting && !Planted.has(.staysProbing):
      peer.probe(from: probe.next)
    case .replicate where response.agreed < response.sent:
      // An append that went out before this heartbeat did not arrive.
      peer.probe(from: response.agreed + 1)
    case .probe, .replicate, .snapshot:
      break
    }
    state.leader?.peers[at] = peer
    finishReadRound()
  }
}
