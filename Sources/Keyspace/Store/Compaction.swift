internal import Failpoints
internal import LMDB

extension VersionStore {
  /// Takes up to `maxRevisions` versions' worth of what the last durable compaction made unreadable off the
  /// disk, in one transaction; what has been done is kept in that transaction. Returns whether more is left.
  ///
  /// A version at r is no longer needed once its key has a newer one at or before the compact revision. So
  /// the walk over the history from where it stopped last has only to look, for each version, at what came
  /// before it under the same key: its work grows with the new versions, not with the keyspace. A deletion
  /// goes with what it hid, but for one at the compact revision itself, which a watch from there may still
  /// ask for.
  ///
  /// A backlog is taken in larger steps, up to 32 times `maxRevisions`: more versions then share a page that is
  /// written, and what is compacted doesn't fall behind what is put.
  package func compactStep(maxRevisions: Int) throws(StoreError) -> Bool {
    try maintain { () throws(StoreError) in
      let target = meta.position.compactRevision
      guard meta.compactedBefore.main < target else { return false }
      let start = meta
      let (result, tally) = try writing { (transaction, databases) throws(LMDBError) in
        let tally = ContentTally(start.content, scan: scan)
        let least = max(maxRevisions, 1)
        let share = Int(clamping: (target - start.compactedBefore.main) / 8)
        let result = try CompactionStep.run(
          start, maxRevisions: min(max(share, least), least * 32), transaction, databases, tally)
        return (result, tally)
      }
      Failpoints.reach(.compactionCommitted)
      scan = tally.scan
      lock.lockAlone()
      defer { lock.unlock() }
      meta = result
      return meta.compactedBefore.main < target
    }
  }
}

private enum CompactionStep {
  private struct Candidate {
    var revision: Revision
    /// As the index has it.
    var key: [UInt8]
    var isDeletion: Bool
  }

  static func run(
    _ start: MetaRecord, maxRevisions: Int, _ transaction: borrowing WriteTransaction, _ databases: Databases,
    _ tally: ContentTally
  ) throws(LMDBError) -> MetaRecord {
    let target = start.position.compactRevision
    let (candidates, next) = try gather(
      from: start.compactedBefore, through: target, maxRevisions, transaction.handle, databases)
    var writer = IndexWriter(databases, tally)
    for candidate in newest(candidates) {
      try treat(candidate, target: target, &writer, transaction, databases, tally)
    }
    var result = start
    result.compactedBefore = next
    result.content = tally.sums
    try result.write(transaction, databases.meta)
    Failpoints.reach(.compactionBeforeCommit)
    return result
  }

  /// The versions to look at, and where the next step goes on: at the compact revision itself when this one
  /// ends the walk, since a deletion there stays until the next compaction.
  private static func gather(
    from: Revision, through target: Int64, _ maxRevisions: Int, _ handle: TransactionHandle,
    _ databases: Databases
  ) throws(LMDBError) -> ([Candidate], next: Revision) {
    var candidates: [Candidate] = []
    var cursor = try Cursor(handle, databases.revisions)
    var start: [UInt8] = []
    RevisionRecord.key(from, chunk: 0, into: &start)
    var found = try withBytes(start) { (start) throws(LMDBError) in try cursor.seek(start) }
    while found {
      let (revision, chunk) = try RevisionRecord.place(cursor.key)
      if revision.main > target { break }
      if chunk == 0 {
        if candidates.count >= maxRevisions { return (candidates, revision) }
        let first = try RecordChecksum.verified(key: cursor.key, record: cursor.value, "a version")
        let info = try RevisionRecord.decode(revision, first: first, wants: [.key], handle, databases).info
        var key: [UInt8] = []
        KeyEncoding.encode(info.key, into: &key)
        candidates.append(Candidate(revision: revision, key: key, isDeletion: info.isDeletion))
      }
      found = try cursor.next()
    }
    return (candidates, Revision(main: target))
  }

  /// One of each key, the newest, which all that came before it go with; in the order of the index, so that a
  /// page of it is changed once.
  private static func newest(_ candidates: [Candidate]) -> [Candidate] {
    let sorted = candidates.sorted { left, right in
      left.key == right.key ? left.revision < right.revision : left.key.lexicographicallyPrecedes(right.key)
    }
    return sorted.indices.lazy.filter { $0 + 1 == sorted.count || sorted[$0 + 1].key != sorted[$0].key }
      .map { sorted[$0] }
  }

  private static func treat(
    _ candidate: Candidate, target: Int64, _ writer: inout IndexWriter,
    _ transaction: borrowing WriteTransaction, _ databases: Databases, _ tally: ContentTally
  ) throws(LMDBError) {
    for older in try versions(before: candidate.revision, of: candidate.key, transaction.handle, databases) {
      try remove(candidate.key, older, &writer, transaction, databases, tally)
    }
    if candidate.isDeletion, candidate.revision.main < target {
      try remove(candidate.key, candidate.revision, &writer, transaction, databases, tally)
    }
  }

  private static func versions(
    before revision: Revision, of encoded: [UInt8], _ handle: TransactionHandle, _ databases: Databases
  ) throws(LMDBError) -> [Revision] {
    let cursor = try IndexCursor(handle, databases)
    var result: [Revision] = []
    try cursor.seek(encoded, at: revision.predecessor)
    while cursor.isAt(encoded) {
      result.append(cursor.revision)
      try cursor.next()
    }
    return result
  }

  private static func remove(
    _ encoded: [UInt8], _ revision: Revision, _ writer: inout IndexWriter,
    _ transaction: borrowing WriteTransaction, _ databases: Databases, _ tally: ContentTally
  ) throws(LMDBError) {
    try writer.remove(encoded, revision, transaction)
    try RevisionRecord.delete(revision, in: transaction, databases, tally)
  }
}
