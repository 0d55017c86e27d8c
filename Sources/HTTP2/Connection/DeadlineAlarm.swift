internal import NIOCore

/// One timer for all deadlines of a connection, instead of one a call: it rings at the earliest that was set,
/// and whoever hears it looks at what is open and sets it again.
struct DeadlineAlarm {
  /// Deadlines closer together than this share a ringing.
  static let slack = TimeAmount.milliseconds(5)

  private var timer: Scheduled<Void>?
  private var ringsAt = NIODeadline.distantFuture

  mutating func set(_ deadline: NIODeadline, on loop: any EventLoop, ring: @escaping () -> Void) {
    guard deadline < ringsAt else { return }
    timer?.cancel()
    ringsAt = deadline + Self.slack
    timer = loop.assumeIsolated().scheduleTask(deadline: ringsAt, ring)
  }

  /// To be called first when it rings.
  mutating func rang() {
    timer = nil
    ringsAt = .distantFuture
  }

  mutating func cancel() {
    timer?.cancel()
    rang()
  }
}
