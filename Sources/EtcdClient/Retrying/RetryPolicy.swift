package import HTTP2
package import NIOCore

/// What is known of a call that failed.
package struct CallFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package let status: GRPCStatus
  /// The member surely did nothing: nothing was sent, or it said that it refused. False means "perhaps".
  package let isSurelyUndone: Bool

  package init(_ status: GRPCStatus, isSurelyUndone: Bool) {
    self.status = status
    self.isSurelyUndone = isSurelyUndone
  }

  package var description: String {
    status.message.isEmpty ? "\(status.code)" : "\(status.code): \(status.message)"
  }
}

/// Which failures are tried again, at which endpoint, and when. A read may always be repeated. A write only
/// when the failed try surely did nothing: repeating one that took effect would apply it twice, or undo what
/// another client wrote in between.
package struct RetryPolicy: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case read, write
  }

  package enum Decision: Hashable, Sendable {
    case fail
    /// At another endpoint where there is one.
    case retry(after: TimeAmount)
  }

  /// Tries of one call, the first one included.
  package var maxTries: Int
  /// Before the third try; the second goes out at once. Doubles with each, up to `maxPause`.
  package var firstPause: TimeAmount
  package var maxPause: TimeAmount

  package init(
    maxTries: Int = 100, firstPause: TimeAmount = .milliseconds(2), maxPause: TimeAmount = .milliseconds(50)
  ) {
    self.maxTries = maxTries
    self.firstPause = firstPause
    self.maxPause = maxPause
  }

  /// `tries`: how many there were, at least one.
  package func decide(_ failure: CallFailure, kind: Kind, tries: Int) -> Decision {
    guard tries < maxTries, Self.isTransient(failure.status) else { return .fail }
    guard kind == .read || failure.isSurelyUndone else { return .fail }
    if tries == 1 { return .retry(after: .zero) }
    let doubled = firstPause.nanoseconds << min(tries - 2, 20)
    return .retry(after: .nanoseconds(min(doubled, maxPause.nanoseconds)))
  }

  /// Whether another member, or this one a little later, may well answer differently.
  static func isTransient(_ status: GRPCStatus) -> Bool {
    switch status.code {
    case .unavailable: true
    // A member of a cluster without a leader says so under several codes.
    case .unknown, .failedPrecondition, .internalError:
      saysUndone(status.message) || status.message.hasPrefix("etcdserver: leader changed")
    default: false
    }
  }

  /// Whether the one who ended the call with this status surely did nothing of it.
  package static func isSurelyUndone(_ status: GRPCStatus) -> Bool {
    status.isUnprocessed || saysUndone(status.message)
  }

  /// What members say before anything was proposed (etcd's rpctypes; "not leader" and "stopping" are Tern's
  /// own refusals). Not among them: "request timed out", "leader changed" and "server stopped", after which
  /// the proposal may still commit.
  static func saysUndone(_ message: String) -> Bool {
    message.hasPrefix("etcdserver: no leader") || message.hasPrefix("etcdserver: not leader")
      || message.hasPrefix("etcdserver: stopping")
      || message.hasPrefix("etcdserver: rpc not supported for learner")
      || message.hasPrefix("raft proposal dropped")
      || message.hasPrefix("etcdserver: too many requests")
  }
}
