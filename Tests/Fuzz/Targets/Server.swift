import EtcdAPI
import Foundation
import HTTP2
import Keyspace
import Logging
import Member
import NIOCore
import NIOPosix
import Raft
import Synchronization

@testable import EtcdServer

/// The services over a keyspace that never changes: what is written goes to one that lives for an input.
final class Server: Sendable {
  static let shared = Server()
  static let lease: LeaseID = 0x1234

  private let member = LoneMember()
  private let loop: any EventLoop
  private let pools = WorkerPools()
  private let services: Services

  private init() {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    loop = group.next()
    var limits = ServiceLimits()
    limits.maxTxnOperations = 16
    services = Services(
      member: member, loops: group, limits: limits,
      logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() },
      pools: pools)
    do { try services.start().wait() } catch { preconditionFailure("\(error)") }
  }

  /// Runs one call to its end, and checks that it has one, that its answers are messages, and that nothing is
  /// said after it.
  func call(_ rpc: RPC, _ messages: [[UInt8]]) throws {
    defer { member.forget() }
    let ended = loop.makePromise(of: Void.self)
    let bound = try loop.submit { [loop, services] in
      let call = RecordedCall(path: rpc.path, eventLoop: loop) { ended.succeed() }
      let handler = services.handler(for: call)
      for message in messages where !call.isEnded { handler?.received(ByteBuffer(bytes: message)) }
      return NIOLoopBound((call, handler), eventLoop: loop)
    }.wait()
    if rpc == RPC.Watch.watch { try awaitHistory() }
    try loop.submit { bound.value.1?.receivedEnd() }.wait()
    if rpc == RPC.Health.watch {
      try loop.submit { bound.value.1?.cancelled() }.wait()
      ended.succeed()
    }
    let limit = loop.scheduleTask(in: .seconds(20)) {
      ended.fail(Broken(description: "\(rpc.path) has no end"))
    }
    try ended.futureResult.wait()
    limit.cancel()
    let isMessages = try loop.submit { bound.value.0.isMessages }.wait()
    try check(isMessages, "\(rpc.path) answers with what is no message")
  }

  /// What watches read of history, and answer with.
  private func awaitHistory() throws {
    for _ in 0..<4 { try pools.history.runIfActive(eventLoop: loop) {}.wait() }
  }
}

/// A call that goes nowhere.
private final class RecordedCall: ServerCall {
  let path: String
  let eventLoop: any EventLoop
  let headers = Headers()
  let deadline: NIODeadline? = nil
  let remoteAddress: SocketAddress? = nil
  let bufferedBytes = 0
  private(set) var isEnded = false
  private(set) var isMessages = true
  private let ended: () -> Void

  init(path: String, eventLoop: any EventLoop, ended: @escaping () -> Void) {
    self.path = path
    self.eventLoop = eventLoop
    self.ended = ended
  }

  func send(_ message: ByteBuffer) {
    precondition(!isEnded, "an answer after the call's end")
    let read = WireReader.read(message) { (reader) throws(WireError) in
      while let field = try reader.field() { try reader.skip(field) }
    }
    isMessages = isMessages && (try? read.get()) != nil
  }

  func finish(_ status: GRPCStatus) {
    precondition(!isEnded, "a second end of a call")
    isEnded = true
    ended()
  }

  func finish(with message: ByteBuffer) {
    send(message)
    finish(.ok)
  }
}

/// A member alone.
private final class LoneMember: ServingMember {
  private struct Scratch {
    var store: ScratchKeyspace?
    var index = UInt64(ScratchKeyspace.history.count)
  }

  let identity = MemberIdentity(clusterID: 0xC1, memberID: MemberID(7), name: "a")
  private let base = ScratchKeyspace()
  private let scratch = Mutex(Scratch())

  var keyspace: Keyspace { base.keyspace }

  var status: MemberStatus {
    MemberStatus(
      raft: Status(role: .leader, term: 3, leader: MemberID(7)), commitIndex: 9, appliedIndex: 9,
      lastLogIndex: 9,
      members: [
        MemberStatus.Peer(
          id: MemberID(7), name: "a", peerURL: "http://a:1", clientURL: "http://a:2", isLearner: false,
          isConnected: true)
      ],
      leaderChanges: 1, proposalsPending: 0, proposalsFailed: 0)
  }

