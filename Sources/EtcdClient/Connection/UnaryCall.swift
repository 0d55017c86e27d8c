import EtcdAPI
import HTTP2
import NIOCore

/// One unary call over all its tries.
final class UnaryCall: ConnectionSeeker, CallReceiver, DeadlineHolder {
  private let client: LoopClient
  private let rpc: RPC
  private let message: ByteBuffer
  private let kind: RetryPolicy.Kind
  private var done: ((Result<ByteBuffer, CallFailure>) -> Void)?
  private var tries = 0
  private var answer: ByteBuffer?
  private var call: (any ClientCall)?
  private var endpoint: Int?
  private var lastFailure: CallFailure?
  private(set) var avoidedEndpoint: Int?
  let deadline: NIODeadline
  var deadlineIndex = -1

  init(
    _ client: LoopClient, rpc: RPC, message: ByteBuffer, kind: RetryPolicy.Kind,
    done: @escaping (Result<ByteBuffer, CallFailure>) -> Void
  ) {
    self.client = client
    self.rpc = rpc
    self.message = message
    self.kind = kind
    self.done = done
    self.deadline = client.options.timeout.map { .now() + $0 } ?? .distantFuture
    client.deadlines.add(self)
  }

  func begin(on connection: any ClientConnection, endpoint: Int) {
    if done == nil { return }
    self.endpoint = endpoint
    tries += 1
    let timeout = client.options.tellsTimeout && deadline < .distantFuture ? deadline - .now() : nil
    let call = connection.start(
      path: rpc.path, metadata: client.unaryMetadata, timeout: timeout, receiver: self)
    self.call = call
    call.sendLast(message)
  }

  func received(_ message: ByteBuffer) {
    answer = message
  }

  func ended(_ status: GRPCStatus) {
    call = nil
    if done == nil { return }
    if status.code == .ok, let answer {
      finish(.success(answer))
    } else if status.code == .ok {
      failed(CallFailure(GRPCStatus(.internalError, "the answer has no message"), isSurelyUndone: false))
    } else {
      failed(CallFailure(status, isSurelyUndone: RetryPolicy.isSurelyUndone(status)))
    }
  }

  func waits(after failure: CallFailure) -> Bool {
    if done == nil { return false }
    tries += 1
    lastFailure = failure
    if !client.isShutDown, case .retry = client.options.retries.decide(failure, kind: kind, tries: tries) {
      return true
    }
    finish(.failure(failure))
    return false
  }

  func deadlinePassed() {
    // Before the first try nothing was sent; after an unclear one the write may still happen.
    let undone = tries == 0 || (call == nil && lastFailure?.isSurelyUndone == true)
    let reason = lastFailure.map { "no answer in time; the last failure was \($0)" } ?? "no answer in time"
    let running = call
    client.forget(self)
    finish(.failure(CallFailure(GRPCStatus(.deadlineExceeded, reason), isSurelyUndone: undone)))
    running?.cancel()
  }

  private func failed(_ failure: CallFailure) {
    lastFailure = failure
    avoidedEndpoint = endpoint
    answer = nil
    switch client.options.retries.decide(failure, kind: kind, tries: tries) {
    case .fail:
      finish(.failure(failure))
    case .retry(let pause) where pause == .zero:
      client.dispatch(self)
    case .retry(let pause):
      client.eventLoop.assumeIsolated().scheduleTask(in: pause) { [client] in
        if self.done != nil { client.dispatch(self) }
      }
    }
  }

  private func finish(_ result: Result<ByteBuffer, CallFailure>) {
    guard let done else { return }
    self.done = nil
    client.deadlines.remove(self)
    done(result)
  }
}
