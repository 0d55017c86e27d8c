import Failpoints
import HTTP2
import Keyspace
import Member
import NIOCore
import NIOPosix

/// What a unary method does with its request: it answers the call, now or later, or throws the status to
/// answer with.
typealias UnaryBody = @Sendable (UnaryCall, ByteBuffer) throws(GRPCStatus) -> Void

/// One unary call: takes one message, answers once. It lives on its connection's event loop.
final class UnaryCall: CallHandler {
  let context: ServiceContext
  let eventLoop: any EventLoop
  /// nil once it is answered or gone, so that neither keeps the other alive.
  private var call: (any ServerCall)?
  private var body: UnaryBody?
  private let counters: MethodCounters

  init(
    _ call: any ServerCall, _ context: ServiceContext, _ counters: MethodCounters, _ body: @escaping UnaryBody
  ) {
    self.call = call
    self.context = context
    self.counters = counters
    self.body = body
    eventLoop = call.eventLoop
  }

  func received(_ message: ByteBuffer) {
    guard let body else {
      return fail(GRPCStatus(.internalError, "a unary call takes one message; a second one came"))
    }
    self.body = nil
    Failpoints.reach(.requestTaken)
    guard message.readableBytes <= context.limits.maxRequestBytes else {
      return fail(EtcdError.requestTooLarge)
    }
    do throws(GRPCStatus) {
      try body(self, message)
    } catch {
      fail(error)
    }
  }

  func receivedEnd() {
    if body != nil { fail(GRPCStatus(.internalError, "a unary call takes one message; none came")) }
  }

  func writable() {}

  func cancelled() {
    guard call != nil else { return }
    call = nil
    body = nil
    counters.count(.cancelled)
  }

  var isOpen: Bool { call != nil }

  func answer(_ message: ByteBuffer) {
    guard let call else { return }
    self.call = nil
    counters.count(.ok)
    Failpoints.reach(.requestBeforeAnswer)
    call.finish(with: message)
    Failpoints.reach(.requestAnswered)
  }

  func fail(_ status: GRPCStatus) {
    guard let call else { return }
    self.call = nil
    counters.count(status.code)
    call.finish(status)
  }

  /// The time that is left for it.
  var timeout: TimeAmount {
    let limit = context.limits.requestTimeout
    guard let deadline = call?.deadline else { return limit }
    return max(.nanoseconds(1), min(limit, deadline - .now()))
  }
}

extension UnaryCall {
  /// Proposes `command` and answers with what `encode` makes of its outcome.
  func propose(
    _ command: Command,
    encode: @escaping @Sendable (CommandResult, Header) throws(GRPCStatus) -> ByteBuffer
  ) {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    context.member.propose(command, timeout: timeout, on: eventLoop) { outcome in
      let call = bound.value
      switch outcome {
      case .failure(let error): call.fail(GRPCStatus(error))
      case .success(let outcome):
        do throws(GRPCStatus) {
          switch outcome.result {
          case .failure(let error): throw GRPCStatus(error)
          case .success(let result):
            call.answer(try encode(result, call.context.header(revision: outcome.revision)))
          }
        } catch {
          call.fail(error)
        }
      }
    }
    Failpoints.reach(.requestProposed)
  }

  /// Runs `read` once this member's keyspace may be read: at once when `serializable`.
  func confirmRead(
    serializable: Bool = false, _ read: @escaping @Sendable (UnaryCall) throws(GRPCStatus) -> Void
  ) throws(GRPCStatus) {
    if serializable { return try read(self) }
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    context.member.confirmRead(timeout: timeout, on: eventLoop) { result in
      let call = bound.value
      guard call.isOpen else { return }
      switch result {
      case .failure(let error): call.fail(GRPCStatus(error))
      case .success:
        Failpoints.reach(.readConfirmed)
        do throws(GRPCStatus) {
          try read(call)
        } catch {
          call.fail(error)
        }
      }
    }
  }

  /// Runs `work`, which may block, on `pool` (nil: that of large reads), and answers with what it gives.
  func answerFromPool(
    _ pool: NIOThreadPool? = nil, work: @escaping @Sendable () -> Result<ByteBuffer, GRPCStatus>
  ) {
    let metrics = context.metrics
    guard metrics.largeReads.enter(limit: context.limits.maxLargeReads) else {
      return fail(EtcdError.tooManyRequests)
    }
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    let loop = eventLoop
    (pool ?? context.pools.reads).submit { state in
      let result: Result<ByteBuffer, GRPCStatus> =
        if case .active = state { work() } else { .failure(EtcdError.stopped) }
      metrics.largeReads.leave()
      loop.execute {
        switch result {
        case .success(let message): bound.value.answer(message)
        case .failure(let status): bound.value.fail(status)
        }
      }
    }
  }

  /// An outcome of another command than the one proposed: a fault of ours.
  static func mismatch(_ result: CommandResult) -> GRPCStatus {
    GRPCStatus(.internalError, "the keyspace answered another command than was proposed: \(result)")
  }
}

/// Ends a call that is refused before its first message.
final class RefusedCall: CallHandler {
  init(_ call: any ServerCall, _ counters: MethodCounters, _ status: GRPCStatus) {
    let bound = NIOLoopBound(call, eventLoop: call.eventLoop)
    call.eventLoop.execute {
      counters.count(status.code)
      bound.value.finish(status)
    }
  }

  func received(_ message: ByteBuffer) {}
  func receivedEnd() {}
  func writable() {}
  func cancelled() {}
}
