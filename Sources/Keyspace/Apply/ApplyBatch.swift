/// One committed entry of the log; an entry without a command (a new leader's first) has an empty payload.
package struct CommittedEntry: Sendable {
  package var index: UInt64
  package var term: UInt64
  /// Ends with a command as `CommandCodec` wrote it, or with nothing.
  package var payload: [UInt8]
  /// Where in `payload` the command begins.
  package var start: Int

  package init(index: UInt64, term: UInt64, payload: [UInt8], start: Int = 0) {
    precondition(start <= payload.count, "a command that begins behind its entry")
    self.index = index
    self.term = term
    self.payload = payload
    self.start = start
  }
}

package struct EntryOutcome: Sendable {
  package var index: UInt64
  package var term: UInt64
  /// nil for an entry without a command.
  package var result: Result<CommandResult, KeyspaceError>?
  /// The keyspace's revision right after the entry, for the response header.
  package var revision: Int64
}

/// What a batch of entries did, in order.
package struct AppliedBatch: Sendable {
  /// One for each entry.
  package var outcomes: [EntryOutcome] = []
  /// For watchers: each revision that the batch made, whole.
  package var changes: [RevisionEvents] = []
  package var leaseChanges: [LeaseChange] = []
  /// Where the batch left the keyspace.
  package var position: StorePosition
}

extension Apply {
  /// Applies committed entries and moves the writer's applied index and term with the data they are about
  /// (AppliedIndexAtomic). Throws `corrupt` when an entry does not decode: only `CommandCodec` writes
  /// entries, so the log is damaged or newer than this build, and the member must stop.
  package static func apply(
    _ entries: [CommittedEntry], to writer: inout some VersionWriting, collectsPrevious: Bool
  ) throws(KeyspaceError) -> AppliedBatch {
    var batch = AppliedBatch(position: writer.position)
    batch.outcomes.reserveCapacity(entries.count)
    var previousBytes = 0
    for entry in entries {
      precondition(
        entry.index == writer.position.appliedIndex &+ 1,
        "entry \(entry.index) follows \(writer.position.appliedIndex): the log is applied without gaps")
      var result: Result<CommandResult, KeyspaceError>?
      if entry.start < entry.payload.count {
        let command = try CommandCodec.decode(entry.payload, from: entry.start)
        let applied = try apply(
          command, to: &writer,
          collectsPrevious: collectsPrevious && previousBytes < WriteRun.maxPreviousBytes)
        previousBytes += applied.previousBytes
        result = applied.result
        if let events = applied.events { batch.changes.append(events) }
        batch.leaseChanges.append(contentsOf: applied.leaseChanges)
      }
      var position = writer.position
      position.appliedIndex = entry.index
      position.appliedTerm = entry.term
      position.rollingHash = RollingHash.continued(
        position.rollingHash, index: entry.index, term: entry.term, payload: entry.payload[entry.start...],
        position: position, accepted: (try? result?.get()) != nil)
      writer.setPosition(position)
      batch.outcomes.append(
        EntryOutcome(index: entry.index, term: entry.term, result: result, revision: position.revision))
    }
    batch.position = writer.position
    return batch
  }
}
