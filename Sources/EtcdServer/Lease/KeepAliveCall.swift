import Failpoints
import HTTP2
import Keyspace
import Member
import NIOCore

/// One `LeaseKeepAlive` stream. Renewals are answered in the order in which they came, one after the other;
/// a lease that waits for its turn already is not queued again, as one answer tells its client the same.
final class KeepAliveCall: EndableStream {
  private let context: ServiceContext
  private let counters: MethodCounters
  private let eventLoop: any EventLoop
  private var call: (any ServerCall)?
  private var openID: UInt64 = 0
  private var waiting = CircularBuffer<LeaseID>()
  /// The same leases.
  private var isWaiting: Set<LeaseID> = []
  private var isRenewing = false
  private var clientIsDone = false

  init(_ call: any ServerCall, _ context: ServiceContext, _ counters: MethodCounters) {
    self.call = call
    self.context = context
    self.counters = counters
    eventLoop = call.eventLoop
    openID = context.streams.enter(self, on: eventLoop)
  }

  func received(_ message: ByteBuffer) {
    var id: LeaseID = 0
    do throws(GRPCStatus) {
      try decode(message) { (reader) throws(WireError) in
        while let field = try reader.field() {
          switch (field.number, field.type) {
          case (1, 0): id = try reader.int64()
          default: try reader.skip(field)
          }
        }
      }
    } catch {
      return end(error)
    }
    guard !isWaiting.contains(id) else { return }
    guard waiting.count < context.limits.maxKeepAlivesInFlight else { return end(EtcdError.tooManyRequests) }
    waiting.append(id)
    isWaiting.insert(id)
    renewNext()
  }

  func receivedEnd() {
    clientIsDone = true
    renewNext()
  }

  func writable() {
    renewNext()
  }

  func cancelled() {
    guard call != nil else { return }
    call = nil
    forget()
    counters.count(.cancelled)
  }

  func end(_ status: GRPCStatus) {
    guard let call else { return }
    self.call = nil
    forget()
    counters.count(status.code)
    call.finish(status)
  }

  private func forget() {
    context.streams.leave(openID)
    waiting.removeAll()
    isWaiting = []
  }

  private func renewNext() {
    guard let call, !isRenewing else { return }
    guard let id = waiting.first else {
      if clientIsDone { end(.ok) }
      return
    }
    guard call.bufferedBytes < context.limits.watchBufferBytes else { return }
    waiting.removeFirst()
    isWaiting.remove(id)
    isRenewing = true
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    context.member.renewLease(id, timeout: context.limits.requestTimeout, on: eventLoop) { result in
      bound.value.renewed(id, result)
    }
  }

  /// A lease that isn't there is answered with a TTL of 0; anything else ends the stream.
  private func renewed(_ id: LeaseID, _ result: Result<Int64, RequestError>) {
    isRenewing = false
    Failpoints.reach(.leaseRenewed)
    guard let call else { return }
    var ttl: Int64 = 0
    switch result {
    case .success(let seconds): ttl = seconds
    case .failure(.keyspace(.leaseNotFound)): break
    case .failure(let error): return end(GRPCStatus(error))
    }
    call.send(Self.answer(context.header(), id: id, ttl: ttl))
    renewNext()
  }

  static func answer(_ header: Header, id: LeaseID, ttl: Int64) -> ByteBuffer {
    let size = WireSize.message(header.size) + WireSize.field(id) + WireSize.field(ttl)
    return WireWriter.buffer(size: size) { writer in
      header.write(to: &writer)
      writer.field(0x10, id)
      writer.field(0x18, ttl)
    }
  }
}
