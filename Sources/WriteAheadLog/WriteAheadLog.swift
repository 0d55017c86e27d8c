package import Raft

/// The Raft log on disk: entries, term, vote and commit hints in one sequence of segments.
package final class WriteAheadLog: @unchecked Sendable {
  /// Opens the log in `directory`, or makes one there.
  package static func open(
    directory: String, options: LogOptions
  ) throws(LogError) -> (log: WriteAheadLog, recovered: RecoveredLog) {
    fatalError("declared ahead of its body")
  }

  /// Buffers; nothing is on disk before `sync`. A first entry at or below the last index replaces all from there.
  package func append(hardState: HardState?, entries: [Entry], commit: LogIndex) throws(LogError) {}

  /// Returns when all that was appended is durable. With nothing but a commit hint it does nothing: the hint
  /// goes out with the next batch.
  package func sync() throws(LogError) {}

  /// Entries from `from` on, at least one (unless `from` is past the end), at most `maxBytes` of payload;
  /// nil when `from` was cut. Durable entries only. Any thread.
  package func read(
    from: LogIndex, through: LogIndex, maxBytes: Int
  ) throws(LogError) -> [Entry]? { nil }

  /// A durable checkpoint covers everything up to `position`, which must not be past the last appended entry.
  /// Syncs what is buffered, and recycles segments.
  package func cut(through position: LogPosition) throws(LogError) {}

  /// A snapshot was installed whose position the log does not hold: forgets all and starts behind it. Durable
  /// on return; a crash leaves the old or the new state.
  package func reset(to position: LogPosition, hardState: HardState) throws(LogError) {}

  /// Makes one zero-filled segment if fewer than `LogOptions.spareSegments` are ready; returns whether it did.
  /// Slow. Any thread.
  package func prepareSpare() throws(LogError) -> Bool { false }

  /// Whether `prepareSpare` has something to do. Any thread.
  package var needsSpare: Bool { false }

  /// Syncs what is buffered, commit hint too, and closes.
  package func close() throws(LogError) {}

  /// Bytes of all segments, spares too.
  package var sizeOnDisk: Int { 0 }

  package var metrics: LogMetrics { LogMetrics() }
}

/// Counts since the log was opened.
package struct LogMetrics: Hashable, Sendable {
  package var syncs: UInt64 = 0
  package var bytesWritten: UInt64 = 0
  package var entries: UInt64 = 0
  package var segments: Int = 0
  package var spares: Int = 0
}
