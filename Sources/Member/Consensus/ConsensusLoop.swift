internal import Configuration
internal import Failpoints
internal import Keyspace
internal import Logging
internal import NIOCore
internal import PlantedBugs
internal import Raft
internal import Synchronization

/// The shell round the `Raft` value: it turns what comes from clients, peers, disk and clock into inputs, and
/// carries out the outputs, in `perform(_:)` and nowhere else.
///
/// `@unchecked Sendable`: everything but `inbox` and `published` is confined to `eventLoop`, which has a thread
/// of its own so that neither clients nor disks can hold up a heartbeat. `inbox` is how other threads reach it.
final class ConsensusLoop: @unchecked Sendable {
  /// What other threads have to say. Drained whole, in order.
  enum Event: Sendable {
    case propose(PendingProposal)
    case read(PendingRead)
    case queryLease(PendingLeaseQuery)
    case transfer(PendingTransfer)
    case durable(PersistTicket)
    case applied(AppliedNews)
    /// It waits for room on the disk, or goes on.
    case applyBlocked(Bool)
    case entriesLoaded(for: MemberID, from: LogIndex, entries: [Entry]?)
    case checkpointed(SnapshotDescriptor)
    case snapshotStreamEnded(to: MemberID, delivered: Bool)
    case snapshotReceived(ReceivedSnapshot, from: MemberID)
    case snapshotInstalled(SnapshotDescriptor)
    case leasesRead([StoredLease], term: Term)
  }

  struct Parts {
    var configuration: ClusterConfiguration
    var member: MemberConfiguration
    var identity: DataIdentity
    /// For other threads.
    var ownID: OwnID
    var restored: RestoredState
    var seed: UInt64
    var logger: Logger
    var logWriter: LogWriter
    var applier: Applier
    var pending: PendingProposals
    var loader: EntryLoader
    var platform: any Platform
    var snapshots: any SnapshotSender
    var snapshotFolder: String
    var inspectSnapshot: SnapshotInspection
    /// Bytes of the log on disk, and the index of the last durable checkpoint.
    var logSize: @Sendable () -> Int
    var checkpointIndex: @Sendable () -> LogIndex
    var onFatal: @Sendable (any Error) -> Void
  }

  /// A place of its own: what is bound to a name is then a reference and not a copy of all that the core holds.
  final class Core {
    var raft: Raft

    init(_ raft: Raft) { self.raft = raft }
  }

  struct Inbox {
    var events: [Event] = []
    var isScheduled = false
    var isStopped = false
    /// Bytes of commands that have been taken and not yet answered.
    var proposalBytes = 0
  }

  let eventLoop: any EventLoop
  let parts: Parts
  let logger: Logger
  let inbox = Mutex(Inbox())
  let published: Mutex<MemberStatus>

  /// nil until this member may vote: see `DataIdentity`.
  var core: Core?
  var identity: DataIdentity
  /// What the core starts from.
  var restored: RestoredState
  var admittedBy: Set<Seat> = []
  /// To whoever holds each seat but this member's own.
  var links: [Seat: PeerLink] = [:]
  var listener: PeerListener?
  /// What each open link's peer was when it was greeted.
  var standings: [Seat: Hello.Standing] = [:]
  /// Why a peer refuses this member, so that it is told once.
  var refusals: [Seat: String] = [:]
  /// The last directory that was refused in each seat, so that it is told once.
  var refusedIncarnations: [Seat: UInt64] = [:]
  /// Seats of cluster.conf that the membership has nobody for, so that it is told once.
  var strangers: Set<Seat> = []
  var status: Status
  var leaderChanges: UInt64 = 0
  /// The entry that brought the members that are published.
  var publishedMembership: LogIndex = 0
  var handedToApply: LogIndex
  var appliedIndex: LogIndex
  var appliedTerm: Term
  /// When apply last got something done, or something to do after having nothing.
  var appliedAt: NIODeadline
  var nextRequestID: RequestID
  var waitingProposals: [PendingProposal] = []
  /// Proposals of this turn, stepped together at its end so that they share a write and a message.
  var gathered: [Proposal] = []
  var forwarded: [RequestID: (origin: MemberID, id: RequestID)] = [:]
  var lastForwarded: [MemberID: (term: Term, id: RequestID)] = [:]
  /// The process that each peer last connected from.
  var processes: [MemberID: UInt64] = [:]
  var reads = ReadRounds()
  var transfers: [PendingTransfer] = []
  var leases: LeaseKeeper
  var snapshotReceiver: SnapshotReceiver?
  /// Received and offered to the core, which has not said yet whether it wants it.
  var pendingInstall: ReceivedSnapshot?
  /// Where snapshots under way (nil) or just delivered end; the log behind is kept for their receivers.
  var snapshotPins: [MemberID: (index: LogIndex, until: NIODeadline?)] = [:]
  var timer: Scheduled<Void>?
  var timerDue: UInt64 = .max
  /// Set while something waits for an answer.
  var sweeper: Scheduled<Void>?
  var failedProposals: UInt64 = 0
  var hasStopped = false
  /// Since when there has been no leader, and when that was last told (`TellingOfWaiting`).
  var leaderless: (since: NIODeadline, told: NIODeadline?)?
  var waitingNotice: Scheduled<Void>?
  /// Seats that more than one process claimed when that was last looked at.
  var rivalSeats: Set<Seat> = []
  /// Set while this member leads and a seat is to change hands (`TakingIn`).
  var takingIn: Scheduled<Void>?
  /// Of each learner that is to become a voter, while this member leads.
  var rounds: [MemberID: CatchingUp] = [:]

