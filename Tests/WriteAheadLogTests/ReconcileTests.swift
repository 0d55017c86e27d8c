import Raft
import Testing

@testable import WriteAheadLog

/// What a member makes of its log beside its checkpoint.
@Suite struct `A log beside a checkpoint` {
  private let members = Membership(voters: [MemberID(1), MemberID(2), MemberID(3)])

  /// Cut at 4, ends at 9; term 1 up to 6, then 2.
  private var recovered: RecoveredLog {
    RecoveredLog(
      hardState: HardState(term: 2, votedFor: MemberID(1)), commit: 7, cut: LogPosition(index: 4, term: 1),
      last: LogPosition(index: 9, term: 2),
      terms: [TermRun(firstIndex: 5, term: 1), TermRun(firstIndex: 7, term: 2)],
      tail: [], memberships: [], isFresh: false, droppedTail: nil)
  }

  private func state(_ recovered: RecoveredLog, at checkpoint: LogPosition) throws -> Reconciliation {
    try recovered.reconciled(with: checkpoint, membership: members)
  }

  @Test(arguments: [LogPosition(index: 4, term: 1), LogPosition(index: 7, term: 2)])
  func `goes on where the checkpoint is in it`(checkpoint: LogPosition) throws {
    guard case .keep(let state) = try state(recovered, at: checkpoint) else {
      Issue.record("the log is not kept")
      return
    }
    #expect(state.snapshot.position == recovered.cut)
    #expect(state.lastIndex == 9)
    #expect(state.commit == 7)
    #expect(state.applied == checkpoint.index)
    #expect(state.termRuns == recovered.terms)
  }

  @Test(arguments: [LogPosition(index: 10, term: 2), LogPosition(index: 8, term: 3)])
  func `starts anew behind a checkpoint that it does not have`(checkpoint: LogPosition) throws {
    guard case .startAnew(let state) = try state(recovered, at: checkpoint) else {
      Issue.record("the log is kept")
      return
    }
    #expect(state.snapshot.position == checkpoint)
    #expect(state.lastIndex == checkpoint.index)
    #expect(state.commit == checkpoint.index)
    #expect(state.termRuns.isEmpty)
    #expect(state.hardState == recovered.hardState)
  }

  @Test func `is not taken when it is cut above the checkpoint`() throws {
    guard case .missing(cut: 4) = try state(recovered, at: LogPosition(index: 3, term: 1)) else {
      Issue.record("entry 4 is missing, and nobody says so")
      return
    }
  }

  @Test func `knows the memberships behind its cut, and refuses one that does not decode`() throws {
    var recovered = recovered
    let joined = Membership(voters: members.voters, learners: [MemberID(4)])
    recovered.memberships = [Entry(index: 8, term: 2, kind: .membership, payload: joined.encoded)]
    guard case .keep(let state) = try state(recovered, at: recovered.cut) else {
      Issue.record("the log is not kept")
      return
    }
    #expect(state.memberships == [MembershipEntry(index: 8, membership: joined)])
    recovered.memberships[0].payload = [9]
    #expect(throws: MembershipError.self) { try self.state(recovered, at: recovered.cut) }
  }
}
