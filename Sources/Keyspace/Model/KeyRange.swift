/// The keys that a request is about, with etcd's conventions for `range_end`.
package struct KeyRange: Hashable, Sendable {
  package enum End: Hashable, Sendable {
    /// The one key `start` (an empty `range_end`).
    case single
    /// All keys before this one, which stands outside.
    case before([UInt8])
    /// All keys from `start` on (a `range_end` of one zero byte).
    case unbounded
  }

  package var start: [UInt8]
  package var end: End

  package init(start: [UInt8], end: End) {
    self.start = start
    self.end = end
  }

  /// As a request spells it: empty, one zero byte, or the first key outside.
  package init(key: [UInt8], rangeEnd: [UInt8]) {
    start = key
    if rangeEnd.isEmpty {
      end = .single
    } else if rangeEnd == [0] {
      end = .unbounded
    } else {
      end = .before(rangeEnd)
    }
  }

  package func contains(_ key: [UInt8]) -> Bool {
    switch end {
    case .single: key == start
    case .before(let outside): !KeyOrder.precedes(key, start) && KeyOrder.precedes(key, outside)
    case .unbounded: !KeyOrder.precedes(key, start)
    }
  }

  /// Whether no key can be in it: its end does not come after its start.
  package var isEmpty: Bool {
    if case .before(let outside) = end { return !KeyOrder.precedes(start, outside) }
    return false
  }
}
