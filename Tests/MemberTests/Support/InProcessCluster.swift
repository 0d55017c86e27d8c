import Configuration
import Foundation
import Keyspace
import Logging
import NIOCore
import NIOPosix
import Raft
import Synchronization

@testable import Member

/// Three members in one process, on loopback ports of their own and with real disks; each can be stopped and
/// started.
final class InProcessCluster {
  private(set) var configuration: ClusterConfiguration
  let folder: String
  private(set) var members: [String: Member] = [:]
  private let seeds = SeedSource()

  init(members count: Int = 3, repair: Repair = .automatic) throws {
    folder = NSTemporaryDirectory() + "tern-cluster-\(UUID().uuidString)"
    let ports = try (0..<(count * 3)).map { _ in try Self.freePort() }
    var limits = Limits()
    limits.logSegmentBytes = 8 << 20
    limits.logKeepEntries = 100
    configuration = ClusterConfiguration(
      name: "in-process-\(UUID().uuidString)",
      members: (0..<count).map { index in
        MemberConfiguration(
          name: ["a", "b", "c", "d", "e"][index],
          client: Address(host: "127.0.0.1", port: ports[index * 3]),
          peer: Address(host: "127.0.0.1", port: ports[index * 3 + 1]),
          metrics: Address(host: "127.0.0.1", port: ports[index * 3 + 2]))
      },
      dataDirectory: folder,
      timing: Timing(heartbeatInterval: .milliseconds(30), electionTimeout: .milliseconds(250)),
      repair: repair, limits: limits)
  }

  var names: [String] { configuration.members.map(\.name) }

  func startAll(on platform: (String) -> any Platform = { _ in ProcessPlatform() }) async throws {
    for name in names { try await start(name, on: platform(name)) }
  }

  func start(
    _ name: String, on platform: any Platform = ProcessPlatform(),
    onFatal: @escaping @Sendable (any Error) -> Void = { fatalError("\($0)") }
  ) async throws {
    members[name] = try await Member.start(options(of: name, onFatal: onFatal), on: platform)
  }

  /// Starts it without waiting for it to come up; `adopt` is to follow.
  func beginStart(_ name: String) throws -> Task<Member, any Error> {
    let options = try options(of: name)
    return Task { try await Member.start(options) }
  }

  func adopt(_ name: String, _ member: Member) {
    members[name] = member
  }

  func rename(_ name: String, _ newName: String) {
    for index in configuration.members.indices where configuration.members[index].name == name {
      configuration.members[index].name = newName
    }
  }

  private func options(
    of name: String, onFatal: @escaping @Sendable (any Error) -> Void = { fatalError("\($0)") }
  ) throws -> Member.Options {
    let member = try configuration.member(named: name)
    return Member.Options(
      configuration: configuration, member: member,
      dataDirectory: configuration.dataDirectory(of: member), logger: quietLogger, seed: seeds.next(),
      onFatal: onFatal)
  }

  func stop(_ name: String) async {
    await members.removeValue(forKey: name)?.stop()
  }

  func stopAll() async {
    for name in names { await stop(name) }
    try? FileManager.default.removeItem(atPath: folder)
  }

  func eraseData(of name: String, part: String = "") throws {
    try FileManager.default.removeItem(atPath: folder + "/" + name + "/" + part)
  }

  /// The name of who leads, once all running members agree on it.
  func leader(within limit: Duration = .seconds(10)) async throws -> String {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      let leaders = Set(members.values.map { $0.status.raft.leader })
      if leaders.count == 1, let leader = leaders.first ?? nil,
        let entry = members.first(where: { $0.value.identity.memberID == leader })
      {
        return entry.key
      }
      try await Task.sleep(for: .milliseconds(5))
    }
    throw Timeout(what: "a leader that all know")
  }

  func put(_ key: String, _ value: String, on name: String) async throws -> Int64 {
    guard let member = members[name] else { throw Timeout(what: "\(name), which does not run") }
    return try await member.put(key, value)
  }

  /// A linearizable read.
  func get(_ key: String, on name: String) async throws -> String? {
    guard let member = members[name] else { throw Timeout(what: "\(name), which does not run") }
    let promise = clientLoop.makePromise(of: Void.self)
    member.confirmRead(timeout: .seconds(7), on: clientLoop) {
      promise.completeWith($0.mapError { $0 as any Error })
    }
    try await promise.futureResult.get()
    let query = RangeQuery(range: KeyRange(start: Array(key.utf8), end: .single))
    return try member.keyspace.range(query).result.keyValues.first.map {
      String(decoding: $0.value, as: UTF8.self)
    }
  }

  /// Below those that the kernel gives to connections and to whoever asks for any, so that nobody takes one between
  /// here and the member's own bind.
  private static let ports = Mutex(10_000 + Int(getpid()) * 97 % 20_000)

  private static func freePort() throws -> Int {
    for _ in 0..<20_000 {
      let port = ports.withLock { last in
        last = last < 30_000 ? last + 1 : 10_000
        return last
      }
      let bound = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .bind(host: "127.0.0.1", port: port)
      if let channel = try? bound.wait() {
        try channel.close().wait()
        return port
      }
    }
    throw Timeout(what: "a free port")
  }

  private var quietLogger: Logger {
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    return logger
  }
}

private let clientLoop = MultiThreadedEventLoopGroup.singleton.next()

extension Member {
  func put(_ key: String, _ value: String) async throws -> Int64 {
    let promise = clientLoop.makePromise(of: CommandOutcome.self)
    propose(
      .put(PutRequest(key: Array(key.utf8), value: Array(value.utf8))), timeout: .seconds(7), on: clientLoop
    ) {
      promise.completeWith($0.mapError { $0 as any Error })
    }
    let outcome = try await promise.futureResult.get()
    _ = try outcome.result.get()
    return outcome.revision
  }
}

/// Seeds grow, as a clock's would.
private final class SeedSource {
  private var last = UInt64(Date().timeIntervalSince1970 * 1e9)

  func next() -> UInt64 {
    last += 1_000_000_000
    return last
  }
}

struct Timeout: Error {
  let what: String
}

extension InProcessCluster {
  /// Checkpoints now, so that the log is cut down to what `logKeepEntries` keeps.
  func cutLog(of name: String) async throws {
    guard let member = members[name] else { throw Timeout(what: "\(name), which does not run") }
    member.checkpointNow()
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
      if member.keyspace.store.checkpointPosition.appliedIndex + 50 > member.status.appliedIndex {
        try await Task.sleep(for: .milliseconds(100))
        return
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw Timeout(what: "a checkpoint")
  }
}

/// Three members, started on the `platform` of each and stopped round `body`.
func withCluster(
  repair: Repair = .automatic, on platform: (String) -> any Platform = { _ in ProcessPlatform() },
  _ body: (InProcessCluster) async throws -> Void
) async throws {
  let cluster = try InProcessCluster(repair: repair)
  do {
    try await cluster.startAll(on: platform)
    try await body(cluster)
  } catch {
    await cluster.stopAll()
    throw error
  }
  await cluster.stopAll()
}
