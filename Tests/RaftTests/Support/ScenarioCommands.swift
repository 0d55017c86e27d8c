import Raft

extension Scenario {
  /// Does what the line says; gives what went otherwise than the line says.
  mutating func play(_ line: String) -> String? {
    let text = line.prefix { $0 != "#" }
    var words = text.split(separator: " ").map(String.init)
    guard let first = words.first else { return nil }
    switch first {
    case "given": return given(words)
    case "when", "and":
      words.removeFirst()
      return when(words) ? nil : "not understood"
    case "then":
      words.removeFirst()
      return then(words)
    default: return when(words) ? nil : "not understood"
    }
  }

  private mutating func given(_ words: [String]) -> String? {
    guard let start = words.firstIndex(where: { $0.hasPrefix("member") }) else { return "not understood" }
    let rest = words[(start + 1)...]
    (cut, wires) = ([], [])
    let learners = rest.drop { $0 != "learners" }.dropFirst()
    names = rest.filter { $0.count == 1 }
    founding = Membership(
      voters: names.filter { !learners.contains($0) && !rest.drop { $0 != "outside" }.contains($0) }.map(id),
      learners: learners.prefix { $0 != "outside" }.map(id))
    for name in names {
      let isNew = rest.drop { $0 != "anew" }.contains(name)
      let restored = RestoredState(founding: isNew ? .none : founding)
      let disk = World.Disk(snapshot: restored.snapshot)
      nodes[name] = Node(raft: core(name, restored), disk: disk)
      takeOutputs(of: name)
    }
    return nil
  }

  private mutating func when(_ words: [String]) -> Bool {
    switch (words.first ?? "", words.count) {
    case ("deliver", 2) where words[1] == "all": deliver()
    case ("deliver", 2): link(words[1]).map { deliver(from: $0, to: $1) }
    case ("deliver", 3): link(words[2]).map { deliver(from: $0, to: $1, most: 1) }
    case ("drop", 2) where words[1] == "all": wires = []
    case ("drop", 2): link(words[1]).map { link in wires.removeAll { $0.from == link.0 && $0.to == link.1 } }
    case ("cut", 3): cut.formUnion([[words[1], words[2]], [words[2], words[1]]])
    case ("heal", 3): cut.subtract([[words[1], words[2]], [words[2], words[1]]])
    case ("disk", 4): finishDisk(of: words[2])
    case ("disks", 3):
      nodes[words[2]]?.stalls = words[1] == "stall"
      if words[1] == "run" { finishDisk(of: words[2]) }
    case ("disk", 5) where words[1] == "of" && words[3] == "loses":
      // disk of b loses 3: all from there on.
      guard let first = UInt64(words[4]) else { return false }
      nodes[words[2]]?.disk.entries.removeAll { $0.index >= first }
    case ("settle", _): settle()
    case ("freeze", 3): time += (UInt64(words[1]) ?? 0) * 1_000_000
    case (let number, 3) where words[1] == "ms": pass(UInt64(number) ?? 0)
    default: return member(words)
    }
    return true
  }

  private func link(_ text: String) -> (String, String)? {
    let parts = text.split(separator: ">").map { String($0.prefix(1)) }
    return parts.count == 2 ? (parts[0], parts[1]) : nil
  }

  /// Lines that begin with a member's name.
  private mutating func member(_ words: [String]) -> Bool {
    guard words.count > 1, nodes[words[0]] != nil else { return false }
    let name = words[0]
    switch words.dropFirst().joined(separator: " ") {
    case "times out":
      // A follower ticks several times before it gives its leader up.
      repeat {
        time = max(time, nodes[name]!.raft.nextDeadline.nanoseconds)
        step(.tick, on: name)
      } while nodes[name]!.raft.status.role == .follower && nodes[name]!.raft.status.leader != nil
    case "hands over": step(.transferLeadership(to: nil), on: name)
    case "checkpoints": checkpoint(name)
    case "lacks room": step(.stateMachineBlocked(true), on: name)
    case "has room": step(.stateMachineBlocked(false), on: name)
    case "crashes": crash(name)
    case "restarts": restart(name)
    default: return memberWithObject(name, Array(words.dropFirst()))
    }
    return true
  }

