package import HTTP2
package import Keyspace
package import Member

/// etcd's errors as clients recognise them: its codes, and texts that their libraries compare.
package enum EtcdError {
  package static let emptyKey = GRPCStatus(.invalidArgument, "etcdserver: key is not provided")
  package static let keyNotFound = GRPCStatus(.invalidArgument, "etcdserver: key not found")
  package static let valueProvided = GRPCStatus(.invalidArgument, "etcdserver: value is provided")
  package static let leaseProvided = GRPCStatus(.invalidArgument, "etcdserver: lease is provided")
  package static let tooManyOperations = GRPCStatus(
    .invalidArgument, "etcdserver: too many operations in txn request")
  package static let duplicateKey = GRPCStatus(
    .invalidArgument, "etcdserver: duplicate key given in txn request")
  package static let invalidSortOption = GRPCStatus(.invalidArgument, "etcdserver: invalid sort option")
  package static let invalidCompare = GRPCStatus(
    .invalidArgument, "etcdserver: a compare has a result or target that this server does not know")
  package static let compacted = GRPCStatus(
    .outOfRange, "etcdserver: mvcc: required revision has been compacted")
  package static let futureRevision = GRPCStatus(
    .outOfRange, "etcdserver: mvcc: required revision is a future revision")
  package static let requestTooLarge = GRPCStatus(.invalidArgument, "etcdserver: request is too large")
  package static let tooManyRequests = GRPCStatus(.resourceExhausted, "etcdserver: too many requests")
  package static let answerTooLarge = GRPCStatus(
    .resourceExhausted, "trying to send message larger than max (512 MiB); read in parts, with a limit")
  package static let snapshotNotTaken = GRPCStatus(
    .deadlineExceeded,
    "etcdserver: the snapshot was taken too slowly for the keyspace to wait; take it again, from nearer by")
  package static let leaseNotFound = GRPCStatus(.notFound, "etcdserver: requested lease not found")
  package static let leaseExists = GRPCStatus(.failedPrecondition, "etcdserver: lease already exists")
  package static let leaseTTLTooLarge = GRPCStatus(.outOfRange, "etcdserver: too large lease TTL")
  package static let noLeader = GRPCStatus(.unavailable, "etcdserver: no leader")
  package static let notLeader = GRPCStatus(.failedPrecondition, "etcdserver: not leader")
  package static let badTransferTarget = GRPCStatus(
    .failedPrecondition, "etcdserver: bad leader transferee")
  package static let timedOut = GRPCStatus(.unavailable, "etcdserver: request timed out")
  package static let timedOutLeaderLost = GRPCStatus(
    .unavailable, "etcdserver: request timed out, possibly due to previous leader failure")
  package static let stopped = GRPCStatus(.unavailable, "etcdserver: server stopped")
  package static let corrupt = GRPCStatus(.dataLoss, "etcdserver: corrupt cluster")

  /// A message that is no protobuf of its type. The code is grpc-go's; the text is for a client's author.
  package static func malformed(_ error: WireError) -> GRPCStatus {
    GRPCStatus(.internalError, "the request is not a protobuf message of the method's type: \(error)")
  }

  package static func unimplemented(_ what: String, instead: String) -> GRPCStatus {
    GRPCStatus(.unimplemented, "etcdserver: \(what) is not implemented by this server yet; \(instead)")
  }
}

extension GRPCStatus {
  package init(_ error: KeyspaceError) {
    switch error {
    case .compacted: self = EtcdError.compacted
    case .futureRevision: self = EtcdError.futureRevision
    case .keyNotFound: self = EtcdError.keyNotFound
    case .leaseNotFound: self = EtcdError.leaseNotFound
    case .leaseExists: self = EtcdError.leaseExists
    case .leaseTTLTooLarge: self = EtcdError.leaseTTLTooLarge
    case .valueProvided: self = EtcdError.valueProvided
    case .leaseProvided: self = EtcdError.leaseProvided
    case .emptyKey: self = EtcdError.emptyKey
    case .duplicateKey: self = EtcdError.duplicateKey
    case .tooManyOperations: self = EtcdError.tooManyOperations
    case .answerTooLarge: self = EtcdError.answerTooLarge
    case .corrupt, .unreadable: self = EtcdError.corrupt
    }
  }

  package init(_ error: RequestError) {
    switch error {
    case .noLeader: self = EtcdError.noLeader
    case .notLeader: self = EtcdError.notLeader
    case .timedOut: self = EtcdError.timedOut
    case .timedOutLeaderLost: self = EtcdError.timedOutLeaderLost
    case .overloaded: self = EtcdError.tooManyRequests
    case .tooLarge: self = EtcdError.requestTooLarge
    case .stopping: self = EtcdError.stopped
    case .keyspace(let error): self.init(error)
    case .badTransferTarget: self = EtcdError.badTransferTarget
    }
  }
}
