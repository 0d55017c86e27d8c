import Keyspace
import Member
import NIOCore

/// The watch shards: one for each event loop, fed by the member for its whole life.
final class WatchHub: Sendable {
  private let context: ServiceContext
  /// A loop's state exists once its feed has started.
  private let boxes: [ObjectIdentifier: NIOLoopBoundBox<WatchLoop?>]
  private let loops: [any EventLoop]

  init(_ context: ServiceContext, loops: any EventLoopGroup) {
    self.context = context
    self.loops = Array(loops.makeIterator())
    var boxes: [ObjectIdentifier: NIOLoopBoundBox<WatchLoop?>] = [:]
    for loop in self.loops {
      boxes[ObjectIdentifier(loop)] = NIOLoopBoundBox.makeEmptyBox(valueType: WatchLoop.self, eventLoop: loop)
    }
    self.boxes = boxes
  }

  /// To be called on `loop`; nil before the feed has started, or for a loop that isn't served.
  func watches(on loop: any EventLoop) -> WatchLoop? {
    boxes[ObjectIdentifier(loop)]?.value
  }

  func start() -> EventLoopFuture<Void> {
    guard let first = loops.first else { preconditionFailure("a server without event loops") }
    let starts = loops.enumerated().map { index, loop in start(loop, countsChanges: index == 0) }
    return EventLoopFuture.andAllSucceed(starts, on: first)
  }

  private func start(_ loop: any EventLoop, countsChanges: Bool) -> EventLoopFuture<Void> {
    guard let box = boxes[ObjectIdentifier(loop)] else { preconditionFailure("a loop without its box") }
    let context = context
    return loop.flatSubmit {
      // Changes that come before the feed's start is known wait here.
      let early = NIOLoopBoundBox<[AppliedChanges]>([], eventLoop: loop)
      let started = context.member.followChanges(on: loop) { changes in
        if countsChanges { context.metrics.count(changes) }
        if let watches = box.value {
          watches.publish(changes)
        } else {
          early.value.append(changes)
        }
      }
      return started.hop(to: loop).map { revision in
        let watches = WatchLoop(context, loop: loop, revision: revision)
        box.value = watches
        for changes in early.value { watches.publish(changes) }
        early.value = []
        watches.startTimers()
      }
    }
  }
}

extension ServerMetrics {
  func count(_ changes: AppliedChanges) {
    var putCount: UInt64 = 0
    var deleteCount: UInt64 = 0
    for change in changes.changes {
      for event in change.events {
        if event.kind == .put { putCount += 1 } else { deleteCount += 1 }
      }
    }
    if putCount > 0 { puts.add(putCount) }
    if deleteCount > 0 { deletes.add(deleteCount) }
  }
}
