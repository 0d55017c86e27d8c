package import NIOCore

/// Bounds on what the services take and do; etcd's defaults.
package struct ServiceLimits: Sendable {
  /// Bytes of one request's message.
  package var maxRequestBytes = 3 << 19
  package var maxTxnOperations = 128
  /// How long a proposal or a read's confirmation may take: etcd's 5 s and two election timeouts.
  package var requestTimeout: TimeAmount = .seconds(7)
  /// Seconds; shorter leases are granted this long: one and a half election timeouts, rounded up.
  package var minLeaseTTL: Int64 = 2
  package var maxLeaseTTL: Int64 = 9_000_000_000
  package var progressInterval: TimeAmount = .minutes(10)
  /// How long without a leader ends streams that ask for one (`hasleader`): three election timeouts.
  package var leaderLossTolerance: TimeAmount = .seconds(3)
  /// Bytes of one watch answer above which a fragmenting watch's answer is split.
  package var watchFragmentBytes = 2 << 20
  /// Bytes of one stream of answers that may wait for its client before it gets no more for now; no less than
  /// the transport's own high-water mark, whose `writable` starts it again.
  package var watchBufferBytes = 1 << 20
  /// Keep-alives of one stream that wait for an answer; above it the stream is ended.
  package var maxKeepAlivesInFlight = 4096
  /// Ranges of more than one page that run at the same time; more are refused.
  package var maxLargeReads = 256
  /// Bytes of one message of a snapshot stream.
  package var snapshotChunkBytes = 256 << 10

  package init() {}
}
