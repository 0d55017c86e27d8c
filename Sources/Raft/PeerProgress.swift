/// What a leader knows of one peer, for metrics and tests.
package struct PeerProgress: Hashable, Sendable {
  package enum Mode: Hashable, Sendable {
    case probe, replicate, snapshot
  }

  package var id: MemberID
  package var mode: Mode
  /// Durable on the peer up to here.
  package var match: LogIndex
  /// The next entry to send.
  package var next: LogIndex
  package var inflightMessages: Int
  package var inflightBytes: Int
  package var isConnected: Bool
  package var lastHeard: MonotonicTime
}
