import Raft
import Testing

@testable import Member

@Suite("Consensus messages as bytes")
struct MessageCodecTests {
  static let position = LogPosition(index: 300, term: 7)

  static let messages: [Message.Content] = [
    .preVote(VoteRequest(lastPosition: position, isTransfer: false)),
    .preVoteResponse(granted: true, asked: 8),
    .vote(VoteRequest(lastPosition: position, isTransfer: true)),
    .voteResponse(granted: false),
    .append(
      Append(
        previous: position,
        entries: [
          Entry(index: 301, term: 7, kind: .command, payload: Array(0..<200)),
          Entry(index: 302, term: 9, kind: .empty, payload: []),
          Entry(index: 303, term: 9, kind: .membership, payload: Membership(voters: [MemberID(1)]).encoded),
        ],
        commit: 299)),
    .append(Append(previous: .origin, entries: [], commit: 0)),
    .appendResponse(.accepted(agreed: .max, durable: 5)),
    .appendResponse(.rejected(previous: 12, hint: position)),
    .committed(position),
    .heartbeat(Heartbeat(commit: 1, sent: 2, round: .max)),
    .heartbeatResponse(HeartbeatResponse(agreed: 1, sent: 2, round: 3)),
    .timeoutNow,
    .readIndex(context: .max),
    .readIndexResponse(context: 4, index: 0),
    .readIndexResponse(context: 4, index: nil),
  ]

  @Test("come back as they went", arguments: messages)
  func roundTrip(content: Message.Content) throws {
    let message = Message(term: 11, content: content)
    #expect(try MessageCodec.decode(MessageCodec.encode(message)) == message)
  }

  @Test("that end early or go on are refused", arguments: messages)
  func wrongLength(content: Message.Content) {
    let bytes = MessageCodec.encode(Message(term: 11, content: content))
    for length in 0..<bytes.count {
      #expect(throws: MessageCodecError.self) { try MessageCodec.decode(Array(bytes[..<length])) }
    }
    #expect(throws: MessageCodecError.self) { try MessageCodec.decode(bytes + [0]) }
  }

  @Test("that were changed decode to something or throw, and never trap")
  func mutated() {
    var random = SystemRandomNumberGenerator()
    for content in Self.messages {
      let bytes = MessageCodec.encode(Message(term: 11, content: content))
      for _ in 0..<2_000 {
        var changed = bytes
        for _ in 0...Int.random(in: 0..<3, using: &random) {
          changed[Int.random(in: 0..<changed.count, using: &random)] = .random(in: 0...255, using: &random)
        }
        guard let message = try? MessageCodec.decode(changed) else { continue }
        #expect(try! MessageCodec.decode(MessageCodec.encode(message)) == message)
      }
    }
  }

  @Test("that are noise throw or decode, and never trap")
  func noise() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<64, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      _ = try? MessageCodec.decode(bytes)
    }
  }

  @Test("can't claim more entries than they have bytes for")
  func countIsBounded() {
    // An append at term 1 behind the origin, commit 0, with 2^31 − 1 entries and no bytes of them.
    let bytes: [UInt8] = [5, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]
    #expect(throws: MessageCodecError.self) { try MessageCodec.decode(bytes) }
  }
}
