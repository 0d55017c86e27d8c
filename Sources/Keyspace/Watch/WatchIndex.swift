/// Which watches a key concerns: single keys by hash, ranges by `RangeTree`.
struct WatchIndex: Sendable {
  private var singles: [[UInt8]: SlotSet] = [:]
  private var ranges = RangeTree()

  mutating func insert(_ range: KeyRange, slot: Int) {
    switch range.end {
    case .single:
      if singles[range.start] == nil {
        singles[range.start] = SlotSet(slot)
      } else {
        singles[range.start]?.insert(slot)
      }
    case .before(let outside): ranges.insert(start: range.start, end: outside, slot: slot)
    case .unbounded: ranges.insert(start: range.start, end: nil, slot: slot)
    }
  }

  mutating func remove(_ range: KeyRange, slot: Int) {
    switch range.end {
    case .single:
      singles[range.start]?.remove(slot)
      if singles[range.start]?.isEmpty == true { singles[range.start] = nil }
    case .before(let outside): ranges.remove(start: range.start, end: outside, slot: slot)
    case .unbounded: ranges.remove(start: range.start, end: nil, slot: slot)
    }
  }

  func visit(watching key: [UInt8], _ body: (Int) -> Void) {
    singles[key]?.forEach(body)
    ranges.visit(containing: key, body)
  }
}
