internal import LMDB

/// The keyspace at one moment: two generations in memory over a checkpoint. Given to the body of
/// `VersionStore.read`, and of no use after it.
package struct StoreReader: VersionReading {
  package let position: StorePosition
  let active: Generation
  let frozen: Generation?
  let session: ReadSession

  // MARK: Keys

  package func version(of key: [UInt8], at revision: Int64) throws(KeyspaceError) -> VersionInfo? {
    let found = try newest(of: key, atOrBefore: .end(of: revision))
    return found.flatMap { $0.isDeletion ? nil : $0 }
  }

  /// Deletions included.
  func newest(of key: [UInt8], atOrBefore bound: Revision) throws(KeyspaceError) -> VersionInfo? {
    try find(key, atOrBefore: bound)?.info(key: key)
  }

  func find(_ key: [UInt8], atOrBefore bound: Revision) throws(KeyspaceError) -> KeyWalk.Found? {
    if let index = active.newest(of: key, atOrBefore: bound) { return .inMemory(active, index) }
    if let frozen, let index = frozen.newest(of: key, atOrBefore: bound) { return .inMemory(frozen, index) }
    return try reading { () throws(LMDBError) in
      KeyEncoding.encode(key, into: &session.encoded)
      let cursor = try session.indexCursor()
      defer { session.giveBack(cursor) }
      try cursor.seek(session.encoded, at: bound)
      guard cursor.isAt(session.encoded) else { return nil }
      // Pages have no checksum of their own: in a damaged one, a search may end anywhere.
      guard cursor.revision <= bound else {
        throw .corrupt("a version that is not in its place in the index")
      }
      return .stored(try cursor.record())
    }
  }

  package func visit(
    _ range: KeyRange, at revision: Int64, maxScanned: Int,
    _ visit: (VersionInfo) throws(KeyspaceError) -> Bool
  ) throws(KeyspaceError) -> [UInt8]? {
    if case .single = range.end {
      if let found = try version(of: range.start, at: revision) { _ = try visit(found) }
      return nil
    }
    if range.isEmpty { return nil }
    var scanned = 0
    var walk = try walk(range)
    let bound = Revision.end(of: revision)
    while true {
      let found: VersionInfo?
      do throws(LMDBError) {
        guard try walk.next() else { return nil }
        let newest = try walk.newest(atOrBefore: bound)
        found = newest.flatMap { $0.isDeletion ? nil : $0.info(key: walk.key) }
      } catch {
        throw KeyspaceError(error)
      }
      if let found { guard try visit(found) else { return walk.key } }
      scanned += 1
      if scanned >= maxScanned { return walk.key }
    }
  }

  package func count(_ range: KeyRange, at revision: Int64) throws(KeyspaceError) -> Int64 {
    if case .single = range.end { return try version(of: range.start, at: revision) == nil ? 0 : 1 }
    if range.isEmpty { return 0 }
    var walk = try walk(range)
    let bound = Revision.end(of: revision)
    return try reading { () throws(LMDBError) in
      var count: Int64 = 0
      while try walk.next() {
        if let newest = try walk.newest(atOrBefore: bound), !newest.isDeletion { count += 1 }
      }
      return count
    }
  }

  func walk(_ range: KeyRange) throws(KeyspaceError) -> KeyWalk {
    do throws(LMDBError) {
      return try KeyWalk.begin(range, active: active, frozen: frozen, session: session)
    } catch {
      throw KeyspaceError(error)
    }
  }

  package func value(of version: VersionInfo) throws(KeyspaceError) -> [UInt8] {
    if version.isDeletion || version.valueLength == 0 { return [] }
    if let index = active.log.find(version.revision) { return active.log[index].value }
    if let frozen, let index = frozen.log.find(version.revision) { return frozen.log[index].value }
    return try reading { () throws(LMDBError) in
      let handle = try session.handle()
      return try RevisionRecord.value(of: version, handle, session.databases)
    }
  }

  // MARK: Leases

  package func lease(_ id: LeaseID) throws(KeyspaceError) -> StoredLease? {
    for generation in [active, frozen] {
      switch generation?.leases[id] {
      case .set(let lease): return lease
      case .removed: return nil
      case nil: continue
      }
    }
    return try reading { () throws(LMDBError) in
      try LeaseRecord.read(id, try session.handle(), session.databases)
    }
  }

  package func leases() throws(KeyspaceError) -> [StoredLease] {
    var changes = frozen?.leases ?? [:]
    changes.merge(active.leases) { _, newer in newer }
    var result: [StoredLease] = try reading { () throws(LMDBError) in
      var stored: [StoredLease] = []
      var cursor = try Cursor(try session.handle(), session.databases.leases)
      var found = try cursor.first()
      while found {
        let lease = try LeaseRecord.decode(key: cursor.key, cursor.value)
        if changes[lease.id] == nil { stored.append(lease) }
        found = try cursor.next()
      }
      return stored
    }
    for case .set(let lease) in changes.values { result.append(lease) }
    return result.sorted { $0.id < $1.id }
  }

  package func keys(of lease: LeaseID) throws(KeyspaceError) -> [[UInt8]] {
    var added: [Revision: [UInt8]] = [:]
    var removed: Set<Revision> = []
    for generation in [frozen, active] {
      guard let changes = generation?.attachments[lease] else { continue }
      added.merge(changes.added) { _, newer in newer }
      for revision in changes.removed { added[revision] = nil }
      removed.formUnion(changes.removed)
    }
    var keys = Array(added.values)
    try reading { () throws(LMDBError) in
      let handle = try session.handle()
      for revision in try LeaseRecord.attachments(lease, handle, session.databases) {
        // A checkpoint just committed repeats what the frozen generation holds.
        if removed.contains(revision) || added[revision] != nil { continue }
        keys.append(try RevisionRecord.read(revision, wants: [.key], handle, session.databases).info.key)
      }
    }
    return keys.sorted(by: KeyOrder.precedes)
  }
}

/// Turns what goes wrong below into the error that stops the member.
func reading<R>(_ body: () throws(LMDBError) -> R) throws(KeyspaceError) -> R {
  do throws(LMDBError) { return try body() } catch { throw KeyspaceError(error) }
}

extension KeyspaceError {
  init(_ error: LMDBError) {
    self = error.isCorruption ? .corrupt(error.description) : .unreadable(error.description)
  }
}
