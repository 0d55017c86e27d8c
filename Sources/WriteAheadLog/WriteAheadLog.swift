package import Raft
internal import Synchronization

/// The Raft log on disk: entries, term, vote and commit hints in one sequence of segments.
///
/// A segment is a file whose blocks were written before, so that a batch overwrites it in place and one
/// fdatasync makes it durable. What is appended gathers in a buffer; `sync` writes it as one batch (or several,
/// each synced before the next is written). Nothing on disk is ever taken back: an entry at or below the last
/// index replaces all from there on by standing later in the log, so every prefix of the log is a valid log.
///
/// Unchecked because `writer` is for one thread at a time: the log writer's, which alone calls `append`, `sync`,
/// `cut`, `reset` and `close`. `read`, `prepareSpare` and the counters use `shared` and `supply` only, which guard
/// themselves.
package final class WriteAheadLog: @unchecked Sendable {
  let storage: any LogStorage
  let options: LogOptions
  let supply: SegmentSupply
  let shared: Mutex<SharedLog>
  var writer: LogWriter

  init(
    storage: any LogStorage, options: LogOptions, supply: SegmentSupply, shared: consuming SharedLog,
    writer: consuming LogWriter
  ) {
    self.storage = storage
    self.options = options
    self.supply = supply
    self.shared = Mutex(shared)
    self.writer = writer
  }

  /// Makes one zero-filled segment if fewer than `LogOptions.spareSegments` are ready; returns whether it did.
  /// Slow. Any thread. `outOfSpace` from here comes before any entry depends on that space.
  package func prepareSpare() throws(LogError) -> Bool {
    try supply.prepare()
  }

  /// Whether `prepareSpare` has something to do. Any thread.
  package var needsSpare: Bool { supply.needsSpare }

  /// Bytes of all segments, spares too. Any thread.
  package var sizeOnDisk: Int {
    shared.withLock { $0.segments.values.reduce(0) { $0 + $1.header.segmentBytes } }
      + supply.readyCount * options.segmentBytes
  }

  /// Any thread.
  package var metrics: LogMetrics {
    shared.withLock {
      var metrics = $0.metrics
      metrics.segments = $0.segments.count
      metrics.spares = supply.readyCount
      return metrics
    }
  }

  /// The last durable entry, or the cut when there is none behind it. Any thread.
  package var durablePosition: LogPosition { shared.withLock { $0.state.last } }

  /// Syncs what is buffered, marks it, and lets go of the files.
  package func close() throws(LogError) {
    try sync()
    try mark()
    shared.withLock {
      $0.failure = .closed
      $0.segments.removeAll()
    }
    writer.active = nil
    storage.close()
  }

  func checkUsable() throws(LogError) {
    if let failure = shared.withLock({ $0.failure }) { throw failure }
  }

  /// Ends the log's use for good; every later call throws what this one throws. A write or sync that failed has
  /// left nobody knows what on disk: only reading it back after a restart can tell.
  func poison(_ error: LogError) -> LogError {
    shared.withLock {
      if $0.failure == nil { $0.failure = error }
      return $0.failure ?? error
    }
  }
}

/// A segment in use.
final class Segment: Sendable {
  let name: String
  let header: SegmentHeader
  let file: any LogFile

  init(name: String, header: SegmentHeader, file: any LogFile) {
    self.name = name
    self.header = header
    self.file = file
  }

  static func name(_ sequence: UInt64) -> String {
    let digits = String(sequence, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits + ".log"
  }

  /// nil for a file that is no segment.
  static func sequence(_ name: String) -> UInt64? {
    guard name.hasSuffix(".log"), name.utf8.count == 20 else { return nil }
    return UInt64(name.dropLast(4), radix: 16)
  }
}

/// What readers see: durable entries and where they are.
struct SharedLog: Sendable {
  var index = EntryIndex()
  /// As of the last durable batch.
  var state = LogState()
  var segments: [UInt64: Segment] = [:]
  var failure: LogError?
  var metrics = LogMetrics()
}

/// Counts since the log was opened.
package struct LogMetrics: Hashable, Sendable {
  package var syncs: UInt64 = 0
  /// Padding included.
  package var bytesWritten: UInt64 = 0
  package var entries: UInt64 = 0
  package var segments: Int = 0
  package var spares: Int = 0
}
