import Failpoints
import HTTP2
import Keyspace
import Logging
import Member
import NIOCore
import NIOPosix
import Raft

/// The watches of one event loop: a `WatchShard`, the calls that its streams are, and the timers and reads
/// that it asks for. Used on that loop only.
final class WatchLoop {
  private let context: ServiceContext
  private let loop: any EventLoop
  private var shard: WatchShard
  private var encoder = WatchEncoder()
  private var calls: [WatchStreamID: WatchCall] = [:]
  private var nextStream: WatchStreamID = 1
  private var isReading = false
  private var isDelivering = false
  private var leaderlessSince: NIODeadline?

  init(_ context: ServiceContext, loop: any EventLoop, revision: Int64) {
    self.context = context
    self.loop = loop
    var limits = WatchLimits()
    limits.initialRoom = context.limits.watchBufferBytes
    limits.fragmentBytes = context.limits.watchFragmentBytes
    limits.answerBytes = context.limits.watchAnswerBytes
    shard = WatchShard(
      revision: revision, compactRevision: context.keyspace.position.compactRevision, limits: limits)
  }

  // MARK: Streams

  func open(_ call: WatchCall) -> WatchStreamID {
    defer { nextStream += 1 }
    calls[nextStream] = call
    context.metrics.watchStreams.add(1)
    return nextStream
  }

  func close(_ stream: WatchStreamID) {
    guard calls.removeValue(forKey: stream) != nil else { return }
    context.metrics.watchStreams.add(-1)
    changeWatches { $0.streamClosed(stream) }
  }

  func create(_ stream: WatchStreamID, _ request: WatchRequest) {
    let current = context.keyspace.position.revision
    changeWatches { $0.create(stream, request, currentRevision: current) }
    if request.startRevision > 0 { Failpoints.reach(.watchResumed) }
  }

  func cancel(_ stream: WatchStreamID, watchID: Int64) {
    changeWatches { $0.cancel(stream, watchID: watchID) }
  }

  func requestProgress(_ stream: WatchStreamID) {
    changeWatches { $0.progressRequest(stream) }
  }

  /// The client has taken what waited for it.
  func writable(_ stream: WatchStreamID) {
    guard let call = calls[stream] else { return }
    shard.streamRoom(stream, bytes: call.room)
    deliver()
  }

  func endStreams(_ status: GRPCStatus) {
    for call in Array(calls.values) { call.end(status) }
  }

  private func changeWatches(_ change: (inout WatchShard) -> Void) {
    let (watches, previous) = (shard.watchCount, shard.previousCount)
    change(&shard)
    if shard.watchCount != watches { context.metrics.watchers.add(Int64(shard.watchCount - watches)) }
    if shard.previousCount != previous {
      context.member.changePreviousWanted(by: shard.previousCount - previous)
    }
    deliver()
  }

  // MARK: Changes

  func publish(_ changes: AppliedChanges) {
    changeWatches {
      $0.publish(changes.changes, revision: changes.revision, compactRevision: changes.compactRevision)
    }
  }

  /// Sends all that the shard has to say; what a client's room allows on top of it follows in the same turn.
  /// Sending may end a call and come back here: what the shard says then is taken by the loop below.
  private func deliver() {
    guard !isDelivering else { return }
    isDelivering = true
    defer { isDelivering = false }
    while true {
      let outputs = shard.takeOutputs()
      if outputs.isEmpty { break }
      let term = context.member.status.raft.term
      var touched: Set<WatchStreamID> = []
      for output in outputs {
        guard let call = calls[output.stream] else { continue }
        call.send(encode(output, term))
        if Failpoints.isPossible { output.reachFailpoint() }
        touched.insert(output.stream)
      }
      encoder.endBatch()
      for stream in touched {
        if let call = calls[stream] { shard.streamRoom(stream, bytes: call.room) }
      }
    }
    catchUp()
  }

