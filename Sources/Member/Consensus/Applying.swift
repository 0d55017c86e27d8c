internal import Configuration
internal import Failpoints
internal import Keyspace
internal import Logging
internal import NIOCore
internal import PlantedBugs
internal import Raft
internal import Synchronization

extension ConsensusLoop {
  /// What the apply thread reports of a batch.
  func applied(_ news: AppliedNews) {
    appliedIndex = news.index
    appliedAt = eventLoop.now
    for change in news.leaseChanges { leases.clock.apply(change, at: now.millisecondsUp) }
    if parts.applier.appliedMembership.withLock({ $0.index }) != publishedMembership { publishMembers() }
    step(.applied(news.index))
    if news.term > appliedTerm {
      appliedTerm = news.term
      retryVoid(before: news.term)
    }
    promoteLeasesIfReady()
    completeAppliedReads()
  }

  /// Forgets the log below a durable checkpoint, but for what a follower that was away may ask for.
  func cutLog(below checkpoint: SnapshotDescriptor) {
    guard let core else { return }
    // The checkpoint's word may come before the apply thread's own.
    let newest =
      Planted.has(.cutsBeyondCheckpoint) ? appliedIndex : min(checkpoint.position.index, appliedIndex)
    let keep = entriesToKeep(lastIndex: core.raft.lastIndex, firstIndex: core.raft.firstIndex)
    guard newest > keep else { return }
    let index = min(newest - keep, snapshotPin ?? .max)
    guard index >= core.raft.firstIndex, let term = core.raft.term(at: index) else { return }
    let cut = LogPosition(index: index, term: term)
    step(.logCut(SnapshotDescriptor(position: cut, membership: checkpoint.membership)))
    parts.logWriter.submit(.cut(cut))
  }

  /// As many as the limits on entries and, going by the log's mean entry, on bytes allow.
  private func entriesToKeep(lastIndex: LogIndex, firstIndex: LogIndex) -> UInt64 {
    let limits = parts.configuration.limits
    let count = lastIndex >= firstIndex ? lastIndex - firstIndex + 1 : 0
    let bytes = max(1, UInt64(parts.logSize()))
    let byBytes = UInt64(max(0, limits.logKeepBytes)) * max(1, count) / bytes
    return min(UInt64(max(0, limits.logKeepEntries)), byBytes)
  }

  /// What stands behind a snapshot under way must stay, or the follower that gets it would need another one at
  /// once. A log of four times its usual size is no longer held back for anybody.
  private var snapshotPin: LogIndex? {
    let now = eventLoop.now
    snapshotPins = snapshotPins.filter { $0.value.until.map { $0 > now } ?? true }
    guard parts.logSize() < 4 * parts.configuration.limits.logKeepBytes else { return nil }
    return snapshotPins.values.map(\.index).min()
  }

  // MARK: Snapshots

  func sendSnapshot(to peer: MemberID) {
    guard let member = member(peer) else {
      return step(.snapshotStreamEnded(to: peer, delivered: false))
    }
    let applier = parts.applier
    snapshotPins[peer] = (parts.checkpointIndex(), nil)
    parts.snapshots.send(
      SnapshotOrder(
        target: member.peerTarget, hello: hello(to: peer, .snapshot), term: status.term, name: newRequestID(),
        membership: { applier.appliedMembership.withLock { $0.membership } }),
      completion: { [weak self] in self?.post(.snapshotStreamEnded(to: peer, delivered: $0)) })
  }

  func receiveSnapshot(over connection: PeerListener.Connection, from peer: MemberID) {
    snapshotReceiver?.take(connection, from: peer)
  }

  func snapshotStreamEnded(to peer: MemberID, delivered: Bool) {
    // Time to install it and to fetch what came meanwhile.
    if let pin = snapshotPins[peer] { snapshotPins[peer] = (pin.index, eventLoop.now + .seconds(60)) }
    step(.snapshotStreamEnded(to: peer, delivered: delivered))
  }

  func received(_ snapshot: ReceivedSnapshot, from leader: MemberID) {
    // One that can't be removed is when the next process begins.
    if let unwanted = pendingInstall { try? SmallFile.remove(unwanted.path) }
    pendingInstall = snapshot
    step(.snapshotReceived(snapshot.descriptor, from: leader, term: snapshot.term))
    // To be installed, if so, before another one takes its place.
    endTurn()
  }

  /// Puts the snapshot in the keyspace's place first and resets the log after it: a crash between leaves a
  /// checkpoint ahead of the log, which the start knows how to take.
  func install(_ descriptor: SnapshotDescriptor) {
    guard let snapshot = pendingInstall, snapshot.descriptor == descriptor else {
      return parts.onFatal(InternalFault("asked to install a snapshot that is not there"))
    }
    pendingInstall = nil
    Failpoints.reach(.snapshotBeforeInstall)
    handedToApply = max(handedToApply, descriptor.position.index)
    let logWriter = parts.logWriter
    parts.applier.submit(
      .install(path: snapshot.path, descriptor) { [self] in
        Failpoints.reach(.snapshotBeforeReset)
        logWriter.submit(.reset(descriptor.position) { [self] in post(.snapshotInstalled(descriptor)) })
      })
  }

  func snapshotInstalled(_ descriptor: SnapshotDescriptor) {
    Failpoints.reach(.snapshotInstalled)
    logger.info("snapshot installed", metadata: ["index": "\(descriptor.position.index)"])
    appliedIndex = max(appliedIndex, descriptor.position.index)
    // What was proposed here may be in the snapshot or not: nobody can tell any more.
    for proposal in parts.pending.takeAll() { fail(proposal, .timedOutLeaderLost) }
    step(.snapshotInstalled(descriptor))
    completeAppliedReads()
    publishMembers()
  }
}

/// Something that only a bug of our own can bring about.
struct InternalFault: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = "internal fault: \(description); please report this"
  }
}
