internal import LMDB
internal import PlantedBugs

extension VersionStore {
  /// Makes everything applied until now durable, with `blobs` (those not named keep what they were) in the
  /// same transaction. Returns the position that a crash will now leave. Readers and the apply thread wait
  /// only while generations are swapped.
  package func checkpoint(blobs: [String: [UInt8]] = [:]) throws(StoreError) -> StorePosition {
    try maintain { () throws(StoreError) in
      guard let (frozen, position) = freeze(evenUnchanged: !blobs.isEmpty) else { return meta.position }
      var next = meta
      next.position = position
      if Planted.has(.appliedIndexAhead), position.appliedIndex > 3 { next.position.appliedIndex += 1 }
      let (environment, databases) = environmentNow()
      try storing { () throws(LMDBError) in
        try environment.write { (transaction) throws(LMDBError) in
          try CheckpointWriting.write(
            frozen, compactRevision: position.compactRevision, transaction, databases)
          for (name, bytes) in blobs { try BlobRecord.write(name, bytes, transaction, databases.meta) }
          try next.write(transaction, databases.meta)
        }
      }
      thaw(next)
      // Releasing a generation takes milliseconds, which is why it ends here and not under the lock.
      withExtendedLifetime(frozen) {}
      return position
    }
  }

  private func freeze(evenUnchanged: Bool) -> (Generation, StorePosition)? {
    lock.lockAlone()
    defer { lock.unlock() }
    precondition(core.frozen == nil, "a checkpoint begun before the one before it ended")
    if core.active.isEmpty, core.position == meta.position, !evenUnchanged { return nil }
    let frozen = core.active
    core.frozen = frozen
    core.active = Generation()
    publish()
    return (frozen, core.position)
  }

  private func thaw(_ next: MetaRecord) {
    lock.lockAlone()
    defer { lock.unlock() }
    meta = next
    core.frozen = nil
    publish()
  }
}

/// Writes a frozen generation; may run twice when the map has to grow in between.
private enum CheckpointWriting {
  static func write(
    _ generation: Generation, compactRevision: Int64, _ transaction: borrowing WriteTransaction,
    _ databases: Databases
  ) throws(LMDBError) {
    let dropped = superseded(generation, compactRevision: compactRevision)
    var scratch = WriteScratch()
    try writeRevisions(generation, dropped, transaction, databases, &scratch)
    try writeIndex(generation, dropped, transaction, databases, &scratch)
    for (id, change) in generation.leases.sorted(by: { $0.key < $1.key }) {
      switch change {
      case .set(let lease): try LeaseRecord.write(lease, transaction, databases)
      case .removed: try LeaseRecord.remove(id, transaction, databases)
      }
    }
    for (id, changes) in generation.attachments {
      for revision in changes.removed { try LeaseRecord.detach(id, revision, transaction, databases) }
      for revision in changes.added.keys { try LeaseRecord.attach(id, revision, transaction, databases) }
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
    _ databases: Databases, _ scratch: inout WriteScratch
  ) throws(LMDBError) {
    var cursor = try transaction.cursor(databases.revisions)
    for index in 0..<generation.log.count where dropped.isEmpty || !dropped[index] {
      try RevisionRecord.write(generation.log[index], with: &cursor, scratch: &scratch)
    }
  }

  private static func writeIndex(
    _ generation: Generation, _ dropped: [Bool], _ transaction: borrowing WriteTransaction,
    _ databases: Databases, _ scratch: inout WriteScratch
  ) throws(LMDBError) {
    var writer = IndexWriter(databases)
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
