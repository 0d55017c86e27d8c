package import Raft
internal import Synchronization

extension WriteAheadLog {
  /// Durable entries `from ... through` in order, as many as have at most `maxBytes` of payload together, but at
  /// least one; none if `from` is past the end; nil if `from` was cut. Any thread.
  ///
  /// Takes no lock while it reads. If the writer recycles the segment meanwhile, what is read carries the wrong
  /// nonce or sum, and the index then says that it was cut.
  package func read(
    from: LogIndex, through: LogIndex, maxBytes: Int
  ) throws(LogError) -> [Entry]? {
    try checkUsable()
    var entries: [Entry] = []
    var bytes = 0
    var next = from
    while next <= through {
      let found = shared.withLock { shared -> Found in
        if next <= shared.state.cut.index { return .cut }
        guard let run = shared.index.runs(from: next, through: through, limit: 1).first,
          let segment = shared.segments[run.segment]
        else { return .pastEnd }
        return .run(run, segment)
      }
      switch found {
      case .cut: return nil
      case .pastEnd: return entries
      case .run(let run, let segment):
        do throws(LogError) {
          guard
            try Self.take(
              run, segment, from: next, through: through, maxBytes: maxBytes, bytes: &bytes, into: &entries)
          else { return entries }
          next = run.end
        } catch {
          if shared.withLock({ $0.state.cut.index >= next }) { return nil }
          try checkUsable()
          throw error
        }
      }
    }
    return entries
  }

  private enum Found {
    case cut
    case pastEnd
    case run(EntryIndex.Run, Segment)
  }

  /// Adds the run's entries from `from` on; false when `maxBytes` or `through` was reached.
  static func take(
    _ run: EntryIndex.Run, _ segment: Segment, from: LogIndex, through: LogIndex, maxBytes: Int,
    bytes: inout Int,
    into entries: inout [Entry]
  ) throws(LogError) -> Bool {
    let offset = Int(run.batchOffset)
    let batch = try segment.file.bytes(at: offset, BatchHeader.encodedBytes + Int(run.batchBytes))
    func damage(_ detail: String) -> LogError {
      .corrupted(segment: segment.name, offset: offset, detail: detail)
    }
    return try batch.withRawBytes { (batch) throws(LogError) -> Bool in
      guard batch.count == BatchHeader.encodedBytes + Int(run.batchBytes),
        let header = BatchHeader(batch, nonce: segment.header.nonce)
      else { throw damage("the batch that holds entry \(run.first) has no valid header") }
      let body = UnsafeRawBufferPointer(rebasing: batch[BatchHeader.encodedBytes...])
      guard header.covers(body) else {
        throw damage("the batch that holds entry \(run.first) has a wrong checksum")
      }
      var cursor = RecordCursor(body, at: Int(run.bodyOffset))
      var index = run.first
      while index < run.end {
        guard let record = try? cursor.next(), case .entry(let position, let kind, let payload) = record,
          position.index == index
        else { throw damage("entry \(index) is not where the index has it") }
        index += 1
        if position.index < from { continue }
        if position.index > through { return false }
        if !entries.isEmpty && bytes + payload.count > maxBytes { return false }
        bytes += payload.count
        entries.append(
          Entry(index: position.index, term: position.term, kind: kind, payload: Array(body[payload])))
      }
      return true
    }
  }
}
