internal import Bytes
package import NIOCore

/// Decides which endpoint takes the next call and which is to be connected to. It opens nothing itself: its
/// owner does what it says and reports back; time and randomness come in.
///
/// Invariants:
/// - there is at least one endpoint, and their number never changes;
/// - only a `ready` endpoint is chosen for a call;
/// - after a refused connection an endpoint isn't tried again before its time, which doubles with each refusal
///   up to `maxBackoff`.
package struct Balancer: Sendable {
  package enum Strategy: Hashable, Sendable {
    /// Each call goes to the next ready endpoint; all are kept connected.
    case roundRobin
    /// All calls go to one endpoint while it lasts, then to the next one; only that one is connected.
    case pinned
  }

  package enum Choice: Hashable, Sendable {
    case use(Int)
    /// Nothing is ready: connect to these, and ask again when one of them answers. Never empty.
    case connect([Int])
    /// Connections are under way.
    case await
    /// All endpoints refused lately; the first may be tried again then.
    case wait(until: NIODeadline)
  }

  enum Link: Hashable, Sendable {
    case idle(refusals: Int)
    case connecting(refusals: Int)
    case ready
    case resting(until: NIODeadline, refusals: Int)
  }

  static let minBackoff: TimeAmount = .milliseconds(10)
  static let maxBackoff: TimeAmount = .seconds(1)

  let strategy: Strategy
  private(set) var links: [Link]
  /// Where the next call looks first.
  private var cursor: Int
  private var random: SplitMix64

  package init(endpoints: Int, strategy: Strategy, startingAt first: Int = 0, seed: UInt64) {
    precondition(endpoints > 0, "a client needs an endpoint")
    self.strategy = strategy
    self.links = Array(repeating: .idle(refusals: 0), count: endpoints)
    self.cursor = first % endpoints
    self.random = SplitMix64(seed: seed)
  }

  /// For the next call, or its next try. `avoiding` is the endpoint that just failed it: taken only if no
  /// other is ready.
  package mutating func choose(at now: NIODeadline, avoiding: Int? = nil) -> Choice {
    if let found = firstReady(avoiding: avoiding) {
      cursor = strategy == .roundRobin ? (found + 1) % links.count : found
      return .use(found)
    }
    let connects = toConnect(at: now)
    if !connects.isEmpty { return .connect(connects) }
    if !isExhausted(at: now) { return .await }
    return .wait(until: earliestRetry(after: now))
  }

  /// Endpoints worth connecting to now, whether or not a call waits; they are `connecting` from here on.
  package mutating func toConnect(at now: NIODeadline) -> [Int] {
    var connects: [Int] = []
    for offset in links.indices {
      let index = (cursor + offset) % links.count
      switch links[index] {
      case .idle(let refusals):
        links[index] = .connecting(refusals: refusals)
        connects.append(index)
      case .resting(let until, let refusals) where until <= now:
        links[index] = .connecting(refusals: refusals)
        connects.append(index)
      case .connecting, .ready, .resting:
        break
      }
      let satisfied =
        switch links[index] {
        case .connecting, .ready: true
        case .idle, .resting: false
        }
      if strategy == .pinned, satisfied { break }
    }
    return connects
  }

  package mutating func connected(_ index: Int) {
    links[index] = .ready
  }

  /// A connection could not be made; the endpoint rests, longer each time.
  package mutating func refused(_ index: Int, at now: NIODeadline) {
    let refusals =
      switch links[index] {
      case .idle(let count), .connecting(let count), .resting(_, let count): count + 1
      case .ready: 1
      }
    let doubled = Self.minBackoff.nanoseconds << min(refusals - 1, 20)
    let backoff = min(doubled, Self.maxBackoff.nanoseconds)
    let jitter = Int64(random.next() % UInt64(backoff / 4 + 1))
    links[index] = .resting(until: now + .nanoseconds(backoff - jitter), refusals: refusals)
  }

  /// An open connection ended or was told to go away. It may be tried again at once: the member may only have
  /// restarted; but others come first.
  package mutating func lost(_ index: Int) {
    links[index] = .idle(refusals: 0)
    if cursor == index { cursor = (index + 1) % links.count }
  }

  /// When an endpoint that rests may be tried again.
  package func earliestRetry(after now: NIODeadline) -> NIODeadline {
    var earliest: NIODeadline?
    for case .resting(let until, _) in links {
      earliest = min(earliest ?? until, until)
    }
    return max(earliest ?? now, now)
  }

  /// All of them refused lately and none may be tried again yet.
  package func isExhausted(at now: NIODeadline) -> Bool {
    links.allSatisfy { link in
      switch link {
      case .idle, .connecting, .ready: false
      case .resting(let until, _): until > now
      }
    }
  }

  package var hasResting: Bool {
    links.contains { if case .resting = $0 { true } else { false } }
  }

  private func firstReady(avoiding: Int?) -> Int? {
    var last: Int?
    for offset in links.indices {
      let index = (cursor + offset) % links.count
      guard links[index] == .ready else { continue }
      if index != avoiding { return index }
      last = index
    }
    return last
  }
}
