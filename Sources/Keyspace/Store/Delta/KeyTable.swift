/// Finds a key's number without going through the order: open addressing over the keys of one `KeyTree`, which
/// only ever gains keys. Looking a key up is the most frequent thing that applying a command does.
///
/// The hash is the standard library's, seeded anew in each process, so that nobody can choose keys that collide;
/// nothing that is seen outside depends on it.
///
/// Invariants: at most half of `places` is taken; a place holds the upper half of its key's hash and the key's
/// number plus one, or 0.
struct KeyTable {
  private var keys: ContiguousArray<[UInt8]> = []
  private var places: ContiguousArray<UInt64> = []

  enum Found {
    case number(Int)
    /// Where the key belongs; valid until the next change.
    case free(place: Int, tag: UInt64)
  }

  func find(_ key: [UInt8]) -> Found {
    let hash = KeyTable.hash(key)
    let tag = hash & ~0xFFFF_FFFF
    guard !places.isEmpty else { return .free(place: 0, tag: tag) }
    let mask = places.count - 1
    var place = Int(truncatingIfNeeded: hash >> 32) & mask
    while true {
      let held = places[place]
      if held == 0 { return .free(place: place, tag: tag) }
      if held & ~0xFFFF_FFFF == tag {
        let number = Int(truncatingIfNeeded: held & 0xFFFF_FFFF) - 1
        if KeyOrder.compare(keys[number], key) == 0 { return .number(number) }
      }
      place = (place + 1) & mask
    }
  }

  /// Gives `key` the next number. `place` and `tag` are what `find` said of it.
  mutating func insert(_ key: [UInt8], at place: Int, tag: UInt64) {
    keys.append(key)
    let held = tag | UInt64(keys.count)
    if keys.count * 2 > places.count {
      grow()
      insert(held)
    } else {
      precondition(places[place] == 0, "a key's place in the table is taken")
      places[place] = held
    }
  }

  private mutating func grow() {
    let old = places
    places = ContiguousArray(repeating: 0, count: max(64, old.count * 2))
    for held in old where held != 0 { insert(held) }
  }

  private mutating func insert(_ held: UInt64) {
    let mask = places.count - 1
    var place = Int(truncatingIfNeeded: held >> 32) & mask
    while places[place] != 0 { place = (place + 1) & mask }
    places[place] = held
  }

  private static func hash(_ key: [UInt8]) -> UInt64 {
    var hasher = Hasher()
    key.withUnsafeBytes { hasher.combine(bytes: $0) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
