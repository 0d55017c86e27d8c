/// What the log replicates: every change of the keyspace, and nothing that a clock or a random number of one
/// member's has a say in.
package enum Command: Hashable, Sendable {
  case put(PutRequest)
  case delete(DeleteRequest)
  case txn(TxnRequest)
  case compact(revision: Int64)
  /// The id is never 0 here: whoever proposes has chosen one.
  case leaseGrant(id: LeaseID, ttl: Int64)
  case leaseRevoke(id: LeaseID)
  /// Remaining seconds of leases as the leader sees them, so that a change of leader does not renew them.
  case leaseCheckpoint([LeaseRemaining])
}

package struct LeaseRemaining: Hashable, Sendable {
  package var id: LeaseID
  package var seconds: Int64

  package init(id: LeaseID, seconds: Int64) {
    self.id = id
    self.seconds = seconds
  }
}

package enum CommandResult: Hashable, Sendable {
  case put(previous: KeyValue?)
  case delete(deleted: Int64, previous: [KeyValue])
  case txn(TxnResult)
  case compact
  case leaseGrant(id: LeaseID, ttl: Int64)
  case leaseRevoke
  case leaseCheckpoint
}

package struct TxnResult: Hashable, Sendable {
  package enum OperationResult: Hashable, Sendable {
    case range(RangeResult)
    case put(previous: KeyValue?)
    case delete(deleted: Int64, previous: [KeyValue])
    indirect case txn(TxnResult)
  }

  package var succeeded: Bool
  package var results: [OperationResult]

  package init(succeeded: Bool, results: [OperationResult]) {
    self.succeeded = succeeded
    self.results = results
  }
}

/// A request that the keyspace refuses, on every member alike. The server turns each into etcd's code and
/// text.
package enum KeyspaceError: Error, Hashable, Sendable {
  /// `etcdserver: mvcc: required revision has been compacted`
  case compacted(compactRevision: Int64)
  /// `etcdserver: mvcc: required revision is a future revision`
  case futureRevision(current: Int64)
  case keyNotFound
  case leaseNotFound
  case leaseExists
  case leaseTTLTooLarge
  case valueProvided
  case leaseProvided
  case emptyKey
  case duplicateKey
  case tooManyOperations
  /// The answer would take more than `RangeScan.maxAnswerBytes`.
  case answerTooLarge
  /// Stored bytes fail their checksum or do not decode: this member must stop serving.
  case corrupt(String)
  /// The disk, or the operating system, refused to give what is stored, or it is another version's: this member
  /// must stop serving, but nothing is known to be damaged.
  case unreadable(String)
}
