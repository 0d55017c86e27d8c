import NIOCore
import Raft
import Testing

@testable import Member

@Suite("Frames between members")
struct PeerFrameTests {
  static let examples: [PeerFrame] = [
    .hello(
      Hello(
        clusterID: 7, from: MemberID(1), to: MemberID(2), standing: .founding, incarnation: 99, process: 5,
        purpose: .snapshot)),
    .hello(
      Hello(
        clusterID: 7, from: MemberID(1), to: MemberID(2), standing: .joining, incarnation: 99, process: 5,
        purpose: .consensus)),
    .hello(
      Hello(
        clusterID: 7, from: MemberID(1), to: MemberID(2), standing: .member(since: 1 << 40), incarnation: 99,
        process: 5, purpose: .consensus)),
    .hello(
      Hello(
        clusterID: 7, from: MemberID(1), to: MemberID(2), standing: .joining, incarnation: 0, process: 5,
        purpose: .inquiry)),
    .welcome(.accepted(MemberID(4), .member(since: 9), incarnation: 5)),
    .welcome(.accepted(MemberID(4), .founding, incarnation: 5)),
    .welcome(.refusedIncarnation),
    .welcome(.refusedReplaced(by: MemberID(6))),
    .welcome(.refused(reason: "another cluster")),
    .consensus([1, 2, 3]),
    .consensus([]),
    .forward(term: 3, id: 4, payload: [9, 9]),
    .forwardRefused(id: 8, isOverload: true),
    .leaseQuery(id: 1, lease: -5, renews: false),
    .leaseAnswer(id: 1, .time(remaining: 3, granted: 10)),
    .leaseAnswer(id: 1, .notFound),
    .leaseAnswer(id: 2, .notLeader),
    .snapshotOffer(
      SnapshotOffer(
        term: 4, position: LogPosition(index: 10, term: 3), membership: [1, 0], name: 77, size: 12)),
    .snapshotResume(offset: 1 << 40),
    .snapshotChunk(offset: 4096, bytes: [0, 255]),
    .snapshotDone,
    .snapshotAccepted,
  ]

  @Test("come out as they went in, however the stream is cut", arguments: [1, 2, 7, 100_000])
  func roundTrip(step: Int) throws {
    let stream = Self.examples.flatMap(\.encoded)
    var decoder = FrameDecoder()
    var frames: [PeerFrame] = []
    var rest = stream[...]
    while !rest.isEmpty {
      var bytes = ByteBuffer(bytes: rest.prefix(step))
      rest = rest.dropFirst(step)
      decoder.append(&bytes)
      while let frame = try decoder.next() { frames.append(frame) }
    }
    #expect(frames == Self.examples)
  }

  @Test("with any byte changed are refused or wait for more, and never trap")
  func mutated() {
    for example in Self.examples {
      let encoded = example.encoded
      for index in encoded.indices {
        var damaged = encoded
        damaged[index] ^= 0x41
        var decoder = FrameDecoder()
        var bytes = ByteBuffer(bytes: damaged)
        decoder.append(&bytes)
        let decoded = try? decoder.next()
        #expect(decoded ?? nil == nil)
      }
    }
  }

  @Test("made of random bytes behind a right sum decode to an error or a frame, and never trap")
  func random() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let body = (0..<Int.random(in: 0...40, using: &generator)).map { index in
        index == 0
          ? UInt8.random(in: 0...14, using: &generator) : UInt8.random(in: 0...255, using: &generator)
      }
      _ = try? PeerFrame.decode(body: body, sum: PeerFrame.sum(of: body))
    }
  }

  @Test("that claim to be longer than any of ours end the connection at once")
  func tooLong() {
    var decoder = FrameDecoder()
    var bytes = ByteBuffer(bytes: [0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0])
    decoder.append(&bytes)
    #expect(throws: PeerFrameError.tooLong(0x7FFF_FFFF)) { try decoder.next() }
  }
}
