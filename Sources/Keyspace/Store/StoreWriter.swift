internal import LMDB

/// The keyspace for the apply thread: reads see what has been appended so far. Given to the body of
/// `VersionStore.write`, and of no use after it.
package struct StoreWriter: VersionWriting {
  /// The last key looked up or appended to, and its newest version, deletions included: apply asks for a key
  /// right before it appends to it, and for its value in between. A command's own reads may look below what it
  /// has appended, and are not remembered then: `appended` is that revision, from the first version on.
  private final class Memory {
    var appended: Int64 = 0
    var key: [UInt8]?
    var newest: VersionInfo?
    var place: (generation: Generation, index: Int)?
  }

  package private(set) var position: StorePosition
  private let below: StoreReader
  private let memory = Memory()

  init(_ below: StoreReader) {
    self.below = below
    position = below.position
  }

  // MARK: Read

  package func version(of key: [UInt8], at revision: Int64) throws(KeyspaceError) -> VersionInfo? {
    let bound = Revision.end(of: revision)
    let place = below.newestInMemory(of: key, atOrBefore: bound)
    let found: VersionInfo?
    if let (generation, index) = place {
      found = generation.log[index].info
    } else {
      found = try below.newestStored(of: key, atOrBefore: bound)
    }
    if revision >= max(position.revision, memory.appended) {
      memory.key = key
      memory.newest = found
      memory.place = place
    }
    return found.flatMap { $0.isDeletion ? nil : $0 }
  }

  /// `visit` must not append: gather what to change, and change it afterwards.
  package func visit(
    _ range: KeyRange, at revision: Int64, maxScanned: Int,
    _ visit: (VersionInfo) throws(KeyspaceError) -> Bool
  ) throws(KeyspaceError) -> [UInt8]? {
    try below.visit(range, at: revision, maxScanned: maxScanned, visit)
  }

  package func count(_ range: KeyRange, at revision: Int64) throws(KeyspaceError) -> Int64 {
    try below.count(range, at: revision)
  }

  package func value(of version: VersionInfo) throws(KeyspaceError) -> [UInt8] {
    if let place = memory.place, let newest = memory.newest, newest.revision == version.revision {
      return place.generation.log[place.index].value
    }
    return try below.value(of: version)
  }

  package func lease(_ id: LeaseID) throws(KeyspaceError) -> StoredLease? { try below.lease(id) }
  package func leases() throws(KeyspaceError) -> [StoredLease] { try below.leases() }
  package func keys(of lease: LeaseID) throws(KeyspaceError) -> [[UInt8]] { try below.keys(of: lease) }

  // MARK: Write

  package mutating func append(_ info: VersionInfo, value: [UInt8]) throws(KeyspaceError) {
    precondition(
      info.revision.main > below.position.revision && info.revision.sub >= 0
        && info.revision.sub < Int64(UInt32.max), "a version appended at a revision of the past")
    let before = try leaseBefore(info)
    below.active.append(
      DeltaVersion(
        key: info.key, value: value, revision: info.revision, createRevision: info.createRevision,
        version: info.version, lease: info.lease, isDeletion: info.isDeletion))
    if let before { below.active.detach(before.revision, from: before.lease) }
    if info.lease != 0, !info.isDeletion { below.active.attach(info.key, info.revision, to: info.lease) }
    memory.appended = info.revision.main
    memory.key = info.key
    memory.newest = info
    memory.place = (below.active, below.active.log.count - 1)
  }

  /// The living version that `info` takes the place of, when that is attached to a lease.
  private func leaseBefore(_ info: VersionInfo) throws(KeyspaceError) -> VersionInfo? {
    if info.version == 1, !info.isDeletion { return nil }
    let before =
      memory.key == info.key ? memory.newest : try below.newest(of: info.key, atOrBefore: .beyondAll)
    guard let before, !before.isDeletion, before.lease != 0 else { return nil }
    return before
  }

  package mutating func setLease(_ lease: StoredLease) throws(KeyspaceError) {
    below.active.set(lease)
  }

  package mutating func removeLease(_ id: LeaseID) throws(KeyspaceError) {
    below.active.remove(id)
  }

  package mutating func setPosition(_ position: StorePosition) {
    precondition(
      position.revision >= self.position.revision && position.appliedIndex >= self.position.appliedIndex
        && position.compactRevision >= self.position.compactRevision
        && position.compactRevision <= position.revision, "the keyspace's position must not go back")
    self.position = position
  }
}
