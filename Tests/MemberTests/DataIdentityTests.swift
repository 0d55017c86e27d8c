import Foundation
import Raft
import Testing

@testable import Member

@Suite("A data directory's identity")
struct DataIdentityTests {
  private func open(_ folder: String, member: UInt64 = 1, incarnation: UInt64) throws -> DataIdentity {
    try DataIdentity.openOrCreate(
      directory: folder, clusterID: 9, memberID: MemberID(member), incarnation: incarnation)
  }

  @Test("stays what it was when the directory was made")
  func persists() throws {
    try withTemporaryFolder { folder in
      var first = try open(folder, incarnation: 100)
      try first.admit(founders: [MemberID(1), MemberID(2)])
      #expect(try first.meet(MemberID(2), incarnation: 7) == .known)

      let second = try open(folder, incarnation: 200)
      #expect(second.incarnation == 100)
      #expect(second.isAdmitted)
      #expect(second.founders == [MemberID(1), MemberID(2)])
      #expect(second.knownPeers == [MemberID(2): 7])
    }
  }

  @Test("refuses a peer that comes back with another directory")
  func refusesStranger() throws {
    try withTemporaryFolder { folder in
      var identity = try open(folder, incarnation: 1)
      #expect(try identity.meet(MemberID(2), incarnation: 7) == .known)
      #expect(try identity.meet(MemberID(2), incarnation: 7) == .known)
      #expect(try identity.meet(MemberID(2), incarnation: 8) == .other(known: 7))
    }
  }

  @Test("knows no peer that it could not write down")
  func fullDisk() throws {
    try withTemporaryFolder { folder in
      var identity = try open(folder, incarnation: 1)
      let obstacle = folder + "/identity.new"
      try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: true)
      for _ in 0..<2 {
        #expect(throws: FileError.self) { try identity.meet(MemberID(2), incarnation: 7) }
      }
      try FileManager.default.removeItem(atPath: obstacle)
      #expect(try identity.meet(MemberID(2), incarnation: 8) == .known)

      try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: true)
      #expect(throws: FileError.self) { try identity.forget(MemberID(2), incarnation: 8) }
      #expect(identity.knownPeers == [MemberID(2): 8])
    }
  }

  @Test("takes an ID of its own, which belongs to its seat and to it alone")
  func takesOwnID() throws {
    try withTemporaryFolder { folder in
      let seat = Seat(founding: MemberID(0xABCD_EF00_0000_0001))
      var identity = try open(folder, member: seat.founding.rawValue, incarnation: 1)
      #expect(identity.isFounding && !identity.isAdmitted)
      try identity.takeOwnID()
      #expect(!identity.isFounding && seat.holds(identity.memberID))
      let again = try open(folder, member: seat.founding.rawValue, incarnation: 2)
      #expect(again.memberID == identity.memberID)
      let ids = Set((0..<10_000).map { seat.id(ofDirectory: $0) })
      #expect(ids.count == 10_000 && ids.allSatisfy(seat.holds) && !ids.contains(seat.founding))
      #expect(!seat.holds(MemberID(0xABCD_EE00_0000_0001)))
      // It never changes: data on disk carries it.
      #expect(seat.id(ofDirectory: 1_769_860_800_000_000_000) == MemberID(0xABCDEF153AF1B839))
    }
  }

  @Test("forgets a directory under its founding ID that has taken one of its own")
  func forgets() throws {
    try withTemporaryFolder { folder in
      var identity = try open(folder, incarnation: 1)
      #expect(try identity.meet(MemberID(2), incarnation: 7) == .known)
      try identity.forget(MemberID(2), incarnation: 8)
      #expect(try identity.meet(MemberID(2), incarnation: 8) == .other(known: 7))
      try identity.forget(MemberID(2), incarnation: 7)
      #expect(try identity.meet(MemberID(2), incarnation: 8) == .known)
    }
  }

  @Test("keeps whom it met against a newcomer, and not against a member that it is none beside")
  func isOverruled() throws {
    try withTemporaryFolder { folder in
      var identity = try open(folder, incarnation: 1)
      #expect(try identity.meet(MemberID(2), incarnation: 7) == .known)
      #expect(try identity.meet(MemberID(2), incarnation: 8) == .other(known: 7))
      #expect(try identity.meet(MemberID(2), incarnation: 9, overrules: true) == .known)
      #expect(try open(folder, incarnation: 2).knownPeers == [MemberID(2): 9])
      try identity.takeOwnID()
      #expect(try open(folder, incarnation: 2).knownPeers.isEmpty)
    }
  }

  @Test("is not another member's")
  func refusesForeignData() throws {
    try withTemporaryFolder { folder in
      _ = try open(folder, incarnation: 1)
      #expect(throws: ForeignData.self) { try open(folder, member: 2, incarnation: 1) }
    }
  }

  @Test("with a changed byte is refused, not guessed")
  func damaged() throws {
    try withTemporaryFolder { folder in
      _ = try open(folder, incarnation: 1)
      let path = folder + "/identity"
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for index in whole.indices {
        var bytes = whole
        bytes[index] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(throws: (any Error).self) { try open(folder, incarnation: 1) }
      }
    }
  }

  @Test("is admitted by so many that every quorum it could have been part of has one of them")
  func admissions() {
    for members in 1...9 {
      let quorum = members / 2 + 1
      let needed = DataIdentity.admissionsNeeded(members: members, quorum: quorum)
      if members == 1 {
        #expect(needed == 0)
      } else {
        #expect(needed + (quorum - 1) > members - 1)
        #expect(needed <= members - 1)
      }
    }
  }
}
