// Snapshots (§7). The core only decides who needs one and whether one is taken; streams are the shell's.

extension Raft {
  // MARK: Leading

  mutating func snapshotStreamEnded(to id: MemberID, delivered: Bool) {
    guard case .leader(let leader) = state, let at = leader.position(of: id),
      case .snapshot = leader.peers[at].mode
    else { return }
    // The peer itself says where it stands when it has installed it. If that is lost, or the stream failed, the
    // answer to the next heartbeat makes the probe go out.
    state.leader?.peers[at].probe(from: log.cut.index + 1, isAwaiting: true)
  }

  // MARK: Following

  mutating func snapshotReceived(_ descriptor: SnapshotDescriptor, from leader: MemberID, term: Term) {
    // Behind the last index no entry could follow.
    guard term >= hardState.term, leader != id, descriptor.position.term <= term,
      descriptor.position.index < .max - 1
    else { return }
    if term > hardState.term { adopt(term) }
    if case .leader = state { return }
    hear(leader: leader)
    guard installing == nil else { return }
    let position = descriptor.position
    if position.index > committed, !log.agrees(with: position) { return install(descriptor) }
    // The log holds all of it: what the snapshot stands for is committed, and nothing needs to be installed.
    let agreed = max(state.follower?.agreed ?? 0, position.index, committed)
    state.follower?.agreed = agreed
    followCommit(position.index)
    tellPosition()
  }

  /// The log differs from the snapshot at its position or ends before it, so by LogMatching nothing behind that
  /// position is of use.
  private mutating func install(_ descriptor: SnapshotDescriptor) {
    let before = log.membership
    installing = descriptor
    log.reset(to: descriptor)
    durability.reset()
    commit(to: descriptor.position.index)
    announcedCommit = committed
    outputs.append(.installSnapshot(descriptor))
    if log.membership != before { outputs.append(.membershipChanged(log.membership)) }
  }

  mutating func snapshotInstalled(_ descriptor: SnapshotDescriptor) {
    precondition(installing == descriptor, "installed a snapshot that was not asked for")
    installing = nil
    applied = max(applied, descriptor.position.index)
    durability.installed(at: descriptor.position.index)
    let agreed = max(state.follower?.agreed ?? 0, descriptor.position.index)
    state.follower?.agreed = agreed
    tellPosition()
  }

  /// Lets the leader go on behind the snapshot.
  private mutating func tellPosition() {
    guard case .follower(let follower) = state, follower.leader != nil else { return }
    // Below what it will be found to be, so that `acknowledge` speaks as soon as the disk allows it.
    state.follower?.reported = 0
  }
}
