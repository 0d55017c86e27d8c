internal import DequeModule

/// The watches that wait for a read of history: the streams that have room take turns, and so do the watches
/// of each. Choosing the next read takes time that doesn't grow with how many wait.
///
/// Invariants: a watch that is behind stands in its stream's `waiting` exactly once, and one that is being read
/// for doesn't; a stream that has room and watches waiting stands in `ready` exactly once. Both may hold others,
/// too, which are passed over when their turn comes.
extension WatchShard {
  /// How many that wait, or their streams, are looked at for companions of the first: few when few are found.
  private static func maximumExamined(found: Int) -> Int { 64 + 4 * found }

  /// To be called when the watch has fallen behind, or is still behind after a read.
  mutating func wait(_ slot: Int) {
    guard let watch = watches[slot] else { return }
    let stream = watch.stream
    streams[stream]?.waiting.append(WatchRef(slot: slot, serial: watch.serial))
    if let state = streams[stream], state.waiting.count > 2 * state.behind.count + 64 {
      let watches = watches
      streams[stream]?.waiting.removeAll { Self.missing($0, watches) == nil }
    }
    makeReady(stream)
  }

  /// Lets the stream take part in turns, if it has room and somebody waits.
  mutating func makeReady(_ stream: WatchStreamID) {
    guard let state = streams[stream], !state.isReady, state.room > 0, state.waiting.count > 0 else { return }
    streams[stream]?.isReady = true
    ready.append(stream)
  }

  /// From where the watch needs history; nil when it doesn't wait for it any more.
  private static func missing(_ ref: WatchRef, _ watches: [Watch?]) -> Int64? {
    guard let watch = watches[ref.slot], watch.serial == ref.serial, case .behind(let from) = watch.state
    else { return nil }
    return from
  }

  /// A read that watches behind wait for and whose streams have room; nil when there is none. Several may be
  /// under way.
  package mutating func nextCatchUp() -> WatchCatchUp? {
    while let stream = ready.popFirst() {
      guard streams[stream] != nil else { continue }
      streams[stream]?.isReady = false
      guard hasRoom(stream) else { continue }
      while let first = streams[stream]?.waiting.popFirst() {
        guard let from = Self.missing(first, watches) else { continue }
        defer { makeReady(stream) }
        return read(for: first.slot, of: stream, from: from)
      }
    }
    return nil
  }

  private mutating func read(for first: Int, of stream: WatchStreamID, from: Int64) -> WatchCatchUp? {
    guard let watch = watches[first] else { return nil }
    let through = min(revision, from &+ limits.catchUpRevisions - 1)
    var group = [first]
    if !watch.readsAlone {
      let revisions = from...max(from, through)
      var examined = 0
      takeWaiting(of: stream, revisions, into: &group, &examined)
      for place in 0..<ready.count {
        examined += 1
        guard examined < Self.maximumExamined(found: group.count) else { break }
        takeWaiting(of: ready[place], revisions, into: &group, &examined)
      }
    }
    let id = nextRead
    nextRead += 1
    var range = watch.request.range
    var wantsPrevious = false
    reads[id] = group.compactMap { slot in
      guard let watch = watches[slot], let missing = watch.missingFrom else { return nil }
      watches[slot]?.state = .reading(from: missing, catchUp: id)
      wantsPrevious = wantsPrevious || watch.request.wantsPrevious
      range = range.hull(with: watch.request.range)
      return WatchRef(slot: slot, serial: watch.serial)
    }
    return WatchCatchUp(
      id: id, from: from, through: through, range: range, wantsPrevious: wantsPrevious,
      maxBytes: limits.catchUpBytes, maxRevisionBytes: limits.answerBytes)
  }

  /// Adds the stream's first waiting watches whose history begins within `revisions`.
  private mutating func takeWaiting(
    of stream: WatchStreamID, _ revisions: ClosedRange<Int64>, into group: inout [Int], _ examined: inout Int
  ) {
    guard hasRoom(stream) else { return }
    var kept: [WatchRef] = []
    while examined < Self.maximumExamined(found: group.count), group.count < limits.catchUpWatches,
      let ref = streams[stream]?.waiting.popFirst()
    {
      examined += 1
      guard let missing = Self.missing(ref, watches) else { continue }
      if revisions.contains(missing), watches[ref.slot]?.readsAlone == false {
        group.append(ref.slot)
      } else {
        kept.append(ref)
      }
    }
    streams[stream]?.waiting.prepend(contentsOf: kept)
  }
}
