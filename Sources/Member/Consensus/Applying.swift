internal import Configuration
internal import Keyspace
internal import Logging
internal import NIOCore
internal import Raft
internal import Synchronization

extension ConsensusLoop {
  /// What the apply thread reports of a batch.
  func applied(_ news: AppliedNews) {
    appliedIndex = news.index
    for change in news.leaseChanges { leases.clock.apply(change, at: now.millisecondsUp) }
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
    guard let raft else { return }
    let keep = UInt64(max(0, parts.configuration.limits.logKeepEntries))
    guard checkpoint.position.index > keep else { return }
    let index = checkpoint.position.index - keep
    guard index >= raft.firstIndex, let term = raft.term(at: index) else { return }
    let cut = LogPosition(index: index, term: term)
    step(.logCut(SnapshotDescriptor(position: cut, membership: checkpoint.membership)))
    parts.logWriter.submit(.cut(cut))
  }

  // MARK: Snapshots

  func sendSnapshot(to peer: MemberID) {
    guard
      let member = parts.configuration.members.first(where: {
        parts.configuration.memberID(of: $0) == peer.rawValue
      })
    else { return step(.snapshotStreamEnded(to: peer, delivered: false)) }
    let applier = parts.applier
    parts.snapshots.send(
      to: member.peerTarget,
      hello: Hello(
        clusterID: identity.clusterID, from: myself, to: peer, incarnation: identity.incarnation,
        purpose: .snapshot),
      term: status.term, name: newRequestID(),
      membership: { applier.appliedMembership.withLock { $0 } },
      completion: { [weak self] in self?.post(.snapshotStreamEnded(to: peer, delivered: $0)) })
  }

  func receiveSnapshot(over connection: PeerListener.Connection, from peer: MemberID) {
    snapshotReceiver?.take(connection, from: peer)
  }

  func received(_ snapshot: ReceivedSnapshot, from leader: MemberID) {
    pendingInstall = snapshot
    step(.snapshotReceived(snapshot.descriptor, from: leader, term: snapshot.term))
  }

  /// Puts the snapshot in the keyspace's place first and resets the log after it: a crash between leaves a
  /// checkpoint ahead of the log, which the start knows how to take.
  func install(_ descriptor: SnapshotDescriptor, keepsLogBehind: Bool) {
    guard let snapshot = pendingInstall, snapshot.descriptor == descriptor else {
      return parts.onFatal(InternalFault("asked to install a snapshot that is not there"))
    }
    pendingInstall = nil
    handedToApply = max(handedToApply, descriptor.position.index)
    let logWriter = parts.logWriter
    parts.applier.submit(
      .install(path: snapshot.path, descriptor) { [self] in
        if keepsLogBehind {
          logWriter.submit(.cut(descriptor.position))
          post(.snapshotInstalled(descriptor))
        } else {
          logWriter.submit(.reset(descriptor.position) { [self] in post(.snapshotInstalled(descriptor)) })
        }
      })
  }

  func snapshotInstalled(_ descriptor: SnapshotDescriptor) {
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
