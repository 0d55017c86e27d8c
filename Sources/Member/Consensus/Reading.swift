internal import NIOCore
internal import Raft

struct PendingRead: Sendable {
  var deadline: NIODeadline
  var eventLoop: any EventLoop
  var completion: @Sendable (Result<Void, RequestError>) -> Void
}

/// Linearizable reads by ReadIndex (§6.4 of the thesis). One round is under way at a time, and all reads that
/// come meanwhile share the next one.
struct ReadRounds {
  struct Round {
    var id: RequestID
    var reads: [PendingRead]
    var started: NIODeadline
  }

  var queued: [PendingRead] = []
  var round: Round?
  /// Confirmed, but the state machine is not there yet; in the order of `index`.
  var unapplied: [(index: LogIndex, reads: [PendingRead])] = []

  var isWaiting: Bool { !queued.isEmpty || round != nil || !unapplied.isEmpty }

  /// A round whose leader is gone never ends; its reads go into the next one. Asking twice does no harm.
  mutating func requeueRound() {
    guard let round else { return }
    queued = round.reads + queued
    self.round = nil
  }

  /// All that nobody has answered yet.
  mutating func takeAll() -> [PendingRead] {
    requeueRound()
    defer {
      queued = []
      unapplied = []
    }
    return unapplied.flatMap(\.reads) + queued
  }
}

extension ConsensusLoop {
  /// A round without an answer for so long was lost on the way to the leader or back.
  private static let roundLimit = TimeAmount.milliseconds(250)

  func startReadRound() {
    guard core != nil, status.leader != nil, reads.round == nil, !reads.queued.isEmpty else { return }
    let id = newRequestID()
    reads.round = ReadRounds.Round(id: id, reads: reads.queued, started: eventLoop.now)
    reads.queued = []
    step(.read([id]))
  }

  func readReady(_ ids: [RequestID], at index: LogIndex) {
    guard let round = reads.round, ids.contains(round.id) else { return }
    reads.round = nil
    if appliedIndex >= index {
      complete(round.reads)
    } else {
      reads.unapplied.append((index, round.reads))
    }
  }

  func readRefused(_ ids: [RequestID]) {
    guard let round = reads.round, ids.contains(round.id) else { return }
    // Kept as a round until the sweep or a change of status: asking again in this turn would spin.
    reads.round?.id = 0
  }

  func completeAppliedReads() {
    while let first = reads.unapplied.first, first.index <= appliedIndex {
      complete(first.reads)
      reads.unapplied.removeFirst()
    }
  }

  func sweepReads(now: NIODeadline, into completions: inout CompletionBatch) {
    if let round = reads.round, round.id == 0 || now - round.started > Self.roundLimit {
      reads.requeueRound()
    }
    let (expired, kept) = reads.queued.partitioned { $0.deadline <= now }
    reads.queued = kept
    var late = expired
    for index in reads.unapplied.indices {
      let (expired, kept) = reads.unapplied[index].reads.partitioned { $0.deadline <= now }
      reads.unapplied[index].reads = kept
      late += expired
    }
    let error: RequestError = status.leader == nil ? .noLeader : .timedOut
    for read in late {
      completions.add(read.eventLoop) { read.completion(.failure(error)) }
    }
  }

  private func complete(_ reads: [PendingRead]) {
    var completions = CompletionBatch()
    for read in reads {
      completions.add(read.eventLoop) { read.completion(.success(())) }
    }
    completions.dispatch()
  }
}
