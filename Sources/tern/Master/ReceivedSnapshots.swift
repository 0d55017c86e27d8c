import Member
import Raft
import Synchronization

/// Looks through snapshots that a peer sent, before they are installed, one at a time.
final class ReceivedSnapshots: Sendable {
  struct Refusal: Error, CustomStringConvertible {
    var description: String
  }

  private struct State {
    var check: CheckProcess?
    var isEnded = false
  }

  private let state = Mutex(State())

  /// In a process of its own: the pages are a peer's, which may be damaged.
  func inspect(_ path: String) throws -> LogPosition {
    let check = CheckProcess()
    let isEnded = state.withLock { state in
      state.check = check
      return state.isEnded
    }
    guard !isEnded else { throw SnapshotGivenUp(reason: "this member is stopping") }
    defer { state.withLock { $0.check = nil } }
    let outcome = try check.run(["--snapshot", path])
    guard !state.withLock(\.isEnded) else { throw SnapshotGivenUp(reason: "this member is stopping") }
    guard outcome.ending == .code(0) else {
      let ending = outcome.ending == .code(1) ? "" : "the check of it \(outcome.ending) "
      throw Refusal(description: ending + outcome.said)
    }
    let numbers = outcome.said.split(separator: " ").compactMap { UInt64($0) }
    guard numbers.count == 2 else { throw Refusal(description: "the check of it said \(outcome.said)") }
    return LogPosition(index: numbers[0], term: numbers[1])
  }

  /// What is being looked through is given up, and nothing else begun: a large one would hold a stop up.
  func end() {
    state.withLock { state in
      state.isEnded = true
      state.check?.end()
    }
  }
}
