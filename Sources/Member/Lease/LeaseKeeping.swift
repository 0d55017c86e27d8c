internal import Failpoints
internal import Keyspace
internal import Logging
internal import NIOCore
internal import Raft

struct PendingLeaseQuery: Sendable {
  var lease: LeaseID
  var renews: Bool
  var deadline: NIODeadline
  var eventLoop: any EventLoop
  var completion: @Sendable (Result<LeaseTime, RequestError>) -> Void
}

/// The leader's clock of leases, and the questions about it that are under way.
struct LeaseKeeper {
  /// When the answer to a question that was sent to the leader is given up, and the question asked again.
  static let answerLimit = TimeAmount.milliseconds(500)

  var clock = LeaseClock()
  /// The term for which the leases have been asked of the apply thread.
  var requestedTerm: Term = 0
  var asked: [RequestID: (query: PendingLeaseQuery, at: NIODeadline)] = [:]
  var waiting: [PendingLeaseQuery] = []
  private let electionTimeout: UInt64

  init(electionTimeout: Duration) {
    self.electionTimeout = electionTimeout.nanoseconds / 1_000_000
  }

  var nextDeadline: MonotonicTime? {
    clock.nextDeadline.map { MonotonicTime(nanoseconds: $0 &* 1_000_000) }
  }

  mutating func promote(_ stored: [StoredLease], term: Term, status: Status, now: MonotonicTime) {
    guard status.role == .leader, status.term == term else { return }
    clock.promote(at: now.millisecondsUp, leases: stored, extension: electionTimeout)
  }

  var isWaiting: Bool { !asked.isEmpty || !waiting.isEmpty }

  /// All questions that nobody has answered yet.
  mutating func takeQuestions() -> [PendingLeaseQuery] {
    defer {
      asked = [:]
      waiting = []
    }
    return asked.values.map(\.query) + waiting
  }

  mutating func demote() {
    clock.demote()
  }
}

extension MonotonicTime {
  /// Rounded up for what starts a lease's time, down for what ends it: so none ends early (LeaseNeverEarly).
  var millisecondsUp: UInt64 { (nanoseconds + 999_999) / 1_000_000 }
  var milliseconds: UInt64 { nanoseconds / 1_000_000 }
}

extension ConsensusLoop {
  private static let revocationsAtOnce = 256

  /// Once an entry of this leader's term is applied, so is everything before it: what the keyspace holds then is
  /// all that there is to time.
  func promoteLeasesIfReady() {
    guard status.role == .leader, appliedTerm == status.term, leases.requestedTerm != status.term else {
      return
    }
    leases.requestedTerm = status.term
    Failpoints.reach(.leaderCommitted)
    let term = status.term
    parts.applier.submit(.readLeases { [weak self] in self?.post(.leasesRead($0, term: term)) })
  }

  /// Proposes what the clock says is due: revocations of the expired, and remaining times.
  func proposeLeaseWork() {
    guard leases.clock.isLeading, !applyLags else { return }
    let now = now.milliseconds
    for id in leases.clock.expired(at: now, limit: Self.revocationsAtOnce) {
      proposeOwn(.leaseRevoke(id: id))
      Failpoints.reach(.leaseExpired)
    }
    let remaining = leases.clock.checkpoints(at: now)
    if !remaining.isEmpty { proposeOwn(.leaseCheckpoint(remaining)) }
  }

  /// nil: there is none before something else happens. (A leader's heartbeat looks again.)
  var nextLeaseWork: MonotonicTime? { applyLags ? nil : leases.nextDeadline }

  /// Apply gets nothing done, so that what the clock knows may have changed: nobody can renew a lease of which the
  /// log holds a remaining time, and what was revoked isn't known to be.
  private var applyLags: Bool {
    appliedIndex < handedToApply && eventLoop.now - appliedAt > LeaseKeeper.answerLimit
  }

  /// A command of the leader's own, for which nobody waits: the clock names it again if it is lost.
  private func proposeOwn(_ command: Command) {
    do {
      let bytes = try CommandCodec.encode(command)
      gathered.append(
        Proposal(
          id: newRequestID(),
          payload: CommandEnvelope.encode(origin: MemberID(0), id: 0, command: bytes)))
    } catch {
      parts.onFatal(error)
    }
  }

  // MARK: Questions

