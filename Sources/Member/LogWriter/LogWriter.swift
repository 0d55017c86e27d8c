internal import DequeModule
internal import Logging
internal import NIOCore
internal import PlantedBugs
internal import Raft
internal import Synchronization
internal import WriteAheadLog

/// The one thread that writes the log. It gathers all that came while its last sync ran, writes it as one
/// batch, syncs once, and reports the newest durable ticket.
///
/// When nothing has come for a while, it has the log write a mark: from then on damage to what was written last
/// can't pass for a write that a crash cut short.
///
/// A failed write or sync is final (`onFailure`): what the disk holds is then unknown, and a second sync that
/// succeeds would prove nothing.
final class LogWriter: Sendable {
  enum Job: Sendable {
    case persist(Persist)
    case cut(LogPosition)
    /// A snapshot stands in the place of all entries up to the position.
    case reset(LogPosition, completion: @Sendable () -> Void)
  }

  private let worker: any Worker<Job>
  private let isStopping: StopFlag
  /// Zero-fills segments, which takes long, beside the writer.
  private let spares: any Worker<Void>

  /// `onDurable` and `onFailure` are called on the writer's thread.
  init(
    log: WriteAheadLog, hardState: HardState, timing: DiskTiming, logger: Logger, platform: any Platform,
    onDurable: @escaping @Sendable (PersistTicket) -> Void,
    onFailure: @escaping @Sendable (any Error) -> Void
  ) {
    let spares: any Worker<Void> = platform.startWorker("log-spares") { _ in
      do throws(LogError) {
        while try log.prepareSpare() {}
      } catch {
        logger.warning("cannot prepare a log segment", metadata: ["error": "\(error)"])
      }
      return nil
    }
    self.spares = spares
    let isStopping = StopFlag()
    self.isStopping = isStopping
    let writing = Writing(
      isStopping: isStopping, log: log, hardState: hardState, spares: spares, timing: timing,
      logger: logger, onDurable: onDurable)
    worker = platform.startWorker("log-writer") { jobs in
      do throws(LogError) {
        return try writing.write(jobs)
      } catch {
        onFailure(error)
        return nil
      }
    }
  }

  func submit(_ job: Job) {
    worker.submit(job)
  }

  /// Waits for what was submitted, but not for a full disk to have room again.
  func stop() {
    isStopping.set()
    worker.stop()
    spares.stop()
  }

  /// What the thread owns.
  private final class Writing {
    private let isStopping: StopFlag
    private let log: WriteAheadLog
    private let spares: any Worker<Void>
    private let timing: DiskTiming
    private let logger: Logger
    /// The newest one written, which a reset must not lose.
    private var hardState: HardState
    private let onDurable: @Sendable (PersistTicket) -> Void
    private var isPoisoned = false
    /// What is still to be done; more than nothing between calls only while there is no space.
    private var jobs: Deque<Job> = []
    private var newest: PersistTicket?
    private var needsSync = false
    /// The first job is a reset that lies in the log's buffer already.
    private var isResetBuffered = false

    init(
      isStopping: StopFlag, log: WriteAheadLog, hardState: HardState, spares: any Worker<Void>,
      timing: DiskTiming, logger: Logger,
      onDurable: @escaping @Sendable (PersistTicket) -> Void
    ) {
      self.isStopping = isStopping
      self.log = log
      self.hardState = hardState
      self.spares = spares
      self.timing = timing
      self.logger = logger
      self.onDurable = onDurable
    }

    /// Nothing is lost and nothing acknowledged while the disk is full: it asks to be called again. A leader
    /// that waits for its disk steps down meanwhile.
    func write(_ jobs: [Job]) throws(LogError) -> WorkerPause? {
      guard !isPoisoned else { return nil }
      // What found no space may lie in the log's buffer, with no job left to say so.
      let isIdle = jobs.isEmpty && self.jobs.isEmpty && !needsSync && newest == nil
      self.jobs.append(contentsOf: jobs)
      do throws(LogError) {
        if isIdle { return try mark() }
        try writeAll()
        return log.needsMark ? Self.untilIdle : nil
      } catch .outOfSpace(let path, let bytes) where !isStopping.isSet {
        logger.error(
          "no space for the log: free some, this member waits for it",
          metadata: ["path": "\(path)", "needed": "\(bytes) bytes"])
        return WorkerPause(milliseconds: 500)
      } catch {
        isPoisoned = true
        throw error
      }
    }

    /// About a heartbeat: long against what a busy member waits between two batches, and short against what it
    /// takes to lose a disk.
    private static let untilIdle = WorkerPause(milliseconds: 20, endsWithJob: true)

    private func mark() throws(LogError) -> WorkerPause? {
      do throws(LogError) {
        try log.mark()
      } catch .outOfSpace {
        return WorkerPause(milliseconds: 500, endsWithJob: true)
      }
      prepareSpares()
      return nil
    }

    private func writeAll() throws(LogError) {
      while let job = jobs.first {
        switch job {
        case .persist(let persist):
          try log.append(hardState: persist.hardState, entries: persist.entries, commit: persist.commit)
          if let changed = persist.hardState { hardState = changed }
          newest = persist.ticket
          needsSync = needsSync || persist.needsSync
          if Planted.has(.reportsBeforeSync) { onDurable(persist.ticket) }
        case .cut(let position):
          try sync()
          try log.cut(through: position)
        case .reset(let position, let completion):
          try sync()
          if isResetBuffered {
            try log.sync()
          } else {
            isResetBuffered = true
            try log.reset(to: position, hardState: hardState)
          }
          isResetBuffered = false
          completion()
        }
        jobs.removeFirst()
      }
      try sync()
      if let newest { onDurable(newest) }
      newest = nil
    }

    private func sync() throws(LogError) {
      guard needsSync else { return }
      let started = NIODeadline.now()
      try log.sync()
      needsSync = false
      timing.synced(NIODeadline.now() - started)
      prepareSpares()
    }

    private func prepareSpares() {
      if log.needsSpare { spares.submit(()) }
    }
  }
}

private final class StopFlag: Sendable {
  private let flag = Atomic(false)
  var isSet: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}
