internal import Bytes
internal import LMDB

package struct KeyspaceHash: Hashable, Sendable {
  package var hash: UInt32
  package var compactRevision: Int64
  package var hashRevision: Int64
}

extension VersionStore {
  /// A sum over every version that can be read between the compaction and `revision` (0 or less: the newest):
  /// the same on every member, whatever it has checkpointed or taken off its disk. Values go in by the
  /// checksum that the index holds of them. Runs in pages; a compaction meanwhile starts it anew.
  package func hashKV(at revision: Int64) throws(KeyspaceError) -> KeyspaceHash {
    let wanted = revision > 0 ? revision : position.revision
    while true {
      let compactRevision = position.compactRevision
      var sum = HashSum(from: compactRevision, through: wanted)
      var isDone = false
      while !isDone, sum.isValid {
        isDone = try read { (reader) throws(KeyspaceError) in try sum.page(reader) }
      }
      if sum.isValid {
        return KeyspaceHash(hash: sum.hash, compactRevision: compactRevision, hashRevision: wanted)
      }
    }
  }
}

private struct HashSum {
  private static let pageLength = 1024
  /// Keys that a page looks at, whether they have a version to sum or not.
  private static let maxScanned = 4096

  let compactRevision: Int64
  let through: Int64
  private(set) var hash: UInt32 = 0
  /// False once a compaction has overtaken it.
  private(set) var isValid = true
  /// Where the next page begins: versions of this key before this revision.
  private var key: [UInt8] = []
  private var bound: Revision
  private var bytes = ByteWriter(capacity: 256)

  init(from compactRevision: Int64, through: Int64) {
    self.compactRevision = compactRevision
    self.through = through
    bound = Revision(main: through &+ 1)
  }

  /// Returns whether this was the last one.
  mutating func page(_ reader: StoreReader) throws(KeyspaceError) -> Bool {
    let position = reader.position
    if through > position.revision { throw .futureRevision(current: position.revision) }
    if through < position.compactRevision { throw .compacted(compactRevision: position.compactRevision) }
    if position.compactRevision != compactRevision {
      isValid = false
      return true
    }
    var walk = try reader.walk(KeyRange(start: key, end: .unbounded))
    do throws(LMDBError) {
      var count = 0
      var scanned = 0
      while try walk.next() {
        if walk.key != key {
          key = walk.key
          bound = Revision(main: through &+ 1)
        }
        var isPageFull = false
        try walk.versions(before: bound) { (found, revision) throws(LMDBError) in
          bound = revision
          if revision.main < compactRevision, found.isDeletion { return false }
          add(found, revision)
          count += 1
          isPageFull = count >= HashSum.pageLength
          return !isPageFull && revision.main > compactRevision
        }
        if isPageFull {
          // What is at or before the compaction has one version to show, and that was it.
          if bound.main <= compactRevision { bound = Revision(main: 0) }
          return false
        }
        scanned += 1
        if scanned >= HashSum.maxScanned {
          bound = Revision(main: 0)
          return false
        }
      }
      return true
    } catch {
      throw KeyspaceError(error)
    }
  }

  private mutating func add(_ found: KeyWalk.Found, _ revision: Revision) {
    let record: IndexRecord
    switch found {
    case .inMemory(let generation, let index): record = IndexRecord(generation.log[index])
    case .stored(let stored): record = stored
    }
    bytes.removeAll()
    bytes.prefixed(key)
    bytes.fixed(revision.main)
    bytes.fixed(revision.sub)
    bytes.flag(record.isDeletion)
    if !record.isDeletion {
      bytes.fixed(record.createRevision)
      bytes.fixed(record.version)
      bytes.fixed(record.lease)
      bytes.fixed(UInt64(record.valueLength))
      bytes.fixed(record.valueChecksum)
    }
    hash = CRC32C.sum(bytes.bytes, seed: hash)
  }
}
