internal import Failpoints
internal import Raft

extension WriteAheadLog {
  /// Opens the log in `directory`, or makes one there. One process at a time.
  package static func open(
    directory: String, options: LogOptions
  ) throws(LogError) -> (log: WriteAheadLog, recovered: RecoveredLog) {
    try open(storage: FileStorage(path: directory), options: options)
  }

  package static func open(
    storage: any LogStorage, options: LogOptions
  ) throws(LogError) -> (log: WriteAheadLog, recovered: RecoveredLog) {
    try options.check()
    let supply = SegmentSupply(
      storage: storage, segmentBytes: options.segmentBytes, wanted: options.spareSegments)
    var sequences: [UInt64] = []
    for name in try storage.list().sorted() {
      if let sequence = Segment.sequence(name) {
        sequences.append(sequence)
      } else if SegmentSupply.isSpare(name) {
        try supply.adopt(name)
      } else if name.hasSuffix(SegmentSupply.temporarySuffix) {
        try storage.remove(name)
      }
    }
    try storage.syncDirectory()
    guard !sequences.isEmpty else {
      guard options.makesNew else {
        throw .corrupted(
          segment: "1", offset: 0,
          detail: "the whole log is gone, and with it this member's votes and what it acknowledged")
      }
      return try create(storage, supply, options)
    }
    return try recover(sequences.sorted(), storage, supply, options)
  }

  private static func create(
    _ storage: any LogStorage, _ supply: SegmentSupply, _ options: LogOptions
  ) throws(LogError) -> (log: WriteAheadLog, recovered: RecoveredLog) {
    let header = SegmentHeader(
      logID: nonce(options, 0), sequence: 1, nonce: nonce(options, 1), segmentBytes: options.segmentBytes,
      blockBytes: options.blockBytes, firstBatch: 1, previousSum: 0, state: LogState())
    let segment = try makeSegment(header, supply, storage)
    var shared = SharedLog()
    shared.segments[1] = segment
    let log = WriteAheadLog(
      storage: storage, options: options, supply: supply, shared: shared,
      writer: LogWriter(
        options: options, state: LogState(), active: segment, offset: options.blockBytes, nextBatch: 1,
        previousSum: 0, isProven: true))
    return (
      log,
      RecoveredLog(
        hardState: HardState(), commit: 0, cut: .origin, last: .origin, terms: [], tail: [], memberships: [],
        isFresh: true, droppedTail: nil)
    )
  }

  private static func recover(
    _ sequences: [UInt64], _ storage: any LogStorage, _ supply: SegmentSupply, _ options: LogOptions
  ) throws(LogError) -> (log: WriteAheadLog, recovered: RecoveredLog) {
    let firstNeeded = startOfLastRun(sequences)
    var found = try readBack(sequences[firstNeeded...], storage)
    let (segments, active) = (found.segments, found.segments[found.segments.count - 1])
    Failpoints.reach(.logReadBack)
    let dropped = found.end == .torn ? DroppedTail(segment: active.name, offset: found.recovery.end) : nil
    try settle(found.recovery, active)
    Failpoints.reach(.logSettled)
    // A crash came before it: as in `startSegment`.
    if let unfinished = found.unfinished {
      try Self.end(unfinished.segment, at: unfinished.end, nextBatch: active.header.firstBatch)
    }
    try found.recovery.finish()
    let recovery = found.recovery

    var shared = SharedLog()
    shared.index = recovery.index
    shared.state = recovery.state
    for segment in segments { shared.segments[segment.header.sequence] = segment }
    let log = WriteAheadLog(
      storage: storage, options: options, supply: supply, shared: shared,
      writer: LogWriter(
        options: options, state: recovery.state, active: active, offset: recovery.end,
        nextBatch: recovery.nextBatch, previousSum: recovery.previousSum, isProven: recovery.isProven))
    try supply.recycle(leftovers(sequences[..<firstNeeded], storage))
    try log.recycleSegments()
    // A new segment, which may find no room, is not worth failing for.
    if !log.writer.isFull, recovery.end < active.header.endOfBatches { try log.mark() }
    Failpoints.reach(.logRecovered)
    return (log, try log.describe(recovery, dropped))
  }

  private struct ReadBack {
    var segments: [Segment]
    /// To be finished.
    var recovery: Recovery
    var end: SegmentEnd
    /// The last segment but one and its end, when it doesn't say that the last one is there.
    var unfinished: (segment: Segment, end: Int)?
  }

