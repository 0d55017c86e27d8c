/// Keys in order, each with the index of its newest version: leaves of sorted entries under one sorted list
/// of their first keys, and a table beside it for what needs no order. With the bounded number of keys that a
/// Delta holds, two levels are enough.
struct KeyTree {
  struct Entry {
    var key: [UInt8]
    var head: Int32
  }

  /// A key and its number in `table` and `heads`.
  private struct Numbered {
    var key: [UInt8]
    var number: Int32
  }

  /// Where an entry stands; valid until the next insertion. At the end, `leaf` is the number of leaves.
  struct Place {
    var leaf: Int
    var slot: Int
  }

  private final class Leaf {
    var entries: ContiguousArray<Numbered> = []
  }

  private static let capacity = 128

  private var leaves: ContiguousArray<Leaf> = []
  private var firsts: ContiguousArray<[UInt8]> = []
  private var table = KeyTable()
  private var heads: ContiguousArray<Int32> = []

  var isEmpty: Bool { heads.isEmpty }

  /// The last leaf whose first key is not after `key`, or the first.
  private func leaf(for key: [UInt8]) -> Int {
    var low = 0
    var high = firsts.count
    while low < high {
      let middle = (low + high) / 2
      if KeyOrder.compare(firsts[middle], key) <= 0 { low = middle + 1 } else { high = middle }
    }
    return max(low - 1, 0)
  }

  /// The slot of the first entry of `leaf` that is not before `key`.
  private func slot(for key: [UInt8], in leaf: Int) -> Int {
    let entries = leaves[leaf].entries
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if KeyOrder.compare(entries[middle].key, key) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The newest version of `key`; -1: it is not here.
  func head(of key: [UInt8]) -> Int32 {
    if case .number(let number) = table.find(key) { heads[number] } else { -1 }
  }

  /// Lets `head` be the newest version of `key`. Returns the one before it; -1: there was none.
  mutating func exchange(_ key: [UInt8], head: Int32) -> Int32 {
    switch table.find(key) {
    case .number(let number):
      let before = heads[number]
      heads[number] = head
      return before
    case .free(let place, let tag):
      table.insert(key, at: place, tag: tag)
      heads.append(head)
      insert(Numbered(key: key, number: Int32(heads.count - 1)))
      return -1
    }
  }

  /// `entry`'s key is not here yet.
  private mutating func insert(_ entry: Numbered) {
    if leaves.isEmpty {
      leaves.append(Leaf())
      firsts.append(entry.key)
    }
    let at = leaf(for: entry.key)
    let slot = slot(for: entry.key, in: at)
    leaves[at].entries.insert(entry, at: slot)
    if slot == 0 { firsts[at] = entry.key }
    if leaves[at].entries.count >= KeyTree.capacity { split(at, insertedAt: slot) }
  }

  /// Keys that arrive in order leave full leaves behind.
  private mutating func split(_ at: Int, insertedAt slot: Int) {
    let left = leaves[at]
    let isAtEnd = at == leaves.count - 1 && slot == left.entries.count - 1
    let cut = isAtEnd ? left.entries.count - 1 : left.entries.count / 2
    let right = Leaf()
    right.entries.reserveCapacity(KeyTree.capacity)
    right.entries.append(contentsOf: left.entries[cut...])
    left.entries.removeSubrange(cut...)
    leaves.insert(right, at: at + 1)
    firsts.insert(right.entries[0].key, at: at + 1)
  }

  // MARK: Order

  /// The first entry that is not before `key`.
  func seek(_ key: [UInt8]) -> Place {
    if leaves.isEmpty { return Place(leaf: 0, slot: 0) }
    let leaf = leaf(for: key)
    let slot = slot(for: key, in: leaf)
    return slot < leaves[leaf].entries.count ? Place(leaf: leaf, slot: slot) : Place(leaf: leaf + 1, slot: 0)
  }

  var start: Place { Place(leaf: 0, slot: 0) }

  func isEnd(_ place: Place) -> Bool { place.leaf >= leaves.count }

  func entry(_ place: Place) -> Entry {
    let entry = leaves[place.leaf].entries[place.slot]
    return Entry(key: entry.key, head: heads[Int(entry.number)])
  }

  func advance(_ place: inout Place) {
    place.slot += 1
    if place.slot >= leaves[place.leaf].entries.count { place = Place(leaf: place.leaf + 1, slot: 0) }
  }
}