  private func encode(_ output: WatchOutput, _ term: UInt64) -> ByteBuffer {
    func header(_ revision: Int64) -> Header { context.header(revision: revision, term: term) }
    switch output {
    case .created(_, let watchID, let revision):
      return WatchEncoder.created(header(revision), watchID: watchID)
    case .refused(_, let reason, let revision):
      return WatchEncoder.refused(header(revision), reason: reason)
    case .cancelled(_, let watchID, let revision):
      return WatchEncoder.cancelled(header(revision), watchID: watchID)
    case .compacted(_, let watchID, let compactRevision, let revision):
      return WatchEncoder.compacted(header(revision), watchID: watchID, compactRevision: compactRevision)
    case .ended(_, let watchID, let reason, let revision):
      return WatchEncoder.ended(header(revision), watchID: watchID, reason: reason)
    case .progress(_, let watchID, let revision):
      return WatchEncoder.progress(header(revision), watchID: watchID)
    case .events(_, let events):
      context.metrics.eventsSent.add(UInt64(events.events.count))
      return encoder.events(header(events.revision), events)
    }
  }

  // MARK: History

  /// One read of history at a time, on a thread that nothing else uses: a watch that is far behind holds up
  /// nothing on this loop, and large reads and hashes don't hold up the watches.
  private func catchUp() {
    guard !isReading, let read = shard.nextCatchUp() else { return }
    isReading = true
    let bound = NIOLoopBound(self, eventLoop: loop)
    let loop = loop
    let keyspace = context.keyspace
    context.pools.history.submit { _ in
      let result: Result<(changes: [RevisionEvents], next: Int64), KeyspaceError>
      do throws(KeyspaceError) {
        result = .success(
          try keyspace.changes(
            from: read.from, through: read.through, range: read.range, wantsPrevious: read.wantsPrevious,
            maxBytes: read.maxBytes, maxRevisionBytes: read.maxRevisionBytes))
      } catch {
        result = .failure(error)
      }
      loop.execute { bound.value.caughtUp(read, result) }
    }
  }

  private func caughtUp(
    _ read: WatchCatchUp, _ result: Result<(changes: [RevisionEvents], next: Int64), KeyspaceError>
  ) {
    isReading = false
    Failpoints.reach(.watchHistoryRead)
    switch result {
    case .success(let (changes, next)):
      changeWatches { $0.history(read, changes, next: next) }
    case .failure(.answerTooLarge):
      changeWatches { $0.historyTooLarge(read) }
    case .failure(.compacted(let compactRevision)):
      changeWatches { $0.historyCompacted(read, compactRevision: compactRevision) }
    case .failure(let error):
      context.logger.critical("the keyspace cannot be read for watches: \(error)")
      endStreams(GRPCStatus(error))
    }
  }

  // MARK: Time

  func startTimers() {
    let bound = NIOLoopBound(self, eventLoop: loop)
    let interval = context.limits.progressInterval
    loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
      bound.value.changeWatches { $0.progressTick() }
    }
    loop.scheduleRepeatedTask(initialDelay: .milliseconds(250), delay: .milliseconds(250)) { _ in
      bound.value.checkLeader()
    }
  }

  /// Streams that asked for a leader end once there was none for as long as is tolerated.
  private func checkLeader() {
    guard !context.hasLeader else { return leaderlessSince = nil }
    let now = NIODeadline.now()
    let since = leaderlessSince ?? now
    leaderlessSince = since
    guard now - since >= context.limits.leaderLossTolerance else { return }
    for call in Array(calls.values) where call.needsLeader { call.end(EtcdError.noLeader) }
  }
}

extension WatchOutput {
  /// The point that is reached once it is on its way.
  fileprivate func reachFailpoint() {
    switch self {
    case .created: Failpoints.reach(.watchCreated)
    case .events: Failpoints.reach(.watchEventsSent)
    case .progress: Failpoints.reach(.watchProgressSent)
    case .refused, .cancelled, .compacted, .ended: break
    }
  }
}
