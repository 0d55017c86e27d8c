import NIOCore
import NIOEmbedded
import Raft
import Testing

@testable import Member

@Suite("Commands on their way")
struct PendingProposalsTests {
  private func proposal(_ byte: UInt8) -> PendingProposal {
    PendingProposal(
      command: [byte], deadline: .now() + .seconds(5), eventLoop: EmbeddedEventLoop(), completion: { _ in })
  }

  @Test("are void only when an entry of a later term is applied, and go again in their order")
  func void() {
    let pending = PendingProposals()
    pending.add(proposal(1), id: 11, term: 3)
    pending.add(proposal(3), id: 13, term: 4)
    pending.add(proposal(2), id: 12, term: 3)
    #expect(pending.takeVoid(before: 3).isEmpty)
    #expect(pending.takeVoid(before: 4).map(\.command) == [[1], [2]])
    #expect(pending.count == 1)
  }

  @Test("that were applied are answered once")
  func taken() {
    let pending = PendingProposals()
    pending.add(proposal(1), id: 11, term: 3)
    #expect(pending.take([11, 12]).map { $0 != nil } == [true, false])
    #expect(pending.take(11) == nil)
  }

  @Test("of the term are sent again over a new connection, oldest first")
  func resent() {
    let pending = PendingProposals()
    pending.add(proposal(2), id: 12, term: 4)
    pending.add(proposal(1), id: 11, term: 4)
    pending.add(proposal(0), id: 10, term: 3)
    #expect(pending.payloads(of: 4).map(\.id) == [11, 12])
  }
}
