/// Who waits for a read index.
enum Reader: Sendable {
  case local(RequestID)
  case forwarded(from: MemberID, context: UInt64)
}

/// A leader's reads (§6.4 of the thesis). All that wait when a round of heartbeats starts share it; the next round
/// starts when it has ended, so that rounds grow with the load.
struct ReadRounds: Sendable {
  struct Round: Sendable {
    let id: UInt64
    let index: LogIndex
    let readers: [Reader]
  }

  var waiting: [Reader] = []
  var current: Round?
}

/// A follower's reads, on their way through the leader: one message at a time.
struct ForwardedReads: Sendable {
  struct Batch: Sendable {
    let context: UInt64
    let requests: [RequestID]
    let retryAt: MonotonicTime
  }

  var queued: [RequestID] = []
  var underWay: Batch?

  var isEmpty: Bool { queued.isEmpty && underWay == nil }

  /// All of them, to be refused or sent again under a new name.
  mutating func takeAll() -> [RequestID] {
    defer { self = ForwardedReads() }
    return (underWay?.requests ?? []) + queued
  }
}
