package import Raft

/// What a log says, without its entries. Writer and recovery change it by the same methods, so that a segment's
/// header can be held against what its predecessors add up to.
///
/// Invariant: `cut.index <= last.index`, `commit <= last.index`.
package struct LogState: Hashable, Sendable {
  package var hardState = HardState()
  package private(set) var commit: LogIndex = 0
  package private(set) var cut = LogPosition.origin
  package private(set) var last = LogPosition.origin

  package init() {}

  package init(hardState: HardState, commit: LogIndex, cut: LogPosition, last: LogPosition) {
    self.hardState = hardState
    self.commit = commit
    self.cut = cut
    self.last = last
  }

  /// Whether an entry of this index may be taken in: it follows the last, or replaces one that is not cut.
  package func admits(_ index: LogIndex) -> Bool {
    index > cut.index && index <= last.index &+ 1
  }

  package mutating func append(_ position: LogPosition) {
    precondition(admits(position.index), "an entry that leaves a gap or replaces what was cut")
    commit = min(commit, position.index - 1)
    last = position
  }

  package mutating func commit(upTo index: LogIndex) {
    commit = max(commit, min(index, last.index))
  }

  package mutating func cut(through position: LogPosition) {
    precondition(position.index <= last.index, "a cut behind the last entry")
    if position.index > cut.index { cut = position }
  }

  package mutating func reset(to position: LogPosition) {
    cut = position
    last = position
    commit = position.index
  }
}
