import Bytes
import Member
import NIOCore
import Raft

extension FuzzTarget {
  /// A peer's byte stream, in pieces as the network cuts it. With the first byte's lowest bit set, the sums are
  /// put right, since no mutation would hit one.
  static let peerFrames = FuzzTarget(name: "peer-frames", maxBytes: 8192) { bytes in
    var script = Script(bytes)
    let options = script.byte()
    let cut = [Int.max, 1, 7, 64][Int(options >> 1 & 3)]
    let stream = options & 1 == 1 ? framed(&script) : script.all()
    let (frames, failure) = receive(stream, cut: .max)
    let (again, sameFailure) = receive(stream, cut: cut)
    try checkEqual(again, frames, "frames depend on how the stream was cut")
    try checkEqual(sameFailure, failure, "the failure depends on how the stream was cut")
    for frame in frames { try checkEncoding(of: frame) }
  } seeds: {
    var frames: [(String, PeerFrame)] = [
      (
        "hello",
        .hello(
          Hello(
            clusterID: 1, from: MemberID(2), to: MemberID(3), standing: .member(since: 6), incarnation: 4,
            process: 5, purpose: .snapshot))
      ),
      ("welcome", .welcome(.accepted(MemberID(3), .joining, incarnation: 4))),
      ("refused-incarnation", .welcome(.refusedIncarnation)),
      ("refused-replaced", .welcome(.refusedReplaced(by: MemberID(9)))),
      ("refused", .welcome(.refused(reason: "no"))),
      ("forward", .forward(term: 3, id: 4, payload: [5])),
      ("forward-refused", .forwardRefused(id: 4, isOverload: true)),
      ("lease-query", .leaseQuery(id: 4, lease: 5, renews: true)),
      ("lease-answer", .leaseAnswer(id: 4, .time(remaining: 5, granted: 6))),
      ("lease-not-found", .leaseAnswer(id: 4, .notFound)),
      (
        "snapshot-offer",
        .snapshotOffer(
          SnapshotOffer(
            term: 3, position: LogPosition(index: 4, term: 2),
            membership: Membership(voters: [MemberID(1)]).encoded, name: 6, size: 7))
      ),
      ("snapshot-resume", .snapshotResume(offset: 4)),
      ("snapshot-chunk", .snapshotChunk(offset: 4, bytes: [1, 2, 3])),
      ("snapshot-done", .snapshotDone), ("snapshot-accepted", .snapshotAccepted),
    ]
    frames += sampleMessages.map { ("message-\($0)", .consensus(MessageCodec.encode($1))) }
    let plain = frames.map { ($0, [2] + $1.encoded) }
    let bodies = frames.map { name, frame in
      let body = Array(frame.encoded[PeerFrame.headerLength...])
      return ("body-" + name, [3, UInt8(body.count)] + body)
    }
    return plain + bodies
  }

  /// A consensus message.
  static let messages = FuzzTarget(name: "messages", maxBytes: 8192) { bytes in
    guard let message = try? MessageCodec.decode(bytes) else { return }
    let encoded = MessageCodec.encode(message)
    try checkEqual(try MessageCodec.decode(encoded), message, "a message decoded from what it was encoded as")
    try check(encoded.count <= bytes.count, "a message that grows when it is encoded again")
  } seeds: {
    sampleMessages.map { ($0, MessageCodec.encode($1)) }
  }

  /// A membership, as snapshots and log entries hold it: one form for each.
  static let membership = FuzzTarget(name: "membership", maxBytes: 1024) { bytes in
    guard let membership = try? Membership(decoding: bytes) else { return }
    try checkEqual(membership.encoded, bytes, "a membership's form")
    try check(!membership.voters.isEmpty, "a membership without voters")
    try check(membership.hasQuorum { _ in true }, "a membership without a quorum of all")
  } seeds: {
    let ids = (1...5).map { MemberID(UInt64($0)) }
    return [
      ("one", Membership(voters: ids.prefix(1)).encoded),
      ("three", Membership(voters: ids.prefix(3), learners: ids.suffix(1)).encoded),
      ("joint", Membership(voters: ids.prefix(3), outgoing: ids[1..<4], learners: ids.suffix(1)).encoded),
    ]
  }
}

private func receive(_ stream: [UInt8], cut: Int) -> ([PeerFrame], PeerFrameError?) {
  var decoder = FrameDecoder()
  var frames: [PeerFrame] = []
  var rest = stream[...]
  repeat {
    var piece = ByteBuffer(bytes: rest.prefix(cut))
    rest = rest.dropFirst(cut)
    decoder.append(&piece)
    do throws(PeerFrameError) {
      while let frame = try decoder.next() { frames.append(frame) }
    } catch {
      return (frames, error)
    }
  } while !rest.isEmpty
  return (frames, nil)
}

/// Bodies, each with a byte of length, as frames with their right sums.
private func framed(_ script: inout Script) -> [UInt8] {
  var stream: [UInt8] = []
  while !script.isAtEnd {
    let body = script.piece()
    for number in [UInt32(body.count), PeerFrame.sum(of: body)] {
      withUnsafeBytes(of: number.littleEndian) { stream.append(contentsOf: $0) }
    }
    stream += body
  }
  return stream
}

private func checkEncoding(of frame: PeerFrame) throws {
  let (frames, failure) = receive(frame.encoded, cut: .max)
  try check(
    frames == [frame] && failure == nil, "\(frame) comes back as \(frames), \(String(describing: failure))")
  switch frame {
  case .consensus(let bytes): try FuzzTarget.messages.run(bytes)
  case .snapshotOffer(let offer): try FuzzTarget.membership.run(offer.membership)
  default: break
  }
}

/// One of each kind.
var sampleMessages: [(String, Message)] {
  let position = LogPosition(index: 300, term: 4)
  let entries = [
    Entry(index: 301, term: 4, kind: .command, payload: [1, 2, 3]),
    Entry(index: 302, term: 5, kind: .membership, payload: Membership(voters: [MemberID(1)]).encoded),
  ]
  let contents: [(String, Message.Content)] = [
    ("pre-vote", .preVote(VoteRequest(lastPosition: position, isTransfer: false))),
    ("pre-vote-response", .preVoteResponse(granted: true, asked: 4)),
    ("vote", .vote(VoteRequest(lastPosition: position, isTransfer: true))),
    ("vote-response", .voteResponse(granted: false)),
    ("append", .append(Append(previous: position, entries: entries, commit: 299))),
    ("accepted", .appendResponse(.accepted(agreed: 300, durable: 299))),
    ("rejected", .appendResponse(.rejected(previous: 300, hint: position))),
    ("committed", .committed(position)),
    ("heartbeat", .heartbeat(Heartbeat(commit: 1, sent: 2, round: 3))),
    ("heartbeat-response", .heartbeatResponse(HeartbeatResponse(agreed: 1, sent: 2, round: 3))),
    ("timeout-now", .timeoutNow), ("read-index", .readIndex(context: 7)),
    ("read-index-response", .readIndexResponse(context: 7, index: 8)),
    ("read-index-refusal", .readIndexResponse(context: 7, index: nil)),
  ]
  return contents.map { ($0, Message(term: 5, content: $1)) }
}
