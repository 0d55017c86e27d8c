import Bytes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// Which of the benchmark's keys is next, and its bytes.
struct KeyChooser: Sendable {
  static let prefix = Array("bench/".utf8)
  /// Prefix and the longest number.
  static let smallestKey = prefix.count + 10

  private let count: Int
  private let distribution: BenchPlan.KeyDistribution
  private let zipf: Zipfian?
  private var cursor: Int
  private let stride: Int
  private var random: SplitMix64
  private var bytes: [UInt8]

  /// `offset` and `stride` share a sequence out among loops.
  init(plan: BenchPlan, offset: Int, stride: Int) {
    count = plan.keys
    distribution = plan.distribution
    zipf = plan.distribution == .zipfian ? Zipfian(count: plan.keys) : nil
    cursor = offset
    self.stride = stride
    random = SplitMix64(seed: plan.seed &+ UInt64(offset))
    bytes = Self.prefix + [UInt8](repeating: UInt8(ascii: "0"), count: plan.keySize - Self.prefix.count)
  }

  mutating func next() -> Data {
    key(nextIndex())
  }

  mutating func nextIndex() -> Int {
    switch distribution {
    case .sequential:
      let index = cursor % count
      cursor &+= stride
      return index
    case .uniform:
      return Int(random.next() % UInt64(count))
    case .zipfian:
      // Popular keys lie apart from each other, as they do in life.
      let rank = zipf?.rank(random.unit()) ?? 0
      return Int(SplitMix64.mixed(UInt64(rank)) % UInt64(count))
    }
  }

  mutating func key(_ index: Int) -> Data {
    var rest = index
    var position = bytes.count
    while position > Self.prefix.count {
      position -= 1
      bytes[position] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
    return Data(bytes)
  }
}

/// Ranks whose frequency falls with rank^0.99 (Gray et al., "Quickly generating billion-record synthetic
/// databases", 1994).
struct Zipfian: Sendable {
  private static let theta = 0.99
  private let count: Int
  private let zeta: Double
  private let eta: Double
  private let half: Double

  init(count: Int) {
    self.count = count
    var sum = 0.0
    for rank in 1...count { sum += 1 / pow(Double(rank), Self.theta) }
    zeta = sum
    half = 1 + pow(0.5, Self.theta)
    eta = count > 2 ? (1 - pow(2 / Double(count), 1 - Self.theta)) / (1 - half / sum) : 1
  }

  /// `unit` is uniform in 0..<1; the rank is in 0..<count.
  func rank(_ unit: Double) -> Int {
    let scaled = unit * zeta
    if scaled < 1 { return 0 }
    if scaled < half { return min(1, count - 1) }
    let rank = Double(count) * pow(eta * unit - eta + 1, 1 / (1 - Self.theta))
    return min(Int(rank), count - 1)
  }
}
