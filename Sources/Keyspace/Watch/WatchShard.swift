internal import DequeModule
internal import PlantedBugs

/// All watches of the streams of one event loop: a value without clock, I/O or threads.
///
/// The shell feeds it the applied changes in order (`publish`), the clients' requests, and the history that
/// `nextCatchUp` asks for; after each call it sends what `takeOutputs` gives. A watch is either synced, and
/// gets changes as they are published, or behind, and gets them from history until it has caught up. A stream
/// without room is sent nothing: its watches fall behind, so that memory stays bounded by the number of
/// watches.
///
/// Invariants, whatever the order of calls, for each watch: Filter (only what its range and filters take),
/// Ordered (revisions ascend), Unique (no event twice), Atomic (a revision's events come together), Reliable
/// (no event left out between its start and what it was told), Bookmarkable (no progress ahead of an event
/// that is still to come), Resumable (starting at any kept revision gives all from there on), PrevKV (the
/// version before, if asked for and still stored), IsCreate (an event without one is a create).
package struct WatchShard: Sendable {
  let limits: WatchLimits
  /// Changes up to here have been published.
  package internal(set) var revision: Int64
  package internal(set) var compactRevision: Int64

  var streams: [WatchStreamID: WatchStream] = [:]
  var watches: [Watch?] = []
  var freeSlots: [Int] = []
  var index = WatchIndex()
  /// Streams with a watch that is behind.
  var behindStreams: Set<WatchStreamID> = []
  var owingStreams: Set<WatchStreamID> = []
  /// Streams in their turns at reading history.
  var ready = Deque<WatchStreamID>()
  var reads: [UInt64: [WatchRef]] = [:]
  var nextSerial: UInt64 = 1
  var nextRead: UInt64 = 1
  var outputs: [WatchOutput] = []

  /// A watch that may be gone by the time it is looked at.
  struct WatchRef: Sendable {
    var slot: Int
    var serial: UInt64
  }

  /// `revision` is the last one that is NOT published to this shard.
  package init(revision: Int64, compactRevision: Int64, limits: WatchLimits = WatchLimits()) {
    self.revision = revision
    self.compactRevision = compactRevision
    self.limits = limits
  }

  package var watchCount: Int { watches.count - freeSlots.count }
  /// How many watches want the version before with each event.
  package private(set) var previousCount = 0
  package var streamCount: Int { streams.count }

  /// What is to be sent since the last call, in order.
  package mutating func takeOutputs() -> [WatchOutput] {
    defer { outputs = [] }
    return outputs
  }

  // MARK: Requests of a stream

  /// `currentRevision` is the keyspace's now, which may be ahead of what is published here: a watch without a
  /// start revision begins after it.
  package mutating func create(_ stream: WatchStreamID, _ request: WatchRequest, currentRevision: Int64) {
    var state = streams[stream] ?? WatchStream(room: limits.initialRoom)
    let header = max(revision, currentRevision)
    guard !request.range.isEmpty else {
      streams[stream] = state
      return outputs.append(.refused(stream, reason: "mvcc: watcher range is empty", revision: header))
    }
    var id = request.watchID
    if id == 0 {
      while state.slots[state.nextID] != nil { state.nextID += 1 }
      id = state.nextID
      state.nextID += 1
    } else if state.slots[id] != nil {
      let reason = "mvcc: duplicate watch ID provided on the WatchStream"
      return outputs.append(.refused(stream, reason: reason, revision: header))
    }
    outputs.append(.created(stream, watchID: id, revision: header))
    var start = request.startRevision == 0 ? header + 1 : max(1, request.startRevision)
    if Planted.has(.watchRepeatsRevision), start > 3, start > compactRevision, start <= revision + 1 {
      start -= 1
    }
    if Planted.has(.watchSkipsRevision), request.startRevision > 0 { start += 1 }
    guard start >= compactRevision else {
      streams[stream] = state
      return outputs.append(
        .compacted(stream, watchID: id, compactRevision: compactRevision, revision: header))
    }
    let slot = freeSlots.popLast() ?? watches.count
    if slot == watches.count { watches.append(nil) }
    state.slots[id] = slot
    if start > revision + 1 { state.future.insert(slot) }
    streams[stream] = state
    watches[slot] = Watch(
      serial: nextSerial, stream: stream, id: id, request: request, state: .synced(wantsFrom: start))
    nextSerial += 1
    if request.wantsPrevious { previousCount += 1 }
    index.insert(request.range, slot: slot)
    if start <= revision { fallBehind(slot, from: start) }
  }

  /// Unknown ids are passed over in silence, as etcd does.
  package mutating func cancel(_ stream: WatchStreamID, watchID: Int64) {
    guard let slot = streams[stream]?.slots[watchID] else { return }
    remove(slot)
    outputs.append(.cancelled(stream, watchID: watchID, revision: revision))
    payProgress()
  }

  package mutating func streamClosed(_ stream: WatchStreamID) {
    guard let state = streams[stream] else { return }
    for slot in state.slots.values.sorted() { remove(slot) }
    streams[stream] = nil
    owingStreams.remove(stream)
  }

  /// The stream may be sent `bytes` from now on; 0 or less stops it. Passed over for a stream without a
  /// request so far, or closed.
  package mutating func streamRoom(_ stream: WatchStreamID, bytes: Int) {
    streams[stream]?.room = bytes
    if bytes > 0, !behindStreams.isEmpty { makeReady(stream) }
    payProgress()
  }

  /// Answered on watch id -1, once for all requests that wait, as soon as every watch of the stream is
  /// synced.
  package mutating func progressRequest(_ stream: WatchStreamID) {
    streams[stream, default: WatchStream(room: limits.initialRoom)].owesProgress = true
    owingStreams.insert(stream)
    payProgress()
  }

  /// To be called every few minutes: tells the idle, synced watches that want it how far they have come.
  package mutating func progressTick() {
    for slot in watches.indices {
      guard let watch = watches[slot], watch.request.wantsProgress else { continue }
      watches[slot]?.isIdle = true
      guard watch.isIdle, hasRoom(watch.stream) else { continue }
      if !Planted.has(.progressAheadOfEvents) {
        guard case .synced(let wantsFrom) = watch.state, wantsFrom <= revision + 1 else { continue }
      }
      spend(WatchCost.control, of: watch.stream)
      outputs.append(.progress(watch.stream, watchID: watch.id, revision: revision))
    }
  }

  // MARK: The watches' states

  func hasRoom(_ stream: WatchStreamID) -> Bool {
    (streams[stream]?.room ?? 0) > 0
  }

  mutating func spend(_ bytes: Int, of stream: WatchStreamID) {
    streams[stream]?.room -= bytes
  }

  mutating func fallBehind(_ slot: Int, from: Int64) {
    guard let watch = watches[slot] else { return }
    watches[slot]?.state = .behind(from: from)
    streams[watch.stream]?.behind.insert(slot)
    streams[watch.stream]?.future.remove(slot)
    behindStreams.insert(watch.stream)
    wait(slot)
  }

  mutating func becomeSynced(_ slot: Int, wantsFrom: Int64) {
    guard let watch = watches[slot] else { return }
    watches[slot]?.state = .synced(wantsFrom: wantsFrom)
    leaveBehind(slot, of: watch.stream)
  }

  private mutating func leaveBehind(_ slot: Int, of stream: WatchStreamID) {
    streams[stream]?.behind.remove(slot)
    if streams[stream]?.behind.isEmpty != false { behindStreams.remove(stream) }
  }

  mutating func remove(_ slot: Int) {
    guard let watch = watches[slot] else { return }
    if watch.request.wantsPrevious { previousCount -= 1 }
    index.remove(watch.request.range, slot: slot)
    leaveBehind(slot, of: watch.stream)
    streams[watch.stream]?.future.remove(slot)
    streams[watch.stream]?.slots[watch.id] = nil
    watches[slot] = nil
    freeSlots.append(slot)
  }

  mutating func compactAway(_ slot: Int) {
    guard let watch = watches[slot] else { return }
    remove(slot)
    outputs.append(
      .compacted(
        watch.stream, watchID: watch.id, compactRevision: compactRevision, revision: revision))
  }

  /// Answers the progress requests that wait, of streams that are synced by now.
  mutating func payProgress() {
    guard !owingStreams.isEmpty else { return }
    for stream in owingStreams.sorted() {
      guard let state = streams[stream], state.behind.isEmpty, state.room > 0 else { continue }
      for slot in state.future {
        guard case .synced(let wantsFrom)? = watches[slot]?.state, wantsFrom > revision + 1 else {
          streams[stream]?.future.remove(slot)
          continue
        }
      }
      guard streams[stream]?.future.isEmpty == true else { continue }
      streams[stream]?.owesProgress = false
      owingStreams.remove(stream)
      spend(WatchCost.control, of: stream)
      outputs.append(.progress(stream, watchID: -1, revision: revision))
    }
  }
}

/// About how many bytes things take on the wire; they need not be exact, only in proportion.
enum WatchCost {
  static let control = 32

  static func of(_ event: Event, withPrevious: Bool) -> Int {
    var bytes = 48 + event.keyValue.key.count + event.keyValue.value.count
    if withPrevious, let previous = event.previous { bytes += 48 + previous.key.count + previous.value.count }
    return bytes
  }
}
