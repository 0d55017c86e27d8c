internal import Configuration
internal import Keyspace
internal import Logging
internal import NIOCore
internal import Raft

/// A member that may not vote because its data directory is not the one its peers know.
package struct RefusedIdentity: Error, CustomStringConvertible {
  let name: String
  let peer: String
  let isFresh: Bool

  package var description: String {
    let cause =
      isFresh
      ? "its data directory is new, but member \(peer) knows an earlier one"
      : "its data directory is not the one that member \(peer) knows"
    return """
      member \(name) is refused: \(cause). A member that lost its data has forgotten its votes and what it \
      acknowledged, so it must not come back under its old identity. Put its own data directory back in place; \
      if it is lost for good, leave this member stopped: the others go on without it as long as they are a \
      majority. Taking a member in anew is not possible yet: to have all of them again, start a new cluster \
      (another name in cluster.conf, empty data directories) and copy the keys over.
      """
  }
}

extension ConsensusLoop: PeerLinkOwner, PeerListenerOwner {
  func startPeers() -> EventLoopFuture<Void> {
    let listener = PeerListener(eventLoop: eventLoop, logger: logger, owner: self)
    self.listener = listener
    snapshotReceiver = SnapshotReceiver(
      folder: parts.snapshotFolder, platform: parts.platform, logger: logger, onFailure: parts.onFatal,
      onReceived: { [weak self] in self?.post(.snapshotReceived($0, from: $1)) })
    for member in parts.configuration.members where member.name != parts.member.name {
      let id = MemberID(parts.configuration.memberID(of: member))
      links[id] = PeerLink(
        peer: id, target: member.peerTarget, network: parts.platform.network, eventLoop: eventLoop,
        hello: hello(to: id, .consensus), logger: logger, owner: self)
    }
    publishMembers()
    return listener.listen(on: parts.member.peer, of: parts.platform.network)
      .map { _ in
        for link in self.links.values { link.dial() }
        self.startVotingIfAdmitted()
      }
  }

  func hello(to peer: MemberID, _ purpose: Hello.Purpose) -> Hello {
    Hello(
      clusterID: identity.clusterID, from: myself, to: peer, incarnation: identity.incarnation,
      process: parts.seed, purpose: purpose)
  }

  /// Starts the core once this member may vote. Until then it neither acknowledges nor votes.
  func startVotingIfAdmitted() {
    guard raft == nil else { return }
    let needed = DataIdentity.admissionsNeeded(members: parts.configuration.members.count)
    if !identity.isAdmitted {
      guard admittedBy.count >= needed else {
        logger.info(
          "first start: waiting to be known by the others before voting",
          metadata: ["known by": "\(admittedBy.count)", "needed": "\(needed)"])
        return
      }
      do { try identity.admit() } catch { return parts.onFatal(error) }
    }
    raft = Raft(configuration: raftConfiguration, restoring: parts.restored, at: now)
    for (peer, link) in links where link.isOpen { step(.connectionOpened(peer)) }
    publishMembers()
    endTurn()
  }

  private var raftConfiguration: RaftConfiguration {
    let configuration = parts.configuration
    let limits = configuration.limits
    var priorities: [MemberID: Int] = [:]
    for member in configuration.members {
      priorities[MemberID(configuration.memberID(of: member))] = member.priority
    }
    return RaftConfiguration(
      id: myself,
      heartbeatInterval: configuration.timing.heartbeatInterval.nanoseconds,
      electionTimeout: configuration.timing.electionTimeout.nanoseconds,
      maxInflightMessages: limits.maxInflightMessages,
      maxInflightBytes: limits.maxInflightBytes,
      maxUncommittedBytes: limits.maxUncommittedBytes,
      maxEntryBytes: limits.maxRequestBytes + (64 << 10) + CommandEnvelope.headerLength,
      priorities: priorities,
      seed: parts.seed ^ myself.rawValue)
  }

  // MARK: What links and the listener report

