extension Raft {
  mutating func persisted(_ ticket: PersistTicket) {
    durability.persisted(ticket)
    while let first = deferred.first, first.ticket <= ticket {
      deferred.removeFirst()
      outputs.append(.send(first.message, to: first.to))
    }
    continueCampaign()
  }

  mutating func stateMachineApplied(_ index: LogIndex) {
    precondition(index <= committed, "applied what is not committed")
    applied = max(applied, index)
    evict()
  }

  mutating func evict() {
    // What the disk doesn't hold yet could not be read from there.
    log.evict(beyond: configuration.maxCachedBytes, upTo: min(applied, committed, durability.index))
  }

  mutating func cutLog(to descriptor: SnapshotDescriptor) {
    guard descriptor.position.index > log.cut.index else { return }
    precondition(descriptor.position.index <= applied, "cutting above what is applied")
    log.cut(to: descriptor)
  }
}
