/// What is due when, the earliest first.
///
/// Invariant: each element's time is not before its parent's.
struct DeadlineHeap: Sendable {
  struct Element: Sendable {
    var at: LeaseInstant
    var id: LeaseID
    /// Tells an entry of a lease that is gone from one of a new lease with the same id.
    var serial: UInt64
  }

  private(set) var elements: [Element] = []

  var first: Element? { elements.first }
  var count: Int { elements.count }

  mutating func insert(_ element: Element) {
    elements.append(element)
    var index = elements.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard elements[index].at < elements[parent].at else { return }
      elements.swapAt(index, parent)
      index = parent
    }
  }

  mutating func removeFirst() -> Element? {
    guard let last = elements.popLast() else { return nil }
    guard let first = elements.first else { return last }
    elements[0] = last
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < elements.count && elements[child].at < elements[least].at { least = child }
      guard least != index else { return first }
      elements.swapAt(index, least)
      index = least
    }
  }

  mutating func removeAll(where isStale: (Element) -> Bool) {
    let kept = elements.filter { !isStale($0) }
    elements.removeAll(keepingCapacity: true)
    for element in kept { insert(element) }
  }
}
