internal import NIOCore

/// How often a peer may do something: so many at once, so many regained a second.
struct Allowance {
  let burst: Int
  let perSecond: Int
  private(set) var left: Int
  private var countedFrom: NIODeadline

  init(burst: Int, perSecond: Int, now: NIODeadline) {
    self.burst = burst
    self.perSecond = perSecond
    left = burst
    countedFrom = now
  }

  /// False when nothing is left: the peer floods.
  mutating func spend(_ cost: Int = 1, now: NIODeadline) -> Bool {
    if left < cost { regain(now: now) }
    guard left >= cost else { return false }
    left -= cost
    return true
  }

  mutating func regain(_ count: Int) {
    left = min(burst, left + count)
  }

  private mutating func regain(now: NIODeadline) {
    let elapsed = (now - countedFrom).nanoseconds
    guard elapsed > 0 else { return }
    let seconds = Double(elapsed) / 1e9
    let gained = Int(min(seconds * Double(perSecond), Double(burst)))
    guard gained > 0 else { return }
    left = min(burst, left + gained)
    countedFrom = now
  }
}
