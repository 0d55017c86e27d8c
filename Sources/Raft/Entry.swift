/// One entry of the replicated log.
package struct Entry: Hashable, Sendable {
  package enum Kind: UInt8, Sendable {
    /// A leader's first entry of its term (§5.4.2, §8): it carries nothing and lets older entries commit.
    case empty = 0
    /// A command for the state machine; the core never looks inside.
    case command = 1
    /// A membership, encoded by `Membership.encoded`; in force from when it is appended (§4.1 of the thesis).
    case membership = 2
  }

  package var index: LogIndex
  package var term: Term
  package var kind: Kind
  package var payload: [UInt8]

  package init(index: LogIndex, term: Term, kind: Kind, payload: [UInt8]) {
    self.index = index
    self.term = term
    self.kind = kind
    self.payload = payload
  }

  package var position: LogPosition { LogPosition(index: index, term: term) }
}

/// What must be on disk before a message that depends on it leaves (§5.2: one vote a term).
package struct HardState: Hashable, Sendable {
  package var term: Term
  package var votedFor: MemberID?

  package init(term: Term = 0, votedFor: MemberID? = nil) {
    self.term = term
    self.votedFor = votedFor
  }
}

/// What a checkpoint of the state machine stands for: all entries up to `position`, and the membership then.
package struct SnapshotDescriptor: Hashable, Sendable {
  package var position: LogPosition
  package var membership: Membership

  package init(position: LogPosition, membership: Membership) {
    self.position = position
    self.membership = membership
  }
}
