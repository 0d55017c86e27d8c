import Keyspace
package import NIOCore

/// Bounds on what the services take and do; etcd's defaults.
package struct ServiceLimits: Sendable {
  /// Bytes of one request's message.
  package var maxRequestBytes = 3 << 19
  package var maxTxnOperations = 128
  /// Compares and operations above which a txn is not even read; room for txns within txns, whose shape is
  /// checked later.
  package var maxDecodedOperations: Int { max(128, maxTxnOperations).multipliedClamping(by: 100) }
  /// How long a proposal or a read's confirmation may take: etcd's 5 s and two election timeouts.
  package var requestTimeout: TimeAmount = .seconds(7)
  /// Seconds; shorter leases are granted this long: one and a half election timeouts, rounded up.
  package var minLeaseTTL: Int64 = 2
  package var maxLeaseTTL: Int64 = 9_000_000_000
  package var progressInterval: TimeAmount = .minutes(10)
  /// How long without a leader ends streams that ask for one (`hasleader`): three election timeouts.
  package var leaderLossTolerance: TimeAmount = .seconds(3)
  /// Bytes of one watch answer above which a fragmenting watch's answer is split: etcd's bound, a request and
  /// 512 KiB.
  package var watchFragmentBytes: Int { maxRequestBytes + (512 << 10) }
  /// Bytes of one watch answer that can't be split, above which its watch ends; as other answers.
  package var watchAnswerBytes = RangeScan.maxAnswerBytes
  /// Bytes of one stream of answers that may wait for its client before it gets no more for now; no less than
  /// the transport's own high-water mark, whose `writable` starts it again.
  package var watchBufferBytes = 1 << 20
  /// Leases of one stream that wait for their keep-alive; above it the stream is ended. etcd's client keeps
  /// all its leases alive over one stream.
  package var maxKeepAlivesInFlight = 100_000
  /// Ranges of more than one page that run at the same time; more are refused.
  package var maxLargeReads = 256
  /// Bytes of one message of a snapshot stream.
  package var snapshotChunkBytes = 256 << 10
  /// Snapshot streams at the same time; each has a thread that copies.
  package var maxSnapshots = 8
  /// How long a snapshot's client may leave what was sent to it before the stream ends: until then pages that
  /// the keyspace frees can't be used again.
  package var snapshotPatience: TimeAmount = .seconds(30)

  package init() {}
}

extension Int {
  fileprivate func multipliedClamping(by other: Int) -> Int {
    let (product, overflows) = multipliedReportingOverflow(by: other)
    return overflows ? .max : product
  }
}