  init(_ parts: Parts) {
    eventLoop = parts.platform.eventLoop
    self.parts = parts
    logger = parts.logger
    identity = parts.identity
    restored = parts.restored
    status = Status(role: .follower, term: parts.restored.hardState.term, leader: nil)
    handedToApply = parts.restored.applied
    appliedIndex = parts.restored.applied
    appliedTerm = 0
    appliedAt = eventLoop.now
    nextRequestID = parts.seed
    leases = LeaseKeeper(electionTimeout: parts.configuration.timing.electionTimeout)
    published = Mutex(
      MemberStatus(
        raft: status, commitIndex: parts.restored.commit, appliedIndex: parts.restored.applied,
        lastLogIndex: parts.restored.applied, members: [], leaderChanges: 0, proposalsPending: 0,
        proposalsFailed: 0))
  }

  /// Hands an event over from any thread; false when the loop has stopped and will not see it.
  @discardableResult
  func post(_ event: Event) -> Bool {
    let (isTaken, mustWake) = inbox.withLock { inbox in
      guard !inbox.isStopped else { return (false, false) }
      inbox.events.append(event)
      defer { inbox.isScheduled = true }
      return (true, !inbox.isScheduled)
    }
    if mustWake { eventLoop.execute { self.drain() } }
    return isTaken
  }

  private func drain() {
    let events = inbox.withLock { inbox in
      inbox.isScheduled = false
      let events = inbox.events
      inbox.events = []
      return events
    }
    var proposals: [PendingProposal] = []
    for event in events {
      if case .propose(let proposal) = event {
        proposals.append(proposal)
      } else {
        handle(event)
      }
    }
    if !proposals.isEmpty { propose(proposals) }
    endTurn()
  }

  private func handle(_ event: Event) {
    switch event {
    case .propose(let proposal): propose([proposal])
    case .read(let read) where Planted.has(.readsLocally):
      read.eventLoop.execute { read.completion(.success(())) }
    case .read(let read): reads.queued.append(read)
    case .queryLease(let query): ask(query)
    case .transfer(let transfer): start(transfer)
    case .durable(let ticket): step(.persisted(ticket))
    case .applied(let batch): applied(batch)
    case .applyBlocked(let isBlocked): step(.stateMachineBlocked(isBlocked))
    case .entriesLoaded(let peer, let from, let entries):
      step(.entriesLoaded(for: peer, from: from, entries: entries))
    case .checkpointed(let descriptor): cutLog(below: descriptor)
    case .snapshotStreamEnded(let peer, let delivered):
      snapshotStreamEnded(to: peer, delivered: delivered)
    case .snapshotReceived(let snapshot, let leader):
      received(snapshot, from: leader)
    case .snapshotInstalled(let descriptor):
      snapshotInstalled(descriptor)
    case .leasesRead(let stored, let term):
      leases.promote(stored, term: term, status: status, now: now)
    }
  }

