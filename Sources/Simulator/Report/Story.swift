/// The last events of a run, for who reads a failure. Lines are only made while they are wanted.
final class Story {
  private let limit: Int
  private var lines: [String] = []
  private var next = 0
  /// Each line, as it happens.
  var echo: ((String) -> Void)?

  init(limit: Int) {
    self.limit = limit
  }

  func tell(_ time: UInt64, _ who: String, _ what: @autoclosure () -> String) {
    guard limit > 0 || echo != nil else { return }
    let line = "\(Self.seconds(time))  \(who)  \(what())"
    echo?(line)
    guard limit > 0 else { return }
    if lines.count < limit {
      lines.append(line)
    } else {
      lines[next] = line
    }
    next = (next + 1) % limit
  }

  var last: [String] {
    lines.count < limit ? lines : Array(lines[next...] + lines[..<next])
  }

  /// With six digits of a second.
  private static func seconds(_ nanoseconds: UInt64) -> String {
    let micros = nanoseconds / 1000
    let fraction = String(micros % 1_000_000)
    return "\(micros / 1_000_000).\(String(repeating: "0", count: 6 - fraction.count))\(fraction)"
  }
}
