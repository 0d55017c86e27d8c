import Configuration
import Foundation
import Synchronization

/// Asks one member for its state a few times a second, on a thread of its own: an answer that doesn't come
/// delays nothing else.
final class MemberWatch: Sendable {
  private let address: Address
  private let newest = Mutex<MemberSample?>(nil)
  private let isStopped = Atomic<Bool>(false)

  init(_ address: Address) {
    self.address = address
  }

  /// The newest answer; nil when the last question got none.
  var sample: MemberSample? { newest.withLock { $0 } }

  func start(interval: TimeInterval = 0.2) {
    let thread = Thread { [self] in
      while !isStopped.load(ordering: .relaxed) {
        let sample = ask()
        newest.withLock { $0 = sample }
        Thread.sleep(forTimeInterval: interval)
      }
    }
    thread.stackSize = 512 << 10
    thread.start()
  }

  func stop() {
    isStopped.store(true, ordering: .relaxed)
  }

  private func ask() -> MemberSample? {
    guard let page = HTTPProbe.get("/metrics", from: address) else { return nil }
    let health = HTTPProbe.get("/health", from: address) ?? ""
    let isHealthy = health.replacing(" ", with: "").contains("\"health\":\"true\"")
    return MemberSample(time: Monotonic.now(), isHealthy: isHealthy, metrics: PrometheusText(page))
  }
}
