import NIOCore
import NIOPosix
import Synchronization

@testable import HTTP2

/// Services of the tests: `test.Echo/Unary` answers what it got, `Stream` each message at once, `Big` as many
/// bytes as the request's decimal text says, in messages of 64 KiB, `Silent` never, `Fail` with a status.
struct TestRouter: CallRouter {
  let cancelled = Counter()

  func serves(_ service: String) -> Bool { service == "test.Echo" }

  func handler(for call: any ServerCall) -> (any CallHandler)? {
    switch call.path {
    case "/test.Echo/Unary": UnaryEcho(call)
    case "/test.Echo/Stream": StreamEcho(call)
    case "/test.Echo/Big": Big(call)
    case "/test.Echo/Silent": Silent(call, cancelled)
    case "/test.Echo/Fail": Fail(call)
    default: nil
    }
  }
}

final class Counter: Sendable {
  private let count = Atomic(0)
  var value: Int { count.load(ordering: .relaxed) }
  func add() { count.add(1, ordering: .relaxed) }
}

class TestHandler: CallHandler {
  let call: any ServerCall

  init(_ call: any ServerCall) {
    self.call = call
  }

  func received(_ message: ByteBuffer) {}
  func receivedEnd() {}
  func writable() {}
  func cancelled() {}
}

final class UnaryEcho: TestHandler {
  private var message: ByteBuffer?
  override func received(_ message: ByteBuffer) { self.message = message }
  override func receivedEnd() { call.finish(with: message ?? ByteBuffer()) }
}

final class StreamEcho: TestHandler {
  override func received(_ message: ByteBuffer) { call.send(message) }
  override func receivedEnd() { call.finish(.ok) }
}

final class Big: TestHandler {
  private var left = 0
  private var isFinished = false

  override func received(_ message: ByteBuffer) {
    left = Int(String(buffer: message)) ?? 0
    writable()
  }

  override func writable() {
    while left > 0, call.bufferedBytes < 256 << 10 {
      let bytes = min(left, 64 << 10)
      left -= bytes
      call.send(ByteBuffer(repeating: 7, count: bytes))
    }
    if left == 0, !isFinished {
      isFinished = true
      call.finish(.ok)
    }
  }
}

final class Silent: TestHandler {
  private let count: Counter

  init(_ call: any ServerCall, _ count: Counter) {
    self.count = count
    super.init(call)
  }

  override func cancelled() { count.add() }
}

final class Fail: TestHandler {
  override func receivedEnd() {
    call.finish(GRPCStatus(.outOfRange, "etcdserver: mvcc: 100% of ümläut\nlost"))
  }
}
