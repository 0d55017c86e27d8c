internal import Failpoints
package import Keyspace
package import NIOCore

/// What the sender of a snapshot says, whatever carries it: a greeting, the offer, chunks from where the receiver stands
/// within a window, and that it is done; and what it makes of the answers. Over several connections, if need be: it
/// keeps the last chunks, so that the next one goes on where the receiver stands instead of from the start.
///
/// Invariants: `kept` is the unacknowledged end of what the stream gave, and the chunk before it; `cursor` is the place
/// in `kept` of what this connection sends next.
package struct SnapshotDelivery {
  package enum Step {
    case send(PeerFrame)
    /// Nothing to say before the peer has answered.
    case listen
    /// The peer has all of it.
    case finished
  }

  package struct Broken: Error, CustomStringConvertible {
    package let description: String
  }

  private enum State {
    case greeting
    case greeted
    case offering
    case offered
    case streaming
    /// All of it is sent.
    case waiting
    case finished
  }

  /// Bytes that may be under way.
  package static let window: UInt64 = 8 << 20
  private static let attempts = 20
  /// How long a snapshot is kept for a peer that acknowledges none of it: it holds up the reuse of pages.
  private static let patience = TimeAmount.seconds(60)

  private let hello: Hello
  private let offer: SnapshotOffer
  private let window: UInt64
  private let nextChunk: () throws -> SnapshotChunk?
  private var state = State.greeting
  private var kept: [SnapshotChunk] = []
  private var cursor = 0
  private var sent: UInt64 = 0
  private var acknowledged: UInt64 = 0
  private var attempt = 1
  /// The peer needs what is no longer kept.
  private var isHopeless = false
  /// When the peer last acknowledged more than before, or it all began.
  private var lastProgress: NIODeadline

  package init(
    hello: Hello, offer: SnapshotOffer, window: UInt64 = Self.window, now: NIODeadline,
    nextChunk: @escaping () throws -> SnapshotChunk?
  ) {
    self.hello = hello
    self.offer = offer
    self.window = window
    self.nextChunk = nextChunk
    lastProgress = now
  }

  /// What is to be done next on the present connection. Throws what `nextChunk` throws.
  package mutating func next() throws -> Step {
    switch state {
    case .greeting:
      state = .greeted
      return .send(.hello(hello))
    case .offering:
      state = .offered
      return .send(.snapshotOffer(offer))
    case .streaming:
      guard sent < acknowledged + window else { return .listen }
      guard let chunk = try takeChunk() else {
        state = .waiting
        return .send(.snapshotDone)
      }
      sent = chunk.offset + UInt64(chunk.bytes.count)
      return .send(.snapshotChunk(offset: chunk.offset, bytes: chunk.bytes))
    case .greeted, .offered, .waiting: return .listen
    case .finished: return .finished
    }
  }

  package mutating func received(_ frame: PeerFrame, now: NIODeadline) throws(Broken) {
    switch (state, frame) {
    case (.greeted, .welcome(.accepted)): state = .offering
    case (.greeted, _): throw Broken(description: "the peer refused the connection")
    case (.offered, .snapshotResume(let offset)):
      guard rewind(to: offset) else {
        isHopeless = true
        throw Broken(description: "the peer lost what it had received")
      }
      sent = offset
      acknowledged(through: offset, now)
      state = .streaming
      Failpoints.reach(.snapshotOfferTaken)
    // It has it all, and its word of that was lost.
    case (.offered, .snapshotAccepted), (.waiting, .snapshotAccepted): state = .finished
    case (.streaming, .snapshotResume(let offset)) where offset <= sent:
      acknowledged(through: offset, now)
    // Said again and again while the peer looks it all through.
    case (.waiting, .snapshotResume(let offset)) where offset <= sent:
      acknowledged(through: offset, now)
      lastProgress = now
    case (.waiting, _): throw Broken(description: "the peer did not accept the snapshot")
    case (.offered, _): throw Broken(description: "the peer did not take the offer")
    default: throw Broken(description: "the peer stopped receiving")
    }
  }

  /// The connection is gone, or was never made. Whether to try again, with another one.
  package mutating func interrupted(now: NIODeadline) -> Bool {
    state = .greeting
    attempt += 1
    return !isHopeless && attempt <= Self.attempts && now - lastProgress < Self.patience
  }

  private mutating func takeChunk() throws -> SnapshotChunk? {
    if cursor == kept.count {
      guard let chunk = try nextChunk() else { return nil }
      kept.append(chunk)
    }
    defer { cursor += 1 }
    return kept[cursor]
  }

  /// Goes back to `offset`; false when it is no longer kept.
  private mutating func rewind(to offset: UInt64) -> Bool {
    let end = kept.last.map { $0.offset + UInt64($0.bytes.count) } ?? 0
    guard offset != end else {
      cursor = kept.count
      return true
    }
    guard let index = kept.firstIndex(where: { $0.offset == offset }) else { return false }
    cursor = index
    return true
  }

  private mutating func acknowledged(through offset: UInt64, _ now: NIODeadline) {
    guard offset > acknowledged else { return }
    acknowledged = offset
    lastProgress = now
    // The last one stays: it says where the stream stands.
    let count = min(kept.prefix { $0.offset + UInt64($0.bytes.count) <= offset }.count, kept.count - 1)
    guard count > 0 else { return }
    kept.removeFirst(count)
    cursor -= count
  }
}
