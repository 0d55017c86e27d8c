package import Keyspace
package import NIOCore
package import Raft

/// What the etcd services see of the member that they run in. Calls may come from any thread; a completion
/// always runs on the event loop that was given.
package protocol ServingMember: AnyObject, Sendable {
  var identity: MemberIdentity { get }
  var keyspace: Keyspace { get }
  /// A copy of what the consensus loop last published; never blocks on it.
  var status: MemberStatus { get }

  /// Replicates and applies `command`, here or through the leader, and completes once it is applied on this
  /// member. A change of leader on the way is ridden out: the command is proposed again when, and only when,
  /// its first try is known to be void.
  func propose(
    _ command: Command, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<CommandOutcome, RequestError>) -> Void)

  /// Completes as soon as a read of this member's keyspace is linearizable with respect to this call.
  func confirmRead(
    timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<Void, RequestError>) -> Void)

  /// Renews a lease on the leader and gives its TTL in seconds; `.keyspace(.leaseNotFound)` when it is gone.
  func renewLease(
    _ id: LeaseID, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<Int64, RequestError>) -> Void)

  /// A lease's remaining and granted seconds as the leader sees them.
  func leaseTimeToLive(
    _ id: LeaseID, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<LeaseTime, RequestError>) -> Void)

  func transferLeadership(
    to target: MemberID, timeout: TimeAmount, on eventLoop: any EventLoop,
    completion: @escaping @Sendable (Result<Void, RequestError>) -> Void)

  /// Calls `body` on `eventLoop` with every batch of applied changes, in order and without gaps, from
  /// `startRevision` (returned: the last revision that is NOT part of the feed) on. For the watch shards: one a
  /// loop, for the life of the member.
  func followChanges(
    on eventLoop: any EventLoop, body: @escaping @Sendable (AppliedChanges) -> Void
  ) -> EventLoopFuture<Int64>

  /// So many more (or, negative, fewer) watches want the versions before the events that they get. Events
  /// applied while there are none come without, and so may a few after the first one.
  func changePreviousWanted(by count: Int)
}

package struct MemberIdentity: Hashable, Sendable {
  package var clusterID: UInt64
  package var memberID: MemberID
  package var name: String

  package init(clusterID: UInt64, memberID: MemberID, name: String) {
    self.clusterID = clusterID
    self.memberID = memberID
    self.name = name
  }
}

/// What one applied batch changed, for watchers: revisions in order, and the bounds that moved with them.
package struct AppliedChanges: Sendable {
  package var changes: [RevisionEvents]
  /// The keyspace's revision after the batch; progress may be announced up to here once `changes` are out.
  package var revision: Int64
  package var compactRevision: Int64

  package init(changes: [RevisionEvents], revision: Int64, compactRevision: Int64) {
    self.changes = changes
    self.revision = revision
    self.compactRevision = compactRevision
  }
}

package struct CommandOutcome: Sendable {
  package var result: Result<CommandResult, KeyspaceError>
  /// The keyspace's revision right after the command, for the response header.
  package var revision: Int64

  package init(result: Result<CommandResult, KeyspaceError>, revision: Int64) {
    self.result = result
    self.revision = revision
  }
}

package struct LeaseTime: Hashable, Sendable {
  package var remaining: Int64
  package var granted: Int64

  package init(remaining: Int64, granted: Int64) {
    self.remaining = remaining
    self.granted = granted
  }
}

/// Why a request got no answer from the keyspace.
package enum RequestError: Error, Hashable, Sendable {
  case noLeader
  case notLeader
  case timedOut
  /// Proposed to a leader that was lost, and its fate could not be learned in time.
  case timedOutLeaderLost
  case overloaded
  case tooLarge(bytes: Int, limit: Int)
  case stopping
  case keyspace(KeyspaceError)
  case badTransferTarget
}

package struct MemberStatus: Sendable {
  package struct Peer: Sendable {
    package var id: MemberID
    package var name: String
    package var peerURL: String
    package var clientURL: String
    package var isLearner: Bool
    package var isConnected: Bool

    package init(
      id: MemberID, name: String, peerURL: String, clientURL: String, isLearner: Bool, isConnected: Bool
    ) {
      self.id = id
      self.name = name
      self.peerURL = peerURL
      self.clientURL = clientURL
      self.isLearner = isLearner
      self.isConnected = isConnected
    }
  }

  package var raft: Status
  package var commitIndex: LogIndex
  package var appliedIndex: LogIndex
  package var lastLogIndex: LogIndex
  /// All members of the cluster, this one too.
  package var members: [Peer]
  package var leaderChanges: UInt64
  package var proposalsPending: Int
  package var proposalsFailed: UInt64

  package init(
    raft: Status, commitIndex: LogIndex, appliedIndex: LogIndex, lastLogIndex: LogIndex, members: [Peer],
    leaderChanges: UInt64, proposalsPending: Int, proposalsFailed: UInt64
  ) {
    self.raft = raft
    self.commitIndex = commitIndex
    self.appliedIndex = appliedIndex
    self.lastLogIndex = lastLogIndex
    self.members = members
    self.leaderChanges = leaderChanges
    self.proposalsPending = proposalsPending
    self.proposalsFailed = proposalsFailed
  }
}
