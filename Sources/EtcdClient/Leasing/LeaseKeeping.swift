package import EtcdAPI
package import NIOCore
import SwiftProtobuf

/// Keeps one lease alive over lost connections: when to ask, and when it must be taken for expired. A value;
/// time comes in.
package struct LeaseKeeping: Sendable {
  package enum Output: Hashable, Sendable {
    case send(Etcdserverpb_LeaseKeepAliveRequest)
    /// The member doesn't know the lease (any more), or nobody renewed it in time.
    case expired
  }

  enum State: Sendable {
    case keeping(askAt: NIODeadline, expiresAt: NIODeadline)
    case expired
  }

  package let id: Int64
  private(set) var state: State
  private var timeToLive: TimeAmount

  /// `timeToLive` is in seconds, as granted at `now`.
  package init(id: Int64, timeToLive: Int64, at now: NIODeadline) {
    self.id = id
    self.timeToLive = .seconds(max(timeToLive, 1))
    self.state = .keeping(askAt: now, expiresAt: now + self.timeToLive)
  }

  package var isExpired: Bool {
    if case .expired = state { true } else { false }
  }

  /// When `tick` has something to do; nil when expired.
  package var nextTick: NIODeadline? {
    switch state {
    case .keeping(let askAt, let expiresAt): min(askAt, expiresAt)
    case .expired: nil
    }
  }

  /// A new stream is open: ask at once, since the last question may be lost.
  package mutating func reconnected(at now: NIODeadline) -> [Output] {
    if case .keeping(_, let expiresAt) = state { state = .keeping(askAt: now, expiresAt: expiresAt) }
    return tick(at: now)
  }

  /// Asks each third of the time to live.
  package mutating func tick(at now: NIODeadline) -> [Output] {
    guard case .keeping(let askAt, let expiresAt) = state else { return [] }
    if now >= expiresAt {
      state = .expired
      return [.expired]
    }
    guard now >= askAt else { return [] }
    state = .keeping(askAt: now + .nanoseconds(timeToLive.nanoseconds / 3), expiresAt: expiresAt)
    return [.send(.with { $0.id = id })]
  }

  package mutating func received(_ response: Etcdserverpb_LeaseKeepAliveResponse, at now: NIODeadline)
    -> [Output]
  {
    guard case .keeping(let askAt, _) = state, response.id == id else { return [] }
    guard response.ttl > 0 else {
      state = .expired
      return [.expired]
    }
    timeToLive = .seconds(min(response.ttl, 1 << 32))
    state = .keeping(askAt: askAt, expiresAt: now + timeToLive)
    return []
  }
}
