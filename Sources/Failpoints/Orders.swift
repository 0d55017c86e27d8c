#if FAILPOINTS
  internal import Glibc
  internal import Synchronization

  /// What the environment asks for at each point, and how often each was reached.
  ///
  /// `@unchecked Sendable`: nothing but the atomic counters changes once it is made.
  final class Orders: @unchecked Sendable {
    private enum Action {
      case crash
      case pause(milliseconds: UInt32)
      case fail(errno: Int32)
    }

    private struct Order {
      var action: Action
      /// The how-manieth time counts.
      var turn: Int
    }

    /// By place in `Failpoint.allCases`.
    private let orders: [Order?]
    private let counts: UnsafeMutablePointer<Atomic<Int>>
    /// How often, since orders are in force.
    private let turns: UnsafeMutablePointer<Atomic<Int>>
    /// Orders are in force once this file is there; nil: from the start.
    private let gate: String?
    private let places: [Failpoint: Int]
    /// Where reached points are written down, and those whose orders were carried out with a `!`; -1: nowhere.
    private let record: Int32

    /// nil when nothing is asked for. Ends the process when what is asked for makes no sense.
    static func fromEnvironment() -> Orders? {
      let (text, record) = (variable("TERN_FAILPOINTS"), variable("TERN_FAILPOINTS_REACHED"))
      return text == nil && record == nil ? nil : Orders(text ?? "", record: record)
    }

    private static func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }
    }

    private init(_ text: String, record path: String?) {
      let all = Failpoint.allCases
      var orders = [Order?](repeating: nil, count: all.count)
      places = Dictionary(uniqueKeysWithValues: zip(all, all.indices))
      for part in text.split(separator: ",") {
        guard let (point, order) = Self.parse(part), let place = places[point] else {
          Self.refuse(
            "TERN_FAILPOINTS: \"\(part)\" is none of POINT=crash, =pause:MS and =fail:ERRNO, each with @N")
        }
        orders[place] = order
      }
      self.orders = orders
      counts = .allocate(capacity: all.count)
      turns = .allocate(capacity: all.count)
      for place in all.indices {
        (counts + place).initialize(to: Atomic(0))
        (turns + place).initialize(to: Atomic(0))
      }
      gate = Self.variable("TERN_FAILPOINTS_GATE")
      record = path.map { open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644) } ?? -1
      if let path, record < 0 { Self.refuse("TERN_FAILPOINTS_REACHED: \(path) can't be written to") }
    }

    private static func parse(_ part: Substring) -> (Failpoint, Order)? {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, let point = Failpoint(rawValue: String(sides[0])) else { return nil }
      let words = sides[1].split(separator: "@", omittingEmptySubsequences: false)
      guard let turn = words.count == 1 ? 1 : Int(words[words.count - 1]), words.count <= 2, turn > 0 else {
        return nil
      }
      let action = words[0].split(separator: ":", omittingEmptySubsequences: false)
      switch (action[0], action.count > 1 ? UInt32(action[1]) : nil) {
      case ("crash", nil) where action.count == 1: return (point, Order(action: .crash, turn: turn))
      case ("pause", let milliseconds?):
        return (point, Order(action: .pause(milliseconds: milliseconds), turn: turn))
      case ("fail", let code?) where Failpoint.failing.contains(point):
        return (point, Order(action: .fail(errno: Int32(clamping: code)), turn: turn))
      default: return nil
      }
    }

    private static func refuse(_ message: String) -> Never {
      write(message + "\n", to: STDERR_FILENO)
      exit(64)
    }

    /// The errno to fail with, if so.
    func reach(_ point: Failpoint) -> Int32? {
      guard let place = places[point] else { return nil }
      let count = counts[place].wrappingAdd(1, ordering: .relaxed).newValue
      if count == 1, record >= 0 { Self.write(point.rawValue + "\n", to: record) }
      guard let order = orders[place], gate.map({ access($0, F_OK) == 0 }) ?? true,
        turns[place].wrappingAdd(1, ordering: .relaxed).newValue == order.turn
      else { return nil }
      if record >= 0 { Self.write(point.rawValue + "!\n", to: record) }
      switch order.action {
      case .crash: crash()
      case .pause(let milliseconds):
        usleep(milliseconds &* 1000)
        return nil
      case .fail(let code): return code
      }
    }

    private func crash() -> Never {
      kill(getpid(), SIGKILL)
      while true { pause() }
    }

    /// In one call, so that lines of several threads don't mix.
    private static func write(_ text: String, to descriptor: Int32) {
      var text = text
      _ = text.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
  }
#endif
