package import Raft

/// Reads a log back: a state machine that is fed segments' headers and batches in order and knows what they
/// make of the log. Pure; `scan` finds the batches.
package struct Recovery: Sendable {
  package private(set) var state: LogState
  package private(set) var index = EntryIndex()
  /// Entries up to here lie in segments older than the first that was fed. A log is whole only when all of
  /// them are cut.
  package private(set) var missing: LogIndex
  package private(set) var terms: [TermRun] = []
  package private(set) var memberships: [Entry] = []
  package private(set) var nextBatch: UInt64
  package private(set) var previousSum: UInt32
  package private(set) var segment: SegmentHeader
  package private(set) var name: String
  /// Where the current segment's next batch is to stand.
  package private(set) var end: Int
  /// The current segment's last batch.
  package private(set) var lastBatch: Range<Int>?
  /// Nothing that matters would be lost with the current segment's last batch.
  package private(set) var isProven = true
  /// The current segment says that the next one is there.
  package internal(set) var isContinued = false

  /// Starts with the oldest segment.
  package init(_ header: SegmentHeader, name: String) {
    state = header.state
    missing = header.state.last.index
    nextBatch = header.firstBatch
    previousSum = header.previousSum
    segment = header
    self.name = name
    end = header.blockBytes
  }

  /// Goes on with the segment after; it exists only if the one before was durable to its end.
  package mutating func begin(_ header: SegmentHeader, name: String) throws(LogError) {
    guard header.logID == segment.logID else {
      throw .corrupted(segment: name, offset: 0, detail: "the segment belongs to another log")
    }
    guard header.firstBatch == nextBatch, header.previousSum == previousSum, header.state == state else {
      throw .corrupted(
        segment: self.name, offset: end,
        detail: "batch \(nextBatch) is damaged or missing, though \(name) shows that everything up to batch "
          + "\(header.firstBatch) was durable")
    }
    segment = header
    self.name = name
    end = header.blockBytes
    lastBatch = nil
    isProven = true
    isContinued = false
  }

  /// Takes in the batch at `end`, whose sum has been checked.
  package mutating func take(_ batch: BatchHeader, _ body: UnsafeRawBufferPointer) throws(LogError) {
    guard batch.previousSum == previousSum else {
      throw damage(0, "batch \(batch.number) does not follow the batch before it")
    }
    var cursor = RecordCursor(body)
    var entryFollows = false
    isProven = true
    while true {
      let offset = cursor.offset
      let record: Record?
      do throws(RecordCursor.Malformed) {
        record = try cursor.next()
      } catch {
        // The batch's sum is right: it is what somebody wrote.
        let at = end + BatchHeader.encodedBytes + error.offset
        throw .incompatible(segment: name, detail: "at offset \(at) stands a record of an unknown kind")
      }
      guard let record else { break }
      if case .commit = record {} else { isProven = false }
      switch record {
      case .entry(let position, let kind, let payload):
        try take(position, kind, body, payload, offset, entryFollows)
        entryFollows = true
        continue
      case .hardState(let hardState): state.hardState = hardState
      case .commit(let index): state.commit(upTo: index)
      case .cut(let position): try cut(position, offset)
      case .reset(let position): reset(position)
      }
      entryFollows = false
    }
    let size = Self.padded(BatchHeader.encodedBytes + body.count, segment.blockBytes)
    lastBatch = end..<end + size
    end += size
    nextBatch &+= 1
    previousSum = batch.bodySum
  }

  /// Call after the last batch.
  package mutating func finish() throws(LogError) {
    let cut = state.cut.index
    guard missing <= cut else {
      throw .corrupted(
        segment: name, offset: 0,
        detail: "entries \(cut &+ 1) to \(missing) are missing: an older segment file has been removed")
    }
    index.cut(through: cut)
    memberships.removeAll { $0.index <= cut }
    if let first = terms.lastIndex(where: { $0.firstIndex <= cut &+ 1 }) {
      terms.removeFirst(first)
      terms[0].firstIndex = cut &+ 1
    }
    if state.last.index <= cut { terms.removeAll() }
  }

  private mutating func take(
    _ position: LogPosition, _ kind: Entry.Kind, _ body: UnsafeRawBufferPointer, _ payload: Range<Int>,
    _ offset: Int, _ follows: Bool
  ) throws(LogError) {
    guard state.admits(position.index) else {
      throw damage(offset, "entry \(position.index) where entry \(state.last.index &+ 1) is due")
    }
    if position.index <= state.last.index {
      missing = min(missing, position.index - 1)
      while let last = terms.last, last.firstIndex >= position.index { terms.removeLast() }
      while let last = memberships.last, last.index >= position.index { memberships.removeLast() }
    } else if follows {
      index.extendLast()
    }
    if !follows || position.index <= state.last.index {
      index.append(
        EntryIndex.Run(
          first: position.index, count: 1, bodyOffset: UInt32(offset), segment: segment.sequence,
          batchOffset: UInt32(end), batchBytes: UInt32(body.count)))
    }
    if terms.last?.term != position.term {
      terms.append(TermRun(firstIndex: position.index, term: position.term))
    }
    if kind == .membership {
      memberships.append(
        Entry(index: position.index, term: position.term, kind: kind, payload: Array(body[payload])))
    }
    state.append(position)
  }

  private mutating func cut(_ position: LogPosition, _ offset: Int) throws(LogError) {
    guard position.index <= state.last.index else {
      throw damage(offset, "a cut at \(position.index) behind the last entry \(state.last.index)")
    }
    state.cut(through: position)
  }

  private mutating func reset(_ position: LogPosition) {
    state.reset(to: position)
    missing = 0
    index.removeAll()
    terms.removeAll()
    memberships.removeAll()
  }

  private func damage(_ offset: Int, _ detail: String) -> LogError {
    .corrupted(segment: name, offset: end + BatchHeader.encodedBytes + offset, detail: detail)
  }

  static func padded(_ bytes: Int, _ block: Int) -> Int {
    (bytes + block - 1) & ~(block - 1)
  }
}
