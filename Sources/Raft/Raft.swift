internal import PlantedBugs

/// The consensus core, a value: everything that happens comes in through `step`, everything it wants comes out
/// of `takeOutputs`. After the Raft paper (Ongaro, Ousterhout 2014) and Ongaro's thesis, with pre-vote,
/// check-quorum, suspicion by closed connection and asynchronous storage.
///
/// Invariants, and the gateways that check them:
/// - ElectionSafety: at most one leader a term. `lead` runs only for a quorum of votes in this term.
/// - OneDurableVotePerTerm: within a term `votedFor` changes only from nil (`change(term:vote:)`), and a grant
///   leaves only when it is durable (`sendWhenDurable`); a candidate counts its own vote by the same rule.
/// - LeaderAppendOnly: a leader never truncates (`truncate`).
/// - LogMatching: an append is taken only behind a position that agrees (`handleAppend`); `EntryLog` has no gaps.
/// - LeaderCompleteness: votes go to logs that are at least as good (`handleVote`), what is acknowledged is durable
///   (`acknowledge`), and a leader counts only entries of its own term (`advanceCommit`).
/// - StateMachineSafety: commit never falls and is never truncated (`commit(to:)`, `truncate`).
package struct Raft: Sendable {
  let configuration: RaftConfiguration
  var now: MonotonicTime
  var random: Random
  private(set) var hardState: HardState
  var log: EntryLog
  var durability: Durability
  private(set) var committed: LogIndex
  var applied: LogIndex
  /// Since when the state machine waits for room on its disk; nil while it doesn't.
  var blockedSince: MonotonicTime?
  var state: State
  /// A snapshot on its way into the state machine; until it is there, entries are not taken.
  var installing: SnapshotDescriptor?
  /// Peers whose connection is known to be closed.
  var closed: Set<MemberID> = []
  /// Responses that wait for the disk, oldest first.
  var deferred: [Deferred] = []
  /// Names that are never used twice, in whichever term or try.
  var lastRound: UInt64
  var lastContext: UInt64
  var outputs: [Output] = []
  /// As of the last `takeOutputs`.
  package private(set) var summary = Summary()
  private var announcedStatus: Status
  var announcedCommit: LogIndex
  private var lastPersistAt: MonotonicTime

  struct Deferred: Sendable {
    let ticket: PersistTicket
    let message: Message
    let to: MemberID
  }

  package init(configuration: RaftConfiguration, restoring restored: RestoredState, at now: MonotonicTime) {
    self.configuration = configuration
    self.now = now
    random = Random(seed: configuration.seed)
    log = EntryLog(restoring: restored)
    precondition(
      restored.applied >= log.cut.index && restored.applied <= log.lastIndex, "applied is not in the log")
    // A checkpoint may come from a term whose hard state was not durable yet. Then no vote of that term can
    // have left this member, and entering it without one is safe.
    hardState =
      restored.hardState.term >= log.lastTerm
      ? restored.hardState : HardState(term: log.lastTerm, votedFor: nil)
    committed = max(min(restored.commit, log.lastIndex), restored.applied)
    durability = Durability(index: log.lastIndex, hardState: restored.hardState, commit: committed)
    applied = restored.applied
    lastRound = random.next() >> 1
    lastContext = random.next() >> 1
    let timeout = configuration.electionTimeout
    let deadline = now.advanced(by: timeout + random.below(timeout))
    state = .follower(Follower(contact: .none, deadline: deadline, agreed: committed))
    announcedCommit = restored.applied
    lastPersistAt = now
    announcedStatus = Status(role: .follower, term: 0, leader: nil)
    if isSoleVoter { startCampaign(isTransfer: false) }
  }

  // MARK: In

  /// Takes one input. Several may be stepped before `takeOutputs`: they then share a write and messages.
  /// When several wait, messages go before a tick, so that a member that was paused doesn't mistake its own
  /// pause for the leader's.
  package mutating func step(_ input: Input, at time: MonotonicTime) {
    now = max(now, time)
    switch input {
    case .tick: tick()
    case .message(let message, let sender): receive(message, from: sender)
    case .connectionClosed(let peer): connectionClosed(to: peer)
    case .connectionOpened(let peer): connectionOpened(to: peer)
    case .propose(let proposals): propose(proposals)
    case .read(let requests): read(requests)
    case .persisted(let ticket): persisted(ticket)
    case .applied(let index): stateMachineApplied(index)
    case .stateMachineBlocked(let isBlocked): blockedSince = isBlocked ? blockedSince ?? now : nil
    case .entriesLoaded(let peer, let from, let entries): loaded(entries, from: from, for: peer)
    case .logCut(let descriptor): cutLog(to: descriptor)
    case .snapshotStreamEnded(let peer, let delivered): snapshotStreamEnded(to: peer, delivered: delivered)
    case .snapshotReceived(let descriptor, let sender, let term):
      snapshotReceived(descriptor, from: sender, term: term)
    case .snapshotInstalled(let descriptor): snapshotInstalled(descriptor)
    case .transferLeadership(let target): transferLeadership(to: target)
    case .changeMembership(let change, let id): changeMembership(change, id: id)
    }
  }

  private mutating func tick() {
    excuseLateness()
    switch state {
    case .follower(let follower):
      if now >= follower.deadline { startPreVote() }
      retryForwardedReads()
    case .preCandidate(let candidate):
      if now >= candidate.deadline { startPreVote() }
    case .candidate(let candidate):
      if now >= candidate.deadline { startPreVote() }
    case .leader:
      leaderTick()
    }
  }

  // MARK: Out

  /// What there is to do, in order. To be called after every step or batch of steps.
  package mutating func takeOutputs() -> [Output] {
    advanceCommit()
    startReadRound()
    forwardReads()
    replicate()
    acknowledge()
    var result: [Output] = []
    result.reserveCapacity(outputs.count + 3)
    // The disk is the slowest, so it is asked first; nothing behind it waits for it.
    if let persist = nextPersist() { result.append(.persist(persist)) }
    result.append(contentsOf: outputs)
    outputs.removeAll(keepingCapacity: true)
    let status = self.status
    if status != announcedStatus {
      announcedStatus = status
      result.append(.statusChanged(status))
    }
    if committed > announcedCommit {
      announcedCommit = committed
      result.append(.committed(upTo: committed))
    }
    summary = Summary(nextDeadline: nextDeadline, commitIndex: committed, lastIndex: log.lastIndex)
    return result
  }

  /// What a shell asks for after each turn, in one small value.
  package struct Summary: Sendable {
    package var nextDeadline: MonotonicTime = .distantFuture
    package var commitIndex: LogIndex = 0
    package var lastIndex: LogIndex = 0
  }

  private mutating func nextPersist() -> Persist? {
    let idle = durability.isIdle && now.since(lastPersistAt) >= configuration.heartbeatInterval
    // While a snapshot is being installed the disk still holds the log that it replaces, which may differ from
    // it: a hint of the snapshot's commit would make a restart apply that.
    let hint = installing == nil ? committed : durability.handedCommit
    let persist = durability.nextPersist(
      log: log, hardState: hardState, commit: hint, writesCommitAlone: idle && installing == nil, at: now
    )
    if persist != nil { lastPersistAt = now }
    return persist
  }

  mutating func send(_ content: Message.Content, to peer: MemberID) {
    outputs.append(.send(Message(term: hardState.term, content: content), to: peer))
  }

  /// Holds the message back until all that stands in term, vote and log now is durable.
  mutating func sendWhenDurable(_ content: Message.Content, to peer: MemberID) {
    guard hardState != durability.hardState, !Planted.has(.votesBeforeDurable) else {
      return send(content, to: peer)
    }
    let message = Message(term: hardState.term, content: content)
    deferred.append(Deferred(ticket: durability.ticket(of: hardState), message: message, to: peer))
  }

  // MARK: Gateways

  /// OneDurableVotePerTerm: terms rise, and a vote is given once.
  mutating func change(term: Term, vote: MemberID?) {
    precondition(term >= hardState.term, "terms never fall")
    if term == hardState.term {
      precondition(hardState.votedFor == nil || hardState.votedFor == vote, "a second vote in one term")
    } else {
      deferred.removeAll()
    }
    hardState = HardState(term: term, votedFor: vote)
  }

  /// StateMachineSafety: commit only rises, within the log.
  mutating func commit(to index: LogIndex) {
    precondition(index > committed && index <= log.lastIndex, "commit falls or leaves the log")
    committed = index
  }

  mutating func truncate(from index: LogIndex) {
    precondition(index > committed, "truncating what is committed")
    if case .leader = state { preconditionFailure("a leader only appends") }
    let before = log.membershipIndex
    log.truncate(from: index)
    durability.truncated(from: index)
    if log.membershipIndex != before { outputs.append(.membershipChanged(log.membership)) }
  }

  mutating func append(_ entry: Entry, membership: Membership? = nil) {
    log.append(entry, membership: membership)
    durability.appended(from: entry.index)
    if let membership {
      outputs.append(.membershipChanged(membership))
      followMembership()
    }
  }

  // MARK: What it knows

  /// When a `tick` is due at the latest; changes with every step.
  package var nextDeadline: MonotonicTime {
    switch state {
    case .follower(let follower):
      min(follower.wakesAt, follower.reads.underWay?.retryAt ?? .distantFuture)
    case .preCandidate(let candidate): candidate.deadline
    case .candidate(let candidate): candidate.deadline
    case .leader(let leader): min(leader.heartbeatDeadline, leader.transfer?.deadline ?? .distantFuture)
    }
  }

  package var status: Status {
    switch state {
    case .follower(let follower):
      Status(role: isVoter ? .follower : .learner, term: hardState.term, leader: follower.leader)
    case .preCandidate: Status(role: .preCandidate, term: hardState.term, leader: nil)
    case .candidate: Status(role: .candidate, term: hardState.term, leader: nil)
    case .leader: Status(role: .leader, term: hardState.term, leader: configuration.id)
    }
  }

  package var membership: Membership { log.membership }
  package var commitIndex: LogIndex { committed }
  package var lastIndex: LogIndex { log.lastIndex }
  /// The first entry that the log still holds; `lastIndex + 1` when it holds none.
  package var firstIndex: LogIndex { log.firstIndex }

  /// The entries of `from...through`, as many as fit `maxBytes` of payload but at least one; nil when the first
  /// of them has left the memory, and is to be read from the log's disk.
  package func cachedEntries(from: LogIndex, through: LogIndex, maxBytes: Int) -> [Entry]? {
    log.cached(from: from, through: through, maxBytes: maxBytes)
  }

  /// nil below the cut and behind the end of the log.
  package func term(at index: LogIndex) -> Term? { log.term(at: index) }

  /// Empty unless this member leads.
  package var progress: [PeerProgress] {
    (state.leader?.peers ?? []).map(PeerProgress.init)
  }

  var id: MemberID { configuration.id }
  var isVoter: Bool { log.membership.isVoter(id) }
  var isSoleVoter: Bool { isVoter && log.membership.hasQuorum { $0 == id } }
}
