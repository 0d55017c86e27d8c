/// A member's identity, for its whole life: a member that lost its data comes back under a new one.
package struct MemberID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  package let rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  package init(_ rawValue: UInt64) {
    self.rawValue = rawValue
  }

  package static func < (left: MemberID, right: MemberID) -> Bool {
    left.rawValue < right.rawValue
  }

  /// Lower-case hexadecimal without a prefix, as etcd prints member IDs.
  package var description: String { String(rawValue, radix: 16) }
}

package typealias Term = UInt64

/// 1 is the first entry's index; 0 stands before the log.
package typealias LogIndex = UInt64

/// Where an entry stands and who wrote it: two logs that agree on a position agree on all before it
/// (LogMatching, Raft paper §5.3).
package struct LogPosition: Hashable, Comparable, Sendable {
  package var index: LogIndex
  package var term: Term

  package init(index: LogIndex, term: Term) {
    self.index = index
    self.term = term
  }

  package static let origin = LogPosition(index: 0, term: 0)

  /// The order of §5.4.1: a log whose last position is greater is more up to date.
  package static func < (left: LogPosition, right: LogPosition) -> Bool {
    (left.term, left.index) < (right.term, right.index)
  }
}

/// Nanoseconds on a clock that never goes back. Only differences mean anything.
package struct MonotonicTime: Hashable, Comparable, Sendable {
  package var nanoseconds: UInt64

  package init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

/// A request's name, chosen by whoever asks; unique among what is under way at this member.
package typealias RequestID = UInt64
