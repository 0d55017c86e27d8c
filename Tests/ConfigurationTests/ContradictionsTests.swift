import Testing

@testable import Configuration

@Suite("What is wrong in cluster.conf is found, placed and explained")
struct ContradictionsTests {
  /// Replaces the first line that starts with `old` in the example and gives what is found then.
  private func issues(replacing old: String, with new: String) -> [ConfigurationIssue] {
    var lines = ClusterConfiguration.exampleText.split(separator: "\n", omittingEmptySubsequences: false)
    guard let place = lines.firstIndex(where: { $0.hasPrefix(old) }) else {
      Issue.record("the example has no line that starts with \(old)")
      return []
    }
    lines[place] = Substring(new)
    return issues(in: lines.joined(separator: "\n"))
  }

  private func issues(in text: String) -> [ConfigurationIssue] {
    do {
      _ = try ClusterConfiguration.parse(text, file: "cluster.conf")
      return []
    } catch {
      return error.issues
    }
  }

  private func line(_ start: String) -> Int? {
    ClusterConfiguration.exampleText.split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.hasPrefix(start) }.map { $0 + 1 }
  }

  @Test(
    "One mistake gives one issue, at its line",
    arguments: [
      ("heartbeat-interval", "heartbeat-intervall = \"20ms\"", .unknownKey, "heartbeat-intervall"),
      ("max-txn-ops", "max-txn-ops = 0", .outOfRange, "limits.max-txn-ops"),
      ("max-txn-ops", "max-txn-ops = -5", .outOfRange, "limits.max-txn-ops"),
      ("max-txn-ops", "max-txn-ops = \"many\"", .wrongType, "limits.max-txn-ops"),
      ("delta-bytes", "delta-bytes = \"64 megs\"", .badSize, "limits.delta-bytes"),
      ("delta-bytes", "delta-bytes = true", .wrongType, "limits.delta-bytes"),
      ("log-segment-bytes", "log-segment-bytes = \"1MiB\"", .outOfRange, "limits.log-segment-bytes"),
      ("election-timeout", "election-timeout = \"50ms\"", .electionTooShort, "election-timeout"),
      ("election-timeout", "election-timeout = 100", .badDuration, "election-timeout"),
      ("election-timeout", "election-timeout = \"0ms\"", .outOfRange, "election-timeout"),
      ("name = \"b\"", "name = \"a\"", .duplicateName, "members[1].name"),
      ("name = \"b\"", "name = \"../b\"", .badName, "members[1].name"),
      ("name = \"b\"", "", .missingKey, "members[1].name"),
      ("client = \"127.0.0.1:22379\"", "client = \"127.0.0.1:2379\"", .duplicateAddress, "members[1].client"),
      (
        "client = \"127.0.0.1:22379\"", "client = \"0.0.0.0:22380\"", .missingKey,
        "members[1].advertise-client"
      ),
      ("peer = \"127.0.0.1:22380\"", "peer = \"127.0.0.1\"", .badAddress, "members[1].peer"),
      ("peer = \"127.0.0.1:22380\"", "peer = \"http://127.0.0.1:22380\"", .badAddress, "members[1].peer"),
      ("peer = \"127.0.0.1:22380\"", "peer = \"https://127.0.0.1:22380\"", .notSupported, "members[1].peer"),
      ("peer = \"127.0.0.1:22380\"", "peer = \"127.0.0.1:99999\"", .badAddress, "members[1].peer"),
      ("peer = \"127.0.0.1:22380\"", "peer = 22380", .wrongType, "members[1].peer"),
      ("#priority", "priority = 101", .outOfRange, "members[0].priority"),
      ("repair", "repair = \"never\"", .outOfRange, "repair"),
      ("level", "level = \"loud\"", .outOfRange, "log.level"),
      ("cluster", "", .missingKey, "cluster"),
      ("cluster", "cluster = \"\"", .badName, "cluster"),
      ("format", "tls = true", .notSupported, "log.tls"),
    ] as [(String, String, ConfigurationIssue.Kind, String)])
  func oneMistake(old: String, new: String, kind: ConfigurationIssue.Kind, key: String) throws {
    let found = issues(replacing: old, with: new)
    let issue = try #require(found.first { $0.kind == kind && $0.key == key }, "found: \(found)")

    if kind != .missingKey {
      #expect(issue.line == line(old))
      #expect(found.count == 1, "\(found)")
    }
    #expect(issue.remedy.hasSuffix(".") || issue.remedy.hasSuffix("?"))
  }

  @Test("A misspelt key is answered with the one that was meant")
  func suggestion() {
    let found = issues(replacing: "delta-bytes", with: "delta-byte = 1")

    #expect(found.map(\.remedy) == ["Did you mean 'delta-bytes'?"])
  }

  @Test("TLS sections are refused in plain words")
  func tls() {
    let found = issues(in: ClusterConfiguration.exampleText + "\n[tls]\ncert-file = \"x\"\n")

    #expect(found.map(\.kind) == [.notSupported])
    #expect(found.first?.problem == "TLS is not supported yet")
  }

  @Test("An even number of members is refused", arguments: [2, 4])
  func evenCount(count: Int) {
    let members = (0..<count).map { index in
      """
      [[members]]
      name = "m\(index)"
      client = "127.0.0.1:\(1000 + index)"
      peer = "127.0.0.1:\(2000 + index)"
      metrics = "127.0.0.1:\(3000 + index)"
      """
    }
    let found = issues(in: "cluster = \"x\"\n" + members.joined(separator: "\n"))

    #expect(found.map(\.kind) == [.evenMemberCount])
    #expect(found.first?.line == 2)
  }

  @Test("Members whose IDs could not be told apart by their seats are refused")
  func sharedSeat() throws {
    var names: [UInt64: String] = [:]
    var pair: (String, String)?
    var number = 0
    while pair == nil {
      let name = "m\(number)"
      let id = StableIdentifier.member(name, ofCluster: "tern")
      pair = names.updateValue(name, forKey: id & StableIdentifier.seatMask).map { ($0, name) }
      number += 1
    }
    let (one, other) = try #require(pair)
    let text = ClusterConfiguration.exampleText
      .replacing("name = \"a\"", with: "name = \"\(one)\"")
      .replacing("name = \"c\"", with: "name = \"\(other)\"")

    #expect(issues(in: text).map(\.key) == ["members[2].name"])
  }

  @Test("No members are refused")
  func noMembers() {
    #expect(issues(in: "cluster = \"x\"").map(\.kind) == [.noMembers])
    #expect(issues(in: "cluster = \"x\"\nmembers = \"a,b\"").map(\.kind) == [.wrongType])
    #expect(issues(in: "cluster = \"x\"\nmembers = [1]").map(\.kind).contains(.wrongType))
  }

  @Test("All mistakes are told at once, in the file's order, each with its line")
  func allAtOnce() throws {
    let text = """
      cluster = "x"
      colour = "red"

      [[members]]
      name = "a"
      client = "nowhere"
      peer = "127.0.0.1:1"
      metrics = "127.0.0.1:1"
      [limits]
      max-txn-ops = 0
      """
    let error = #expect(throws: ConfigurationError.self) {
      try ClusterConfiguration.parse(text, file: "my.conf")
    }
    let starts = try #require(error).description.split(separator: "\n").map { $0.prefix { $0 != " " } }

    #expect(starts == ["my.conf:2:", "my.conf:6:", "my.conf:8:", "my.conf:10:"])
  }

  @Test("What isn't TOML is placed too")
  func notTOML() {
    let found = issues(in: "cluster = \"x\"\nmembers = = 3\n")

    #expect(found.map(\.kind) == [.notTOML])
    #expect(found.first?.line == 2)
  }

  @Test("Members on machines of their own may listen on the same wildcard port")
  func wildcards() {
    let members = ["a", "b", "c"].map { name in
      """
      [[members]]
      name = "\(name)"
      client = "0.0.0.0:2379"
      peer = "0.0.0.0:2380"
      metrics = "0.0.0.0:2381"
      advertise-client = "\(name).example.org:2379"
      advertise-peer = "\(name).example.org:2380"
      """
    }

    #expect(issues(in: "cluster = \"x\"\n" + members.joined(separator: "\n")).isEmpty)
  }

  @Test(
    "Brackets without a name are reported with their line, and end no process",
    arguments: ["[ # limits]", "[", "[[ =", "  [@a]", "[[ [x]]]"])
  func bracketsWithoutName(line: String) {
    let found = issues(in: "cluster = \"a\"\n\n\(line)\n")

    #expect(found.map(\.kind) == [.notTOML])
    #expect(found.first?.line == 3)
  }
}