  func ask(_ query: PendingLeaseQuery) {
    guard let leader = status.leader, core != nil else {
      leases.waiting.append(query)
      return
    }
    if leader == myself {
      confirmed(until: query.deadline) { [self] result in
        guard case .success = result else { return settle(query, .notLeader) }
        lookUp(query.lease, renews: query.renews) { [self] in settle(query, $0) }
      }
      return
    }
    let id = newRequestID()
    leases.asked[id] = (query, eventLoop.now)
    link(to: leader)?.send(.leaseQuery(id: id, lease: query.lease, renews: query.renews))
  }

  func answerLease(_ lease: LeaseID, id: RequestID, renews: Bool, for peer: MemberID) {
    guard status.role == .leader else {
      link(to: peer)?.send(.leaseAnswer(id: id, .notLeader))
      return
    }
    let answer: @Sendable (PeerFrame.LeaseAnswer) -> Void = { [self] in
      link(to: peer)?.send(.leaseAnswer(id: id, $0))
      link(to: peer)?.flush()
    }
    confirmed(until: eventLoop.now + LeaseKeeper.answerLimit) { [self] result in
      guard case .success = result else { return answer(.notLeader) }
      lookUp(lease, renews: renews, answer: answer)
    }
  }

  func leaseAnswered(_ id: RequestID, _ answer: PeerFrame.LeaseAnswer) {
    guard let (query, _) = leases.asked.removeValue(forKey: id) else { return }
    settle(query, answer)
  }

  func sweepLeaseQueries(now: NIODeadline, into completions: inout CompletionBatch) {
    var again = leases.waiting
    leases.waiting = []
    for (id, asked) in leases.asked where now - asked.at > LeaseKeeper.answerLimit {
      leases.asked[id] = nil
      again.append(asked.query)
    }
    for query in again {
      if query.deadline <= now {
        let error: RequestError = status.leader == nil ? .noLeader : .timedOut
        completions.add(query.eventLoop) { query.completion(.failure(error)) }
      } else {
        ask(query)
      }
    }
  }

  private func settle(_ query: PendingLeaseQuery, _ answer: PeerFrame.LeaseAnswer) {
    let result: Result<LeaseTime, RequestError>
    switch answer {
    case .time(let remaining, let granted):
      result = .success(LeaseTime(remaining: remaining, granted: granted))
    case .notFound: result = .failure(.keyspace(.leaseNotFound))
    case .notLeader where hasStopped: result = .failure(.stopping)
    case .notLeader:
      leases.waiting.append(query)
      return
    }
    query.eventLoop.execute { query.completion(result) }
  }

  /// Runs `body` on this loop once a round of heartbeats has confirmed that this member still leads: a leader
  /// that has been replaced must not promise a lease more time than its successor will give it.
  private func confirmed(
    until deadline: NIODeadline, _ body: @escaping @Sendable (Result<Void, RequestError>) -> Void
  ) {
    reads.queued.append(PendingRead(deadline: deadline, eventLoop: eventLoop, completion: body))
  }

  /// `answer` is called on this loop.
  private func lookUp(
    _ id: LeaseID, renews: Bool, answer: @escaping @Sendable (PeerFrame.LeaseAnswer) -> Void
  ) {
    guard status.role == .leader, leases.clock.isLeading else { return answer(.notLeader) }
    if !renews {
      guard let time = leases.clock.remaining(id, at: now.milliseconds) else { return answer(.notFound) }
      return answer(.time(remaining: time.remaining, granted: time.granted))
    }
    switch leases.clock.renewed(id, at: now.millisecondsUp) {
    case .renewed(let ttl, clearsCheckpoint: false): answer(.time(remaining: ttl, granted: ttl))
    case .renewed(let ttl, clearsCheckpoint: true): clearCheckpoint(of: id, ttl: ttl, answer: answer)
    case .expired, .notFound: answer(.notFound)
    case .notLeading: answer(.notLeader)
    }
  }

  /// The log holds less time for the lease than the renewal promises: the promise waits until the log has
  /// forgotten it, or a new leader would end the lease too early.
  private func clearCheckpoint(
    of id: LeaseID, ttl: Int64, answer: @escaping @Sendable (PeerFrame.LeaseAnswer) -> Void
  ) {
    let command: [UInt8]
    do {
      command = try CommandCodec.encode(.leaseCheckpoint([LeaseRemaining(id: id, seconds: 0)]))
    } catch {
      return parts.onFatal(error)
    }
    let refusal = submit(
      PendingProposal(
        command: command, deadline: eventLoop.now + LeaseKeeper.answerLimit, eventLoop: eventLoop,
        completion: { result in
          switch result {
          case .success: answer(.time(remaining: ttl, granted: ttl))
          case .failure: answer(.notLeader)
          }
        }))
    if refusal != nil { answer(.notLeader) }
  }
}