  func linkOpened(_ link: PeerLink, incarnation: UInt64) {
    guard meet(link.peer, incarnation: incarnation) == .known else {
      logger.error(
        "peer runs with a data directory that is not the one it is known by",
        metadata: ["peer": "\(name(of: link.peer))"])
      link.stop()
      return
    }
    admittedBy.insert(link.peer)
    logger.info("connected", metadata: ["peer": "\(name(of: link.peer))"])
    startVotingIfAdmitted()
    step(.connectionOpened(link.peer))
    resendForwarded(to: link.peer)
    publishMembers()
    endTurn()
  }

  func linkClosed(_ link: PeerLink) {
    logger.info("connection lost", metadata: ["peer": "\(name(of: link.peer))"])
    step(.connectionClosed(link.peer))
    publishMembers()
    endTurn()
  }

  func linkRefused(_ link: PeerLink, _ refusal: Welcome) {
    switch refusal {
    case .refusedIncarnation:
      parts.onFatal(
        RefusedIdentity(
          name: parts.member.name, peer: name(of: link.peer), isFresh: !identity.isAdmitted))
    case .refused(let reason):
      logger.error("peer refuses us", metadata: ["peer": "\(name(of: link.peer))", "reason": "\(reason)"])
    case .accepted: break
    }
  }

  func greeted(_ hello: Hello) -> Welcome {
    guard hello.version == Hello.version else {
      return .refused(reason: "protocol version \(hello.version), and \(Hello.version) is spoken here")
    }
    guard hello.clusterID == identity.clusterID else {
      return .refused(reason: "this is another cluster: check the cluster's name in cluster.conf")
    }
    guard hello.to == myself, links[hello.from] != nil else {
      return .refused(
        reason: "member \(hello.from) is not in this member's cluster.conf, or took it for another")
    }
    switch meet(hello.from, incarnation: hello.incarnation) {
    case .known: return .accepted(incarnation: identity.incarnation)
    case .other(let known):
      logger.error(
        "a member is refused: its data directory is not the one it is known by",
        metadata: ["peer": "\(name(of: hello.from))"])
      return .refusedIncarnation(known: known)
    case nil: return .refused(reason: "this member is stopping")
    }
  }

  func connectionOpened(_ connection: PeerListener.Connection, from hello: Hello) {
    switch hello.purpose {
    case .consensus:
      if processes.updateValue(hello.process, forKey: hello.from) != hello.process {
        lastForwarded[hello.from] = nil
      }
      links[hello.from]?.dial()
    case .snapshot: receiveSnapshot(over: connection, from: hello.from)
    }
  }

  func consensusConnectionClosed(from peer: MemberID) {
    step(.connectionClosed(peer))
    endTurn()
  }

  func received(_ frame: PeerFrame, from peer: MemberID) {
    switch frame {
    case .consensus(let bytes):
      do {
        step(.message(try MessageCodec.decode(bytes), from: peer))
      } catch {
        logger.error("peer sent a message that does not decode", metadata: ["error": "\(error)"])
      }
    case .forward(let term, let id, let payload): takeForwarded(payload, id: id, term: term, from: peer)
    case .forwardRefused(let id, let isOverload): forwardRefused(id, isOverload: isOverload)
    case .leaseQuery(let id, let lease, let renews): answerLease(lease, id: id, renews: renews, for: peer)
    case .leaseAnswer(let id, let answer): leaseAnswered(id, answer)
    case .hello, .welcome, .snapshotOffer, .snapshotResume, .snapshotChunk, .snapshotDone, .snapshotAccepted:
      logger.warning("peer sent what does not belong here", metadata: ["peer": "\(name(of: peer))"])
    }
  }

  func receivedAll() {
    endTurn()
  }

  private func meet(_ peer: MemberID, incarnation: UInt64) -> DataIdentity.Acquaintance? {
    do {
      return try identity.meet(peer, incarnation: incarnation)
    } catch {
      parts.onFatal(error)
      return nil
    }
  }
}

extension Duration {
  var nanoseconds: UInt64 {
    UInt64(components.seconds) * 1_000_000_000 + UInt64(components.attoseconds / 1_000_000_000)
  }
}
