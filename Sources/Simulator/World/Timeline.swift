internal import HeapModule

/// All that is going to happen, in order. Events of one instant keep the order in which they were planned, so
/// that a seed leads to one history and no other.
final class Timeline {
  struct Event: Comparable {
    var time: UInt64
    var sequence: UInt64
    /// Whose event it is: it falls away when this life of the process has ended, and waits while it is paused.
    var process: SimulatedProcess?
    var life: Int
    var action: () -> Void

    static func < (left: Event, right: Event) -> Bool {
      left.time != right.time ? left.time < right.time : left.sequence < right.sequence
    }

    static func == (left: Event, right: Event) -> Bool { left.sequence == right.sequence }
  }

  /// Nanoseconds since the beginning.
  private(set) var now: UInt64 = 0
  private(set) var eventCount: UInt64 = 0
  private var sequence: UInt64 = 0
  private var events = Heap<Event>()

  func plan(at time: UInt64, _ action: @escaping () -> Void) {
    insert(Event(time: time, sequence: 0, process: nil, life: 0, action: action))
  }

  func plan(after delay: UInt64, _ action: @escaping () -> Void) {
    plan(at: now + delay, action)
  }

  func plan(after delay: UInt64, for process: SimulatedProcess, _ action: @escaping () -> Void) {
    plan(at: now + delay, for: process, action)
  }

  /// An event of the process's present life.
  func plan(at time: UInt64, for process: SimulatedProcess, _ action: @escaping () -> Void) {
    plan(at: time, for: process, life: process.life, action)
  }

  func plan(at time: UInt64, for process: SimulatedProcess, life: Int, _ action: @escaping () -> Void) {
    insert(Event(time: time, sequence: 0, process: process, life: life, action: action))
  }

  private func insert(_ event: Event) {
    var event = event
    event.time = max(event.time, now)
    event.sequence = sequence
    sequence += 1
    events.insert(event)
  }

  /// Lets the next event happen if it comes before `end`; false when there is none, and `now` is `end` then.
  func step(until end: UInt64) -> Bool {
    guard let next = events.min, next.time < end else {
      now = max(now, end)
      return false
    }
    let event = events.removeMin()
    now = event.time
    eventCount += 1
    if let process = event.process {
      process.perform(event.action, life: event.life)
    } else {
      event.action()
    }
    return true
  }

  /// Forgets what a life that is over would have done, and lets go of what that held: LMDB takes it amiss when
  /// one life still has open what the next one opens.
  func forget(_ process: SimulatedProcess, life: Int) {
    events = Heap(events.unordered.filter { $0.process !== process || $0.life != life })
  }

  /// Forgets what has not happened.
  func removeAll() {
    events = Heap()
  }
}
