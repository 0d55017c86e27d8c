import ArgumentParser
import Configuration
import EtcdServer
import Failpoints
import Glibc
import HTTP2
import Logging
import Member
import NIOCore
import NIOPosix

/// Runs one member until the task is cancelled: it hands leadership over if it has it, stops serving, closes
/// its store and returns. Throws when the member can't start; its data directory is claimed by the caller.
/// When it can't go on it ends the process at once, since no answer may leave any more.
func runMember(
  configuration: ClusterConfiguration, name: String, dataDirectory: String, knownDamage: String?,
  logger: Logger
) async throws {
  let own = try configuration.member(named: name)
  let registry = MetricsRegistry()
  let snapshots = ReceivedSnapshots()
  let member: Member
  do {
    member = try await Member.start(
      Member.Options(
        configuration: configuration, member: own, dataDirectory: dataDirectory, logger: logger,
        seed: processSeed(), diskTiming: diskTiming(registry), knownDamage: knownDamage,
        inspectSnapshot: { try snapshots.inspect($0) },
        onFatal: { error in
          logger.critical("stopped: \(error)")
          _exit(ExitCode.failure.rawValue)
        }))
  } catch let error as IOError {
    throw ListenFailure(error, own)
  }
  registry.register("tern_log_size_in_bytes", "Size of the log's segments on disk.", .gauge) {
    "\(member.logSizeOnDisk)"
  }
  registry.register(
    "tern_checkpoint_lacks_space", "1 while checkpoints wait for room on the disk.", .gauge
  ) { member.lacksSpace ? "1" : "0" }
  let group = MultiThreadedEventLoopGroup(numberOfThreads: clientLoops)
  for loop in group.makeIterator() { loop.execute { SignalStack.install() } }
  let server: EtcdServer
  do {
    server = try await EtcdServer.start(
      member: member, configuration: serverConfiguration(configuration, own), group: group, logger: logger,
      registry: registry)
  } catch {
    snapshots.end()
    await member.stop()
    throw ListenFailure(error, own)
  }
  Failpoints.reach(.startServing)
  logger.notice(
    "serving", metadata: ["client": "\(own.client)", "peer": "\(own.peer)", "metrics": "\(own.metrics)"])
  while !Task.isCancelled {
    try? await Task.sleep(for: .seconds(3600))
  }
  // A cancelled task's awaits would end at once where they look at it; the way down must not.
  await Task.detached {
    Failpoints.reach(.stopBegun)
    snapshots.end()
    await member.handOver(timeout: .seconds(3))
    Failpoints.reach(.stopHandedOver)
    await server.stop(grace: .seconds(5))
    Failpoints.reach(.stopDrained)
    await member.stop()
    try? await group.shutdownGracefully()
  }.value
}

/// One for each two processors, as each has about as much to do as the consensus loop, apply and log beside it.
private var clientLoops: Int { max(1, min(8, System.coreCount / 2)) }

/// Differs at each start, and grows from one start to the next: nanoseconds since 1970.
private func processSeed() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// The disk's times as `/metrics` shows them, under etcd's names.
private func diskTiming(_ registry: MetricsRegistry) -> DiskTiming {
  let syncs = registry.histogram(
    "etcd_disk_wal_fsync_duration_seconds", "How long a batch's write and fdatasync of the log took.")
  let checkpoints = registry.histogram(
    "etcd_disk_backend_commit_duration_seconds", "How long a checkpoint took.")
  return DiskTiming(
    synced: { syncs.record(nanoseconds: UInt64(clamping: $0.nanoseconds)) },
    checkpointed: { checkpoints.record(nanoseconds: UInt64(clamping: $0.nanoseconds)) })
}

private func serverConfiguration(
  _ cluster: ClusterConfiguration, _ member: MemberConfiguration
) -> EtcdServerConfiguration {
  var configuration = EtcdServerConfiguration(
    client: .init(host: member.client.host, port: member.client.port),
    metrics: .init(host: member.metrics.host, port: member.metrics.port))
  let limits = cluster.limits
  configuration.limits.maxRequestBytes = limits.maxRequestBytes
  configuration.limits.maxTxnOperations = limits.maxTransactionOperations
  configuration.limits.snapshotChunkBytes = limits.snapshotChunkBytes
  configuration.transport.maxConcurrentStreams = UInt32(clamping: limits.maxConcurrentStreams)
  configuration.transport.maxMessageBytes = limits.maxRequestBytes + (512 << 10)
  return configuration
}

/// An address that could not be listened on, with all that the member asked for: the system's error names none.
private struct ListenFailure: Error, CustomStringConvertible {
  let description: String

  init(_ error: any Error, _ member: MemberConfiguration) {
    let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
    description = """
      cannot listen on one of client \(member.client), peer \(member.peer), metrics \(member.metrics): \
      \(reason). See who has the port with `ss -ltnp`, or give other addresses in cluster.conf.
      """
  }
}
