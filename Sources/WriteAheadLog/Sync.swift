internal import Bytes
internal import Failpoints
internal import Synchronization

extension WriteAheadLog {
  /// Returns when all that was appended is durable: one write and one fdatasync for each batch. With nothing but a
  /// commit hint it does nothing, because nobody waits for one: the hint goes out with the next batch.
  ///
  /// `outOfSpace` means that a new segment was needed and there was no room: nothing is lost, and `sync` may be
  /// called again. Any other error is final.
  package func sync() throws(LogError) {
    try checkUsable()
    writer.closeBatch()
    try writePending()
  }

  /// Whether damage to the last batch would pass for a torn write: nothing behind it shows that it was durable.
  package var needsMark: Bool { !writer.isProven }

  /// Writes one more batch, of a commit hint at most, if `needsMark`. Call it when nothing waits for the disk.
  /// After `outOfSpace`, which a new segment can lead to, it may be called again.
  package func mark() throws(LogError) {
    try checkUsable()
    guard needsMark else { return }
    Failpoints.reach(.logBeforeMark)
    if writer.pending.isEmpty { writer.closeBatch(evenWithoutRecords: true) }
    try writePending()
    Failpoints.reach(.logMarked)
  }

  func writePending() throws(LogError) {
    guard !writer.pending.isEmpty else { return }
    while writer.written < writer.pending.count {
      try write(writer.pending[writer.written])
      writer.written += 1
    }
    writer.clear()
  }

  private func write(_ batch: LogWriter.Batch) throws(LogError) {
    guard var segment = writer.active else { throw .closed }
    let length = Recovery.padded(batch.range.count, options.blockBytes)
    if writer.isFull || length > segment.header.endOfBatches - writer.offset {
      segment = try startSegment()
    }
    let offset = writer.offset
    assert(offset % options.blockBytes == 0 && offset + length <= segment.header.endOfBatches)
    let bytes = writer.seal(batch, nonce: segment.header.nonce)
    do throws(LogError) {
      try LogError.reach(.logBeforeWrite, "pwrite", segment.name)
      try segment.file.write(bytes, at: offset)
      if batch.isMark {
        try Self.write(.proof, number: writer.nextBatch - 1, in: segment, at: segment.header.endOfBatches)
        Failpoints.reach(.logProofWritten)
      }
      try LogError.reach(.logBeforeSync, "fdatasync", segment.name)
      try segment.file.sync()
    } catch {
      throw poison(error)
    }
    Failpoints.reach(.logAfterSync)
    writer.offset += length
    writer.isProven = batch.isMark
    publish(batch, in: segment, at: offset, length)
  }

  /// The batch is durable: readers may have it.
  private func publish(_ batch: LogWriter.Batch, in segment: Segment, at offset: Int, _ length: Int) {
    shared.withLock { shared in
      if batch.isReset { shared.index.removeAll() }
      for at in batch.runs {
        var run = writer.runs[at]
        run.segment = segment.header.sequence
        run.batchOffset = UInt32(offset)
        run.batchBytes = UInt32(batch.range.count - BatchHeader.encodedBytes)
        shared.index.append(run)
        shared.metrics.entries += UInt64(run.count)
      }
      shared.state = batch.state
      shared.metrics.syncs += 1
      shared.metrics.bytesWritten += UInt64(length)
    }
  }

  /// Puts a ready file to use as the next segment: its header is durable before its name says what it is. The
  /// segment before says that it is there before anything that matters is written to it.
  private func startSegment() throws(LogError) -> Segment {
    guard let previous = writer.active else { throw .closed }
    let state = shared.withLock { $0.state }
    let header = SegmentHeader(
      logID: previous.header.logID, sequence: previous.header.sequence + 1,
      nonce: Self.nonce(options, previous.header.sequence + 1), segmentBytes: options.segmentBytes,
      blockBytes: options.blockBytes, firstBatch: writer.nextBatch, previousSum: writer.previousSum,
      state: state)
    do throws(LogError) {
      let segment = try Self.makeSegment(header, supply, storage)
      try Self.end(previous, at: writer.offset, nextBatch: writer.nextBatch)
      shared.withLock { $0.segments[header.sequence] = segment }
      writer.active = segment
      writer.offset = options.blockBytes
      writer.isFull = false
      writer.isProven = true
      Failpoints.reach(.logSegmentStarted)
      return segment
    } catch {
      if case .outOfSpace = error { throw error }
      throw poison(error)
    }
  }

  /// Says in `segment`, whose last batch ends at `offset`, that the next one is there.
  static func end(_ segment: Segment, at offset: Int, nextBatch: UInt64) throws(LogError) {
    guard offset <= segment.header.endOfBatches else { return }
    try write(.segmentEnd, number: nextBatch, in: segment, at: offset)
    Failpoints.reach(.logSegmentEndWritten)
    try segment.file.sync()
  }

  /// A block that is no batch.
  private static func write(
    _ kind: BatchHeader.Kind, number: UInt64, in segment: Segment, at offset: Int
  ) throws(LogError) {
    let header = segment.header
    var block = [UInt8](repeating: 0, count: header.blockBytes)
    block.withUnsafeMutableBytes {
      BatchHeader(nonce: header.nonce, number: number, length: 0, bodySum: 0, previousSum: 0, kind: kind)
        .encode(into: $0)
    }
    try block.withRawBytes { (block) throws(LogError) in try segment.file.write(block, at: offset) }
  }

  static func makeSegment(
    _ header: SegmentHeader, _ supply: SegmentSupply, _ storage: any LogStorage
  ) throws(LogError) -> Segment {
    let spare = try supply.take()
    var block = header.encoded
    block.append(contentsOf: repeatElement(0, count: header.blockBytes - block.count))
    try block.withRawBytes { (block) throws(LogError) in try spare.file.write(block, at: 0) }
    Failpoints.reach(.logSegmentHeaderWritten)
    try spare.file.sync()
    Failpoints.reach(.logSegmentBeforeRename)
    let name = Segment.name(header.sequence)
    try storage.rename(spare.name, to: name)
    Failpoints.reach(.logSegmentRenamed)
    try storage.syncDirectory()
    Failpoints.reach(.logSegmentNamed)
    return Segment(name: name, header: header, file: spare.file)
  }

  /// Different for every segment that this or any other opening of a log makes.
  static func nonce(_ options: LogOptions, _ sequence: UInt64) -> UInt64 {
    SplitMix64.mixed(options.seed &+ sequence &* 0x9E37_79B9_7F4A_7C15)
  }
}
