/// What a `Raft` is told once. Durations are in nanoseconds, sizes in bytes of payload.
package struct RaftConfiguration: Sendable {
  package var id: MemberID
  /// How often a leader is heard from, with or without work.
  package var heartbeatInterval: UInt64
  /// For how long a silent leader is believed in; an election starts one to two of these after its last sign.
  package var electionTimeout: UInt64
  /// How far apart the survivors of a leader whose connections closed begin their campaigns.
  package var suspicionStagger: UInt64
  /// A leader whose disk has not answered for so long steps down.
  package var diskStallTimeout: UInt64
  /// Appends under way to one peer that it has not made durable yet.
  package var maxInflightMessages: Int
  package var maxInflightBytes: Int
  /// One append's payloads; a single entry may be larger.
  package var maxMessageBytes: Int
  /// Payloads that the leader has taken and not committed; beyond it proposals are refused as `.overloaded`.
  package var maxUncommittedBytes: Int
  /// One proposal's payload; beyond it the proposal is refused as `.tooLarge`.
  package var maxEntryBytes: Int
  /// Payloads kept in memory for peers that lag; what is uncommitted or not applied stays beyond it.
  package var maxCachedBytes: Int
  /// Who shall rather lead: a member of higher priority campaigns sooner. 0 where none is given.
  package var priorities: [MemberID: Int]
  /// IDs that agree in these bits are of one configured member, and share its priority.
  package var seatMask: UInt64
  /// For the core's own generator. Must differ at each start of a member, or names of reads could repeat.
  package var seed: UInt64

  package init(
    id: MemberID,
    heartbeatInterval: UInt64 = 30_000_000,
    electionTimeout: UInt64 = 150_000_000,
    suspicionStagger: UInt64 = 5_000_000,
    diskStallTimeout: UInt64 = 2_000_000_000,
    maxInflightMessages: Int = 256,
    maxInflightBytes: Int = 16 << 20,
    maxMessageBytes: Int = 1 << 20,
    maxUncommittedBytes: Int = 64 << 20,
    maxEntryBytes: Int = 2 << 20,
    maxCachedBytes: Int = 32 << 20,
    priorities: [MemberID: Int] = [:],
    seatMask: UInt64 = .max,
    seed: UInt64
  ) {
    precondition(
      heartbeatInterval > 0 && heartbeatInterval < electionTimeout, "heartbeats must fit a timeout")
    precondition(
      maxInflightMessages > 0 && maxInflightBytes > 0 && maxMessageBytes > 0, "nothing could be sent")
    self.id = id
    self.heartbeatInterval = heartbeatInterval
    self.electionTimeout = electionTimeout
    self.suspicionStagger = suspicionStagger
    self.diskStallTimeout = diskStallTimeout
    self.maxInflightMessages = maxInflightMessages
    self.maxInflightBytes = maxInflightBytes
    self.maxMessageBytes = maxMessageBytes
    self.maxUncommittedBytes = maxUncommittedBytes
    self.maxEntryBytes = maxEntryBytes
    self.maxCachedBytes = maxCachedBytes
    self.priorities = priorities
    self.seatMask = seatMask
    self.seed = seed
  }

  package func priority(of member: MemberID) -> Int {
    priorities.first { ($0.key.rawValue ^ member.rawValue) & seatMask == 0 }?.value ?? 0
  }
}
