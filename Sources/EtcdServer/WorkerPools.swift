package import NIOPosix

/// The threads for work that would hold up an event loop. Each kind has its own, so that much of one doesn't
/// hold up the others.
package final class WorkerPools: Sendable {
  /// Ranges of many pages, txns over ranges, lists of leases.
  package let reads = NIOThreadPool(numberOfThreads: 2)
  /// What watches catch up with.
  package let history = NIOThreadPool(numberOfThreads: 1)
  /// Hashes of the whole keyspace.
  package let hashes = NIOThreadPool(numberOfThreads: 1)
  /// Snapshots for clients.
  package let snapshots = NIOThreadPool(numberOfThreads: 2)

  private var all: [NIOThreadPool] { [reads, history, hashes, snapshots] }

  package init() {
    for pool in all { pool.start() }
  }

  package func shutdown() async {
    for pool in all { try? await pool.shutdownGracefully() }
  }
}