  /// Ends timers and connections; what still waits, in the inbox too, is told so.
  func stop() {
    let unseen = close()
    for link in links.values { link.stop() }
    listener?.stop()
    parts.snapshots.stop()
    snapshotReceiver?.stop()
    var completions = CompletionBatch()
    for event in unseen {
      switch event {
      case .propose(let proposal): waitingProposals.append(proposal)
      case .read(let read): reads.queued.append(read)
      case .queryLease(let query): leases.waiting.append(query)
      case .transfer(let transfer): transfers.append(transfer)
      default: break
      }
    }
    for proposal in parts.pending.takeAll() + waitingProposals {
      fail(proposal, .stopping, into: &completions)
    }
    waitingProposals = []
    for read in reads.takeAll() {
      completions.add(read.eventLoop) { read.completion(.failure(.stopping)) }
    }
    for query in leases.takeQuestions() {
      completions.add(query.eventLoop) { query.completion(.failure(.stopping)) }
    }
    for transfer in transfers {
      completions.add(transfer.eventLoop) { transfer.completion(.failure(.stopping)) }
    }
    transfers = []
    completions.dispatch()
  }

  /// Ends without telling anybody: what a crash would leave undone stays undone.
  func abandon() {
    _ = close()
    for link in links.values { link.abandon() }
    links = [:]
    listener?.abandon()
    listener = nil
    snapshotReceiver = nil
    waitingProposals = []
    reads = ReadRounds()
    leases = LeaseKeeper(electionTimeout: parts.configuration.timing.electionTimeout)
    transfers = []
    _ = parts.pending.takeAll()
  }

  /// Nothing is decided or taken in any more; gives what nobody has looked at.
  private func close() -> [Event] {
    let unseen = inbox.withLock { inbox in
      inbox.isStopped = true
      defer { inbox.events = [] }
      return inbox.events
    }
    hasStopped = true
    timer?.cancel()
    sweeper?.cancel()
    takingIn?.cancel()
    waitingNotice?.cancel()
    core = nil
    return unseen
  }

  // MARK: Turns

  var now: MonotonicTime { MonotonicTime(nanoseconds: eventLoop.now.uptimeNanoseconds) }

  func step(_ input: Input) {
    core?.raft.step(input, at: now)
  }

  /// Carries out all outputs, then hands each link its frames in one write and sets the timer anew. The last
  /// thing that happens whenever the loop was entered.
  func endTurn() {
    eventLoop.preconditionInEventLoop()
    stepGathered()
    startReadRound()
    while let outputs = core?.raft.takeOutputs(), !outputs.isEmpty {
      for output in outputs { perform(output) }
      stepGathered()
      startReadRound()
    }
    for link in links.values { link.flush() }
    schedule()
    let pendingCount = parts.pending.count + waitingProposals.count
    scheduleSweep(pendingCount)
    publish(pendingCount)
  }

  private func stepGathered() {
    guard !gathered.isEmpty else { return }
    let proposals = gathered
    gathered = []
    step(.propose(proposals))
  }

  private func schedule() {
    guard let deadline = core?.raft.summary.nextDeadline else { return }
    let due = min(deadline.nanoseconds, nextLeaseWork?.nanoseconds ?? .max)
    guard due < timerDue else { return }
    timer?.cancel()
    timerDue = due
    timer = eventLoop.scheduleTask(deadline: .uptimeNanoseconds(due)) { self.timerFired() }
  }

  private func timerFired() {
    timerDue = .max
    timer = nil
    step(.tick)
    proposeLeaseWork()
    endTurn()
  }

  /// A member that nobody waits for is left alone.
  private func scheduleSweep(_ pendingCount: Int) {
    guard sweeper == nil, !hasStopped,
      pendingCount > 0 || reads.isWaiting || leases.isWaiting || !transfers.isEmpty
    else { return }
    sweeper = eventLoop.scheduleTask(in: .milliseconds(20)) {
      self.sweeper = nil
      self.sweep()
    }
  }

  private func publish(_ pendingCount: Int) {
    guard let summary = core?.raft.summary else { return }
    published.withLock { published in
      published.raft = status
      published.commitIndex = summary.commitIndex
      published.appliedIndex = appliedIndex
      published.lastLogIndex = summary.lastIndex
      published.leaderChanges = leaderChanges
      published.proposalsPending = pendingCount
      published.proposalsFailed = failedProposals
    }
  }

  /// The members of the last membership that is known to be committed, or of the founding while none is known; in
  /// the configuration's order. Who sees a new directory as a voter here may count on it: so one that is to become
  /// a voter is a learner until the joint membership is left.
  func publishMembers() {
    let applied = parts.applier.appliedMembership.withLock { $0 }
    publishedMembership = applied.index
    let membership = applied.membership
    let voters = membership.isJoint ? membership.outgoing : membership.voters
    let members = parts.configuration.members.flatMap { member in
      let seat = parts.configuration.seat(of: member)
      var holders = membership.all.filter(seat.holds)
      if holders.isEmpty, seat == identity.seat { holders = [myself] }
      if holders.isEmpty, membership == .none { holders = [seat.founding] }
      return holders.map { id in
        MemberStatus.Peer(
          id: id, name: member.name, peerURL: member.peerURL, clientURL: member.clientURL,
          isLearner: membership.contains(id) && !voters.contains(id),
          isConnected: id == myself || link(to: id) != nil)
      }
    }
    published.withLock { $0.members = members }
  }

