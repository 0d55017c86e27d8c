internal import PlantedBugs
internal import Raft

/// The writing thread's part: the batches that wait for `sync`, and where they go.
///
/// Invariant: `pending` are whole batches, laid out in `buffer` one behind the other on block boundaries from
/// `written` on; the records behind them, from `batchStart` on, belong to the batch that is still open.
struct LogWriter: ~Copyable {
  /// A batch laid out in the buffer, but for its header.
  struct Batch {
    /// Header included, padding not.
    var range: Range<Int>
    var runs: Range<Int>
    /// What the log says once it is durable.
    var state: LogState
    /// It starts with a reset: nothing from before it is left.
    var isReset: Bool
    /// It holds a commit hint at most: nothing is lost with it.
    var isMark: Bool
  }

  let blockBytes: Int
  let batchBytes: Int
  var buffer = BatchBuffer()
  var pending: [Batch] = []
  var written = 0
  /// Runs of entries in the pending and open batches; their segment and offset are not known yet.
  var runs: [EntryIndex.Run] = []
  var batchStart = 0
  var firstRun = 0
  var isReset = false
  /// Where the next entry continues the last run.
  var runEnd = 0
  /// As of all that was appended, and as of all batches that were closed.
  var state: LogState
  var closedState: LogState

  var active: Segment?
  /// Where the next batch goes in `active`.
  var offset: Int
  /// Nothing more goes into `active`.
  var isFull: Bool
  /// What stands behind the last batch that matters shows that it was durable, so that its damage can't pass for
  /// a torn write.
  var isProven: Bool
  var nextBatch: UInt64
  var previousSum: UInt32

  init(
    options: LogOptions, state: LogState, active: Segment, offset: Int, nextBatch: UInt64,
    previousSum: UInt32,
    isProven: Bool
  ) {
    blockBytes = options.blockBytes
    batchBytes = min(options.batchBytes, options.largestBody)
    self.state = state
    closedState = state
    self.active = active
    self.offset = offset
    self.nextBatch = nextBatch
    self.previousSum = previousSum
    self.isProven = isProven
    // Blocks of another size are not mixed in one segment.
    isFull = active.header.blockBytes != options.blockBytes
  }

  private var openBytes: Int { buffer.count - batchStart }
  /// Whether the open batch has records. A commit hint is not among them until the batch is closed.
  var hasOpenRecords: Bool { openBytes > BatchHeader.encodedBytes }

  /// Closes the open batch first if `bytes` more would make it too large.
  private mutating func makeRoom(_ bytes: Int) {
    if hasOpenRecords, openBytes + bytes + Record.commitBytes > batchBytes + BatchHeader.encodedBytes {
      closeBatch()
    }
    openBatch()
  }

  private mutating func openBatch() {
    if openBytes == 0 { buffer.appendZeros(BatchHeader.encodedBytes) }
  }

  mutating func append(_ hardState: HardState) {
    guard hardState != state.hardState, !Planted.has(.skipsHardState) else { return }
    makeRoom(Record.hardStateBytes)
    buffer.append(hardState)
    state.hardState = hardState
  }

  mutating func append(_ entry: Entry) {
    makeRoom(Record.entryHeadBytes + entry.payload.count)
    let offset = buffer.count
    let follows = runs.count > firstRun && runEnd == offset && entry.index == state.last.index &+ 1
    state.append(entry.position)
    buffer.append(entry)
    runEnd = buffer.count
    if follows {
      runs[runs.count - 1].count += 1
    } else {
      runs.append(
        EntryIndex.Run(
          first: entry.index, count: 1, bodyOffset: UInt32(offset - batchStart - BatchHeader.encodedBytes),
          segment: 0, batchOffset: 0, batchBytes: 0))
    }
  }

  mutating func append(cut position: LogPosition) {
    makeRoom(Record.positionBytes)
    buffer.append(cut: position)
    state.cut(through: position)
  }

  /// In one batch with the hard state, so that a crash leaves both or neither.
  mutating func append(reset position: LogPosition, _ hardState: HardState) {
    closeBatch()
    openBatch()
    isReset = true
    buffer.append(reset: position)
    state.reset(to: position)
    if hardState != state.hardState {
      buffer.append(hardState)
      state.hardState = hardState
    }
  }

  mutating func closeBatch(evenWithoutRecords: Bool = false) {
    let hasHint = state.commit > closedState.commit
    let isMark = !hasOpenRecords
    guard !isMark || evenWithoutRecords else { return }
    openBatch()
    if hasHint { buffer.append(commit: state.commit) }
    let end = buffer.count
    pending.append(
      Batch(
        range: batchStart..<end, runs: firstRun..<runs.count, state: state, isReset: isReset, isMark: isMark))
    buffer.appendZeros(Recovery.padded(end, blockBytes) - end)
    batchStart = buffer.count
    firstRun = runs.count
    isReset = false
    closedState = state
  }

  /// Completes a batch's header for its place in the log, and gives all its bytes, padding included.
  mutating func seal(_ batch: Batch, nonce: UInt64) -> UnsafeRawBufferPointer {
    let body = batch.range.lowerBound + BatchHeader.encodedBytes..<batch.range.upperBound
    var header = BatchHeader(
      nonce: nonce, number: nextBatch, length: body.count, bodySum: 0, previousSum: previousSum)
    header.bodySum = header.sum(of: buffer.bytes(body))
    header.encode(into: buffer.mutableBytes(batch.range.lowerBound..<body.lowerBound))
    nextBatch += 1
    previousSum = header.bodySum
    return buffer.bytes(batch.range.lowerBound..<Recovery.padded(batch.range.upperBound, blockBytes))
  }

  /// Everything that was pending is durable.
  mutating func clear() {
    assert(written == pending.count && !hasOpenRecords)
    pending.removeAll(keepingCapacity: true)
    runs.removeAll(keepingCapacity: true)
    buffer.removeAll()
    written = 0
    batchStart = 0
    firstRun = 0
    runEnd = 0
  }
}
