import Configuration
import Foundation
import Keyspace
import Raft
import Synchronization
import Testing

@testable import Member

@Suite("A member that lost its data", .serialized, .timeLimit(.minutes(3)))
struct RepairTests {
  /// Of one of those who follow.
  private func follower(of cluster: InProcessCluster) async throws -> String {
    let leader = try await cluster.leader()
    return try #require(cluster.names.first { $0 != leader })
  }

  @Test("comes back with an empty directory, under a new ID, with all that it had")
  func emptyDirectory() async throws {
    try await withCluster { cluster in
      let lost = try await follower(of: cluster)
      let before = try #require(cluster.members[lost]).identity.memberID
      for index in 0..<300 { _ = try await cluster.put("k\(index)", "v", on: lost) }
      await cluster.stop(lost)
      try cluster.eraseData(of: lost)
      try await cluster.start(lost)
      try await cluster.waitForVoters()
      let after = try #require(cluster.members[lost]).identity.memberID
      #expect(after != before)
      #expect(try await cluster.get("k299", on: lost) == "v")

      // It counts: with it, one of the others may go.
      let leader = try await cluster.leader()
      let third = try #require(cluster.names.first { $0 != leader && $0 != lost })
      await cluster.stop(third)
      _ = try await cluster.put("k300", "v", on: lost)
    }
  }

  @Test("can lose it again and again, and so can the others, one after the other")
  func everyMemberInTurn() async throws {
    try await withCluster { cluster in
      _ = try await cluster.leader()
      for round in 0..<2 {
        for name in cluster.names {
          _ = try await cluster.put("\(round)/\(name)", "v", on: name)
          await cluster.stop(name)
          try cluster.eraseData(of: name)
          try await cluster.start(name)
          try await cluster.waitForVoters()
        }
      }
      for name in cluster.names {
        for round in 0..<2 {
          for writer in cluster.names {
            #expect(try await cluster.get("\(round)/\(writer)", on: name) == "v")
          }
        }
      }
    }
  }

  @Test("sets the rest aside when a part is gone", arguments: ["log", "identity", "keyspace"])
  func missingPart(part: String) async throws {
    try await withCluster { cluster in
      let damaged = try await follower(of: cluster)
      for index in 0..<300 { _ = try await cluster.put("k\(index)", "v", on: damaged) }
      try await cluster.cutLog(of: damaged)
      await cluster.stop(damaged)
      try cluster.eraseData(of: damaged, part: part)
      try await cluster.start(damaged)
      try await cluster.waitForVoters()
      #expect(try await cluster.get("k299", on: damaged) == "v")
      let kept = try #require(cluster.files(of: damaged).first { $0.hasPrefix("damaged-") })
      #expect(!cluster.files(of: damaged, part: kept).isEmpty)
    }
  }

  @Test("sets damage aside that an earlier process noted, and only once")
  func notedDamage() async throws {
    try await withCluster { cluster in
      let damaged = try await follower(of: cluster)
      _ = try await cluster.put("a", "1", on: damaged)
      await cluster.stop(damaged)
      try DamagedData.note("a page is not what it was", in: cluster.folder + "/" + damaged)
      for _ in 0..<2 {
        try await cluster.start(damaged)
        try await cluster.waitForVoters()
        #expect(try await cluster.get("a", on: damaged) == "1")
        #expect(cluster.files(of: damaged).filter { $0.hasPrefix("damaged-") }.count == 1)
        await cluster.stop(damaged)
      }
      try await cluster.start(damaged)
    }
  }

