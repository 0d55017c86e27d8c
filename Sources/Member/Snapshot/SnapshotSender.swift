package import Configuration
package import Keyspace
package import Logging
package import Raft

/// A whole snapshot that arrived, in a file.
struct ReceivedSnapshot: Sendable {
  var descriptor: SnapshotDescriptor
  var term: Term
  var path: String
}

/// What is to be sent, and to whom.
package struct SnapshotOrder: Sendable {
  /// A receiver that is silent for so long is given up.
  package static let patienceSeconds = 30
  /// Before another connection is tried.
  package static let pauseMilliseconds: UInt32 = 200
  package var target: Address
  package var hello: Hello
  /// The sender's.
  package var term: Term
  /// Names the stream: one of its parts is taken up only under the same name.
  package var name: UInt64
  package var membership: @Sendable () -> Membership
}

/// Sends checkpoints to members that the log can no longer help.
package protocol SnapshotSender: Sendable {
  /// Streams the newest checkpoint; `completion` runs on any thread.
  func send(_ order: SnapshotOrder, completion: @escaping @Sendable (Bool) -> Void)
  /// Ends streams at their next chunk.
  func stop()
}

/// Where the bytes of a snapshot come from.
package struct SnapshotSource: Sendable {
  let keyspace: Keyspace
  let chunkBytes: Int
  package let logger: Logger

  package func begin(_ order: SnapshotOrder) throws -> (stream: SnapshotStream, offer: SnapshotOffer) {
    let stream = try keyspace.store.snapshotStream(chunkBytes: chunkBytes, compacting: false)
    // After the stream has its position: one that is older than that would never be put right.
    let membership = order.membership()
    let offer = SnapshotOffer(
      term: order.term,
      position: LogPosition(index: stream.position.appliedIndex, term: stream.position.appliedTerm),
      membership: membership.encoded, name: order.name, size: 0)
    return (stream, offer)
  }
}
