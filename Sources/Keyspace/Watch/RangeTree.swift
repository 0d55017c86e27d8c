/// Ranges of keys and who watches each, asked by key: a treap by (start, end) in which every node knows the
/// farthest end below it (an augmented interval tree). O(log n + hits) to ask, O(log n) to change.
///
/// Invariants: in-order by (start, end); a parent's priority is not below its children's; `reach` is the
/// farthest of the node's and its children's ends; no node without watches. Priorities come from a counter,
/// so the same calls always build the same tree.
struct RangeTree: Sendable {
  /// Where a range ends; nil: nowhere.
  typealias Bound = [UInt8]?

  private struct Node: Sendable {
    var start: [UInt8]
    var end: Bound
    var reach: Bound
    var priority: UInt64
    var left = -1
    var right = -1
    var watches: SlotSet
  }

  private var nodes: [Node] = []
  private var free: [Int] = []
  private var root = -1
  private var inserted: UInt64 = 0

  mutating func insert(start: [UInt8], end: Bound, slot: Int) {
    root = insert(at: root, start, end, slot)
  }

  mutating func remove(start: [UInt8], end: Bound, slot: Int) {
    root = remove(at: root, start, end, slot)
  }

  func visit(containing key: [UInt8], _ body: (Int) -> Void) {
    visit(root, key, body)
  }

  private func visit(_ index: Int, _ key: [UInt8], _ body: (Int) -> Void) {
    guard index >= 0, Self.ends(nodes[index].reach, after: key) else { return }
    visit(nodes[index].left, key, body)
    guard !KeyOrder.precedes(key, nodes[index].start) else { return }
    if Self.ends(nodes[index].end, after: key) { nodes[index].watches.forEach(body) }
    visit(nodes[index].right, key, body)
  }

  private static func ends(_ end: Bound, after key: [UInt8]) -> Bool {
    guard let end else { return true }
    return KeyOrder.precedes(key, end)
  }

  private static func compare(_ left: Bound, _ right: Bound) -> Int {
    switch (left, right) {
    case (nil, nil): 0
    case (nil, _): 1
    case (_, nil): -1
    case (let left?, let right?): KeyOrder.compare(left, right)
    }
  }

  private func order(_ start: [UInt8], _ end: Bound, _ index: Int) -> Int {
    let order = KeyOrder.compare(start, nodes[index].start)
    return order != 0 ? order : Self.compare(end, nodes[index].end)
  }

  private mutating func insert(at index: Int, _ start: [UInt8], _ end: Bound, _ slot: Int) -> Int {
    guard index >= 0 else { return newNode(start, end, slot) }
    let order = order(start, end, index)
    if order == 0 {
      nodes[index].watches.insert(slot)
      return index
    }
    if order < 0 {
      let child = insert(at: nodes[index].left, start, end, slot)
      nodes[index].left = child
      if nodes[child].priority > nodes[index].priority { return rotateRight(index) }
    } else {
      let child = insert(at: nodes[index].right, start, end, slot)
      nodes[index].right = child
      if nodes[child].priority > nodes[index].priority { return rotateLeft(index) }
    }
    refresh(index)
    return index
  }

  private mutating func remove(at index: Int, _ start: [UInt8], _ end: Bound, _ slot: Int) -> Int {
    precondition(index >= 0, "a watch is removed that the tree does not hold")
    let order = order(start, end, index)
    if order < 0 {
      nodes[index].left = remove(at: nodes[index].left, start, end, slot)
    } else if order > 0 {
      nodes[index].right = remove(at: nodes[index].right, start, end, slot)
    } else {
      nodes[index].watches.remove(slot)
      if nodes[index].watches.isEmpty { return drop(index) }
    }
    refresh(index)
    return index
  }

  /// Takes the node out and gives what stands in its place.
  private mutating func drop(_ index: Int) -> Int {
    let merged = merge(nodes[index].left, nodes[index].right)
    nodes[index].start = []
    nodes[index].end = nil
    nodes[index].reach = nil
    free.append(index)
    return merged
  }

  private mutating func merge(_ left: Int, _ right: Int) -> Int {
    guard left >= 0 else { return right }
    guard right >= 0 else { return left }
    if nodes[left].priority > nodes[right].priority {
      nodes[left].right = merge(nodes[left].right, right)
      refresh(left)
      return left
    }
    nodes[right].left = merge(left, nodes[right].left)
    refresh(right)
    return right
  }

  private mutating func newNode(_ start: [UInt8], _ end: Bound, _ slot: Int) -> Int {
    inserted += 1
    // An odd multiplier spreads the counter over 64 bits; folding makes the upper ones depend on the lower.
    let spread = inserted &* 0x9E37_79B9_7F4A_7C15
    let node = Node(
      start: start, end: end, reach: end, priority: (spread ^ (spread >> 29)) &* 0xD6E8_FEB8_6659_FD93,
      watches: SlotSet(slot))
    if let index = free.popLast() {
      nodes[index] = node
      return index
    }
    nodes.append(node)
    return nodes.count - 1
  }

  private mutating func rotateRight(_ index: Int) -> Int {
    let left = nodes[index].left
    nodes[index].left = nodes[left].right
    nodes[left].right = index
    refresh(index)
    refresh(left)
    return left
  }

  private mutating func rotateLeft(_ index: Int) -> Int {
    let right = nodes[index].right
    nodes[index].right = nodes[right].left
    nodes[right].left = index
    refresh(index)
    refresh(right)
    return right
  }

  private mutating func refresh(_ index: Int) {
    var reach = nodes[index].end
    for child in [nodes[index].left, nodes[index].right] where child >= 0 {
      if Self.compare(nodes[child].reach, reach) > 0 { reach = nodes[child].reach }
    }
    nodes[index].reach = reach
  }
}

/// Numbers of watches, each once, ascending.
struct SlotSet: Sendable {
  private var slots: [Int]

  init(_ slot: Int) { slots = [slot] }

  var isEmpty: Bool { slots.isEmpty }

  func forEach(_ body: (Int) -> Void) {
    for slot in slots { body(slot) }
  }

  mutating func insert(_ slot: Int) {
    let index = position(of: slot)
    precondition(index == slots.count || slots[index] != slot, "a watch is entered twice")
    slots.insert(slot, at: index)
  }

  mutating func remove(_ slot: Int) {
    let index = position(of: slot)
    precondition(index < slots.count && slots[index] == slot, "a watch is removed that was not entered")
    slots.remove(at: index)
  }

  private func position(of slot: Int) -> Int {
    var (low, high) = (0, slots.count)
    while low < high {
      let middle = (low + high) / 2
      if slots[middle] < slot { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
