internal import Failpoints
internal import LMDB
internal import PlantedBugs

extension VersionStore {
  /// Makes everything applied until now durable, with `blobs` (those not named keep what they were) in the
  /// same transaction; they are asked for once it is settled what the checkpoint holds, so they are never older.
  /// Returns the position that a crash will now leave. Readers and the apply thread wait only while generations
  /// are swapped.
  package func checkpoint(blobs: (() -> [String: [UInt8]])? = nil) throws(StoreError) -> StorePosition {
    try maintain { () throws(StoreError) in
      // One that found no space is brought to its end as it was begun.
      if let begun { try write(begun) }
      freeze(blobs)
      Failpoints.reach(.checkpointFrozen)
      guard let begun else { return meta.position }
      try write(begun)
      return begun.position
    }
  }

  /// After `noSpace` the same generation stays frozen, for the next try.
  private func write(_ checkpoint: BegunCheckpoint) throws(StoreError) {
    let position = checkpoint.position
    var next = meta
    next.position = position
    if Planted.has(.appliedIndexAhead), position.appliedIndex > 3 { next.position.appliedIndex += 1 }
    let tally = try writing { (transaction, databases) throws(LMDBError) in
      let tally = ContentTally(meta.content, scan: scan)
      try CheckpointWriting.write(
        checkpoint.frozen, compactRevision: position.compactRevision, transaction, databases, tally)
      for (name, bytes) in checkpoint.blobs {
        try BlobRecord.write(name, bytes, transaction, databases, tally)
      }
      next.content = tally.sums
      try next.write(transaction, databases.meta)
      if let code = Failpoints.failure(at: .checkpointBeforeCommit) {
        throw LMDBError(code: code, operation: "committing to \(directory)")
      }
      return tally
    }
    Failpoints.reach(.checkpointCommitted)
    thaw(next)
    scan = tally.scan
    begun = nil
    // Releasing a generation takes milliseconds, which is why it ends with the caller's and not under the lock.
    withExtendedLifetime(checkpoint) {}
  }

  private func freeze(_ blobs: (() -> [String: [UInt8]])?) {
    lock.lockAlone()
    defer { lock.unlock() }
    precondition(core.frozen == nil, "a checkpoint begun before the one before it ended")
    if core.active.isEmpty, core.position == meta.position, blobs == nil { return }
    begun = BegunCheckpoint(frozen: core.active, position: core.position, blobs: blobs?() ?? [:])
    core.frozen = core.active
    core.active = Generation()
    publish()
  }

  private func thaw(_ next: MetaRecord) {
    lock.lockAlone()
    defer { lock.unlock() }
    meta = next
    core.frozen = nil
    publish()
  }
}

/// A checkpoint whose generation is frozen and not yet durable.
struct BegunCheckpoint {
  let frozen: Generation
  let position: StorePosition
  let blobs: [String: [UInt8]]
}

/// Writes a frozen generation; may run twice when the map has to grow in between.
private enum CheckpointWriting {
  static func write(
    _ generation: Generation, compactRevision: Int64, _ transaction: borrowing WriteTransaction,
    _ databases: Databases, _ tally: ContentTally
  ) throws(LMDBError) {
    let dropped = superseded(generation, compactRevision: compactRevision)
    var scratch = WriteScratch()
    try writeRevisions(generation, dropped, transaction, databases, tally, &scratch)
    try writeIndex(generation, dropped, transaction, databases, tally, &scratch)
    for (id, change) in generation.leases.sorted(by: { $0.key < $1.key }) {
      switch change {
      case .set(let lease): try LeaseRecord.write(lease, transaction, databases, tally)
      case .removed: try LeaseRecord.remove(id, transaction, databases, tally)
      }
    }
    for (id, changes) in generation.attachments {
      for revision in changes.removed { try LeaseRecord.detach(id, revision, transaction, databases, tally) }
      for revision in changes.added.keys {
        try LeaseRecord.attach(id, revision, transaction, databases, tally)
      }
    }
  }

  /// Versions that a compaction has already made unreadable: they need never reach the disk. A deletion
  /// always does, for the versions on the disk that it hides.
  private static func superseded(_ generation: Generation, compactRevision: Int64) -> [Bool] {
    let log = generation.log
    guard !log.isEmpty, log.revision(0).main <= compactRevision else { return [] }
    var dropped = [Bool](repeating: false, count: log.count)
    for index in 0..<log.count where log.revision(index).main <= compactRevision {
      let previous = Int(log[index].previous)
      if previous >= 0, !log[previous].isDeletion { dropped[previous] = true }
    }
    return dropped
  }

  private static func writeRevisions(
    _ generation: Generation, _ dropped: [Bool], _ transaction: borrowing WriteTransaction,
    _ databases: Databases, _ tally: ContentTally, _ scratch: inout WriteScratch
  ) throws(LMDBError) {
    var cursor = try transaction.cursor(databases.revisions)
    for index in 0..<generation.log.count where dropped.isEmpty || !dropped[index] {
      try RevisionRecord.write(generation.log[index], with: &cursor, tally, scratch: &scratch)
    }
  }

  private static func writeIndex(
    _ generation: Generation, _ dropped: [Bool], _ transaction: borrowing WriteTransaction,
    _ databases: Databases, _ tally: ContentTally, _ scratch: inout WriteScratch
  ) throws(LMDBError) {
    var writer = IndexWriter(databases, tally)
    var place = generation.tree.start
    while !generation.tree.isEnd(place) {
      let entry = generation.tree.entry(place)
      KeyEncoding.encode(entry.key, into: &scratch.encoded)
      var index = entry.head
      while index >= 0 {
        if dropped.isEmpty || !dropped[Int(index)] {
          try writer.put(scratch.encoded, IndexRecord(generation.log[Int(index)]), transaction)
        }
        index = generation.log[Int(index)].previous
      }
      generation.tree.advance(&place)
    }
  }
}
