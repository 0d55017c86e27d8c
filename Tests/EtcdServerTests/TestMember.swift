import Keyspace
import Member
import NIOCore
import Raft
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A member alone: it applies what is proposed at once, to a keyspace in a directory of its own.
final class TestMember: ServingMember {
  private struct State {
    var index: UInt64 = 0
    var feeds: [(loop: any EventLoop, body: @Sendable (AppliedChanges) -> Void)] = []
    var leader: MemberID? = MemberID(7)
    var isLeader = true
    var refusal: RequestError?
    var previousWanted = 0
    /// Renewals that wait until they are let go; nil: none does.
    var heldRenewals: [@Sendable () -> Void]?
  }

  let identity = MemberIdentity(clusterID: 0xC1, memberID: MemberID(7), name: "a")
  let keyspace: Keyspace
  private let directory: String
  /// Orders commands, and the feeds with them.
  private let state = Mutex(State())

  init() throws {
    var template = Array("/tmp/tern-server-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw RequestError.stopping }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    keyspace = Keyspace(store: try VersionStore.open(directory: directory))
  }

  var status: MemberStatus {
    let (index, leader, isLeader) = state.withLock { ($0.index, $0.leader, $0.isLeader) }
    let peers = [7, 8].map { id in
      MemberStatus.Peer(
        id: MemberID(UInt64(id)), name: id == 7 ? "a" : "b", peerURL: "http://127.0.0.1:\(id)",
        clientURL: "http://127.0.0.1:1\(id)", isLearner: false, isConnected: true)
    }
    return MemberStatus(
      raft: Status(role: isLeader ? .leader : .follower, term: 3, leader: leader), commitIndex: index,
      appliedIndex: index, lastLogIndex: index, members: peers, leaderChanges: 1, proposalsPending: 0,
      proposalsFailed: 0)
  }

  func setLeader(_ leader: MemberID?) {
    state.withLock { state in
      state.leader = leader
      state.isLeader = leader == identity.memberID
    }
  }

  /// Answers all that is asked from now on with `error`.
  func refuse(_ error: RequestError?) {
    state.withLock { $0.refusal = error }
  }

  func propose(
    _ command: Command, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<CommandOutcome, RequestError>) -> Void
  ) {
    let result: Result<CommandOutcome, RequestError> = state.withLock { state in
      if let refusal = state.refusal { return .failure(refusal) }
      do {
        state.index += 1
        let entry = CommittedEntry(index: state.index, term: 3, payload: try CommandCodec.encode(command))
        let batch = try keyspace.apply([entry], collectsPrevious: state.previousWanted > 0)
        let changes = AppliedChanges(
          changes: batch.changes, revision: batch.position.revision,
          compactRevision: batch.position.compactRevision)
        for feed in state.feeds { feed.loop.execute { feed.body(changes) } }
        guard let outcome = batch.outcomes.first, let result = outcome.result else {
          return .failure(.stopping)
        }
        return .success(CommandOutcome(result: result, revision: outcome.revision))
      } catch {
        return .failure(.stopping)
      }
    }
    eventLoop.execute { completion(result) }
  }

  private func answer<Value: Sendable>(
    on eventLoop: any EventLoop, _ value: Value,
    _ completion: @escaping @Sendable (Result<Value, RequestError>) -> Void
  ) {
    let refusal = state.withLock { $0.refusal }
    eventLoop.execute { completion(refusal.map { .failure($0) } ?? .success(value)) }
  }

  func confirmRead(
    timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<Void, RequestError>) -> Void
  ) {
    answer(on: eventLoop, (), completion)
  }

  func renewLease(
    _ id: LeaseID, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<Int64, RequestError>) -> Void
  ) {
    guard let lease = try? keyspace.lease(id) else {
      return eventLoop.execute { completion(.failure(.keyspace(.leaseNotFound))) }
    }
    let isHeld = state.withLock { state in
      guard state.heldRenewals != nil else { return false }
      state.heldRenewals?.append { eventLoop.execute { completion(.success(lease.ttl)) } }
      return true
    }
    if !isHeld { answer(on: eventLoop, lease.ttl, completion) }
  }

  func holdRenewals() {
    state.withLock { $0.heldRenewals = [] }
  }

  func letRenewalsGo() {
    let held = state.withLock { state in
      defer { state.heldRenewals = nil }
      return state.heldRenewals ?? []
    }
    for answer in held { answer() }
  }

  func leaseTimeToLive(
    _ id: LeaseID, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<LeaseTime, RequestError>) -> Void
  ) {
    guard let lease = try? keyspace.lease(id) else {
      return eventLoop.execute { completion(.failure(.keyspace(.leaseNotFound))) }
    }
    answer(on: eventLoop, LeaseTime(remaining: lease.ttl, granted: lease.ttl), completion)
  }

  func transferLeadership(
    to target: MemberID, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<Void, RequestError>) -> Void
  ) {
    setLeader(target)
    answer(on: eventLoop, (), completion)
  }

  func followChanges(
    on eventLoop: any EventLoop, body: @escaping @Sendable (AppliedChanges) -> Void
  ) -> EventLoopFuture<Int64> {
    let revision = state.withLock { state in
      state.feeds.append((eventLoop, body))
      return keyspace.position.revision
    }
    return eventLoop.makeSucceededFuture(revision)
  }

  func changePreviousWanted(by count: Int) {
    state.withLock { $0.previousWanted += count }
  }
}
