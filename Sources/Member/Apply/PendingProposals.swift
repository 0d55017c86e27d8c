internal import Keyspace
internal import NIOCore
internal import Raft
internal import Synchronization

/// A client's command on its way, and who waits for it.
struct PendingProposal: Sendable {
  /// `CommandCodec`'s bytes.
  var command: [UInt8]
  var deadline: NIODeadline
  var eventLoop: any EventLoop
  var completion: @Sendable (Result<CommandOutcome, RequestError>) -> Void
  /// Set once a try was lost with its leader; says which error a timeout gives.
  var sawLeaderLost = false

  func fail(_ error: RequestError, into completions: inout CompletionBatch) {
    completions.add(eventLoop) { [completion] in completion(.failure(error)) }
  }
}

/// The commands that were handed to a leader, by the request ID of that try, until they are applied here or
/// known to be void.
///
/// Invariant: a command is proposed again only after its last try is void, that is, when an entry of a later
/// term than the try's has been applied (the log up to there is final and does not hold it, and no leader of an
/// older term can commit behind it), or when the leader of the try's term has refused it.
///
/// The lock is there because the consensus loop adds and the apply thread completes.
final class PendingProposals: Sendable {
  private struct Try {
    var proposal: PendingProposal
    var term: Term
  }

  private let tries = Mutex<[RequestID: Try]>([:])

  var count: Int { tries.withLock { $0.count } }

  func add(_ proposal: PendingProposal, id: RequestID, term: Term) {
    tries.withLock { $0[id] = Try(proposal: proposal, term: term) }
  }

  func take(_ id: RequestID) -> PendingProposal? {
    tries.withLock { $0.removeValue(forKey: id)?.proposal }
  }

  /// Takes those of `ids` that wait here; nil where one does not.
  func take(_ ids: [RequestID]) -> [PendingProposal?] {
    tries.withLock { tries in ids.map { tries.removeValue(forKey: $0)?.proposal } }
  }

  /// Takes all tries of terms before `term`, in the order of their proposing.
  func takeVoid(before term: Term) -> [PendingProposal] {
    takeAll { $0.term < term }
  }

  func takeExpired(now: NIODeadline) -> [PendingProposal] {
    takeAll { $0.proposal.deadline <= now }
  }

  func takeAll() -> [PendingProposal] {
    takeAll { _ in true }
  }

  /// The forwarded tries of `term`, to be sent once more over a new connection to the same leader.
  func payloads(of term: Term) -> [(id: RequestID, command: [UInt8])] {
    tries.withLock { tries in
      tries.filter { $0.value.term == term }.sorted { $0.key < $1.key }
        .map { ($0.key, $0.value.proposal.command) }
    }
  }

  private func takeAll(where matches: (Try) -> Bool) -> [PendingProposal] {
    tries.withLock { tries in
      let ids = tries.filter { matches($0.value) }.keys.sorted()
      return ids.compactMap { tries.removeValue(forKey: $0)?.proposal }
    }
  }
}

/// Completions gathered over a batch and handed to each event loop in one go.
struct CompletionBatch {
  private var byLoop: [(loop: any EventLoop, bodies: [@Sendable () -> Void])] = []

  mutating func add(_ loop: any EventLoop, _ body: @escaping @Sendable () -> Void) {
    for index in byLoop.indices where byLoop[index].loop === loop {
      byLoop[index].bodies.append(body)
      return
    }
    byLoop.append((loop, [body]))
  }

  mutating func dispatch() {
    for (loop, bodies) in byLoop {
      loop.execute {
        for body in bodies { body() }
      }
    }
    byLoop.removeAll(keepingCapacity: true)
  }
}
