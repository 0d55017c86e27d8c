internal import CScheduling
internal import Keyspace
internal import NIOCore
internal import NIOPosix
internal import Raft
internal import WriteAheadLog

/// The threads, sockets, disk and clock of this process.
final class ProcessPlatform: Platform {
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  /// Of their own, since a peer that takes a snapshot slowly keeps its thread.
  private let snapshotPool = NIOThreadPool(numberOfThreads: 2)
  let eventLoop: any EventLoop
  let network: any PeerNetwork = SocketNetwork()

  init() {
    eventLoop = group.next()
    eventLoop.execute {
      SignalStack.install()
      // Heartbeats and elections: with both cores full it would wait behind each thread that wants one, for as long
      // as others take to call an election. What it asks for it may not get, and then it works all the same.
      _ = tern_run_soon()
    }
    snapshotPool.start()
  }

  func startWorker<Job: Sendable>(
    _ name: String, handle: @escaping ([Job]) -> WorkerPause?
  ) -> any Worker<Job> {
    BatchWorker(name: name, handle: handle)
  }

  func openLog(
    directory: String, options: LogOptions
  ) throws(LogError) -> (log: WriteAheadLog, recovered: RecoveredLog) {
    try WriteAheadLog.open(directory: directory, options: options)
  }

  func moveLog(_ directory: String, to target: String) throws {
    try DamagedData.move(directory, to: target)
  }

  func makeCheckpointer(_ checkpointing: Checkpointing) -> any Checkpointer {
    CheckpointThread(checkpointing)
  }

  func makeSnapshotSender(_ source: SnapshotSource) -> any SnapshotSender {
    SnapshotExchange(source, pool: snapshotPool)
  }

  func applied(_ entries: [Entry], _ batch: AppliedBatch) {}

  func sends(_ message: Message, to peer: MemberID) {}

  func shutDown() async {
    try? await snapshotPool.shutdownGracefully()
    try? await group.shutdownGracefully()
  }
}