  private static func readBack(
    _ sequences: ArraySlice<UInt64>, _ storage: any LogStorage
  ) throws(LogError) -> ReadBack {
    var segments: [Segment] = []
    for sequence in sequences { segments.append(try openSegment(sequence, storage)) }
    let active = segments[segments.count - 1]
    var recovery = Recovery(segments[0].header, name: segments[0].name)
    var end = try recovery.scan(segments[0].file, of: segments[0] === active)
    var unfinished: (segment: Segment, end: Int)?
    for (segment, before) in zip(segments.dropFirst(), segments) {
      unfinished = recovery.isContinued ? nil : (before, recovery.end)
      try recovery.begin(segment.header, name: segment.name)
      end = try recovery.scan(segment.file, of: segment === active)
    }
    return ReadBack(segments: segments, recovery: recovery, end: end, unfinished: unfinished)
  }

  /// Reads the log in `directory`, which nobody has open, back without changing anything: what `open` would find,
  /// but for the entries. nil: there is none. `locks`: it is locked meanwhile, unless the caller sees to that.
  package static func inspect(directory: String, locks: Bool = true) throws(LogError) -> RecoveredLog? {
    let storage = try FileStorage(path: directory, locks: locks)
    defer { storage.close() }
    let sequences = try storage.list().compactMap(Segment.sequence).sorted()
    guard !sequences.isEmpty else { return nil }
    var recovery = try readBack(sequences[startOfLastRun(sequences)...], storage).recovery
    try recovery.finish()
    let state = recovery.state
    return RecoveredLog(
      hardState: state.hardState, commit: state.commit, cut: state.cut, last: state.last,
      terms: recovery.terms, tail: [], memberships: recovery.memberships, isFresh: false, droppedTail: nil)
  }

  /// Where the last unbroken sequence starts. Segments before a gap were on their way to be recycled; if they were
  /// not, `Recovery.finish` misses their entries.
  private static func startOfLastRun(_ sequences: [UInt64]) -> Int {
    var start = sequences.count - 1
    while start > 0, sequences[start - 1] &+ 1 == sequences[start] { start -= 1 }
    return start
  }

  private static func leftovers(
    _ sequences: ArraySlice<UInt64>, _ storage: any LogStorage
  ) throws(LogError) -> [SegmentSupply.Spare] {
    var leftovers: [SegmentSupply.Spare] = []
    for sequence in sequences {
      let name = Segment.name(sequence)
      leftovers.append(SegmentSupply.Spare(name: name, file: try storage.open(name)))
    }
    return leftovers
  }

  private static func openSegment(
    _ sequence: UInt64, _ storage: any LogStorage
  ) throws(LogError) -> Segment {
    let name = Segment.name(sequence)
    let file = try storage.open(name)
    let header = try SegmentHeader.decode(file.bytes(at: 0, SegmentHeader.encodedBytes), name: name)
    guard header.sequence == sequence else {
      throw .corrupted(segment: name, offset: 0, detail: "the file holds segment \(header.sequence)")
    }
    return Segment(name: name, header: header, file: file)
  }

  /// Makes durable what recovery believes. What it read may have come from the page cache alone: the process died
  /// before its sync, or the sync failed and left pages that the kernel takes for clean. That can be the last batch
  /// only, so it is written again, and the block behind it is emptied, so that a batch that was dropped
  /// cannot come back from its parts when another is written over it.
  private static func settle(_ recovery: Recovery, _ active: Segment) throws(LogError) {
    if let last = recovery.lastBatch {
      let batch = try active.file.bytes(at: last.lowerBound, last.count)
      guard batch.count == last.count else {
        throw .corrupted(segment: active.name, offset: last.lowerBound, detail: "the file became shorter")
      }
      try batch.withRawBytes { (batch) throws(LogError) in
        try active.file.write(batch, at: last.lowerBound)
      }
    }
    if recovery.end < active.header.segmentBytes {
      let zeros = [UInt8](repeating: 0, count: active.header.blockBytes)
      try zeros.withRawBytes { (zeros) throws(LogError) in
        try active.file.write(zeros, at: recovery.end)
      }
    }
    try active.file.sync()
  }

  private func describe(_ recovery: Recovery, _ dropped: DroppedTail?) throws(LogError) -> RecoveredLog {
    let runs = recovery.index.runs
    var first = runs.count
    var bytes = 0
    while first > 0, bytes + Int(runs[first - 1].batchBytes) <= options.tailBytes {
      first -= 1
      bytes += Int(runs[first].batchBytes)
    }
    let state = recovery.state
    var tail: [Entry] = []
    if first < runs.count {
      let start = max(runs[first].first, state.cut.index + 1)
      tail = try read(from: start, through: state.last.index, maxBytes: .max) ?? []
    }
    return RecoveredLog(
      hardState: state.hardState, commit: state.commit, cut: state.cut, last: state.last,
      terms: recovery.terms,
      tail: tail, memberships: recovery.memberships, isFresh: false, droppedTail: dropped)
  }
}

extension Recovery {
  fileprivate mutating func scan(
    _ file: any LogFile, of isLast: Bool
  ) throws(LogError) -> SegmentEnd {
    try scan(file, isLast: isLast)
  }
}
