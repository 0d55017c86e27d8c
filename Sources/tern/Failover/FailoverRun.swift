import EtcdAPI
import EtcdClient
import NIOCore
import NIOPosix
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// Does one fault after the other to a cluster's leader while clients write, then looks for what they wrote.
struct FailoverRun {
  /// Within which a leader must be found again and writes come through.
  static let patience: TimeAmount = .seconds(30)
  static let writers = 6

  var faults: [Fault]
  var rounds: Int
  /// Set by Ctrl-C: the round under way is the last, and everything is put right again after it.
  let interruption: Interruption
  let say: @Sendable (String) -> Void

  func run(_ victim: inout some VictimCluster) async throws -> FailoverReport {
    let endpoints = victim.members.map(\.endpoint)
    _ = try await settled(endpoints)
    let prefix = "failover/\(UInt64.random(in: .min ... .max))/"
    let pings = victim.takesFrequentPings
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let writers = try await eventLoop.submit {
      let writers = RegisterWriters(
        count: Self.writers, endpoints: endpoints, prefix: prefix, pings: pings, on: eventLoop)
      writers.start()
      return NIOLoopBound(writers, eventLoop: eventLoop)
    }.get()
    var done: [FailoverReport.Round] = []
    for fault in faults {
      for _ in 0..<rounds where !interruption.isRequested {
        let round = try await self.round(fault, &victim, writers, eventLoop)
        done.append(round)
        say(round.line(done.count))
      }
    }
    _ = try await settled(endpoints)
    let registers = try await eventLoop.flatSubmit { writers.value.stop() }.get()
    let (acknowledged, failed, outOfOrder) = try await eventLoop.submit {
      (writers.value.acknowledged, writers.value.failed, writers.value.outOfOrder)
    }.get()
    let lost = try await missing(registers, endpoints, prefix)
    return FailoverReport(
      cluster: victim.title, rounds: done, acknowledged: acknowledged, failed: failed, lost: lost,
      outOfOrder: outOfOrder)
  }

  private func round(
    _ fault: Fault, _ victim: inout some VictimCluster, _ writers: NIOLoopBound<RegisterWriters>,
    _ eventLoop: any EventLoop
  ) async throws -> FailoverReport.Round {
    let endpoints = victim.members.map(\.endpoint)
    let standing = try await settled(endpoints)
    try await eventLoop.submit { writers.value.leaveLastFault() }.get()
    let patienceEnd = NIODeadline.now() + Self.patience
    while NIODeadline.now() < patienceEnd {
      if try await eventLoop.submit({ writers.value.isFreeOfLastFault }).get() { break }
      try await Task.sleep(for: .milliseconds(10))
    }
    // Not always at the same point of a heartbeat.
    try await Task.sleep(for: .milliseconds(Int.random(in: 300...600)))
    let leader = standing.names[standing.leader] ?? ""
    guard let process = victim.process(of: leader) else {
      throw FailoverError(description: "the leader, member \(leader), is no process that is known here")
    }
    let survivors = victim.members.filter { $0.name != leader }.map(\.endpoint)
    let time = Timestamp.now()
    let began = try await eventLoop.submit {
      writers.value.strike { _ = kill(process, fault.signal) }
    }.get()
    let watch = LeaderWatch(
      survivors: survivors, formerLeader: standing.leader,
      formerTerm: standing.term)
    let sight = await watch.watch(until: began + Self.patience)
    var felt = try await felt(writers, eventLoop, until: began + Self.patience)
    // Trouble that comes a little later is the fault's, too.
    try await Task.sleep(for: .milliseconds(300))
    felt = try await eventLoop.submit { writers.value.look() }.get() ?? felt
    try await repair(fault, process, leader, &victim)

    func milliseconds(_ time: NIODeadline?) -> Double? { time.map { Double(($0 - began).nanoseconds) / 1e6 } }
    return FailoverReport.Round(
      fault: fault, began: time, leader: leader, suspected: milliseconds(sight.suspected),
      elected: milliseconds(sight.elected), newLeader: sight.leader.flatMap { standing.names[$0] },
      firstWrite: milliseconds(felt?.firstWrite),
      longestSilence: Double((felt?.longestSilence ?? .zero).nanoseconds) / 1e6,
      failures: felt?.failures ?? [])
  }

  /// Waits for the first write after the fault.
  private func felt(
    _ writers: NIOLoopBound<RegisterWriters>, _ eventLoop: any EventLoop, until end: NIODeadline
  ) async throws -> RegisterWriters.Sight? {
    while true {
      let sight = try await eventLoop.submit { writers.value.look() }.get()
      if sight?.firstWrite != nil || NIODeadline.now() >= end { return sight }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  private func repair(
    _ fault: Fault, _ process: Int32, _ member: String, _ victim: inout some VictimCluster
  ) async throws {
    if fault == .stop {
      _ = kill(process, SIGCONT)
      return
    }
    let end = NIODeadline.now() + Self.patience
    while victim.process(of: member) != nil {
      if NIODeadline.now() >= end {
        throw FailoverError(
          description: "\(member) (process \(process)) doesn't end after \(fault.title); see its log")
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    try victim.restart(member)
  }

  struct Standing {
    var leader: UInt64
    var term: UInt64
    var names: [UInt64: String]
  }

  /// Waits until every member answers and follows one leader.
  private func settled(_ endpoints: [Endpoint]) async throws -> Standing {
    let end = NIODeadline.now() + Self.patience
    var trouble = ""
    while NIODeadline.now() < end {
      let survey = await ClusterSurvey.take(endpoints: endpoints, timeout: .seconds(1))
      let answers = survey.members.compactMap { try? $0.answer.get() }
      if answers.count == endpoints.count, let first = answers.first, first.leader != 0,
        answers.allSatisfy({ $0.leader == first.leader && $0.raftTerm == first.raftTerm })
      {
        let names = Dictionary(survey.members.map { ($0.id, $0.name) }) { first, _ in first }
        return Standing(leader: first.leader, term: first.raftTerm, names: names)
      }
      trouble = StatusReport(survey).text()
      try await Task.sleep(for: .milliseconds(50))
    }
    throw FailoverError(description: "the cluster has no leader that all members follow:\n\(trouble)")
  }

  private func missing(_ registers: [Register], _ endpoints: [Endpoint], _ prefix: String) async throws
    -> [String]
  {
    let client = try await EtcdClient.make(endpoints: endpoints)
    var lost: [String] = []
    for register in registers {
      let found = try await client.get(Data(register.key.utf8))
      let place = found.map { (value: String(decoding: $0.value, as: UTF8.self), revision: $0.modRevision) }
      if case .lost(let what) = register.verdict(found: place) { lost.append(what) }
    }
    if lost.isEmpty {
      _ = try await client.delete(Data(prefix.utf8), rangeEnd: KeySpan.end(ofPrefix: Data(prefix.utf8)))
    }
    await client.shutdown()
    return lost
  }
}

/// A flag that a signal sets and the rounds look at.
final class Interruption: Sendable {
  private let flag = Atomic<Bool>(false)
  var isRequested: Bool { flag.load(ordering: .relaxed) }

  func request() {
    flag.store(true, ordering: .relaxed)
  }
}
