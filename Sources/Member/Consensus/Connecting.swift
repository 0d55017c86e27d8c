internal import Configuration
internal import Failpoints
internal import Keyspace
internal import Logging
internal import NIOCore
internal import Raft
internal import Synchronization

extension ConsensusLoop: PeerLinkOwner, PeerListenerOwner {
  func startPeers() -> EventLoopFuture<Void> {
    let listener = PeerListener(eventLoop: eventLoop, logger: logger, owner: self)
    self.listener = listener
    snapshotReceiver = SnapshotReceiver(
      folder: parts.snapshotFolder, platform: parts.platform, logger: logger,
      inspect: parts.inspectSnapshot, onFailure: parts.onFatal,
      onReceived: { [weak self] in self?.post(.snapshotReceived($0, from: $1)) })
    for member in parts.configuration.members where member.name != parts.member.name {
      let seat = parts.configuration.seat(of: member)
      links[seat] = PeerLink(
        seat: seat, target: member.peerTarget, network: parts.platform.network, eventLoop: eventLoop,
        logger: logger, owner: self)
    }
    publishMembers()
    return listener.listen(on: parts.member.peer, of: parts.platform.network)
      .map { _ in
        for link in self.links.values { link.dial() }
        self.startVotingIfAdmitted()
        self.tellOfWaiting()
      }
  }

  func hello(to peer: MemberID, _ purpose: Hello.Purpose) -> Hello {
    Hello(
      clusterID: identity.clusterID, from: myself, to: peer, standing: standing,
      incarnation: identity.incarnation, process: parts.seed, purpose: purpose)
  }

  var standing: Hello.Standing {
    if identity.isFounding, !identity.isAdmitted { return .founding }
    let applied = parts.applier.appliedMembership.withLock { $0 }
    if applied.membership.isVoter(myself) { return .member(since: applied.index) }
    return identity.isFounding ? .member(since: 0) : .joining
  }

  /// Starts the core once this member may vote. Until then it neither acknowledges nor votes.
  func startVotingIfAdmitted() {
    guard core == nil, !hasStopped else { return }
    if !identity.isAdmitted {
      let needed =
        identity.isFounding
        ? DataIdentity.admissionsNeeded(
          members: parts.configuration.members.count, quorum: parts.configuration.quorum) : 0
      guard admittedBy.count >= needed else {
        logger.info(
          "first start: waiting to be known by the others before voting",
          metadata: ["known by": "\(admittedBy.count)", "needed": "\(needed)"])
        return
      }
      let founders = parts.configuration.members.map { parts.configuration.seat(of: $0).founding }
      do { try identity.admit(founders: founders) } catch { return parts.onFatal(error) }
    }
    let raft = Raft(configuration: raftConfiguration, restoring: restored, at: now)
    core = Core(raft)
    if raft.membership == Membership.none {
      logger.notice(
        "waiting for the cluster's leader to take this member's new data directory in",
        metadata: ["id": "\(myself)"])
    }
    for link in links.values { if let peer = link.peer { step(.connectionOpened(peer)) } }
    publishMembers()
    endTurn()
  }

  private var raftConfiguration: RaftConfiguration {
    let configuration = parts.configuration
    let limits = configuration.limits
    var priorities: [MemberID: Int] = [:]
    for member in configuration.members where member.priority != 0 {
      priorities[MemberID(configuration.memberID(of: member))] = member.priority
    }
    return RaftConfiguration(
      id: myself,
      heartbeatInterval: configuration.timing.heartbeatInterval.nanoseconds,
      electionTimeout: configuration.timing.electionTimeout.nanoseconds,
      maxInflightMessages: limits.maxInflightMessages,
      maxInflightBytes: limits.maxInflightBytes,
      maxMessageBytes: limits.maxMessageBytes,
      maxUncommittedBytes: limits.maxUncommittedBytes,
      maxEntryBytes: limits.maxRequestBytes + (64 << 10) + CommandEnvelope.headerLength,
      priorities: priorities,
      seatMask: ClusterConfiguration.seatMask,
      seed: parts.seed ^ myself.rawValue)
  }

