/// SplitMix64: enough to spread timers, and the same on every machine for the same seed.
struct Random: Sendable {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Below `bound`; 0 when `bound` is 0.
  mutating func below(_ bound: UInt64) -> UInt64 {
    bound == 0 ? 0 : next() % bound
  }
}

extension MonotonicTime {
  static let distantFuture = MonotonicTime(nanoseconds: .max)

  /// Saturates, so that the distant future stays there.
  func advanced(by nanoseconds: UInt64) -> MonotonicTime {
    let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
    return overflow ? .distantFuture : MonotonicTime(nanoseconds: sum)
  }

  /// 0 when `earlier` is later.
  func since(_ earlier: MonotonicTime) -> UInt64 {
    earlier < self ? nanoseconds - earlier.nanoseconds : 0
  }
}
