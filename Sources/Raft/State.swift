/// What a member is, with only what belongs to it (§5.1).
enum State: Sendable {
  case follower(Follower)
  case preCandidate(PreCandidate)
  case candidate(Candidate)
  case leader(Leader)
}

struct Follower: Sendable {
  enum Contact: Sendable {
    case none
    /// `wakesAt`: when to look whether this member is held up (`excuseLateness`).
    case heard(MemberID, at: MonotonicTime, wakesAt: MonotonicTime)
    /// Its connection closed: it is most likely dead.
    case suspected(MemberID)
  }

  var contact: Contact
  /// When to campaign.
  var deadline: MonotonicTime
  /// The log is known to agree with this term's leader's up to here.
  var agreed: LogIndex
  /// What the leader was last told to be durable; nil before the first append of the term was accepted.
  var reported: LogIndex?
  var reads = ForwardedReads()
  /// A pre-vote that was refused for the leader's sake; granted after all when the leader is suspected.
  var declined: DeclinedPreVote?

  /// When a tick is due.
  var wakesAt: MonotonicTime {
    if case .heard(_, _, let wakesAt) = contact { min(wakesAt, deadline) } else { deadline }
  }

  var leader: MemberID? {
    switch contact {
    case .heard(let leader, _, _): leader
    case .none, .suspected: nil
    }
  }
}

extension Follower {
  mutating func hear(_ contact: Contact, until deadline: MonotonicTime) {
    self.contact = contact
    self.deadline = deadline
    declined = nil
  }
}

struct DeclinedPreVote: Sendable {
  var candidate: MemberID
  var request: VoteRequest
  var term: Term
  var at: MonotonicTime
}

struct PreCandidate: Sendable {
  var votes = Votes()
  var since: MonotonicTime
  var deadline: MonotonicTime
}

struct Candidate: Sendable {
  var votes = Votes()
  var since: MonotonicTime
  var deadline: MonotonicTime
  var isTransfer: Bool
  /// Requests go out once the log that they tell of is durable.
  var hasAsked = false
}

struct Votes: Sendable {
  private(set) var granted: [MemberID] = []
  private(set) var refused: [MemberID] = []

  /// A grant stands; a refusal may be followed by a grant.
  mutating func record(_ member: MemberID, granted isGranted: Bool) {
    if isGranted {
      refused.removeAll { $0 == member }
      if !granted.contains(member) { granted.append(member) }
    } else if !granted.contains(member), !refused.contains(member) {
      refused.append(member)
    }
  }

  func hasWon(in membership: Membership) -> Bool {
    membership.hasQuorum { granted.contains($0) }
  }

  func hasLost(in membership: Membership) -> Bool {
    !membership.hasQuorum { !refused.contains($0) }
  }
}

struct Leader: Sendable {
  /// The first entry of the leader's own term; committing it commits what is before it.
  let termStart: LogIndex
  /// In the order of their IDs.
  var peers: [Peer]
  var heartbeatDeadline: MonotonicTime
  var uncommittedBytes = 0
  var reads = ReadRounds()
  var transfer: Transfer?

  func position(of id: MemberID) -> Int? {
    peers.firstIndex { $0.id == id }
  }
}

struct Transfer: Sendable {
  let target: MemberID
  let deadline: MonotonicTime
  var hasAsked = false
}

extension State {
  /// Where the leader has the peer; nil in other roles. Holds no copy of the peers, so that they can be changed
  /// in place.
  func position(of peer: MemberID) -> Int? {
    if case .leader(let leader) = self { leader.position(of: peer) } else { nil }
  }

  /// The leader's state, changed in place; nil and unchangeable in other roles.
  var leader: Leader? {
    get {
      if case .leader(let leader) = self { leader } else { nil }
    }
    _modify {
      var taken: Leader?
      if case .leader(let leader) = self { taken = leader }
      // The payload must be held once only, or each change would copy the peers.
      if taken != nil { self = .candidate(.placeholder) }
      defer { if let taken { self = .leader(taken) } }
      yield &taken
    }
  }

  var follower: Follower? {
    get {
      if case .follower(let follower) = self { follower } else { nil }
    }
    _modify {
      var taken: Follower?
      if case .follower(let follower) = self { taken = follower }
      if taken != nil { self = .candidate(.placeholder) }
      defer { if let taken { self = .follower(taken) } }
      yield &taken
    }
  }
}

extension Candidate {
  /// Stands for a payload that is being changed.
  static let placeholder = Candidate(
    since: .distantFuture, deadline: .distantFuture, isTransfer: false)
}
