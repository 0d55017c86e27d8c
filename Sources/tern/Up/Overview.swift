/// What the live view knows: the newest sample of each member, what follows from two in a row, and the events
/// that follow from the change. A value: it is fed samples and endings and asks nobody.
struct Overview {
  struct Row: Hashable {
    enum Health: Hashable {
      case starting, serving, noLeader, silent, paused
      case ended(MemberProcess.Ending)
    }

    var name: String
    var endpoint: String
    var health = Health.starting
    var sample: MemberSample?
    var writesPerSecond = 0.0
    /// Entries that the cluster has committed and this member hasn't applied.
    var lag: UInt64 = 0
  }

  private(set) var rows: [Row]
  /// The leader that was last seen, and its term.
  private(set) var leader: (name: String, term: UInt64)?
  private var hadLeader = false

  init(members: [(name: String, endpoint: String)]) {
    rows = members.map { Row(name: $0.name, endpoint: $0.endpoint) }
  }

  var isServing: Bool { leader != nil && rows.contains { $0.health == .serving } }
  var servingCount: Int { rows.count { $0.health == .serving } }

  /// Takes in one look at all members; what happened since the last one, in words.
  mutating func observe(_ looks: [(state: MemberProcess.State, sample: MemberSample?)]) -> [String] {
    precondition(looks.count == rows.count, "a look has one entry a member")
    for index in rows.indices {
      update(&rows[index], looks[index])
    }
    let committed = rows.compactMap { $0.sample?.commitIndex }.max() ?? 0
    for index in rows.indices {
      let applied = rows[index].sample?.appliedIndex ?? committed
      rows[index].lag = committed > applied ? committed - applied : 0
    }
    return leadershipEvents()
  }

  private func update(_ row: inout Row, _ look: (state: MemberProcess.State, sample: MemberSample?)) {
    switch look.state {
    case .notStarted:
      row.health = .starting
    case .ended(let ending):
      row.health = .ended(ending)
      row.sample = nil
      row.writesPerSecond = 0
      return
    case .paused:
      row.health = .paused
      row.writesPerSecond = 0
      return
    case .running:
      break
    }
    guard let sample = look.sample else {
      // A member that never answered is still starting; one that did has fallen silent.
      row.health = row.sample == nil ? .starting : .silent
      row.writesPerSecond = 0
      return
    }
    row.health = sample.isHealthy ? .serving : sample.hasLeader ? .starting : .noLeader
    if let before = row.sample, sample.time > before.time {
      let seconds = Double(sample.time - before.time) / 1e9
      let puts = sample.puts >= before.puts ? sample.puts - before.puts : 0
      // Half of the old value stays, or the figure would jump too fast to be read.
      row.writesPerSecond = (row.writesPerSecond + Double(puts) / seconds) / 2
    }
    row.sample = sample
  }

  private mutating func leadershipEvents() -> [String] {
    let answering = rows.filter { $0.sample != nil && $0.health != .paused && $0.health != .silent }
    let leading = answering.filter { $0.sample?.isLeader == true }
      .max { ($0.sample?.term ?? 0) < ($1.sample?.term ?? 0) }
    if let leading, let term = leading.sample?.term {
      defer { hadLeader = true }
      if let leader, leader.term >= term, leader.name == leading.name { return [] }
      guard leader.map({ $0.term <= term }) ?? true else { return [] }
      leader = (leading.name, term)
      return ["\(leading.name) leads, in term \(term)"]
    }
    if hadLeader, !answering.isEmpty, answering.allSatisfy({ $0.sample?.hasLeader == false }) {
      hadLeader = false
      leader = leader.map { ("", $0.term) }
      return ["no leader"]
    }
    return []
  }
}
