import Member
import Raft

/// Snapshots that a peer sent, before they are installed.
enum ReceivedSnapshots {
  struct Refusal: Error, CustomStringConvertible {
    var description: String
  }

  /// In a process of its own: the pages are a peer's, which may be damaged.
  @Sendable static func inspect(_ path: String) throws -> LogPosition {
    let outcome = try CheckProcess().run(["--snapshot", path])
    guard outcome.ending == .code(0) else {
      let ending = outcome.ending == .code(1) ? "" : "the check of it \(outcome.ending) "
      throw Refusal(description: ending + outcome.said)
    }
    let numbers = outcome.said.split(separator: " ").compactMap { UInt64($0) }
    guard numbers.count == 2 else { throw Refusal(description: "the check of it said \(outcome.said)") }
    return LogPosition(index: numbers[0], term: numbers[1])
  }
}
