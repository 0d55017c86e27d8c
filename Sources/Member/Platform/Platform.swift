package import Keyspace
package import NIOCore
package import Raft
package import WriteAheadLog

/// What a member runs on: the threads, sockets, disk and clock of a process, or those of a simulation. All
/// that the member does with the world beside its keyspace's files goes through here.
package protocol Platform: Sendable {
  /// The consensus loop's own. Its `now` is the member's clock: monotonic, in the member's own time.
  var eventLoop: any EventLoop { get }
  var network: any PeerNetwork { get }

  /// Starts a worker. `handle` runs apart from the event loop, one call at a time, with the jobs that have
  /// been gathered since the last call, in the order of their submission.
  func startWorker<Job: Sendable>(
    _ name: String, handle: @escaping ([Job]) -> WorkerPause?
  ) -> any Worker<Job>

  func openLog(
    directory: String, options: LogOptions
  ) throws(LogError) -> (log: WriteAheadLog, recovered: RecoveredLog)

  /// Moves a log that is not open to another place on the same disk; nothing, where there is none.
  func moveLog(_ directory: String, to target: String) throws

  func makeCheckpointer(_ checkpointing: Checkpointing) -> any Checkpointer
  func makeSnapshotSender(_ source: SnapshotSource) -> any SnapshotSender

  /// These were applied, and this came of it; on the apply worker. For who checks that all members say the same.
  func applied(_ entries: [Entry], _ batch: AppliedBatch)

  /// This goes to a peer, if there is a connection; on the event loop. For who checks what members promise.
  func sends(_ message: Message, to peer: MemberID)

  /// Ends what it started; workers have been stopped before.
  func shutDown() async
}

/// When a worker's handler wants to be called again, with what came meanwhile or with nothing.
package struct WorkerPause: Sendable {
  package var milliseconds: Int
  /// It is called as soon as a job comes; else only after the time, since it can do nothing before.
  package var endsWithJob: Bool

  package init(milliseconds: Int, endsWithJob: Bool = false) {
    self.milliseconds = milliseconds
    self.endsWithJob = endsWithJob
  }
}

package protocol Worker<Job>: Sendable {
  associatedtype Job: Sendable

  /// Jobs submitted after `stop` are dropped.
  func submit(_ job: Job)
  /// Lets the handler finish what was submitted, and waits for its end.
  func stop()
}
