import Benchmark
import Keyspace
import Raft

func raftBenchmarks() {
  for batch in [1, 10, 100] {
    Benchmark("raft: commit each entry on three cores, \(batch) a batch", configuration: .each) {
      benchmark, three in
      for _ in 0..<benchmark.scaledIterations.count / batch { three.commit(batch) }
    } setup: {
      ThreeCores()
    }
  }
}

/// Three cores with disks and state machines that take no time, and a network that loses nothing: what is left
/// is the cost of the core itself, at the leader and both followers together.
final class ThreeCores {
  private static let members = (1...3).map { MemberID($0) }

  private var cores: [Raft]
  private var now = MonotonicTime(nanoseconds: 0)
  private var underWay: [(from: Int, to: Int, message: Message)] = []
  private var nextID: RequestID = 0
  private var leader = 0
  private let payload: [UInt8]

  init() {
    guard let command = try? CommandCodec.encode(Samples.put(1)) else { fatalError("a put does not encode") }
    payload = command
    let founding = RestoredState(founding: Membership(voters: Self.members))
    cores = Self.members.map { id in
      Raft(
        configuration: RaftConfiguration(id: id, seed: id.rawValue), restoring: founding,
        at: MonotonicTime(nanoseconds: 0))
    }
    elect()
  }

  private func elect() {
    while true {
      guard let deadline = cores.map(\.nextDeadline).min() else { return }
      now = max(now, deadline)
      for index in cores.indices where cores[index].nextDeadline <= now {
        step(index, .tick)
        deliver()
      }
      if let elected = cores.firstIndex(where: { $0.status.role == .leader }) {
        leader = elected
        return
      }
    }
  }

  func commit(_ count: Int) {
    let proposals = (0..<count).map { _ in
      nextID += 1
      return Proposal(id: nextID, payload: payload)
    }
    step(leader, .propose(proposals))
    deliver()
    precondition(cores[leader].commitIndex == cores[leader].lastIndex, "the entries are not committed")
  }

  private func step(_ index: Int, _ input: Input) {
    cores[index].step(input, at: now)
    carryOut(index)
  }

  private func deliver() {
    var next = 0
    while next < underWay.count {
      let (from, to, message) = underWay[next]
      next += 1
      step(to, .message(message, from: Self.members[from]))
    }
    underWay.removeAll(keepingCapacity: true)
  }

  private func carryOut(_ index: Int) {
    for output in cores[index].takeOutputs() {
      switch output {
      case .persist(let persist): step(index, .persisted(persist.ticket))
      case .send(let message, let to): underWay.append((index, Int(to.rawValue) - 1, message))
      case .committed(let upTo): step(index, .applied(upTo))
      default: break
      }
    }
  }
}
