internal import Failpoints
internal import NIOCore
internal import Raft

struct PendingTransfer: Sendable {
  /// nil: to whom the core finds best.
  var target: MemberID?
  var deadline: NIODeadline
  var eventLoop: any EventLoop
  var completion: @Sendable (Result<Void, RequestError>) -> Void
}

extension ConsensusLoop {
  func start(_ transfer: PendingTransfer) {
    var completions = CompletionBatch()
    defer { completions.dispatch() }
    func end(_ result: Result<Void, RequestError>) {
      completions.add(transfer.eventLoop) { transfer.completion(result) }
    }
    guard status.role == .leader, let core else { return end(.failure(.notLeader)) }
    if let target = transfer.target {
      guard core.raft.membership.isVoter(target) else { return end(.failure(.badTransferTarget)) }
      guard target != myself else { return end(.success(())) }
    }
    transfers.append(transfer)
    Failpoints.reach(.transferBegun)
    step(.transferLeadership(to: transfer.target))
  }

  /// A transfer has succeeded when another member is known to lead.
  func settleTransfers() {
    guard !transfers.isEmpty, let leader = status.leader, leader != myself else { return }
    var completions = CompletionBatch()
    for transfer in transfers {
      let isRight = transfer.target == nil || transfer.target == leader
      completions.add(transfer.eventLoop) {
        transfer.completion(isRight ? .success(()) : .failure(.timedOut))
      }
    }
    transfers = []
    completions.dispatch()
  }

  func sweepTransfers(now: NIODeadline, into completions: inout CompletionBatch) {
    let (expired, kept) = transfers.partitioned { $0.deadline <= now }
    transfers = kept
    for transfer in expired {
      completions.add(transfer.eventLoop) { transfer.completion(.failure(.timedOut)) }
    }
  }
}
