import EtcdAPI
package import HTTP2
package import NIOCore
import SwiftProtobuf

/// Carries one watch on a stream of its own, and opens the next when that one ends. On its client's loop.
package final class WatchCall: ConnectionSeeker, CallReceiver {
  private let client: LoopClient
  private var watch: WatchResumption
  private let deliver: (WatchResumption.Output) -> Void
  private var call: (any ClientCall)?
  private var endpoint: Int?
  private(set) var avoidedEndpoint: Int?
  /// Streams that ended since anything was heard.
  private var failures = 0

  /// `deliver` hears everything on the loop, until `.compacted`, `.cancelled` or `cancel`.
  package init(
    _ client: LoopClient, _ options: WatchOptions, deliver: @escaping (WatchResumption.Output) -> Void
  ) {
    self.client = client
    self.watch = WatchResumption(options)
    self.deliver = deliver
  }

  package func start() {
    client.dispatch(self)
  }

  package func cancel() {
    if watch.isEnded { return }
    watch.end()
    client.forget(self)
    call?.cancel()
  }

  /// Asks for a `.progress` as soon as everything up to now is delivered. Lost when the connection is.
  package func requestProgress() {
    send(.with { $0.progressRequest = .init() })
  }

  func begin(on connection: any ClientConnection, endpoint: Int) {
    if watch.isEnded { return }
    self.endpoint = endpoint
    call = connection.start(
      path: RPC.Watch.watch.path, metadata: LoopClient.withLeader, timeout: nil, receiver: self)
    send(watch.open())
  }

  func waits(after failure: CallFailure) -> Bool {
    if client.isShutDown, !watch.isEnded {
      watch.end()
      deliver(.cancelled(reason: failure.description))
    }
    return !watch.isEnded
  }

  package func received(_ message: ByteBuffer) {
    guard let response = try? ProtobufBytes.decode(Etcdserverpb_WatchResponse.self, message) else {
      call?.cancel()
      return
    }
    failures = 0
    avoidedEndpoint = nil
    for output in watch.received(response) { deliver(output) }
    if watch.isEnded { call?.cancel() }
  }

  package func ended(_ status: GRPCStatus) {
    call = nil
    if watch.isEnded { return }
    if Self.isFinal(status.code) {
      watch.end()
      deliver(.cancelled(reason: CallFailure(status, isSurelyUndone: true).description))
      return
    }
    avoidedEndpoint = endpoint
    failures += 1
    let pause = TimeAmount.milliseconds(failures == 1 ? 0 : min(5 << min(failures, 10), 1_000))
    client.eventLoop.assumeIsolated().scheduleTask(in: pause) {
      if !self.watch.isEnded { self.client.dispatch(self) }
    }
  }

  /// No other stream would fare better.
  private static func isFinal(_ code: GRPCStatus.Code) -> Bool {
    switch code {
    case .unimplemented, .unauthenticated, .permissionDenied, .invalidArgument: true
    default: false
    }
  }

  private func send(_ request: Etcdserverpb_WatchRequest) {
    call?.send(ProtobufBytes.encode(request))
  }
}
