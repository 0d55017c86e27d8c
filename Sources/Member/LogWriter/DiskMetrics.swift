package import NIOCore
internal import Synchronization

/// How long the disk took, in the buckets that etcd gives its `etcd_disk_*_duration_seconds`: powers of two
/// from 1 ms on.
package final class DiskMetrics: Sendable {
  package static let bucketCount = 14

  package struct Snapshot: Sendable {
    /// Observations up to 1 ms, 2 ms, 4 ms, … 8,192 ms; not cumulative. Slower ones count in `count` only.
    package var buckets: [UInt64]
    package var count: UInt64
    package var nanoseconds: UInt64
  }

  private struct State {
    var buckets = [UInt64](repeating: 0, count: bucketCount)
    var count: UInt64 = 0
    var nanoseconds: UInt64 = 0
  }

  private let syncs = Mutex(State())
  private let checkpoints = Mutex(State())

  package init() {}

  package func recordSync(_ time: TimeAmount) {
    syncs.withLock { Self.record(time, in: &$0) }
  }

  package func recordCheckpoint(_ time: TimeAmount) {
    checkpoints.withLock { Self.record(time, in: &$0) }
  }

  package var sync: Snapshot { syncs.withLock { Self.snapshot($0) } }
  package var checkpoint: Snapshot { checkpoints.withLock { Self.snapshot($0) } }

  private static func record(_ time: TimeAmount, in state: inout State) {
    let nanoseconds = UInt64(max(0, time.nanoseconds))
    state.count += 1
    state.nanoseconds &+= nanoseconds
    var bound: UInt64 = 1_000_000
    for bucket in 0..<bucketCount {
      if nanoseconds <= bound {
        state.buckets[bucket] += 1
        return
      }
      bound *= 2
    }
  }

  private static func snapshot(_ state: State) -> Snapshot {
    Snapshot(buckets: state.buckets, count: state.count, nanoseconds: state.nanoseconds)
  }
}
