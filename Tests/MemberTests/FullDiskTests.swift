import Glibc
import Keyspace
import NIOCore
import Raft
import Synchronization
import Testing
import WriteAheadLog

@testable import Member

@Suite("A member whose disk has no room for a checkpoint", .serialized, .timeLimit(.minutes(1)))
struct FullDiskTests {
  @Test("stops when it is told to, though apply waits for room")
  func stops() async throws {
    try await withFullDisk { cluster, room in
      let leader = try await cluster.leader()
      _ = try await cluster.put("a", "1", on: leader)
      room.isFull.store(true, ordering: .relaxed)
      let full = cluster.names[0]
      let writer = try #require(cluster.members[full])
      let lost = Task { try await writer.put("b", "2") }
      while !room.blocks.load(ordering: .relaxed) { try await Task.sleep(for: .milliseconds(5)) }
      await cluster.stop(full)
      _ = await lost.result
    }
  }

  @Test("hands leadership over, and leads no more until there is room")
  func handsOver() async throws {
    try await withFullDisk { cluster, room in
      let full = cluster.names[0]
      try await cluster.makeLeader(full)
      room.isFull.store(true, ordering: .relaxed)
      _ = try? await cluster.put("a", "1", on: cluster.names[1])
      let next = try await cluster.leader { $0 != full }
      _ = try await cluster.put("b", "2", on: next)
      #expect(try await cluster.get("a", on: next) == "1")
      room.isFull.store(false, ordering: .relaxed)
      try await cluster.makeLeader(full)
      #expect(try await cluster.get("b", on: full) == "2")
    }
  }
}

/// Three members, of which the first has a disk that can be filled.
private func withFullDisk(_ body: (InProcessCluster, Room) async throws -> Void) async throws {
  let room = Room()
  func platform(of name: String) -> any Platform {
    guard name == "a" else { return ProcessPlatform() }
    return FillingPlatform(room)
  }
  try await withCluster(on: platform(of:)) { cluster in try await body(cluster, room) }
}

extension InProcessCluster {
  fileprivate func makeLeader(_ name: String) async throws {
    for _ in 0..<100 {
      let leader = try await leader()
      if leader == name { return }
      guard let from = members[leader], let to = members[name] else { break }
      let promise = from.eventLoop.makePromise(of: Void.self)
      from.transferLeadership(to: to.identity.memberID, timeout: .seconds(1), on: from.eventLoop) {
        promise.completeWith($0.mapError { $0 as any Error })
      }
      try? await promise.futureResult.get()
    }
    throw Timeout(what: "\(name) to lead")
  }

  fileprivate func leader(where isRight: (String) -> Bool) async throws -> String {
    for _ in 0..<1000 {
      let leader = try await leader()
      if isRight(leader) { return leader }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw Timeout(what: "another leader")
  }
}

/// On a disk: the Delta is full and can't be written while there is none.
private final class Room: Sendable {
  let isFull = Atomic(false)
  /// Apply waits for it.
  let blocks = Atomic(false)
}

private final class FillingPlatform: Platform {
  private let process = ProcessPlatform()
  private let room: Room

  init(_ room: Room) { self.room = room }

  func makeCheckpointer(_ checkpointing: Checkpointing) -> any Checkpointer {
    FillingCheckpointer(process.makeCheckpointer(checkpointing), room, checkpointing.sinks)
  }

  var eventLoop: any EventLoop { process.eventLoop }
  var network: any PeerNetwork { process.network }
  func startWorker<Job: Sendable>(
    _ name: String, handle: @escaping ([Job]) -> WorkerPause?
  ) -> any Worker<Job> { process.startWorker(name, handle: handle) }
  func openLog(
    directory: String, options: LogOptions
  ) throws(LogError) -> (log: WriteAheadLog, recovered: RecoveredLog) {
    try process.openLog(directory: directory, options: options)
  }
  func moveLog(_ directory: String, to target: String) throws {
    try process.moveLog(directory, to: target)
  }
  func makeSnapshotSender(_ source: SnapshotSource) -> any SnapshotSender {
    process.makeSnapshotSender(source)
  }
  func applied(_ entries: [Entry], _ batch: AppliedBatch) {}
  func sends(_ message: Message, to peer: MemberID) {}
  func shutDown() async { await process.shutDown() }
}

private final class FillingCheckpointer: Checkpointer {
  private let real: any Checkpointer
  private let room: Room
  private let sinks: Checkpointing.Sinks
  private let ends = Atomic(false)

  init(_ real: any Checkpointer, _ room: Room, _ sinks: Checkpointing.Sinks) {
    self.real = real
    self.room = room
    self.sinks = sinks
  }

  func awaitRoom() -> Bool {
    guard room.isFull.load(ordering: .relaxed) else { return real.awaitRoom() }
    sinks.blocksApply(true)
    room.blocks.store(true, ordering: .relaxed)
    while room.isFull.load(ordering: .relaxed), !ends.load(ordering: .relaxed) { usleep(5000) }
    sinks.blocksApply(false)
    return !ends.load(ordering: .relaxed)
  }

  func endWaiting() {
    ends.store(true, ordering: .relaxed)
    real.endWaiting()
  }

  func want() { real.want() }
  func whilePaused(_ body: () throws -> Void) throws { try real.whilePaused(body) }
  func stop() { real.stop() }
}
