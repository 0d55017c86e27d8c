/// What a member allows its clients and itself. Sizes are bytes.
package struct Limits: Hashable, Sendable {
  /// The largest request a client may send, and so the largest entry of the log (and value).
  package var maxRequestBytes = 1_572_864
  /// Operations in one branch of a transaction.
  package var maxTransactionOperations = 128
  /// Calls and streams under way on one client connection.
  package var maxConcurrentStreams = 8_192
  /// Proposals that wait for their commit, in bytes; more is refused as overload.
  package var maxUncommittedBytes = 64 << 20
  /// Replication messages to one follower that it hasn't answered yet.
  package var maxInflightMessages = 256
  /// The same in bytes.
  package var maxInflightBytes = 16 << 20
  /// Entries in one replication message, in bytes; a larger entry makes its own.
  package var maxMessageBytes = 1 << 20
  /// Changes in memory above the last checkpoint; when it is full, writes wait for the checkpoint.
  package var deltaBytes = 64 << 20
  package var logSegmentBytes = 64 << 20
  /// What the log keeps below the newest checkpoint for a follower that was away: at most so many bytes
  package var logKeepBytes = 256 << 20
  /// and at most so many entries.
  package var logKeepEntries = 100_000
  package var snapshotChunkBytes = 256 << 10

  package init() {}
}
