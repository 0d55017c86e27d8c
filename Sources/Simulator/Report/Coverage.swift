/// Situations that are rare in life and that a run of many seeds must have been in, each at least once:
/// "sometimes" assertions. A fault that is never injected, or code that is never reached, proves nothing.
package struct Coverage: Sendable {
  package enum Situation: String, CaseIterable, Sendable {
    case leaderElected = "a leader was elected"
    case leaderReplaced = "a leader was replaced by another"
    case checkpoint = "a checkpoint was written"
    case compaction = "a compaction was applied"
    case snapshotSent = "a snapshot was streamed"
    case snapshotInstalled = "a snapshot was installed"
    case restartWithLog = "a member restarted with a log to replay"
    case restartTornTail = "a restart dropped a torn tail"
    case crashInWrite = "a crash came in the middle of a write"
    case ownIdentity = "a member without its data took a new identity"
    case damageWaited = "a damaged member asked the others for theirs"
    case damageSetAside = "a member set damaged data aside"
    case keyspaceRotAtStart = "a start found the keyspace damaged"
    case keyspaceRotInUse = "the keyspace was found damaged in use"
    case lostMemberReplaced = "a lost member is replaced"
    case failedSync = "a failed sync stopped a member"
    case diskFull = "a full disk held up the log"
    case applyBlocked = "a full disk held up applying"
    case blockedLeaderLeft = "a leader that could not apply handed over"
    case roomAgain = "checkpoints found room again"
    case proposalRetried = "a proposal outlived its leader"
    case callUnknown = "a client never learned what became of its call"
    case callRetried = "a client tried its call elsewhere"
    case leaseExpired = "a lease expired"
    case leaseRenewed = "a lease was renewed"
    case watchResumed = "a watch was resumed elsewhere"
    case watchCompacted = "a watch was ended by a compaction"
    case watchCaughtUp = "a watch read history"
    case readAtRevision = "a past revision was read"
    case readCompacted = "a compacted revision was refused"
    case txnFailedCompare = "a transaction's compare failed"
    case clockJumped = "a clock jumped"
    case configurationChanged = "a member came back with other settings"
    case paused = "a member was paused"
    case partitioned = "members were partitioned"
    case connectionReset = "a connection closed while its leader lived"
    case ambushed = "a fault came at the worst moment"
    case leadershipTransferred = "leadership was handed over"
    case livenessReached = "a majority recovered once the faults stopped"
  }

  package private(set) var counts: [Situation: UInt64] = [:]

  package init() {}

  mutating func reach(_ situation: Situation) {
    counts[situation, default: 0] += 1
  }

  package mutating func add(_ other: Coverage) {
    for (situation, count) in other.counts { counts[situation, default: 0] += count }
  }

  package var missed: [Situation] { Situation.allCases.filter { counts[$0] == nil } }
}
