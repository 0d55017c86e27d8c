import Checkers
import Testing

@Suite("The search for an order")
struct OrderSearchTests {
  private typealias RegisterCall = Call<KeyRegister.Input, KeyRegister.Output>

  private func write(_ id: Int64, _ value: String, _ from: Int64, _ to: Int64) -> RegisterCall {
    Call(id: id, invoked: from, returned: to, input: .write(bytes(value)), output: .done)
  }

  private func read(_ id: Int64, _ value: String?, _ from: Int64, _ to: Int64) -> RegisterCall {
    Call(id: id, invoked: from, returned: to, input: .read, output: .read(value.map(bytes)))
  }

  private func verdict(_ calls: [RegisterCall]) -> Verdict {
    OrderSearch.verdict(calls, KeyRegister())
  }

  @Test("Nothing is in order")
  func nothing() {
    #expect(verdict([]) == .linearizable)
  }

  @Test("Reads that overlap a write may see either")
  func overlap() {
    #expect(verdict([write(1, "x", 10, 50), read(2, nil, 20, 30), read(3, "x", 35, 40)]) == .linearizable)
  }

  @Test("A value doesn't vanish")
  func vanishes() {
    let verdict = verdict([write(1, "x", 10, 50), read(2, "x", 20, 30), read(3, nil, 35, 40)])

    #expect(verdict == .violated(order: [1, 2], stuck: 3))
  }

  @Test("A call without an answer may take effect late, or never")
  func pending() {
    let pending = RegisterCall(id: 1, invoked: 10, input: .write(bytes("x")))

    #expect(verdict([pending, read(2, nil, 20, 30), read(3, "x", 40, 50)]) == .linearizable)
    #expect(verdict([pending, read(2, nil, 20, 30), read(3, nil, 40, 50)]) == .linearizable)
    #expect(verdict([pending, read(2, "x", 5, 9)]) == .violated(order: [], stuck: 2))
  }

  @Test("Calls at the same moment overlap")
  func sameMoment() {
    #expect(verdict([write(1, "x", 10, 20), read(2, nil, 20, 30)]) == .linearizable)
  }

  @Test("Many calls at once don't take for ever, thanks to the memory")
  func many() {
    var calls = (1...14).map { write(Int64($0), "v\($0)", 10, 100) }
    calls.append(read(15, "none of them", 10, 100))

    guard case .violated(_, let stuck) = verdict(calls) else {
      Issue.record("no violation found")
      return
    }
    #expect(stuck == 15)
  }

  @Test("It gives up after the steps that it is given")
  func bounded() {
    var calls = (1...20).map { write(Int64($0), "v\($0)", 10, 100) }
    calls.append(read(21, "none of them", 10, 100))

    #expect(OrderSearch.verdict(calls, KeyRegister(), maxSteps: 1000) == .undecided)
  }

  @Test("A history's keys are judged one by one, without their revisions")
  func register() {
    var story = Story()
    story.ok(.put("a", "1"), .done, at: 0, from: 10, to: 20)
    story.ok(.put("b", "2"), .done, at: 0, from: 10, to: 20)
    story.ok(.get("a"), .found(.of("a", "1", create: 0, mod: 0)), at: 0, from: 30, to: 40)
    story.ok(.get("b"), .found(), at: 0, from: 30, to: 40)
    story.ok(.put("c", "3", lease: 5), .done, at: 0, from: 30, to: 40)
    story.ok(.get("c"), .found(), at: 0, from: 50, to: 60)

    let result = KeyRegister.check(story.history)

    #expect(result.violations.map(\.operations) == [[4]])
    #expect(result.skipped == [bytes("c")])
  }

  @Test("A swap succeeds exactly where the value is as expected")
  func swap() {
    var story = Story()
    let swap = History.Txn(
      compares: [History.Compare(.key("a"), .equal, .mod(0))],
      success: [.put(History.Put(bytes("a"), bytes("1")))])
    let won = History.Body.txn(History.TxnResult(succeeded: true, steps: [.put(previous: nil)]))
    let lost = History.Body.txn(History.TxnResult(succeeded: false))
    story.ok(.txn(swap), won, at: 0, from: 10, to: 20)
    story.ok(.txn(swap), lost, at: 0, from: 10, to: 20)
    #expect(KeyRegister.check(story.history).violations.isEmpty)

    story.ok(.txn(swap), won, at: 0, from: 30, to: 40)
    #expect(KeyRegister.check(story.history).violations.count == 1)
  }
}
