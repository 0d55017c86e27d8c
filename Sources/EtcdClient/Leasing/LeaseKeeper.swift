import EtcdAPI
package import HTTP2
package import NIOCore

/// Renews one lease on a stream of its own until it is stopped or expires. On its client's loop.
package final class LeaseKeeper: ConnectionSeeker, CallReceiver {
  private let client: LoopClient
  private var lease: LeaseKeeping
  private let expired: () -> Void
  private var call: (any ClientCall)?
  private var endpoint: Int?
  private var timer: Scheduled<Void>?
  private var isStopped = false
  private(set) var avoidedEndpoint: Int?

  /// `timeToLive` is in seconds. `expired` is called at most once, on the loop.
  package init(_ client: LoopClient, id: Int64, timeToLive: Int64, expired: @escaping () -> Void) {
    self.client = client
    self.lease = LeaseKeeping(id: id, timeToLive: timeToLive, at: .now())
    self.expired = expired
  }

  package func start() {
    schedule()
    client.dispatch(self)
  }

  /// Renews no more; the lease runs out unless it is revoked.
  package func stop() {
    isStopped = true
    timer?.cancel()
    client.forget(self)
    call?.cancel()
  }

  func begin(on connection: any ClientConnection, endpoint: Int) {
    if isStopped { return }
    self.endpoint = endpoint
    call = connection.start(
      path: RPC.Lease.leaseKeepAlive.path, metadata: LoopClient.withLeader, timeout: nil, receiver: self)
    perform(lease.reconnected(at: .now()))
  }

  func waits(after failure: CallFailure) -> Bool {
    !isStopped && !client.isShutDown
  }

  package func received(_ message: ByteBuffer) {
    guard let response = try? ProtobufBytes.decode(Etcdserverpb_LeaseKeepAliveResponse.self, message) else {
      call?.cancel()
      return
    }
    perform(lease.received(response, at: .now()))
  }

  package func ended(_ status: GRPCStatus) {
    call = nil
    if isStopped { return }
    avoidedEndpoint = endpoint
    client.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) {
      if !self.isStopped { self.client.dispatch(self) }
    }
  }

  private func perform(_ outputs: [LeaseKeeping.Output]) {
    for output in outputs {
      switch output {
      case .send(let request):
        call?.send(ProtobufBytes.encode(request))
      case .expired:
        stop()
        expired()
      }
    }
    schedule()
  }

  private func schedule() {
    timer?.cancel()
    guard !isStopped, let time = lease.nextTick else { return }
    timer = client.eventLoop.assumeIsolated().scheduleTask(deadline: time) {
      if !self.isStopped { self.perform(self.lease.tick(at: .now())) }
    }
  }
}
