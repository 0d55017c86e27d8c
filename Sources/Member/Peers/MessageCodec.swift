internal import Bytes
package import Raft

/// Bytes from a peer that are no message.
package enum MessageCodecError: Error, Hashable, Sendable {
  case malformed(String)
}

/// Consensus messages as bytes: a tag, the term, and the fields as varints. Framing and checksums are the link's.
///
/// Entries stand without their indexes, since they follow `previous` without gaps.
package enum MessageCodec {
  private enum Tag: UInt8 {
    case preVote = 1
    case preVoteResponse = 2
    case vote = 3
    case voteResponse = 4
    case append = 5
    case appendAccepted = 6
    case appendRejected = 7
    case committed = 8
    case heartbeat = 9
    case heartbeatResponse = 10
    case timeoutNow = 11
    case readIndex = 12
    case readIndexResponse = 13
    case readIndexRefusal = 14
  }

  /// What an entry takes at least: term, kind, length.
  private static let smallestEntry = 3

  // MARK: Writing

  package static func encode(_ message: Message) -> [UInt8] {
    var writer = ByteWriter(capacity: capacity(for: message))
    func begin(_ tag: Tag) {
      writer.fixed(tag.rawValue)
      writer.varint(message.term)
    }
    switch message.content {
    case .preVote(let request):
      begin(.preVote)
      write(request, &writer)
    case .preVoteResponse(let granted, let asked):
      begin(.preVoteResponse)
      writer.flag(granted)
      writer.varint(asked)
    case .vote(let request):
      begin(.vote)
      write(request, &writer)
    case .voteResponse(let granted):
      begin(.voteResponse)
      writer.flag(granted)
    case .append(let append):
      begin(.append)
      write(append, &writer)
    case .appendResponse(.accepted(let agreed, let durable)):
      begin(.appendAccepted)
      writer.varint(agreed)
      writer.varint(durable)
    case .appendResponse(.rejected(let previous, let hint)):
      begin(.appendRejected)
      writer.varint(previous)
      write(hint, &writer)
    case .committed(let position):
      begin(.committed)
      write(position, &writer)
    case .heartbeat(let heartbeat):
      begin(.heartbeat)
      for field in [heartbeat.commit, heartbeat.sent, heartbeat.round] { writer.varint(field) }
    case .heartbeatResponse(let response):
      begin(.heartbeatResponse)
      for field in [response.agreed, response.sent, response.round] { writer.varint(field) }
    case .timeoutNow:
      begin(.timeoutNow)
    case .readIndex(let context):
      begin(.readIndex)
      writer.varint(context)
    case .readIndexResponse(let context, let index?):
      begin(.readIndexResponse)
      writer.varint(context)
      writer.varint(index)
    case .readIndexResponse(let context, nil):
      begin(.readIndexRefusal)
      writer.varint(context)
    }
    return writer.bytes
  }

  private static func capacity(for message: Message) -> Int {
    guard case .append(let append) = message.content else { return 48 }
    return append.entries.reduce(64) { $0 + $1.payload.count + 16 }
  }

  private static func write(_ position: LogPosition, _ writer: inout ByteWriter) {
    writer.varint(position.index)
    writer.varint(position.term)
  }

  private static func write(_ request: VoteRequest, _ writer: inout ByteWriter) {
    write(request.lastPosition, &writer)
    writer.flag(request.isTransfer)
  }

  private static func write(_ append: Append, _ writer: inout ByteWriter) {
    write(append.previous, &writer)
    writer.varint(append.commit)
    writer.varint(UInt64(append.entries.count))
    for entry in append.entries {
      writer.varint(entry.term)
      writer.fixed(entry.kind.rawValue)
      writer.prefixed(entry.payload)
    }
  }

  // MARK: Reading

  package static func decode(_ bytes: [UInt8]) throws(MessageCodecError) -> Message {
    do {
      var reader = ByteReader(bytes)
      let raw = try reader.fixed(UInt8.self)
      guard let tag = Tag(rawValue: raw) else { throw ByteReaderError.invalid("a message of kind \(raw)") }
      let term = try reader.varint()
      let content = try content(tag, &reader)
      try reader.finish()
      return Message(term: term, content: content)
    } catch {
      throw .malformed("\(error)")
    }
  }

  private static func content(
    _ tag: Tag, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> Message.Content {
    switch tag {
    case .preVote: .preVote(try voteRequest(&reader))
    case .preVoteResponse: .preVoteResponse(granted: try reader.flag(), asked: try reader.varint())
    case .vote: .vote(try voteRequest(&reader))
    case .voteResponse: .voteResponse(granted: try reader.flag())
    case .append: .append(try append(&reader))
    case .appendAccepted:
      .appendResponse(.accepted(agreed: try reader.varint(), durable: try reader.varint()))
    case .appendRejected:
      .appendResponse(.rejected(previous: try reader.varint(), hint: try position(&reader)))
    case .committed: .committed(try position(&reader))
    case .heartbeat:
      .heartbeat(
        Heartbeat(commit: try reader.varint(), sent: try reader.varint(), round: try reader.varint()))
    case .heartbeatResponse:
      .heartbeatResponse(
        HeartbeatResponse(agreed: try reader.varint(), sent: try reader.varint(), round: try reader.varint()))
    case .timeoutNow: .timeoutNow
    case .readIndex: .readIndex(context: try reader.varint())
    case .readIndexResponse: .readIndexResponse(context: try reader.varint(), index: try reader.varint())
    case .readIndexRefusal: .readIndexResponse(context: try reader.varint(), index: nil)
    }
  }

  private static func position(_ reader: inout ByteReader) throws(ByteReaderError) -> LogPosition {
    LogPosition(index: try reader.varint(), term: try reader.varint())
  }

  private static func voteRequest(_ reader: inout ByteReader) throws(ByteReaderError) -> VoteRequest {
    VoteRequest(lastPosition: try position(&reader), isTransfer: try reader.flag())
  }

  private static func append(_ reader: inout ByteReader) throws(ByteReaderError) -> Append {
    let previous = try position(&reader)
    let commit = try reader.varint()
    // A count can't claim more entries than there are bytes for, so it can't make this reserve much.
    let count = try reader.count(limit: reader.remaining / smallestEntry)
    let (last, overflow) = previous.index.addingReportingOverflow(UInt64(count))
    guard !overflow, last < .max else { throw .invalid("entries behind index \(previous.index)") }
    var entries: [Entry] = []
    entries.reserveCapacity(count)
    var term = previous.term
    for offset in 0..<UInt64(count) {
      let own = try reader.varint()
      guard own >= term else { throw .invalid("terms that fall, from \(term) to \(own)") }
      term = own
      let kind = try reader.fixed(UInt8.self)
      guard let kind = Entry.Kind(rawValue: kind) else { throw .invalid("an entry of kind \(kind)") }
      entries.append(
        Entry(index: previous.index + 1 + offset, term: term, kind: kind, payload: try reader.prefixed()))
    }
    return Append(previous: previous, entries: entries, commit: commit)
  }
}
