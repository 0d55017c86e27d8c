/// Open streams by their id. A slot stays a stream's own until it closes, so that who knows the slot needs no
/// look-up.
///
/// Invariant: `index` holds each open stream once, on the probe path from its id's home, without a gap.
struct StreamTable<Owner: AnyObject> {
  private var slots: [Stream<Owner>] = []
  private var free: [Int32] = []
  /// Open addressing with linear probing: slot + 1, or 0. A power of two, at most half full.
  private var index: [Int32] = Array(repeating: 0, count: 16)
  private(set) var count = 0

  /// The slots that may hold streams; `isOpen` says which do.
  var slotRange: Range<Int> { slots.indices }

  subscript(slot: Int) -> Stream<Owner> {
    _read { yield slots[slot] }
    _modify { yield &slots[slot] }
  }

  func isOpen(_ slot: Int, _ id: StreamID) -> Bool {
    slots[slot].id == id
  }

  func find(_ id: StreamID) -> Int? {
    var place = home(of: id)
    while index[place] != 0 {
      let slot = Int(index[place]) - 1
      if slots[slot].id == id { return slot }
      place = (place + 1) & (index.count - 1)
    }
    return nil
  }

  /// `stream.id` is not zero and not in the table.
  mutating func insert(_ stream: Stream<Owner>) -> Int {
    precondition(stream.id != 0)
    if (count + 1) * 2 > index.count { grow() }
    let slot: Int
    if let reused = free.popLast() {
      slot = Int(reused)
      slots[slot] = stream
    } else {
      slot = slots.count
      slots.append(stream)
    }
    count += 1
    place(slot)
    return slot
  }

  mutating func remove(_ slot: Int) {
    let mask = index.count - 1
    var hole = home(of: slots[slot].id)
    while index[hole] != Int32(slot + 1) { hole = (hole + 1) & mask }
    // What follows the hole moves back into it unless that is before its home.
    var next = (hole + 1) & mask
    while index[next] != 0 {
      let wanted = home(of: slots[Int(index[next]) - 1].id)
      if (next &- wanted) & mask >= (next &- hole) & mask {
        index[hole] = index[next]
        hole = next
      }
      next = (next + 1) & mask
    }
    index[hole] = 0
    slots[slot] = Stream(id: 0, sendWindow: 0, receiveWindow: 0)
    free.append(Int32(slot))
    count -= 1
  }

  private func home(of id: StreamID) -> Int {
    Int(id >> 1) & (index.count - 1)
  }

  private mutating func place(_ slot: Int) {
    var place = home(of: slots[slot].id)
    while index[place] != 0 { place = (place + 1) & (index.count - 1) }
    index[place] = Int32(slot + 1)
  }

  private mutating func grow() {
    index = Array(repeating: 0, count: index.count * 2)
    for slot in slots.indices where slots[slot].id != 0 { place(slot) }
  }
}
