import EtcdAPI
import EtcdClient

/// The state of a cluster as `tern status --output json` writes it. Fields are only ever added.
struct StatusReport: Codable, Sendable {
  struct Member: Codable, Sendable {
    var name: String
    /// Hexadecimal, as etcdctl shows it.
    var id: String
    var endpoint: String?
    /// `leader`, `follower`, `learner`, or `unreachable`.
    var role: String
    var version: String?
    /// Bytes of the store's file, and those of it in use.
    var dbSize: Int64?
    var dbSizeInUse: Int64?
    /// The leader that this member follows; absent when it knows none.
    var leader: String?
    var term: UInt64?
    var raftIndex: UInt64?
    var appliedIndex: UInt64?
    /// Entries that it has yet to apply, by the furthest member's log.
    var lag: UInt64?
    var errors: [String]
  }

  var schema = 1
  var clusterID: String?
  /// A majority answers and follows one leader in one term.
  var hasQuorum: Bool
  var leader: String?
  var members: [Member]

  init(_ survey: ClusterSurvey) {
    clusterID = survey.clusterID.map(Self.hexadecimal)
    let answers = survey.members.compactMap { try? $0.answer.get() }
    let furthest = answers.map(\.raftIndex).max() ?? 0
    members = survey.members.map { Member($0, furthest: furthest) }

    struct Allegiance: Hashable {
      var leader: UInt64
      var term: UInt64
    }
    var followers: [Allegiance: Int] = [:]
    for member in survey.members where !member.isLearner {
      guard let answer = try? member.answer.get(), answer.leader != 0 else { continue }
      followers[Allegiance(leader: answer.leader, term: answer.raftTerm), default: 0] += 1
    }
    let voters = survey.members.count { !$0.isLearner }
    let largest = followers.max { $0.value < $1.value }
    hasQuorum = (largest?.value ?? 0) * 2 > voters
    leader = hasQuorum ? largest.map { Self.hexadecimal($0.key.leader) } : nil
  }

  static func hexadecimal(_ number: UInt64) -> String {
    String(number, radix: 16)
  }

  func text() -> String {
    var table = Table([
      ("NAME", .left), ("ID", .left), ("ENDPOINT", .left), ("ROLE", .left), ("VERSION", .left),
      ("DB SIZE", .right), ("IN USE", .right), ("TERM", .right), ("INDEX", .right), ("APPLIED", .right),
      ("LAG", .right), ("ERRORS", .left),
    ])
    for member in members {
      let numbers = [member.term, member.raftIndex, member.appliedIndex, member.lag].map { number in
        number.map(String.init) ?? "-"
      }
      table.add(
        [
          member.name.isEmpty ? "-" : member.name, member.id, member.endpoint ?? "-", member.role,
          member.version ?? "-", member.dbSize.map(Text.bytes) ?? "-",
          member.dbSizeInUse.map(Text.bytes) ?? "-",
        ] + numbers + [member.errors.joined(separator: "; ")])
    }
    let answering = members.count { $0.role != "unreachable" }
    let verdict =
      if hasQuorum {
        "quorum: \(answering) of \(members.count) members answer; \(leader ?? "-") leads"
      } else {
        "NO QUORUM: \(answering) of \(members.count) members answer, and no majority follows one leader. "
          + "Start the members that are down; their logs say why they stopped."
      }
    return table.text() + "\n\n" + verdict
  }
}

extension StatusReport.Member {
  init(_ member: ClusterSurvey.Member, furthest: UInt64) {
    name = member.name
    id = StatusReport.hexadecimal(member.id)
    endpoint = member.endpoint?.description
    switch member.answer {
    case .failure(let failure):
      role = "unreachable"
      errors = ["\(failure)"]
    case .success(let answer):
      let leads = answer.leader == answer.header.memberID && answer.leader != 0
      role = leads ? "leader" : answer.isLearner || member.isLearner ? "learner" : "follower"
      version = answer.version
      dbSize = answer.dbSize
      dbSizeInUse = answer.dbSizeInUse
      leader = answer.leader == 0 ? nil : StatusReport.hexadecimal(answer.leader)
      term = answer.raftTerm
      raftIndex = answer.raftIndex
      appliedIndex = answer.raftAppliedIndex
      lag = furthest - min(answer.raftAppliedIndex, furthest)
      errors = answer.errors + (answer.leader == 0 ? ["knows no leader"] : [])
    }
  }
}
