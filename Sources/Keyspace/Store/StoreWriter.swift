internal import Failpoints
internal import LMDB

/// The keyspace for the apply thread: reads see what has been appended so far. Given to the body of
/// `VersionStore.write`, and of no use after it.
package struct StoreWriter: VersionWriting {
  /// Where in memory the last version lies that was looked up: apply asks for its value next.
  private final class Memory {
    var place: (revision: Revision, generation: Generation, index: Int)?
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
    let found = try below.find(key, atOrBefore: .end(of: revision))
    if case .inMemory(let generation, let index) = found {
      memory.place = (generation.log.revision(index), generation, index)
    }
    return found.flatMap { $0.isDeletion ? nil : $0.info(key: key) }
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
    if let place = memory.place, place.revision == version.revision {
      return place.generation.log[place.index].value
    }
    return try below.value(of: version)
  }

  package func lease(_ id: LeaseID) throws(KeyspaceError) -> StoredLease? { try below.lease(id) }
  package func leases() throws(KeyspaceError) -> [StoredLease] { try below.leases() }
  package func keys(of lease: LeaseID) throws(KeyspaceError) -> [[UInt8]] { try below.keys(of: lease) }

  // MARK: Write

  package mutating func append(
    _ info: VersionInfo, value: [UInt8], replacing before: VersionInfo?
  ) throws(KeyspaceError) {
    precondition(
      info.revision.main > below.position.revision && info.revision.sub >= 0
        && info.revision.sub < Int64(UInt32.max), "a version appended at a revision of the past")
    precondition(
      before.map { $0.key == info.key && $0.revision < info.revision && !$0.isDeletion } ?? true,
      "a version takes the place of another key's, or of none that lives")
    below.active.append(
      DeltaVersion(
        key: info.key, value: value, revision: info.revision, createRevision: info.createRevision,
        version: info.version, lease: info.lease, isDeletion: info.isDeletion))
    if let before, before.lease != 0 { below.active.detach(before.revision, from: before.lease) }
    if info.lease != 0, !info.isDeletion { below.active.attach(info.key, info.revision, to: info.lease) }
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
    Failpoints.reach(.applyAfterEntry)
  }
}