  // MARK: What links and the listener report

  func hello(for link: PeerLink) -> Hello { hello(to: link.seat.founding, .consensus) }

  func isWelcome(
    _ peer: MemberID, _ standing: Hello.Standing, incarnation: UInt64, over link: PeerLink
  ) -> Bool {
    guard link.seat.holds(peer), judge(peer, standing, incarnation: incarnation, link.seat) == nil else {
      return false
    }
    standings[link.seat] = standing
    return true
  }

  func linkOpened(_ link: PeerLink, to peer: MemberID) {
    Failpoints.reach(.peerLinkOpened)
    if identity.isFounding { admittedBy.insert(link.seat) }
    refusals[link.seat] = nil
    logger.info("connected", metadata: ["peer": "\(name(of: peer))"])
    startVotingIfAdmitted()
    step(.connectionOpened(peer))
    resendForwarded(to: peer)
    retryWaiting()
    publishMembers()
    scheduleTakingIn()
    endTurn()
  }

  func linkClosed(_ link: PeerLink, to peer: MemberID) {
    Failpoints.reach(.peerClosed)
    logger.info("connection lost", metadata: ["peer": "\(name(of: peer))"])
    step(.connectionClosed(peer))
    publishMembers()
    endTurn()
  }

  func linkRefused(_ link: PeerLink, _ refusal: Welcome) {
    let peer = name(of: link.seat.founding)
    switch refusal {
    case .refusedIncarnation where identity.isFounding && !identity.isAdmitted: takeOwnID(refusedBy: peer)
    case .refusedIncarnation: parts.onFatal(RefusedIdentity(name: parts.member.name, peer: peer))
    case .refusedReplaced(let successor):
      parts.onFatal(ReplacedIdentity(name: parts.member.name, id: myself, successor: successor))
    case .refused(let reason):
      guard refusals.updateValue(reason, forKey: link.seat) != reason else { return }
      logger.error("peer refuses us", metadata: ["peer": "\(peer)", "reason": "\(reason)"])
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
    // A snapshot is for one directory only; a consensus connection finds out which one there is.
    let isForMe = hello.purpose == .snapshot ? hello.to == myself : identity.seat.holds(hello.to)
    guard isForMe, let seat = linkToSeat(of: hello.from)?.seat else {
      return .refused(
        reason: "member \(hello.from) is not in this member's cluster.conf, or took it for another")
    }
    if hello.purpose != .inquiry,
      let refusal = judge(hello.from, hello.standing, incarnation: hello.incarnation, seat)
    {
      return refusal
    }
    return .accepted(myself, standing, incarnation: identity.incarnation)
  }

  func connectionOpened(_ connection: PeerListener.Connection, from hello: Hello) {
    switch hello.purpose {
    case .consensus:
      if processes.updateValue(hello.process, forKey: hello.from) != hello.process {
        lastForwarded[hello.from] = nil
      }
      let link = linkToSeat(of: hello.from)
      // A connection to the directory before this one may be dead and not known to be: nothing is sent over it that
      // could show it.
      if let peer = link?.peer, peer != hello.from { link?.drop() }
      link?.dial()
    case .snapshot: receiveSnapshot(over: connection, from: hello.from)
    case .inquiry: break
    }
  }

  func consensusConnectionClosed(from peer: MemberID) {
    step(.connectionClosed(peer))
    endTurn()
  }

  func received(_ frame: PeerFrame, from peer: MemberID) {
    Failpoints.reach(.peerReceived)
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
}

extension Duration {
  var nanoseconds: UInt64 {
    UInt64(components.seconds) * 1_000_000_000 + UInt64(components.attoseconds / 1_000_000_000)
  }
}
