import NIOCore

protocol DeadlineHolder: AnyObject {
  var deadline: NIODeadline { get }
  /// Where `Deadlines` keeps it; −1 when it doesn't.
  var deadlineIndex: Int { get set }
  func deadlinePassed()
}

/// The deadlines of the calls under way on one loop. A sweep now and then instead of a timer each: nearly all
/// calls end long before theirs, and adding and removing must cost next to nothing.
final class Deadlines {
  /// How late a deadline may be noticed.
  static let period: TimeAmount = .milliseconds(20)

  private let eventLoop: any EventLoop
  private var holders: [any DeadlineHolder] = []
  private var sweep: Scheduled<Void>?
  private var isStopped = false

  init(_ eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  func add(_ holder: some DeadlineHolder) {
    guard holder.deadline < .distantFuture, !isStopped else { return }
    holder.deadlineIndex = holders.count
    holders.append(holder)
    if sweep == nil { schedule() }
  }

  func remove(_ holder: some DeadlineHolder) {
    let index = holder.deadlineIndex
    guard index >= 0 else { return }
    holder.deadlineIndex = -1
    let last = holders.removeLast()
    if index < holders.count {
      holders[index] = last
      last.deadlineIndex = index
    }
  }

  func stop() {
    isStopped = true
    sweep?.cancel()
  }

  private func schedule() {
    sweep = eventLoop.assumeIsolated().scheduleTask(in: Self.period) { [weak self] in self?.swept() }
  }

  private func swept() {
    sweep = nil
    let now = NIODeadline.now()
    for holder in holders.filter({ $0.deadline <= now }) { holder.deadlinePassed() }
    if !holders.isEmpty, !isStopped { schedule() }
  }
}