  /// Ends what the input wrote.
  func forget() {
    scratch.withLock { $0 = Scratch() }
  }

  func propose(
    _ command: Command, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<CommandOutcome, RequestError>) -> Void
  ) {
    let result: Result<CommandOutcome, RequestError> = scratch.withLock { scratch in
      guard let payload = try? CommandCodec.encode(command) else {
        return .failure(.keyspace(.tooManyOperations))
      }
      precondition((try? CommandCodec.decode(payload)) == command, "a command that doesn't decode")
      let store = scratch.store ?? ScratchKeyspace()
      scratch.store = store
      scratch.index += 1
      let outcome = store.apply(CommittedEntry(index: scratch.index, term: 3, payload: payload))
      return .success(outcome)
    }
    eventLoop.execute { completion(result) }
  }

  func confirmRead(
    timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<Void, RequestError>) -> Void
  ) {
    eventLoop.execute { completion(.success(())) }
  }

  func renewLease(
    _ id: LeaseID, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<Int64, RequestError>) -> Void
  ) {
    eventLoop.execute { completion(id == Server.lease ? .success(60) : .failure(.keyspace(.leaseNotFound))) }
  }

  func leaseTimeToLive(
    _ id: LeaseID, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<LeaseTime, RequestError>) -> Void
  ) {
    let result: Result<LeaseTime, RequestError> =
      id == Server.lease
      ? .success(LeaseTime(remaining: 30, granted: 60)) : .failure(.keyspace(.leaseNotFound))
    eventLoop.execute { completion(result) }
  }

  func transferLeadership(
    to target: MemberID, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<Void, RequestError>) -> Void
  ) {
    eventLoop.execute { completion(.failure(.badTransferTarget)) }
  }

  func followChanges(
    on eventLoop: any EventLoop, body: @escaping @Sendable (AppliedChanges) -> Void
  ) -> EventLoopFuture<Int64> {
    eventLoop.makeSucceededFuture(keyspace.position.revision)
  }

  func changePreviousWanted(by count: Int) {}
}

/// A few keys with some history, a lease and a compaction, in a directory that goes with it; in memory where
/// the machine has a file system there.
final class ScratchKeyspace: Sendable {
  let keyspace: Keyspace
  let directory: String

  init() {
    let parent = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    directory = "\(parent)/tern-fuzz-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      keyspace = Keyspace(
        store: try VersionStore.open(directory: directory, options: StoreOptions(initialMapSize: 1 << 22)))
    } catch {
      preconditionFailure("no keyspace in \(directory): \(error)")
    }
    for (index, command) in Self.history.enumerated() {
      guard let payload = try? CommandCodec.encode(command) else { continue }
      _ = apply(CommittedEntry(index: UInt64(index + 1), term: 1, payload: payload))
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: directory)
  }

  static var history: [Command] {
    var attached = PutRequest(key: Array("b".utf8), value: [7])
    attached.lease = Server.lease
    let long = PutRequest(key: [UInt8](repeating: 97, count: 600), value: [UInt8](repeating: 1, count: 5000))
    return [
      .leaseGrant(id: Server.lease, ttl: 60), .put(PutRequest(key: Array("a".utf8), value: [1])),
      .put(attached),
      .put(PutRequest(key: Array("a".utf8), value: [2])), .put(long), .compact(revision: 2),
      .delete(DeleteRequest(range: KeyRange(key: Array("a".utf8), rangeEnd: []))),
      .put(PutRequest(key: Array("c".utf8), value: [])), .put(PutRequest(key: Array("a".utf8), value: [3])),
    ]
  }

  /// The member would stop for an error here: no request may make it.
  func apply(_ entry: CommittedEntry) -> CommandOutcome {
    do {
      let batch = try keyspace.apply([entry])
      guard let outcome = batch.outcomes.first, let result = outcome.result else {
        preconditionFailure("a command without an outcome")
      }
      return CommandOutcome(result: result, revision: outcome.revision)
    } catch {
      preconditionFailure("a command stops its member: \(error)")
    }
  }
}