  // MARK: Outputs

  /// The one place where the core's outputs are interpreted.
  private func perform(_ output: Output) {
    if Failpoints.isPossible { reachFailpoint(before: output) }
    switch output {
    case .persist(let persist): parts.logWriter.submit(.persist(persist))
    case .send(let message, let peer):
      parts.platform.sends(message, to: peer)
      link(to: peer)?.send(.consensus(MessageCodec.encode(message)))
    case .committed(let index): handToApply(upTo: index)
    case .proposalAccepted(let id, _): forwarded[id] = nil
    case .proposalRefused(let id, let refusal): refused(id, refusal)
    case .readReady(let ids, let index): readReady(ids, at: index)
    case .readRefused(let ids, _): readRefused(ids)
    case .statusChanged(let status): changed(to: status)
    case .loadEntries(let peer, let from, let maxBytes):
      parts.loader.load(from: from, maxBytes: maxBytes) { [weak self] entries in
        self?.post(.entriesLoaded(for: peer, from: from, entries: entries))
      }
    case .sendSnapshot(let peer): sendSnapshot(to: peer)
    case .installSnapshot(let descriptor): install(descriptor)
    case .membershipChanged: scheduleTakingIn()
    case .lostEntries(let last, let promised):
      parts.onFatal(LostEntries(last: last, promised: promised))
    case .membershipRefused(_, let refusal):
      // Tried again by whoever asked.
      logger.debug("membership change refused", metadata: ["reason": "\(refusal)"])
    }
  }

  private func handToApply(upTo index: LogIndex) {
    if appliedIndex >= handedToApply { appliedAt = eventLoop.now }
    while handedToApply < index {
      let from = handedToApply + 1
      let entries: [Entry]
      if let cached = core?.raft.cachedEntries(from: from, through: index, maxBytes: 8 << 20), !cached.isEmpty
      {
        entries = cached
      } else {
        // Only what a restart finds committed beyond the cache; the log has it, or is damaged.
        guard let loaded = parts.loader.loadNow(from: from, through: index, maxBytes: 8 << 20) else { return }
        entries = loaded
      }
      precondition(entries[0].index == from, "entries handed to apply have a gap")
      handedToApply = from + UInt64(entries.count) - 1
      parts.applier.submit(.entries(entries))
    }
  }

  private func changed(to new: Status) {
    let old = status
    status = new
    if old.leader != new.leader, new.leader != nil { leaderChanges += 1 }
    if old != new {
      logger.info(
        "status changed",
        metadata: [
          "role": "\(new.role)", "term": "\(new.term)", "leader": "\(new.leader.map(name(of:)) ?? "none")",
        ])
    }
    if old.role == .leader && new.role != .leader {
      leases.demote()
      rounds = [:]
    }
    if Failpoints.isPossible { reachFailpoint(between: old, new) }
    if new.role == .leader { scheduleTakingIn() }
    if new.leader == nil || new.leader != old.leader || new.term != old.term { reads.requeueRound() }
    settleTransfers()
    if let leader = new.leader {
      // Before anything new is forwarded: a leader takes one member's commands in the order of their IDs.
      if Planted.has(.proposesAgainTooSoon) { retryVoid(before: new.term) }
      if leader != old.leader, new.term == old.term { resendForwarded(to: leader) }
      retryWaiting()
    }
  }

  // MARK: Who is who

  var myself: MemberID { identity.memberID }

  func name(of id: MemberID) -> String {
    member(id)?.name ?? "\(id)"
  }

  func member(_ id: MemberID) -> MemberConfiguration? {
    parts.configuration.member(holding: id.rawValue)
  }

  /// nil unless just this member is at the open link's other end: what is for another holder of its seat is not
  /// for it.
  func link(to id: MemberID) -> PeerLink? {
    guard let link = linkToSeat(of: id), link.peer == id else { return nil }
    return link
  }

  /// Whoever holds the seat.
  func linkToSeat(of id: MemberID) -> PeerLink? {
    links.values.first { $0.seat.holds(id) }
  }
}
