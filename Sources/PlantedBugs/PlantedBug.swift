/// Bugs that implementations of consensus and of stores really had, one switch each. A build with
/// `-DPLANTED_BUGS` can be told to have one of them, which the simulator must then find; in every other build
/// `Planted.has` is constantly false, and nothing of them is left.
public enum PlantedBug: String, CaseIterable, Sendable {
  // Consensus.
  case commitsOldTermByCounting = "commits-old-term-by-counting"
  case votesTwice = "votes-twice"
  case votesForShorterLog = "votes-for-shorter-log"
  case votesBeforeDurable = "votes-before-durable"
  case acknowledgesBeforeDurable = "acknowledges-before-durable"
  case campaignsBeforeDurable = "campaigns-before-durable"
  case readsWithoutQuorum = "reads-without-quorum"
  case readsBeforeOwnCommit = "reads-before-own-commit"
  case readsOwnCommitAtFollower = "reads-own-commit-at-follower"
  case commitsBeyondAgreement = "commits-beyond-agreement"
  case keepsConflictingSuffix = "keeps-conflicting-suffix"
  case staysProbing = "stays-probing"
  case deafToPreVotes = "deaf-to-pre-votes"
  // The log on disk.
  case reportsBeforeSync = "reports-before-sync"
  case skipsHardState = "skips-hard-state"
  case resetLosesVote = "reset-loses-vote"
  case cutsBeyondCheckpoint = "cuts-beyond-checkpoint"
  case acceptsTornBatch = "accepts-torn-batch"
  // The keyspace.
  case appliedIndexAhead = "applied-index-ahead"
  case comparesOnlyFirst = "compares-only-first"
  case deleteKeepsVersion = "delete-keeps-version"
  case revokeForgetsKeys = "revoke-forgets-keys"
  case rangeMiscounts = "range-miscounts"
  case servesCompacted = "serves-compacted"
  case previousIsNew = "previous-is-new"
  // Leases.
  case leaseForgetsRenewal = "lease-forgets-renewal"
  case leaseEndsAtHandover = "lease-ends-at-handover"
  // Watches.
  case watchRepeatsRevision = "watch-repeats-revision"
  case watchSkipsRevision = "watch-skips-revision"
  case progressAheadOfEvents = "progress-ahead-of-events"
  case watchIgnoresFilter = "watch-ignores-filter"
  // The member.
  case proposesAgainTooSoon = "proposes-again-too-soon"
  case takesForwardsTwice = "takes-forwards-twice"
  case readsLocally = "reads-locally"
  case trustsNewDirectory = "trusts-new-directory"
}

public enum Planted {
  #if PLANTED_BUGS
    /// Set once, before anything runs that asks.
    nonisolated(unsafe) private static var bug: PlantedBug?

    public static let isPossible = true

    public static func plant(_ planted: PlantedBug?) { bug = planted }

    public static func has(_ asked: PlantedBug) -> Bool { bug == asked }
  #else
    public static let isPossible = false

    public static func plant(_ planted: PlantedBug?) {}

    @inlinable @inline(__always)
    public static func has(_ asked: PlantedBug) -> Bool { false }
  #endif
}
