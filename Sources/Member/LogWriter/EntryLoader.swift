internal import Raft
internal import WriteAheadLog

/// Reads entries that have left the core's memory back from the log, for peers that lag and after a restart.
final class EntryLoader: Sendable {
  private struct Job: Sendable {
    var from: LogIndex
    var maxBytes: Int
    var completion: @Sendable ([Entry]?) -> Void
  }

  private let log: WriteAheadLog
  private let worker: any Worker<Job>
  private let onFailure: @Sendable (any Error) -> Void

  init(log: WriteAheadLog, platform: any Platform, onFailure: @escaping @Sendable (any Error) -> Void) {
    self.log = log
    self.onFailure = onFailure
    worker = platform.startWorker("log-reader") { (jobs: [Job]) in
      for job in jobs {
        job.completion(
          Self.load(log, from: job.from, through: .max, maxBytes: job.maxBytes, onFailure: onFailure))
      }
      return nil
    }
  }

  /// `completion` runs on a thread of the loader's; nil when the entries were cut.
  func load(from: LogIndex, maxBytes: Int, completion: @escaping @Sendable ([Entry]?) -> Void) {
    worker.submit(Job(from: from, maxBytes: maxBytes, completion: completion))
  }

  func loadNow(from: LogIndex, through: LogIndex, maxBytes: Int) -> [Entry]? {
    Self.load(log, from: from, through: through, maxBytes: maxBytes, onFailure: onFailure)
  }

  func stop() {
    worker.stop()
  }

  private static func load(
    _ log: WriteAheadLog, from: LogIndex, through: LogIndex, maxBytes: Int,
    onFailure: @Sendable (any Error) -> Void
  ) -> [Entry]? {
    do {
      return try log.read(from: from, through: through, maxBytes: maxBytes)
    } catch {
      onFailure(error)
      return nil
    }
  }
}
