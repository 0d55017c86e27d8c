import EtcdAPI
import HTTP2
import NIOCore

/// `grpc.health.v1.Health`: a member serves while it knows a leader.
enum HealthService {
  /// The server as a whole, and the name under which etcd registers itself.
  static let services: Set<String> = ["", "etcdserverpb.Health"]

  static let check: UnaryBody = { call, message throws(GRPCStatus) in
    let request: Grpc_Health_V1_HealthCheckRequest = try parse(message)
    guard services.contains(request.service) else {
      throw GRPCStatus(.notFound, "unknown service \(request.service)")
    }
    call.answer(try answer(call.context.hasLeader ? .serving : .notServing))
  }

  static func answer(
    _ status: Grpc_Health_V1_HealthCheckResponse.ServingStatus
  ) throws(GRPCStatus) -> ByteBuffer {
    var answer = Grpc_Health_V1_HealthCheckResponse()
    answer.status = status
    return try serialize(answer)
  }
}

/// One `Health/Watch` stream: the status now, and again whenever it changes.
final class HealthWatchCall: EndableStream {
  private static let interval: TimeAmount = .milliseconds(500)

  private let context: ServiceContext
  private let counters: MethodCounters
  private var call: (any ServerCall)?
  private var openID: UInt64 = 0
  private var last: Grpc_Health_V1_HealthCheckResponse.ServingStatus?
  private var timer: RepeatedTask?

  init(_ call: any ServerCall, _ context: ServiceContext, _ counters: MethodCounters) {
    self.call = call
    self.context = context
    self.counters = counters
    openID = context.streams.enter(self, on: call.eventLoop)
  }

  func received(_ message: ByteBuffer) {
    guard timer == nil, let call else { return }
    do throws(GRPCStatus) {
      let request: Grpc_Health_V1_HealthCheckRequest = try parse(message)
      guard HealthService.services.contains(request.service) else {
        return call.send(try HealthService.answer(.serviceUnknown))
      }
    } catch {
      return end(error)
    }
    let bound = NIOLoopBound(self, eventLoop: call.eventLoop)
    timer = call.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: Self.interval) { _ in
      bound.value.tell()
    }
  }

  private func tell() {
    let status: Grpc_Health_V1_HealthCheckResponse.ServingStatus = context.hasLeader ? .serving : .notServing
    guard let call, status != last, let message = try? HealthService.answer(status) else { return }
    last = status
    call.send(message)
  }

  func end(_ status: GRPCStatus) {
    timer?.cancel()
    timer = nil
    guard let call else { return }
    self.call = nil
    context.streams.leave(openID)
    counters.count(status.code)
    call.finish(status)
  }

  func receivedEnd() {}
  func writable() {}

  func cancelled() {
    timer?.cancel()
    timer = nil
    guard call != nil else { return }
    call = nil
    context.streams.leave(openID)
    counters.count(.cancelled)
  }
}
