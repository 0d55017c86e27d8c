internal import DequeModule

/// RFC 7541 §2.3.2 and §4. Newest first; `size` never exceeds `limit`.
struct DynamicTable: Sendable {
  private var entries = Deque<HeaderField>()
  private(set) var size = 0
  private(set) var limit: Int
  /// Changes whenever an index may have come to mean something else.
  private(set) var generation: UInt64 = 0

  init(limit: Int) {
    self.limit = limit
  }

  var count: Int { entries.count }

  /// `index` counts from 0 at the newest.
  subscript(index: Int) -> HeaderField? {
    index >= 0 && index < entries.count ? entries[index] : nil
  }

  /// An entry larger than the table empties it, and that is no error (§4.4).
  mutating func insert(_ field: HeaderField) {
    generation &+= 1
    let needed = field.size
    evict(to: limit - needed)
    if needed <= limit {
      entries.prepend(field)
      size += needed
    }
  }

  mutating func resize(to newLimit: Int) {
    guard newLimit != limit else { return }
    generation &+= 1
    limit = newLimit
    evict(to: newLimit)
  }

  /// The place of an equal field, or else of an equal name.
  func find(_ field: HeaderField) -> (full: Int?, name: Int?) {
    var name: Int?
    for (index, entry) in entries.enumerated() where entry.name == field.name {
      if entry.value == field.value { return (index, name ?? index) }
      if name == nil { name = index }
    }
    return (nil, name)
  }

  private mutating func evict(to bound: Int) {
    while size > max(bound, 0), let oldest = entries.popLast() {
      size -= oldest.size
    }
  }
}
