/// Milliseconds of a monotonic clock, from any start. Who has a finer clock rounds up for grants, renewals and
/// promotions, and down when asking what has expired, so that rounding never ends a lease early.
package typealias LeaseInstant = UInt64

/// How leases are timed; the defaults are etcd's.
package struct LeaseTiming: Hashable, Sendable {
  /// At most so many leases are revoked in a second, so that a mass of them expiring at once stalls nothing.
  package var revocationsPerSecond = 1000
  /// An expired lease whose revocation has not been applied after so many milliseconds is named again.
  package var retryMilliseconds: UInt64 = 3000
  /// Leases with more seconds left than this have them written to the log this often.
  package var checkpointSeconds: Int64 = 300

  package init() {}

  /// When a lease with so many seconds left is to be written to the log; nil: not at all.
  func checkpointAt(_ now: LeaseInstant, seconds: Int64) -> LeaseInstant? {
    seconds > checkpointSeconds ? now &+ Self.milliseconds(checkpointSeconds) : nil
  }

  static func milliseconds(_ seconds: Int64) -> UInt64 {
    UInt64(clamping: min(seconds, Apply.maxLeaseTTL)) &* 1000
  }
}

/// What a renewal did.
package enum LeaseRenewal: Hashable, Sendable {
  /// `clearsCheckpoint`: a checkpoint of 0 seconds is to be replicated, since the remaining time that the
  /// keyspace holds is too short now.
  case renewed(ttl: Int64, clearsCheckpoint: Bool)
  /// It has expired and its revocation is on the way; nothing can bring it back.
  case expired
  case notFound
  /// Only the leader renews.
  case notLeading
}
