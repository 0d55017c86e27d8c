internal import DequeModule

/// What a leader knows of one peer.
///
/// Invariants: `match` never falls in a term and is below what is sent next; entries above `match` that were sent
/// are in flight only in `replicate`.
struct Peer: Sendable {
  enum Mode: Sendable {
    /// Where the logs agree is unknown: one append at a time.
    case probe(Probe)
    /// The logs agree up to `next - 1`, as far as messages arrive: entries are sent as they come.
    case replicate(Replicate)
    /// The peer needs what the log no longer holds; a stream is under way.
    case snapshot
  }

  struct Probe: Sendable {
    var next: LogIndex
    /// The append is out, and is repeated when a heartbeat's answer shows that the peer lives.
    var isAwaiting = false
  }

  struct Replicate: Sendable {
    var next: LogIndex
    var inflight = Inflight()
    var sentCommit: LogIndex = 0
    /// `loadEntries` is out.
    var isLoading = false
  }

  let id: MemberID
  var match: LogIndex = 0
  var mode: Mode
  var lastHeard: MonotonicTime
  var isOpen: Bool
  /// The newest round of reads that the peer has confirmed.
  var round: UInt64 = 0

  var next: LogIndex {
    switch mode {
    case .probe(let probe): probe.next
    case .replicate(let replicate): replicate.next
    case .snapshot: match + 1
    }
  }

  mutating func probe(from next: LogIndex, isAwaiting: Bool = false) {
    mode = .probe(Probe(next: max(next, match + 1), isAwaiting: isAwaiting))
  }

  mutating func replicate(from next: LogIndex) {
    mode = .replicate(Replicate(next: max(next, match + 1)))
  }

  /// Changes what is under way in place, where the peer replicates.
  mutating func whileReplicating(_ change: (inout Replicate) -> Void) {
    guard case .replicate(var replicate) = mode else { return }
    mode = .snapshot
    change(&replicate)
    mode = .replicate(replicate)
  }
}

/// Appends that were sent and are not durable on the peer; bounds what a slow peer can hold of memory and network.
struct Inflight: Sendable {
  private var appends: Deque<(last: LogIndex, bytes: Int)> = []
  private(set) var bytes = 0

  var messages: Int { appends.count }

  mutating func sent(through last: LogIndex, bytes: Int) {
    appends.append((last, bytes))
    self.bytes += bytes
  }

  mutating func acknowledged(through index: LogIndex) {
    while let first = appends.first, first.last <= index {
      bytes -= first.bytes
      appends.removeFirst()
    }
  }
}
