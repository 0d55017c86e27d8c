import Raft

/// What a member had said and been told at one moment, and so what its disk must still hold after a crash.
struct Promises: Equatable {
  /// What the log may say: all that was synced, followed by some of the statements made since, in their order.
  /// Sums as by `LogModel.digest`.
  var logs: [UInt64] = []
  /// How far the keyspace's checkpoint may stand: where the last one that was reported stands, or the one
  /// under way.
  var checkpoints: [LogIndex] = []
  /// As by `DataIdentity.digest`; 0: none yet.
  var identities: [UInt64] = []
  /// How much was committed.
  var committed: LogIndex = 0
  /// Committed entries up to here are this member's to keep: in its log, or in its checkpoint.
  var kept: LogIndex = 0

  /// A member's that was never started.
  static var none: Promises { Promises(logs: [LogModel().digest], checkpoints: [0], identities: [0]) }

  /// How what an image was recovered to breaks them.
  func violation(by outcome: Outcome) -> Violation? {
    if !logs.contains(outcome.log) {
      return Violation(
        "AckedIsDurable",
        "the log ends at \(outcome.logEnd) in \(outcome.hardState), which is none of the \(logs.count) that it "
          + "may be: entries, a vote or bytes that were synced are lost")
    }
    if !checkpoints.contains(outcome.checkpoint) {
      return Violation(
        "AckedIsDurable", "the checkpoint is at \(outcome.checkpoint), reported was one of \(checkpoints)")
    }
    if !identities.contains(outcome.identity) {
      return Violation("AckedIsDurable", "the identity is not as it was when it was last written")
    }
    if outcome.commit > committed {
      return Violation("NoCorruptState", "commit \(outcome.commit) of \(committed)")
    }
    if outcome.applied < kept {
      return Violation(
        "AckedIsDurable", "only \(outcome.applied) of \(kept) entries were there to be applied")
    }
    return nil
  }
}

/// What one image was recovered to.
struct Outcome {
  var log: UInt64
  var logEnd: LogPosition
  var hardState: HardState
  var commit: LogIndex
  var checkpoint: LogIndex
  var identity: UInt64
  var applied: LogIndex
}

/// Promises as they came into force, by the number of file operations until then.
struct Timeline {
  private(set) var steps: [(from: Int, promises: Promises)] = []

  mutating func note(_ promises: Promises, at position: Int) {
    if steps.last?.promises == promises { return }
    steps.append((position, promises))
  }

  /// All that were in force at some moment at which `position` operations were done: a crash then may have come
  /// before or after what the member said next.
  func inForce(at position: Int) -> ArraySlice<(from: Int, promises: Promises)> {
    var low = 0
    var high = steps.count
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].from < position { low = middle + 1 } else { high = middle }
    }
    let first = max(0, low - 1)
    let end = steps[low...].firstIndex { $0.from > position } ?? steps.count
    return steps[first..<end]
  }
}
