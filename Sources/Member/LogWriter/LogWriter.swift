internal import Logging
internal import NIOCore
internal import Raft
internal import Synchronization
internal import WriteAheadLog

#if canImport(Glibc)
  internal import Glibc
#endif

/// The one thread that writes the log. It gathers all that came while its last sync ran, writes it as one
/// batch, syncs once, and reports the newest durable ticket.
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

  private let worker: BatchWorker<Job>
  private let isStopping: StopFlag
  /// Zero-fills segments, which takes long, beside the writer.
  private let spares: BatchWorker<Void>

  /// `onDurable` and `onFailure` are called on the writer's thread.
  init(
    log: WriteAheadLog, hardState: HardState, timing: DiskTiming, logger: Logger,
    onDurable: @escaping @Sendable (PersistTicket) -> Void,
    onFailure: @escaping @Sendable (any Error) -> Void
  ) {
    let spares = BatchWorker<Void>(name: "log-spares") { _ in
      do throws(LogError) {
        while try log.prepareSpare() {}
      } catch {
        logger.warning("cannot prepare a log segment", metadata: ["error": "\(error)"])
      }
    }
    self.spares = spares
    let isStopping = StopFlag()
    self.isStopping = isStopping
    let writing = Writing(
      isStopping: isStopping, log: log, hardState: hardState, spares: spares, timing: timing,
      logger: logger, onDurable: onDurable)
    worker = BatchWorker(name: "log-writer") { jobs in
      do throws(LogError) {
        try writing.write(jobs)
      } catch {
        onFailure(error)
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
    private let spares: BatchWorker<Void>
    private let timing: DiskTiming
    private let logger: Logger
    /// The newest one written, which a reset must not lose.
    private var hardState: HardState
    private let onDurable: @Sendable (PersistTicket) -> Void
    private var isPoisoned = false

    init(
      isStopping: StopFlag, log: WriteAheadLog, hardState: HardState, spares: BatchWorker<Void>,
      timing: DiskTiming,
      logger: Logger,
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

    func write(_ jobs: [Job]) throws(LogError) {
      guard !isPoisoned else { return }
      do throws(LogError) {
        try writeAll(jobs)
      } catch {
        isPoisoned = true
        throw error
      }
    }

    private func writeAll(_ jobs: [Job]) throws(LogError) {
      var newest: PersistTicket?
      var needsSync = false
      for job in jobs {
        switch job {
        case .persist(let persist):
          try log.append(hardState: persist.hardState, entries: persist.entries, commit: persist.commit)
          if let changed = persist.hardState { hardState = changed }
          newest = persist.ticket
          needsSync = needsSync || persist.needsSync
        case .cut(let position):
          try sync(needsSync)
          needsSync = false
          try waitingForSpace { () throws(LogError) in try log.cut(through: position) }
        case .reset(let position, let completion):
          try sync(needsSync)
          needsSync = false
          var isBuffered = false
          try waitingForSpace { () throws(LogError) in
            if isBuffered { return try log.sync() }
            isBuffered = true
            try log.reset(to: position, hardState: hardState)
          }
          completion()
        }
      }
      try sync(needsSync)
      if let newest { onDurable(newest) }
    }

    private func sync(_ isNeeded: Bool) throws(LogError) {
      guard isNeeded else { return }
      let started = NIODeadline.now()
      try waitingForSpace { () throws(LogError) in try log.sync() }
      timing.synced(NIODeadline.now() - started)
      if log.needsSpare { spares.submit(()) }
    }

    /// Nothing is lost and nothing acknowledged while the disk is full: wait for room. A leader that waits
    /// steps down meanwhile.
    private func waitingForSpace(_ body: () throws(LogError) -> Void) throws(LogError) {
      while true {
        do throws(LogError) {
          return try body()
        } catch .outOfSpace(let path, let bytes) where !isStopping.isSet {
          logger.error(
            "no space for the log: free some, this member waits for it",
            metadata: ["path": "\(path)", "needed": "\(bytes) bytes"])
          usleep(500_000)
        }
      }
    }
  }
}

private final class StopFlag: Sendable {
  private let flag = Atomic(false)
  var isSet: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}