  private mutating func memberWithObject(_ name: String, _ words: [String]) -> Bool {
    let last = words.last ?? ""
    switch words.count == 2 ? words[0] : words.dropLast().joined(separator: " ") {
    case "proposes":
      let request = named(last)
      step(.propose([Proposal(id: request, payload: Array(last.utf8))]), on: name)
    case "reads": step(.read([named(last)]), on: name)
    case "hands over to": step(.transferLeadership(to: id(last)), on: name)
    case "adds learner": change(.addLearner(id(last)), on: name)
    case "promotes": change(.promote(id(last)), on: name)
    case "removes": change(.remove(id(last)), on: name)
    case "suspects": step(.connectionClosed(id(last)), on: name)
    case "reaches": step(.connectionOpened(id(last)), on: name)
    case "replaces \(words.count > 2 ? words[1] : "") with":
      change(.replace(id(words[1]), with: id(last)), on: name)
    default: return false
    }
    return true
  }

  private mutating func named(_ text: String) -> UInt64 {
    let request = UInt64(requests.count + 1)
    requests[request] = text
    answers[text] = "waits"
    return request
  }

  private mutating func change(_ change: MembershipChange, on name: String) {
    answers["change"] = "taken"
    step(.changeMembership(change, id: 0), on: name)
  }

  private mutating func crash(_ name: String) {
    nodes[name]!.isUp = false
    nodes[name]!.writes = []
    wires.removeAll { $0.from == name || $0.to == name }
  }

  private mutating func restart(_ name: String) {
    let restored = nodes[name]!.disk.restored
    nodes[name]!.raft = core(name, restored)
    nodes[name]!.applied = restored.applied
    nodes[name]!.commands = []
    nodes[name]!.isUp = true
    takeOutputs(of: name)
  }

  // MARK: Expecting

  private func then(_ words: [String]) -> String? {
    if words.count > 2, words[0] == "read" || words[0] == "proposal" || words[0] == "change" {
      let key = words[0] == "change" ? "change" : words[1]
      let wanted = words.drop { $0 != "is" }.dropFirst().joined(separator: " ")
      return compare(answers[key] ?? "unknown", wanted)
    }
    if words.count > 4, words[0] == "promise" {
      return compare(answers["promise of \(words[2])"] ?? "kept", words.dropFirst(4).joined(separator: " "))
    }
    guard words.count > 2, let node = nodes[words[0]] else { return "not understood" }
    let raft = node.raft
    let (role, term) = (raft.status.role, raft.status.term)
    let rest = words.dropFirst(2).joined(separator: " ")
    switch words[1] {
    case "is":
      return compare(words.contains("term") ? "\(role) of term \(term)" : "\(role)", rest)
    case "follows":
      return compare("\(raft.status.leader.map(name) ?? "nobody") in term \(term)", rest)
    case "holds":
      return compare(
        (raft.firstIndex...max(raft.firstIndex, raft.lastIndex))
          .compactMap { raft.term(at: $0).map(String.init) }.joined(separator: " "), rest)
    case "committed": return compare("\(raft.commitIndex)", rest)
    case "ends": return compare("at \(raft.lastIndex)", rest)
    case "begins": return compare("at \(raft.firstIndex)", rest)
    case "applied":
      return compare(node.commands.isEmpty ? "nothing" : node.commands.joined(separator: " "), rest)
    case "votes": return compare(Self.list(raft.membership.voters, name), rest)
    case "learners": return compare(Self.list(raft.membership.learners, name), rest)
    case "joint": return compare("\(raft.membership.isJoint)", rest)
    case "sends":
      let mode = raft.progress.first { $0.id == id(words[2]) }.map { "\($0.mode)" } ?? "nothing"
      return compare("\(words[2]) by \(mode)", rest)
    default: return "not understood"
    }
  }

  private static func list(_ members: [MemberID], _ name: (MemberID) -> String) -> String {
    members.isEmpty ? "none" : members.map(name).joined(separator: " ")
  }

  private func compare(_ found: String, _ wanted: String) -> String? {
    found == wanted ? nil : "it is: \(found)"
  }
}
