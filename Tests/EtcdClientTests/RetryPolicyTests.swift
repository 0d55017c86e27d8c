import EtcdClient
import HTTP2
import NIOCore
import Testing

@Suite struct RetryPolicyTests {
  let policy = RetryPolicy(maxTries: 4, firstPause: .milliseconds(2), maxPause: .milliseconds(3))

  func failure(_ code: GRPCStatus.Code, _ message: String, undone: Bool? = nil) -> CallFailure {
    let status = GRPCStatus(code, message)
    return CallFailure(status, isSurelyUndone: undone ?? RetryPolicy.isSurelyUndone(status))
  }

  @Test func `A read is repeated after a broken connection, a write is not`() {
    let broken = failure(.unavailable, "connection reset by peer")
    #expect(policy.decide(broken, kind: .read, tries: 1) == .retry(after: .zero))
    #expect(policy.decide(broken, kind: .write, tries: 1) == .fail)
  }

  @Test func `A write that was never sent is repeated`() {
    let refused = failure(.unavailable, "connection refused", undone: true)
    #expect(policy.decide(refused, kind: .write, tries: 1) == .retry(after: .zero))
  }

  @Test(arguments: ["etcdserver: no leader", "etcdserver: not leader"])
  func `A write that a member refused for want of a leader is repeated`(message: String) {
    #expect(policy.decide(failure(.unavailable, message), kind: .write, tries: 1) == .retry(after: .zero))
  }

  @Test(arguments: [
    "etcdserver: request timed out, possibly due to previous leader failure", "etcdserver: request timed out",
    "etcdserver: server stopped", "etcdserver: leader changed",
  ])
  func `A write that may have been proposed is not repeated`(message: String) {
    #expect(policy.decide(failure(.unavailable, message), kind: .write, tries: 1) == .fail)
  }

  @Test(arguments: [GRPCStatus.Code.invalidArgument, .notFound, .outOfRange, .deadlineExceeded, .cancelled])
  func `A definite answer is never repeated`(code: GRPCStatus.Code) {
    #expect(policy.decide(failure(code, "etcdserver: …", undone: true), kind: .read, tries: 1) == .fail)
  }

  @Test func `Pauses grow up to their bound and tries end`() {
    let busy = failure(.unavailable, "", undone: true)
    let decisions = (1...4).map { policy.decide(busy, kind: .write, tries: $0) }
    #expect(
      decisions == [
        .retry(after: .zero), .retry(after: .milliseconds(2)), .retry(after: .milliseconds(3)), .fail,
      ])
  }
}
