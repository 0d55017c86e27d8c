internal import PlantedBugs

/// How a segment ended.
package enum SegmentEnd: Hashable, Sendable {
  /// Nothing was begun behind the last batch.
  case clean
  /// A last batch was begun and not finished: a crash cut its write or its sync short.
  case torn
}

extension Recovery {
  /// Reads the current segment's batches from `bytes`. In the log's last segment (`isLast`) a batch that does not
  /// check out is a torn tail, unless a later batch stands behind it; elsewhere the next segment's header tells.
  package mutating func scan(_ bytes: some SegmentBytes, isLast: Bool) throws(LogError) -> SegmentEnd {
    let size = try bytes.count
    guard size >= segment.segmentBytes else {
      throw .corrupted(
        segment: name, offset: size, detail: "the file is shorter than its \(segment.segmentBytes) bytes")
    }
    var window = ScanWindow(bytes, end: segment.segmentBytes)
    while end < segment.segmentBytes, let batch = try window.header(at: end, segment.nonce) {
      guard batch.kind == .records else {
        isContinued = batch.kind == .segmentEnd && batch.number == nextBatch
        break
      }
      guard batch.number == nextBatch, batch.length <= segment.segmentBytes - end - BatchHeader.encodedBytes
      else {
        break
      }
      let body = try window.body(at: end + BatchHeader.encodedBytes, batch.length)
      let isWhole = try body.withRawBytes { (body) throws(LogError) -> Bool in
        guard batch.covers(body) || Planted.has(.acceptsTornBatch) else { return false }
        try take(batch, body)
        return true
      }
      guard isWhole else { break }
    }
    guard isLast else { return .clean }
    guard !isContinued else {
      throw .corrupted(
        segment: name, offset: end,
        detail: "the log went on in segment \(Segment.name(segment.sequence &+ 1)), which is missing")
    }
    return try checkBehindEnd(&window)
  }

  private func checkBehindEnd<Bytes>(_ window: inout ScanWindow<Bytes>) throws(LogError) -> SegmentEnd {
    guard end < segment.segmentBytes else { return .clean }
    let torn = try window.header(at: end, segment.nonce)?.kind == .records
    var offset = end
    while offset < segment.segmentBytes {
      if let later = try window.header(at: offset, segment.nonce), later.number > nextBatch {
        throw .corrupted(
          segment: name, offset: end,
          detail:
            "batch \(nextBatch) is damaged, though batch \(later.number) at offset \(offset) shows that it "
            + "was durable")
      }
      offset += segment.blockBytes
    }
    return torn ? .torn : .clean
  }
}

/// A segment read from front to back in large pieces.
private struct ScanWindow<Bytes: SegmentBytes> {
  private let bytes: Bytes
  private let end: Int
  private var start = 0
  private var window: [UInt8] = []
  private static var pieceBytes: Int { 1 << 20 }

  init(_ bytes: Bytes, end: Int) {
    self.bytes = bytes
    self.end = end
  }

  mutating func header(at offset: Int, _ nonce: UInt64) throws(LogError) -> BatchHeader? {
    guard end - offset >= BatchHeader.encodedBytes else { return nil }
    let at = try load(offset, BatchHeader.encodedBytes)
    return window.withUnsafeBytes {
      BatchHeader(UnsafeRawBufferPointer(rebasing: $0[at..<at + BatchHeader.encodedBytes]), nonce: nonce)
    }
  }

  mutating func body(at offset: Int, _ length: Int) throws(LogError) -> ArraySlice<UInt8> {
    let at = try load(offset, length)
    return window[at..<at + length]
  }

  /// Makes the window hold these bytes, and returns where.
  private mutating func load(_ offset: Int, _ length: Int) throws(LogError) -> Int {
    if offset < start || offset + length > start + window.count {
      window = try bytes.bytes(at: offset, min(max(length, Self.pieceBytes), end - offset))
      start = offset
      guard window.count >= length else {
        throw .io(operation: "read", path: "a log segment that became shorter", code: 5)
      }
    }
    return offset - start
  }
}
