import Foundation
import Testing

@testable import Configuration

@Suite("Reading cluster.conf")
struct ReadClusterTests {
  @Test("The example describes a, b and c on loopback")
  func example() throws {
    let cluster = try ClusterConfiguration.parse(ClusterConfiguration.exampleText)

    #expect(cluster.name == "tern")
    #expect(cluster.dataDirectory == "data")
    #expect(cluster.members.map(\.name) == ["a", "b", "c"])
    #expect(cluster.members.map(\.client.port) == [2379, 22379, 32379])
    #expect(cluster.members.map(\.peer.port) == [2380, 22380, 32380])
    #expect(cluster.members.map(\.metrics.port) == [2381, 22381, 32381])
    #expect(cluster.members.allSatisfy { $0.client.host == "127.0.0.1" })
  }

  @Test("The example shows the defaults, so that the two can't drift apart")
  func exampleShowsDefaults() throws {
    let cluster = try ClusterConfiguration.parse(ClusterConfiguration.exampleText)

    #expect(cluster.limits == Limits())
    #expect(cluster.timing == Timing())
    #expect(cluster.logging == LogConfiguration())
  }

  @Test("The built-in example is the file in the repository")
  func exampleIsTheFile() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../cluster.conf.example").standardized

    #expect(try String(contentsOf: file, encoding: .utf8) == ClusterConfiguration.exampleText)
  }

  @Test("Everything optional is read")
  func options() throws {
    let cluster = try ClusterConfiguration.parse(
      """
      cluster = "prod"
      data-dir = "/srv/tern/"
      heartbeat-interval = "1s"
      election-timeout = "5s"
      repair = "manual"
      limits.max-request-bytes = 2_000_000
      [[members]]
      name = "only"
      client = "0.0.0.0:2379"
      peer = "[::1]:2380"
      metrics = "localhost:2381"
      advertise-client = "http://db.example.org:2379"
      priority = 7
      [log]
      level = "debug"
      format = "json"
      """)
    let only = try #require(cluster.members.first)

    #expect(cluster.timing == Timing(heartbeatInterval: .seconds(1), electionTimeout: .seconds(5)))
    #expect(cluster.repair == .manual)
    #expect(cluster.limits.maxRequestBytes == 2_000_000)
    #expect(cluster.logging == LogConfiguration(level: .debug, format: .json))
    #expect(only.priority == 7)
    #expect(only.peer == Address(host: "::1", port: 2380))
    #expect(only.clientURL == "http://db.example.org:2379")
    #expect(only.peerURL == "http://[::1]:2380")
    #expect(cluster.dataDirectory(of: only) == "/srv/tern/only")
    #expect(cluster.dataDirectory(of: only, overriding: "/tmp/x") == "/tmp/x/only")
  }

  @Test("A member's own data directory is taken as it is")
  func ownDataDirectory() throws {
    let text = ClusterConfiguration.exampleText.replacing("#data-dir = ", with: "data-dir = ")
    let cluster = try ClusterConfiguration.parse(text)

    #expect(cluster.dataDirectory(of: cluster.members[0]) == "/var/lib/tern/a")
    #expect(cluster.dataDirectory(of: cluster.members[1]) == "data/b")
  }

  @Test("A member that the file doesn't have is answered with those it has")
  func unknownMember() throws {
    let cluster = try ClusterConfiguration.parse(ClusterConfiguration.exampleText)

    let error = #expect(throws: ConfigurationError.self) { try cluster.member(named: "d") }

    #expect(error?.issues.map(\.kind) == [.unknownMember])
    #expect(error?.description.contains("a, b, c") == true)
    #expect(try cluster.member(named: "b") == cluster.members[1])
  }

  @Test("A file that isn't there is said to be so, by its name")
  func noFile() {
    let error = #expect(throws: ConfigurationError.self) {
      try ClusterConfiguration.read(file: "/nonexistent/cluster.conf")
    }

    #expect(error?.issues.map(\.kind) == [.unreadable])
    #expect(error?.description.hasPrefix("/nonexistent/cluster.conf: can't be read: No such file") == true)
  }
}
