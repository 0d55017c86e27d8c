package import Raft

/// Where entries lie on disk: one run for each batch that holds some.
///
/// Invariant: runs follow each other without a gap; their segments never decrease.
package struct EntryIndex: Sendable {
  package struct Run: Sendable {
    package var first: LogIndex
    package var count: UInt32
    /// Where the first entry's record starts in the batch's body.
    package var bodyOffset: UInt32
    package var segment: UInt64
    /// Where the batch starts in the segment.
    package var batchOffset: UInt32
    /// The body's length.
    package var batchBytes: UInt32

    package var end: LogIndex { first &+ LogIndex(count) }
  }

  package private(set) var runs: [Run] = []

  package init() {}

  package var first: LogIndex? { runs.first?.first }

  /// Takes a run in; a first entry at or below the last index replaces all from there.
  package mutating func append(_ run: Run) {
    truncate(from: run.first)
    if let last = runs.last {
      precondition(
        last.end == run.first && last.segment <= run.segment, "entries that do not follow the last")
    }
    runs.append(run)
  }

  /// Counts an entry that stands right behind the last run's last record.
  package mutating func extendLast() {
    runs[runs.count - 1].count += 1
  }

  package mutating func truncate(from index: LogIndex) {
    while let last = runs.last, last.end > index {
      if last.first >= index {
        runs.removeLast()
      } else {
        runs[runs.count - 1].count = UInt32(index - last.first)
      }
    }
  }

  /// Forgets runs that lie wholly at or below `index`.
  package mutating func cut(through index: LogIndex) {
    let kept = runs.firstIndex { $0.end > index &+ 1 } ?? runs.count
    runs.removeFirst(kept)
  }

  package mutating func removeAll() {
    runs.removeAll()
  }

  /// The runs that hold entries `from ... through`, at most `limit` of them.
  package func runs(from: LogIndex, through: LogIndex, limit: Int) -> ArraySlice<Run> {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].end <= from { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < runs.count, end - low < limit, runs[end].first <= through { end += 1 }
    return runs[low..<end]
  }
}
