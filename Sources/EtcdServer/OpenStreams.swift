import HTTP2
import NIOCore
import Synchronization

/// A call that goes on until its client or this server ends it.
protocol EndableStream: CallHandler {
  func end(_ status: GRPCStatus)
}

/// The streams that are open, so that a server that stops can end them. Once it has, there are no new ones.
final class OpenStreams: Sendable {
  private struct State {
    var isEnded = false
    var nextID: UInt64 = 0
    var ends: [UInt64: @Sendable (GRPCStatus) -> Void] = [:]
  }

  private let state = Mutex(State())

  var isEnded: Bool { state.withLock { $0.isEnded } }

  /// Keeps `stream`, which lives on `loop`, until `leave`. To be called on that loop.
  func enter(_ stream: any EndableStream, on loop: any EventLoop) -> UInt64 {
    let bound = NIOLoopBound(stream, eventLoop: loop)
    let end: @Sendable (GRPCStatus) -> Void = { status in loop.execute { bound.value.end(status) } }
    let (id, isEnded) = state.withLock { state in
      state.nextID += 1
      if !state.isEnded { state.ends[state.nextID] = end }
      return (state.nextID, state.isEnded)
    }
    if isEnded { end(EtcdError.stopped) }
    return id
  }

  func leave(_ id: UInt64) {
    state.withLock { _ = $0.ends.removeValue(forKey: id) }
  }

  /// Ends all streams with `status`, each on its loop.
  func end(_ status: GRPCStatus) {
    let ends = state.withLock { state in
      state.isEnded = true
      defer { state.ends = [:] }
      return Array(state.ends.values)
    }
    for end in ends { end(status) }
  }
}
