/// All that a `Raft` can ask of its shell, in the order in which it must be done. The shell interprets these in
/// one place.
package enum Output: Sendable {
  /// Make durable, then answer `Input.persisted(ticket)`. Never blocks what comes after it in the list.
  case persist(Persist)
  /// Messages to one peer keep their order; any may be lost.
  case send(Message, to: MemberID)
  /// Everything up to here is final, is to be applied in order, and never changes (StateMachineSafety).
  /// It may run ahead of this member's own disk.
  case committed(upTo: LogIndex)
  /// The proposal stands in this leader's log at this position. It is decided when an entry is applied there:
  /// done if the terms agree, void if they differ.
  case proposalAccepted(RequestID, at: LogPosition)
  case proposalRefused(RequestID, ProposalRefusal)
  /// The reads may be served as soon as the state machine has applied `index`.
  case readReady([RequestID], at: LogIndex)
  case readRefused([RequestID], ProposalRefusal)
  /// Role, term or known leader changed; the last one in a list holds.
  case statusChanged(Status)
  /// Read entries from `from` on, at most `maxBytes` of payload (at least one entry), for this peer.
  case loadEntries(for: MemberID, from: LogIndex, maxBytes: Int)
  /// The peer needs what the log no longer holds: stream it a checkpoint. `Input.snapshotStreamEnded` ends it.
  case sendSnapshot(to: MemberID)
  /// Put the received snapshot in the state machine's place, then answer `Input.snapshotInstalled`. All entries
  /// of the log are to be forgotten: it ends before the snapshot or disagrees with it.
  case installSnapshot(SnapshotDescriptor)
  case membershipChanged(Membership)
  case membershipRefused(RequestID, ProposalRefusal)
  /// The leader counts on entries up to `promised`, which this member has acknowledged as durable to it, and the
  /// log ends at `last`: the disk has lost them. The member is to end here, and its data must not vote again.
  case lostEntries(last: LogIndex, promised: LogIndex)
}

/// One write of the log. A first entry at or below the log's last index replaces all from there on.
package struct Persist: Sendable {
  package var ticket: PersistTicket
  /// nil when term and vote are as they were.
  package var hardState: HardState?
  package var entries: [Entry]
  /// What is known to be committed; a hint that lets a restart apply sooner, and needs no sync of its own.
  package var commit: LogIndex

  package init(ticket: PersistTicket, hardState: HardState?, entries: [Entry], commit: LogIndex) {
    self.ticket = ticket
    self.hardState = hardState
    self.entries = entries
    self.commit = commit
  }

  /// Whether anything waits for it to be durable.
  package var needsSync: Bool { hardState != nil || !entries.isEmpty }
}

package enum ProposalRefusal: Error, Hashable, Sendable {
  /// Not the leader; the leader, where one is known, is the one to ask.
  case notLeader(leader: MemberID?, term: Term)
  /// Leadership is being handed over: ask again after the next change of leader.
  case transferring
  /// More bytes are uncommitted than the limit allows; ask again when some are committed.
  case overloaded
  /// The payload is over the limit and will never be taken.
  case tooLarge(bytes: Int, limit: Int)
  /// This leader has not committed an entry of its own term yet, or another change is under way.
  case notReady
  case invalid(String)
}

package enum Role: Hashable, Sendable {
  case follower, preCandidate, candidate, leader, learner
}

package struct Status: Hashable, Sendable {
  package var role: Role
  package var term: Term
  package var leader: MemberID?

  package init(role: Role, term: Term, leader: MemberID?) {
    self.role = role
    self.term = term
    self.leader = leader
  }
}
