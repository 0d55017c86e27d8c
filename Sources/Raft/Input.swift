/// All that can happen to a `Raft`. Its shell turns sockets, disks and clocks into these, and nothing else.
package enum Input: Sendable {
  /// Time has passed; due at the latest at `Raft.nextDeadline`.
  case tick
  case message(Message, from: MemberID)
  /// The transport's connection with a peer was closed or reset; a leader that closes is suspected at once.
  case connectionClosed(MemberID)
  case connectionOpened(MemberID)
  /// Commands to append, in order. Each is answered by `proposalAccepted` or `proposalRefused`.
  case propose([Proposal])
  /// Linearizable reads that wait (§6.4 of the thesis). Each is answered by `readReady` or `readRefused`.
  case read([RequestID])
  /// All `Persist`s up to and including this ticket are durable.
  case persisted(PersistTicket)
  /// The state machine has applied everything up to here.
  case applied(LogIndex)
  /// The state machine can't apply anything for want of room on its disk (true), or can again.
  case stateMachineBlocked(Bool)
  /// The entries that `loadEntries` asked for, read from the log's disk; nil when they were cut meanwhile.
  case entriesLoaded(for: MemberID, from: LogIndex, entries: [Entry]?)
  /// A durable checkpoint exists at `position`, and the log below may be forgotten.
  case logCut(SnapshotDescriptor)
  /// The snapshot stream that `sendSnapshot` asked for has ended.
  case snapshotStreamEnded(to: MemberID, delivered: Bool)
  /// A whole snapshot of `leader`'s arrived and is verified, but is not installed yet: `installSnapshot` says
  /// whether it shall be.
  case snapshotReceived(SnapshotDescriptor, from: MemberID, term: Term)
  /// What `installSnapshot` asked for is durable, and the state machine stands at its position.
  case snapshotInstalled(SnapshotDescriptor)
  /// Hand leadership over, to whom the core finds best when nil (§3.10 of the thesis).
  case transferLeadership(to: MemberID?)
  case changeMembership(MembershipChange, id: RequestID)
}

/// A command on its way into the log.
package struct Proposal: Sendable {
  package var id: RequestID
  package var payload: [UInt8]

  package init(id: RequestID, payload: [UInt8]) {
    self.id = id
    self.payload = payload
  }
}

/// Tickets grow by one with each `Persist`; the storage completes them in order.
package typealias PersistTicket = UInt64
