import HTTP2
import Keyspace
import NIOCore

/// One `Watch` stream, of any number of watches. It decodes what the client asks for; its loop's shard
/// decides what is answered.
final class WatchCall: EndableStream {
  private let context: ServiceContext
  private let counters: MethodCounters
  private let watches: WatchLoop?
  private var call: (any ServerCall)?
  private var openID: UInt64 = 0
  private var stream: WatchStreamID?
  let needsLeader: Bool

  init(_ call: any ServerCall, _ context: ServiceContext, _ counters: MethodCounters, _ hub: WatchHub) {
    self.call = call
    self.context = context
    self.counters = counters
    watches = hub.watches(on: call.eventLoop)
    needsLeader = call.headers.first("hasleader") == "true"
    openID = context.streams.enter(self, on: call.eventLoop)
  }

  func received(_ message: ByteBuffer) {
    guard call != nil else { return }
    guard let watches else { return end(EtcdError.stopped) }
    var fields = WatchRequestFields.none
    do throws(GRPCStatus) {
      try decode(message) { (reader) throws(WireError) in try fields.merge(&reader) }
    } catch {
      return end(error)
    }
    let stream = stream ?? watches.open(self)
    self.stream = stream
    switch fields {
    case .create(let create): watches.create(stream, create.request)
    case .cancel(let watchID): watches.cancel(stream, watchID: watchID)
    case .progress: watches.requestProgress(stream)
    case .none: break
    }
  }

  /// As in etcd, a client that has said all it wants ends its watches.
  func receivedEnd() {
    end(.ok)
  }

  func writable() {
    guard let stream else { return }
    watches?.writable(stream)
  }

  func cancelled() {
    guard call != nil else { return }
    call = nil
    counters.count(.cancelled)
    leave()
  }

  func end(_ status: GRPCStatus) {
    guard let call else { return }
    self.call = nil
    counters.count(status.code)
    call.finish(status)
    leave()
  }

  private func leave() {
    context.streams.leave(openID)
    guard let stream else { return }
    self.stream = nil
    watches?.close(stream)
  }

  func send(_ message: ByteBuffer) {
    call?.send(message)
  }

  /// Bytes that it may be sent until its client has taken some.
  var room: Int {
    guard let call else { return 0 }
    return context.limits.watchBufferBytes - call.bufferedBytes
  }
}
