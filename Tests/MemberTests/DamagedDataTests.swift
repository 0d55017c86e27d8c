import Foundation
import Logging
import Raft
import Testing
import WriteAheadLog

@testable import Member

@Suite("A damaged data directory")
struct DamagedDataTests {
  private let seat = Seat(founding: MemberID(0x0102_0300_0000_0004))

  private func withDirectory(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { directory in
      var identity = try DataIdentity.openOrCreate(
        directory: directory, clusterID: 9, memberID: seat.founding, incarnation: 1)
      try identity.admit(founders: [seat.founding])
      for folder in ["log", "keyspace", "snapshots"] {
        try FileManager.default.createDirectory(
          atPath: "\(directory)/\(folder)", withIntermediateDirectories: false)
        try Data(folder.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(folder)/file"))
      }
      try Data("1".utf8).write(to: URL(fileURLWithPath: directory + "/tern.pid"))
      try DamagedData.note("a test", in: directory)
      try body(directory)
    }
  }

  private func setAside(_ directory: String, failingAt step: String = "") throws -> String {
    try DamagedData.setAside(
      directory: directory, because: "a test", at: 1_769_860_800,
      moveLog: {
        if step == "log" { throw Timeout(what: "the log") }
        try DamagedData.move(directory + "/log", to: $0)
      },
      replaceIdentity: {
        if step == "identity" { throw Timeout(what: "the identity") }
        try DataIdentity.replace(
          directory: directory, clusterID: 9, memberID: seat.founding, incarnation: 2)
      })
  }

  private func names(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }

  @Test("is set aside whole, and leaves a new one that founds no cluster")
  func isWhole() throws {
    try withDirectory { directory in
      let folder = try setAside(directory)

      #expect(folder == directory + "/damaged-20260131T120000Z")
      #expect(try names(folder) == ["identity", "keyspace", "log", "snapshots"])
      #expect(try names(directory) == ["damaged-20260131T120000Z", "identity", "tern.pid"])
      let identity = try #require(try DataIdentity.read(directory: directory, clusterID: 9, seat: seat))
      #expect(!identity.isFounding && !identity.isAdmitted && identity.incarnation == 2)
      let old = try #require(try DataIdentity.read(directory: folder, clusterID: 9, seat: seat))
      #expect(old.isFounding && old.isAdmitted && old.incarnation == 1)
      #expect(try !DamagedData.holdsData(directory))
    }
  }

  @Test(
    "is still one when setting it aside was cut short, and is set aside then", arguments: ["log", "identity"])
  func isCutShort(step: String) throws {
    try withDirectory { directory in
      #expect(throws: Timeout.self) { try setAside(directory, failingAt: step) }
      let identity = try #require(try DataIdentity.read(directory: directory, clusterID: 9, seat: seat))
      #expect(identity.isAdmitted)
      #expect(throws: NotedDamage.self) { try DamagedData.checkNote(in: directory) }

      _ = try setAside(directory)
      try DamagedData.checkNote(in: directory)
      // A try that moved nothing leaves no folder.
      #expect(try names(directory).count == (step == "log" ? 3 : 4))
      #expect(try !DamagedData.holdsData(directory))
    }
  }

  @Test("is noted before anything is moved, as the identity may be what is gone")
  func isNotedFirst() throws {
    try withDirectory { directory in
      try FileManager.default.removeItem(atPath: directory + "/damage")
      try FileManager.default.removeItem(atPath: directory + "/identity")
      #expect(throws: Timeout.self) { try setAside(directory, failingAt: "identity") }
      #expect(throws: NotedDamage.self) { try DamagedData.checkNote(in: directory) }
    }
  }

  @Test("is not moved where a part of it is a link to another place")
  func isElsewhere() throws {
    try withDirectory { directory in
      try DamagedData.checkMovable(directory, LostData("a test"), now: 1_769_860_800)
      try FileManager.default.moveItem(atPath: directory + "/log", toPath: directory + "/elsewhere")
      try FileManager.default.createSymbolicLink(
        atPath: directory + "/log", withDestinationPath: directory + "/elsewhere")
      #expect(throws: Unmovable.self) {
        try DamagedData.checkMovable(directory, LostData("a test"), now: 1_769_860_800)
      }
    }
  }

  @Test("is not set aside for the third time within a day")
  func isSetAsideTwiceADay() throws {
    try withDirectory { directory in
      for _ in 0..<2 {
        try DamagedData.checkMovable(directory, LostData("a test"), now: 1_769_860_800 + 80_000)
        _ = try setAside(directory)
      }
      #expect(throws: DamagedAgain.self) {
        try DamagedData.checkMovable(directory, LostData("a test"), now: 1_769_860_800 + 80_000)
      }
      try DamagedData.checkMovable(directory, LostData("a test"), now: 1_769_860_800 + 90_000)
    }
  }

  @Test("is not what a folder shows that is empty, as where a disk is not mounted")
  func isNotMounted() throws {
    try withDirectory { directory in
      try DamagedData.checkMounts(directory)
      try FileManager.default.removeItem(atPath: directory + "/log")
      try DamagedData.checkMounts(directory)
      try FileManager.default.createDirectory(
        atPath: directory + "/log", withIntermediateDirectories: false)
      #expect(throws: EmptyFolder.self) { try DamagedData.checkMounts(directory) }
    }
  }

  @Test("is known at the next start even when there is no room for what was wrong")
  func noRoomForNote() throws {
    try withDirectory { directory in
      try? FileManager.default.removeItem(atPath: directory + "/damage")
      try FileManager.default.createDirectory(
        atPath: directory + "/damage.new", withIntermediateDirectories: true)
      #expect(try Suspicion.read(in: directory) == nil)
      DamagedData.note("a page", in: directory, Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      #expect(throws: NotedDamage.self) { try DamagedData.checkNote(in: directory) }
    }
  }

  @Test("is suspect as well when that can't be read")
  func unreadableSuspicion() throws {
    try withDirectory { directory in
      let path = "\(directory)/\(Suspicion.fileName)"
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
      #expect(throws: FileError.self) { try Suspicion.read(in: directory) }
    }
  }

  @Test("is none where a disk or another program's version refuses")
  func refusals() {
    let others: [any Error] = [
      LogError.io(operation: "open", path: "x", code: 5), LogError.outOfSpace(path: "x", bytes: 1),
      LogError.inUse(path: "x"), LogError.incompatible(segment: "x", detail: "y"),
      FileError(action: "open", path: "x", errno: 13), UnknownIdentity(path: "x", version: 9),
    ]
    for error in others { #expect(!DamagedData.isDamage(error)) }
    #expect(DamagedData.isDamage(LogError.corrupted(segment: "x", offset: 1, detail: "y")))
    #expect(DamagedData.isDamage(DamagedFile(path: "x")))
  }
}
