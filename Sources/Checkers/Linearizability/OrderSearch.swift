/// Whether there is an order of the calls that the model and real time allow: the search of Wing and Gong
/// ("Testing and verifying concurrent objects", 1993, section 4) with Lowe's memory of (set of ordered calls,
/// state) pairs that led nowhere ("Testing for linearizability", 2017, section 3).
///
/// Departs from the papers in calls without an answer: they stand in the list without a return, may be
/// ordered or not, and the search ends when all answered calls are ordered.
///
/// Its time is exponential in the number of calls that overlap, at worst; histories whose answers name
/// revisions go to `RevisionChecker`. Parts of a history that don't touch (different keys) are to be searched
/// one by one.
package struct OrderSearch<Model: SequentialModel> {
  private struct Visited: Hashable {
    var ordered: [UInt64]
    var state: Model.State
  }

  private let model: Model
  private let calls: [Call<Model.Input, Model.Output>]
  /// A doubly linked list of what is not yet ordered, by time: call `k` begins at node `2k` and returns at
  /// `2k + 1`; the last node is head and tail.
  private var next: [Int]
  private var previous: [Int]
  private var head: Int { 2 * calls.count }
  private var isAnswered: [Bool]

  private var state: Model.State
  private var ordered: [UInt64]
  private var stack: [(call: Int, before: Model.State)] = []
  private var answeredLeft = 0
  private var visited: Set<Visited> = []
  private var best: (order: [Int64], stuck: Int64) = ([], -1)

  package static func verdict(
    _ calls: [Call<Model.Input, Model.Output>], _ model: Model, maxSteps: Int = 10_000_000
  ) -> Verdict {
    var search = OrderSearch(calls, model)
    return search.run(maxSteps)
  }

  private init(_ calls: [Call<Model.Input, Model.Output>], _ model: Model) {
    self.model = model
    self.calls = calls
    state = model.initial()
    ordered = Array(repeating: 0, count: (calls.count + 63) / 64)
    isAnswered = calls.map { $0.returned != nil }
    next = Array(repeating: 0, count: 2 * calls.count + 1)
    previous = next
    answeredLeft = isAnswered.count { $0 }
    // At the same time calls begin before others return: they count as concurrent.
    var nodes: [(at: Int64, isReturn: Bool, node: Int)] = []
    for (index, call) in calls.enumerated() {
      nodes.append((call.invoked, false, 2 * index))
      if let returned = call.returned { nodes.append((returned, true, 2 * index + 1)) }
    }
    nodes.sort { left, right in
      left.at != right.at ? left.at < right.at : !left.isReturn && right.isReturn
    }
    var last = 2 * calls.count
    for (_, _, node) in nodes {
      next[last] = node
      previous[node] = last
      last = node
    }
    next[last] = head
    previous[head] = last
  }

  private mutating func run(_ maxSteps: Int) -> Verdict {
    var node = next[head]
    var steps = 0
    while answeredLeft > 0 {
      steps += 1
      if steps > maxSteps { return .undecided }
      if node != head, node % 2 == 0 {
        node = order(node / 2) ? next[head] : next[node]
        continue
      }
      // The return of a call that must have been ordered by now, but isn't.
      if node != head, stack.count >= best.order.count {
        best = (stack.map { calls[$0.call].id }, calls[node / 2].id)
      }
      guard let (call, before) = stack.popLast() else {
        return .violated(order: best.order, stuck: best.stuck)
      }
      state = before
      mark(call, false)
      restore(call)
      node = next[2 * call]
    }
    return .linearizable
  }

  /// Puts the call next in the order if the model allows and that wasn't tried before.
  private mutating func order(_ call: Int) -> Bool {
    guard let after = model.step(state, calls[call].input, calls[call].output) else { return false }
    mark(call, true)
    guard visited.insert(Visited(ordered: ordered, state: after)).inserted else {
      mark(call, false)
      return false
    }
    stack.append((call, state))
    state = after
    unlink(2 * call)
    if isAnswered[call] {
      unlink(2 * call + 1)
      answeredLeft -= 1
    }
    return true
  }

  private mutating func restore(_ call: Int) {
    if isAnswered[call] {
      relink(2 * call + 1)
      answeredLeft += 1
    }
    relink(2 * call)
  }

  private mutating func mark(_ call: Int, _ isOrdered: Bool) {
    let bit: UInt64 = 1 << UInt64(call % 64)
    if isOrdered { ordered[call / 64] |= bit } else { ordered[call / 64] &= ~bit }
  }

  private mutating func unlink(_ node: Int) {
    next[previous[node]] = next[node]
    previous[next[node]] = previous[node]
  }

  private mutating func relink(_ node: Int) {
    next[previous[node]] = node
    previous[next[node]] = node
  }
}
