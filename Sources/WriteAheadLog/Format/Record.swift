package import Raft

/// One statement of the log. In order, they make its state.
package enum Record: Hashable, Sendable {
  case hardState(HardState)
  /// Replaces every entry from its index on. `payload` are offsets in the batch's body.
  case entry(LogPosition, Entry.Kind, payload: Range<Int>)
  case commit(LogIndex)
  /// Entries up to here are gone.
  case cut(LogPosition)
  /// All entries are gone; the log starts again behind here.
  case reset(LogPosition)

  package static let entryHeadBytes = 22
  package static let hardStateBytes = 18
  package static let commitBytes = 9
  package static let positionBytes = 17

  enum Tag: UInt8 {
    case hardState = 1
    case entry = 2
    case commit = 3
    case cut = 4
    case reset = 5
  }
}

/// Walks through a batch's body.
package struct RecordCursor {
  private let body: UnsafeRawBufferPointer
  package private(set) var offset: Int

  package init(_ body: UnsafeRawBufferPointer, at offset: Int = 0) {
    self.body = body
    self.offset = offset
  }

  /// Bytes that are no record.
  package struct Malformed: Error {
    package var offset: Int
  }

  /// nil at the end.
  package mutating func next() throws(Malformed) -> Record? {
    guard offset >= 0, offset < body.count else { return nil }
    guard let tag = Record.Tag(rawValue: body[offset]) else { throw Malformed(offset: offset) }
    switch tag {
    case .hardState:
      let start = try take(Record.hardStateBytes)
      let votes = body[start + 1]
      guard votes <= 1 else { throw Malformed(offset: start) }
      let vote = votes == 1 ? MemberID(body.integer(at: start + 10, as: UInt64.self)) : nil
      return .hardState(HardState(term: body.integer(at: start + 2), votedFor: vote))
    case .entry:
      let start = try take(Record.entryHeadBytes)
      guard let kind = Entry.Kind(rawValue: body[start + 1]) else { throw Malformed(offset: start) }
      let length = Int(body.integer(at: start + 2, as: UInt32.self))
      let position = LogPosition(index: body.integer(at: start + 6), term: body.integer(at: start + 14))
      let payload = try take(length)
      return .entry(position, kind, payload: payload..<payload + length)
    case .commit:
      let start = try take(Record.commitBytes)
      return .commit(body.integer(at: start + 1))
    case .cut:
      return .cut(try position())
    case .reset:
      return .reset(try position())
    }
  }

  private mutating func position() throws(Malformed) -> LogPosition {
    let start = try take(Record.positionBytes)
    return LogPosition(index: body.integer(at: start + 1), term: body.integer(at: start + 9))
  }

  private mutating func take(_ count: Int) throws(Malformed) -> Int {
    guard count <= body.count - offset else { throw Malformed(offset: offset) }
    defer { offset += count }
    return offset
  }
}