  @Test("is left as it is, and says what to do, where cluster.conf asks for that")
  func manualRepair() async throws {
    try await withCluster(repair: .manual) { cluster in
      let damaged = try await follower(of: cluster)
      _ = try await cluster.put("a", "1", on: damaged)
      await cluster.stop(damaged)
      try cluster.eraseData(of: damaged, part: "log")
      // The first try must not leave an empty log, which the second would take for the member's own.
      for _ in 0..<2 {
        await #expect {
          try await cluster.start(damaged)
        } throws: { error in
          "\(error)".contains("is gone") && "\(error)".contains("start this member with it empty")
        }
      }
      #expect(!cluster.files(of: damaged).contains { $0.hasPrefix("damaged-") })
    }
  }

  @Test("is not set aside while the others' is not known to be whole")
  func damagedTogether() async throws {
    try await withCluster { cluster in
      let damaged = Array(cluster.names.prefix(2))
      _ = try await cluster.put("a", "1", on: damaged[0])
      for name in cluster.names { await cluster.stop(name) }
      for name in damaged { try DamagedData.note("a test", in: cluster.folder + "/" + name) }
      try await cluster.start(cluster.names[2])
      let starts = try damaged.map(cluster.beginStart)
      try await Task.sleep(for: .seconds(3))
      for name in damaged { #expect(!cluster.hasSetAside(name)) }

      // What was noted of one of them turns out wrong: it is started again, and the other one goes on by itself.
      starts[0].cancel()
      await #expect(throws: CancellationError.self) { _ = try await starts[0].value }
      try FileManager.default.removeItem(atPath: "\(cluster.folder)/\(damaged[0])/damage")
      try await cluster.start(damaged[0])
      cluster.adopt(damaged[1], try await starts[1].value)
      try await cluster.waitForVoters()
      #expect(!cluster.hasSetAside(damaged[0]) && cluster.hasSetAside(damaged[1]))
      #expect(try await cluster.get("a", on: damaged[1]) == "1")
    }
  }

  @Test("keeps another member's data, whatever a note in it says")
  func anothersData() async throws {
    try await withCluster { cluster in
      // One that nobody has met yet would not be taken in while b, which knows it, waits for it.
      try await cluster.waitForVoters()
      await cluster.stop("a")
      await cluster.stop("b")
      try cluster.moveData(of: "a", to: "old")
      try cluster.moveData(of: "b", to: "a")
      try DamagedData.note("a test", in: cluster.folder + "/a")
      await #expect(throws: ForeignData.self) { try await cluster.start("a") }
      #expect(!cluster.hasSetAside("a"))
      try cluster.moveData(of: "a", to: "b")
      try cluster.moveData("old", backTo: "a")
      try await cluster.start("a")
      try await cluster.start("b")
      try await cluster.waitForVoters()
    }
  }

  @Test("does not end another that it met a stray directory of")
  func strayDirectory() async throws {
    try await withCluster { cluster in
      let lost = try await follower(of: cluster)
      let strayed = try #require(cluster.names.first { $0 != lost })
      _ = try await cluster.put("a", "1", on: lost)
      for name in cluster.names { await cluster.stop(name) }
      try cluster.eraseData(of: lost)
      try cluster.moveData(of: strayed, to: "old")
      try await cluster.start(lost)
      try await cluster.start(strayed)
      try await Task.sleep(for: .seconds(1))
      await cluster.stop(strayed)
      try cluster.moveData(of: strayed, to: "stray")
      try cluster.moveData("old", backTo: strayed)
      let fatal = Mutex<String?>(nil)
      for name in cluster.names where name != lost {
        try await cluster.start(name) { error in fatal.withLock { $0 = "\(error)" } }
      }
      try await cluster.waitForVoters()
      #expect(fatal.withLock { $0 } == nil)
      #expect(try await cluster.get("a", on: lost) == "1")
    }
  }

  @Test(
    "is not taken in under a name that the cluster was not founded with",
    arguments: ["with a checkpoint", "without"])
  func renamed(how: String) async throws {
    try await withCluster { cluster in
      _ = try await cluster.put("a", "1", on: "b")
      for name in cluster.names { await cluster.stop(name) }
      if how == "without" {
        for name in ["a", "c"] { try cluster.eraseData(of: name, part: "keyspace") }
      }
      cluster.rename("b", "z")
      for name in cluster.names { try await cluster.start(name) }
      _ = try await cluster.put("a", "2", on: "a")
      try await Task.sleep(for: .seconds(2))
      let renamed = try #require(cluster.members["z"])
      #expect(renamed.status.raft.leader == nil)
      for name in ["a", "c"] {
        #expect(cluster.members[name]?.status.members.map(\.name) == ["a", "c"])
      }
    }
  }

  @Test("is refused with its old directory once another has taken its place")
  func oldDirectoryReturns() async throws {
    try await withCluster { cluster in
      let lost = try await follower(of: cluster)
      _ = try await cluster.put("a", "1", on: lost)
      await cluster.stop(lost)
      try cluster.moveData(of: lost, to: "old")
      try await cluster.start(lost)
      try await cluster.waitForVoters()
      await cluster.stop(lost)
      try cluster.moveData(of: lost, to: "new")
      try cluster.moveData("old", backTo: lost)
      let fatal = Mutex<String?>(nil)
      try await cluster.start(lost) { error in fatal.withLock { $0 = "\(error)" } }
      for _ in 0..<500 where fatal.withLock({ $0 }) == nil {
        try await Task.sleep(for: .milliseconds(10))
      }
      let message = try #require(fatal.withLock { $0 })
      #expect(message.contains("has taken its place in the cluster"))
      await cluster.stop(lost)

      try cluster.moveData(of: lost, to: "old")
      try cluster.moveData("new", backTo: lost)
      try await cluster.start(lost)
      #expect(try await cluster.get("a", on: lost) == "1")
    }
  }

  @Test("goes on with its old directory while none has taken its place")
  func oldDirectoryReturnsInTime() async throws {
    try await withCluster { cluster in
      let lost = try await follower(of: cluster)
      _ = try await cluster.put("a", "1", on: lost)
      let others = cluster.names.filter { $0 != lost }
      let before = try #require(cluster.members[lost]).identity.memberID
      for name in cluster.names { await cluster.stop(name) }
      try cluster.moveData(of: lost, to: "old")
      // With one of the others alone nobody can be taken in.
      try await cluster.start(lost)
      try await cluster.start(others[0])
      try await Task.sleep(for: .milliseconds(1500))
      await cluster.stop(lost)
      try cluster.moveData(of: lost, to: "new")
      try cluster.moveData("old", backTo: lost)
      try await cluster.start(lost)
      try await cluster.start(others[1])
      try await cluster.waitForVoters()
      #expect(try #require(cluster.members[lost]).identity.memberID == before)
      #expect(try await cluster.get("a", on: lost) == "1")
    }
  }
}

extension InProcessCluster {
  /// Until each member's present ID is a voter's for all of them, all are connected, and there is no learner.
  fileprivate func waitForVoters(within limit: Duration = .seconds(20)) async throws {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      let ids = Set(members.values.map(\.identity.memberID))
      let agree = members.values.allSatisfy { member in
        let peers = member.status.members
        return member.status.raft.leader != nil && peers.count == members.count
          && Set(peers.map(\.id)) == ids && peers.allSatisfy { !$0.isLearner && $0.isConnected }
      }
      if agree { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw Timeout(what: "each member's present ID to be a voter's")
  }

  fileprivate func hasSetAside(_ name: String) -> Bool {
    files(of: name).contains { $0.hasPrefix("damaged-") }
  }

  fileprivate func files(of name: String, part: String = "") -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)/\(part)")) ?? []
  }

  fileprivate func moveData(of name: String, to place: String) throws {
    try FileManager.default.moveItem(atPath: "\(folder)/\(name)", toPath: "\(folder)/\(place)")
  }

  fileprivate func moveData(_ place: String, backTo name: String) throws {
    try FileManager.default.moveItem(atPath: "\(folder)/\(place)", toPath: "\(folder)/\(name)")
  }
}
