import EtcdAPI
import EtcdClient
import NIOCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One loop's watchers of the benchmark's keys. They read from each value when its put was begun, which tells
/// how long an event took from the writer to them. On its loop.
final class WatchLoad {
  private let eventLoop: any EventLoop
  private let clients: [LoopClient]
  private var watches: [WatchCall] = []
  private(set) var recorder = Recorder()
  /// Events of puts begun before are not counted.
  var measured = NIODeadline.distantFuture
  private(set) var ended: [String] = []

  init(plan: BenchPlan, connections: Range<Int>, on eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    clients = connections.map { LoadLoop.client(plan, connection: $0, on: eventLoop) }
  }

  /// Succeeds when all of them are created.
  func start(_ count: Int) -> EventLoopFuture<Void> {
    let created = (0..<count).map { index in
      let promise = eventLoop.makePromise(of: Void.self)
      let watch = WatchCall(clients[index % clients.count], WatchOptions(prefix: Data(KeyChooser.prefix))) {
        output in
        switch output {
        case .created: promise.succeed()
        case .events(let events, _): self.received(events)
        case .progress: break
        case .compacted, .cancelled: self.ended.append("\(output)")
        }
      }
      watches.append(watch)
      watch.start()
      return promise.futureResult
    }
    return EventLoopFuture.andAllSucceed(created, on: eventLoop)
  }

  func shutdown() {
    for watch in watches { watch.cancel() }
    for client in clients { client.shutdown() }
  }

  private func received(_ events: [Mvccpb_Event]) {
    let now = NIODeadline.now()
    for event in events where event.kv.value.count >= 8 {
      let stamp = event.kv.value.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let begun = NIODeadline.uptimeNanoseconds(stamp)
      guard begun >= measured, begun <= now else { continue }
      recorder.succeeded(.watchEvent, from: begun, at: now, measuredFrom: measured)
    }
  }
}
