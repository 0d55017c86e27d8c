internal import Logging
internal import NIOPosix
internal import Raft
internal import WriteAheadLog

/// Reads entries that have left the core's memory back from the log, for peers that lag and after a restart.
final class EntryLoader: Sendable {
  private let log: WriteAheadLog
  private let pool: NIOThreadPool
  private let onFailure: @Sendable (any Error) -> Void

  init(log: WriteAheadLog, pool: NIOThreadPool, onFailure: @escaping @Sendable (any Error) -> Void) {
    self.log = log
    self.pool = pool
    self.onFailure = onFailure
  }

  /// `completion` runs on a thread of the pool; nil when the entries were cut.
  func load(from: LogIndex, maxBytes: Int, completion: @escaping @Sendable ([Entry]?) -> Void) {
    pool.submit { state in
      guard case .active = state else { return }
      completion(self.loadNow(from: from, through: .max, maxBytes: maxBytes))
    }
  }

  func loadNow(from: LogIndex, through: LogIndex, maxBytes: Int) -> [Entry]? {
    do {
      return try log.read(from: from, through: through, maxBytes: maxBytes)
    } catch {
      onFailure(error)
      return nil
    }
  }
}
