/// A machine's monotonic clock: it starts anywhere, runs a little fast or slow, and may jump ahead.
struct SimulatedClock {
  private static let million: UInt64 = 1_000_000
  /// How much faster or slower than the simulation's any clock may run.
  static let maxDrift = 0.001
  /// Nanoseconds at the beginning of the simulation.
  private(set) var offset: UInt64
  /// Millionths by which it runs fast.
  let drift: Int64

  init(offset: UInt64, drift: Int64) {
    self.offset = offset
    self.drift = drift
  }

  private var rate: UInt64 { UInt64(Int64(Self.million) + drift) }

  /// What it shows at `time` of the simulation.
  func reading(at time: UInt64) -> UInt64 {
    let (high, low) = time.multipliedFullWidth(by: rate)
    return offset + Self.million.dividingFullWidth((high, low)).quotient
  }

  /// When it will show `reading` at the earliest.
  func time(of reading: UInt64) -> UInt64 {
    guard reading > offset else { return 0 }
    let elapsed = min(reading - offset, UInt64.max / Self.million / 2)
    return (elapsed * Self.million + rate - 1) / rate
  }

  mutating func jump(by nanoseconds: UInt64) {
    offset += nanoseconds
  }
}
