import EtcdAPI
import EtcdClient
import NIOCore

/// Asks survivors all the time whom they follow, to see when a leader is suspected and another one elected.
struct LeaderWatch: Sendable {
  struct Sight: Sendable {
    var suspected: NIODeadline?
    var elected: NIODeadline?
    var leader: UInt64?
  }

  static let period: Duration = .milliseconds(2)

  let survivors: [Endpoint]
  let formerLeader: UInt64
  let formerTerm: UInt64

  /// Returns when one of them follows another leader, or at `end`.
  func watch(until end: NIODeadline) async -> Sight {
    await withTaskGroup(of: Sight.self) { group in
      for survivor in survivors { group.addTask { await watch(survivor, until: end) } }
      var sight = Sight()
      for await one in group {
        sight.suspected = Self.earlier(sight.suspected, one.suspected)
        if let elected = one.elected, elected < sight.elected ?? .distantFuture {
          sight.elected = elected
          sight.leader = one.leader
        }
        if sight.elected != nil { group.cancelAll() }
      }
      // Whoever is elected was a suspect's successor, though no answer fell in between.
      sight.suspected = Self.earlier(sight.suspected, sight.elected)
      return sight
    }
  }

  private func watch(_ survivor: Endpoint, until end: NIODeadline) async -> Sight {
    let result = await ClusterSurvey.with(survivor, .milliseconds(500)) { client in
      var sight = Sight()
      while NIODeadline.now() < end, !Task.isCancelled {
        guard let status = try? await client.status() else {
          try? await Task.sleep(for: Self.period)
          continue
        }
        let now = NIODeadline.now()
        if sight.suspected == nil, status.leader != formerLeader || status.raftTerm > formerTerm {
          sight.suspected = now
        }
        if status.leader != 0, status.leader != formerLeader {
          sight.elected = now
          sight.leader = status.leader
          break
        }
        try? await Task.sleep(for: Self.period)
      }
      return sight
    }
    return (try? result.get()) ?? Sight()
  }

  private static func earlier(_ left: NIODeadline?, _ right: NIODeadline?) -> NIODeadline? {
    guard let left, let right else { return left ?? right }
    return min(left, right)
  }
}
