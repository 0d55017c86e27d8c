internal import Bytes
internal import Raft

/// A segment's first block. It repeats all that the segments before it settled, so that they can go.
///
/// Invariant: it is durable before its file gets a segment's name, so a segment whose header does not decode
/// was damaged, never half-made.
package struct SegmentHeader: Hashable, Sendable {
  /// The same in all segments of a log.
  package var logID: UInt64
  /// Counts the log's segments from 1; also the file's name.
  package var sequence: UInt64
  /// Drawn anew each time that a file is put to use: every batch carries its segment's, so that what a recycled
  /// file still holds of its former life never passes for a batch.
  package var nonce: UInt64
  package var segmentBytes: Int
  package var blockBytes: Int
  /// The number that the segment's first batch has.
  package var firstBatch: UInt64
  /// The body sum of the batch before that one.
  package var previousSum: UInt32
  /// As of the end of the segment before.
  package var state: LogState

  /// The smallest block must hold it.
  package static let encodedBytes = 128
  private static let magic: UInt64 = 0x3147_4F4C_4E52_4554  // "TERNLOG1", read little-endian
  private static let version: UInt32 = 2

  package init(
    logID: UInt64, sequence: UInt64, nonce: UInt64, segmentBytes: Int, blockBytes: Int, firstBatch: UInt64,
    previousSum: UInt32, state: LogState
  ) {
    self.logID = logID
    self.sequence = sequence
    self.nonce = nonce
    self.segmentBytes = segmentBytes
    self.blockBytes = blockBytes
    self.firstBatch = firstBatch
    self.previousSum = previousSum
    self.state = state
  }

  /// Batches go up to here; the last block stays free for what is no batch (`BatchHeader.Kind`).
  var endOfBatches: Int { segmentBytes - blockBytes }

  package var encoded: [UInt8] {
    var writer = ByteWriter(capacity: Self.encodedBytes)
    writer.fixed(Self.magic)
    writer.fixed(UInt32(0))
    writer.fixed(Self.version)
    writer.fixed(logID)
    writer.fixed(sequence)
    writer.fixed(nonce)
    writer.fixed(UInt64(segmentBytes))
    writer.fixed(UInt32(blockBytes))
    writer.fixed(previousSum)
    writer.fixed(firstBatch)
    writer.fixed(state.hardState.term)
    writer.fixed(UInt64(state.hardState.votedFor == nil ? 0 : 1))
    writer.fixed(state.hardState.votedFor?.rawValue ?? 0)
    writer.fixed(state.commit)
    for position in [state.cut, state.last] {
      writer.fixed(position.index)
      writer.fixed(position.term)
    }
    writer.overwrite(CRC32C.sum(writer.bytes[12...]), at: 8)
    assert(writer.count == Self.encodedBytes)
    return writer.bytes
  }

  /// `name` is the segment's, for the error.
  package static func decode(_ bytes: [UInt8], name: String) throws(LogError) -> SegmentHeader {
    do throws(ByteReaderError) {
      return try decode(bytes)
    } catch {
      if case .invalid(otherVersion) = error { throw .incompatible(segment: name, detail: otherVersion) }
      throw .corrupted(segment: name, offset: 0, detail: "the segment's header is damaged (\(error))")
    }
  }

  private static let otherVersion = "it has another format than this program's"

  private static func decode(_ bytes: [UInt8]) throws(ByteReaderError) -> SegmentHeader {
    var reader = ByteReader(bytes)
    guard try reader.fixed(UInt64.self) == magic else { throw .invalid("no log segment's mark") }
    let sum: UInt32 = try reader.fixed()
    guard bytes.count >= encodedBytes, CRC32C.sum(bytes[12..<encodedBytes]) == sum else {
      throw .invalid("wrong checksum")
    }
    let version: UInt32 = try reader.fixed()
    guard version == Self.version else { throw .invalid(otherVersion) }
    let logID: UInt64 = try reader.fixed()
    let sequence: UInt64 = try reader.fixed()
    let nonce: UInt64 = try reader.fixed()
    let segmentBytes: UInt64 = try reader.fixed()
    let blockBytes: UInt32 = try reader.fixed()
    let previousSum: UInt32 = try reader.fixed()
    let firstBatch: UInt64 = try reader.fixed()
    let term: UInt64 = try reader.fixed()
    let voted: UInt64 = try reader.fixed()
    let vote: UInt64 = try reader.fixed()
    let commit: UInt64 = try reader.fixed()
    let cut = LogPosition(index: try reader.fixed(), term: try reader.fixed())
    let last = LogPosition(index: try reader.fixed(), term: try reader.fixed())
    guard LogOptions.isLayout(segmentBytes: segmentBytes, blockBytes: UInt64(blockBytes)) else {
      throw .invalid("segments of \(segmentBytes) bytes in blocks of \(blockBytes)")
    }
    guard cut.index <= last.index, commit <= last.index else {
      throw .invalid("a last entry \(last.index) before the cut \(cut.index) or the commit \(commit)")
    }
    let hardState = HardState(term: term, votedFor: voted == 1 ? MemberID(vote) : nil)
    return SegmentHeader(
      logID: logID, sequence: sequence, nonce: nonce, segmentBytes: Int(segmentBytes),
      blockBytes: Int(blockBytes),
      firstBatch: firstBatch, previousSum: previousSum,
      state: LogState(hardState: hardState, commit: commit, cut: cut, last: last))
  }
}
