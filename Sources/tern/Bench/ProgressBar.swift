import NIOCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// One line on a terminal's standard error, drawn over as the load goes on.
final class ProgressBar: Sendable {
  private let plan: BenchPlan
  private let counters: LoadCounters
  private let phase = Mutex<String>("")
  private let task = Mutex<Task<Void, Never>?>(nil)

  /// nil where nobody would see it.
  static func start(_ plan: BenchPlan, _ counters: LoadCounters) -> ProgressBar? {
    guard isatty(STDERR_FILENO) == 1 else { return nil }
    let bar = ProgressBar(plan, counters)
    bar.task.withLock { $0 = Task { await bar.draw() } }
    return bar
  }

  private init(_ plan: BenchPlan, _ counters: LoadCounters) {
    self.plan = plan
    self.counters = counters
  }

  func show(_ phase: String) {
    self.phase.withLock { $0 = phase }
  }

  /// A line that stays.
  func say(_ line: String) {
    put("\r\u{1B}[K\(line)\n")
  }

  func stop() async {
    let drawing = task.withLock { $0.take() }
    drawing?.cancel()
    await drawing?.value
    put("\r\u{1B}[K")
  }

  private func draw() async {
    var measuringSince: NIODeadline?
    while !Task.isCancelled {
      let phase = phase.withLock { $0 }
      if phase == "measuring" {
        let since = measuringSince ?? .now()
        measuringSince = since
        put("\r" + line(.now() - since) + "\u{1B}[K")
      } else {
        put("\r\(phase)…\u{1B}[K")
      }
      try? await Task.sleep(for: .milliseconds(200))
    }
  }

  private func line(_ elapsed: TimeAmount) -> String {
    let operations = counters.operations.load(ordering: .relaxed)
    let errors = counters.errors.load(ordering: .relaxed)
    let measured = Double((elapsed - plan.warmup).nanoseconds) / 1e9
    if measured <= 0 { return "warming up…" }
    let done: Double =
      switch plan.extent {
      case .duration(let duration): measured * 1e9 / Double(duration.nanoseconds)
      case .total(let total): Double(operations) / Double(total)
      }
    let width = 30
    let filled = max(0, min(width, Int(done * Double(width))))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let rate = Text.grouped(Int(Double(operations) / measured))
    return "\(bar) \(Text.grouped(operations)) done, \(rate)/s" + (errors == 0 ? "" : ", \(errors) errors")
  }

  private func put(_ text: String) {
    _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  }
}
