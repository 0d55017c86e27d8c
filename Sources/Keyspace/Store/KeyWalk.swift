internal import LMDB

/// Walks the keys of both generations and the checkpoint together, in order, each key once. What a generation
/// has of a key is newer than what lies below it; a checkpoint just committed may repeat what the frozen
/// generation still holds, which does no harm.
struct KeyWalk: ~Copyable {
  private let active: Generation
  private let frozen: Generation?
  private let cursor: IndexCursor
  private let session: ReadSession
  private let range: KeyRange
  private var activePlace: KeyTree.Place
  private var frozenPlace: KeyTree.Place
  /// The user key at the cursor, when that is valid.
  private var storedKey: [UInt8] = []
  private var encoded: [UInt8] = []
  /// Whether the cursor's key has been given out, so that it must move on.
  private var isStoredSpent = false
  /// Whether looking for versions took the cursor beyond the current key.
  private var isCursorPast = false

  /// The key that the walk stands at.
  private(set) var key: [UInt8] = []
  private(set) var activeHead: Int32 = -1
  private(set) var frozenHead: Int32 = -1
  /// Whether the checkpoint has versions of the key; the cursor then stands at its newest.
  private(set) var isStored = false

  private init(
    _ range: KeyRange, active: Generation, frozen: Generation?, session: ReadSession, cursor: IndexCursor
  ) {
    self.active = active
    self.frozen = frozen
    self.session = session
    self.range = range
    self.cursor = cursor
    activePlace = active.tree.seek(range.start)
    frozenPlace = frozen.map { $0.tree.seek(range.start) } ?? KeyTree.Place(leaf: 0, slot: 0)
  }

  static func begin(
    _ range: KeyRange, active: Generation, frozen: Generation?, session: ReadSession
  ) throws(LMDBError) -> KeyWalk {
    var walk = KeyWalk(
      range, active: active, frozen: frozen, session: session, cursor: try session.indexCursor())
    KeyEncoding.encode(range.start, into: &walk.encoded)
    try walk.cursor.seek(walk.encoded, at: .beyondAll)
    try walk.readStoredKey()
    return walk
  }

  deinit { session.giveBack(cursor) }

  private mutating func readStoredKey() throws(LMDBError) {
    if cursor.isValid { try cursor.key(into: &storedKey) }
  }

  /// To the next key in the range; false at its end.
  mutating func next() throws(LMDBError) -> Bool {
    if isStoredSpent {
      if !isCursorPast { try cursor.nextKey(&encoded) }
      try readStoredKey()
      isStoredSpent = false
    }
    var least: [UInt8]?
    if cursor.isValid { least = storedKey }
    let activeEntry = active.tree.isEnd(activePlace) ? nil : active.tree.entry(activePlace)
    if let activeEntry, least == nil || KeyOrder.precedes(activeEntry.key, least ?? []) {
      least = activeEntry.key
    }
    var frozenEntry: KeyTree.Entry?
    if let frozen, !frozen.tree.isEnd(frozenPlace) { frozenEntry = frozen.tree.entry(frozenPlace) }
    if let frozenEntry, least == nil || KeyOrder.precedes(frozenEntry.key, least ?? []) {
      least = frozenEntry.key
    }
    guard let found = least, isBeforeEnd(found) else { return false }
    isStored = cursor.isValid && storedKey == found
    isStoredSpent = isStored
    isCursorPast = false
    activeHead = -1
    frozenHead = -1
    if let activeEntry, activeEntry.key == found {
      activeHead = activeEntry.head
      active.tree.advance(&activePlace)
    }
    if let frozenEntry, let frozen, frozenEntry.key == found {
      frozenHead = frozenEntry.head
      frozen.tree.advance(&frozenPlace)
    }
    key = found
    return true
  }

  private func isBeforeEnd(_ key: [UInt8]) -> Bool {
    switch range.end {
    case .single: key == range.start
    case .before(let outside): KeyOrder.precedes(key, outside)
    case .unbounded: true
    }
  }

  /// What is found of a key at a revision, without making it a value yet.
  enum Found {
    case inMemory(Generation, Int)
    case stored(IndexRecord)

    var isDeletion: Bool {
      switch self {
      case .inMemory(let generation, let index): generation.log[index].isDeletion
      case .stored(let record): record.isDeletion
      }
    }

    func info(key: [UInt8]) -> VersionInfo {
      switch self {
      case .inMemory(let generation, let index): generation.log[index].info
      case .stored(let record): record.info(key: key)
      }
    }
  }

  /// The newest version of the current key at or before `bound`, deletions included. Once for each key.
  mutating func newest(atOrBefore bound: Revision) throws(LMDBError) -> Found? {
    let inActive = active.log.newest(from: activeHead, atOrBefore: bound)
    if inActive >= 0 { return .inMemory(active, Int(inActive)) }
    if let frozen {
      let inFrozen = frozen.log.newest(from: frozenHead, atOrBefore: bound)
      if inFrozen >= 0 { return .inMemory(frozen, Int(inFrozen)) }
    }
    guard isStored else { return nil }
    guard try cursor.skip(to: bound, &encoded) else {
      isCursorPast = true
      return nil
    }
    return .stored(try cursor.record())
  }

  /// Visits the versions of the current key before `bound`, newest first, deletions included, until `visit`
  /// returns false. Once for each key.
  mutating func versions(
    before bound: Revision, _ visit: (Found, Revision) throws(LMDBError) -> Bool
  ) throws(LMDBError) {
    var last = bound
    for (generation, head) in [(active, activeHead), (frozen ?? active, frozen == nil ? -1 : frozenHead)] {
      var index = generation.log.newest(from: head, atOrBefore: last.predecessor)
      while index >= 0 {
        last = generation.log.revision(Int(index))
        guard try visit(.inMemory(generation, Int(index)), last) else { return }
        index = generation.log[Int(index)].previous
      }
    }
    guard isStored else { return }
    guard try cursor.skip(to: last.predecessor, &encoded) else {
      isCursorPast = true
      return
    }
    cursor.copyEncoded(&encoded)
    repeat {
      guard try visit(.stored(try cursor.record()), cursor.revision) else { return }
      try cursor.next()
    } while cursor.isAt(encoded)
    isCursorPast = true
  }
}
