import Member
import NIOCore
import Raft
import Testing

@testable import Keyspace

@Suite("What the sender of a snapshot says")
struct SnapshotDeliveryTests {
  private let hello = Hello(
    clusterID: 1, from: MemberID(2), to: MemberID(3), standing: .member(since: 0), incarnation: 4, process: 5,
    purpose: .snapshot)
  private let offer = SnapshotOffer(
    term: 1, position: LogPosition(index: 9, term: 1), membership: Membership(voters: [MemberID(2)]).encoded,
    name: 6, size: 0)

  private var welcome: PeerFrame { .welcome(.accepted(MemberID(3), .joining, incarnation: 1)) }

  /// Of four chunks of ten bytes, of which two may be under way.
  private func delivery() -> SnapshotDelivery {
    var rest = (0..<4).map {
      SnapshotChunk(offset: $0 * 10, bytes: [UInt8](repeating: UInt8($0), count: 10), checksum: 0)
    }[...]
    return SnapshotDelivery(hello: hello, offer: offer, window: 20, now: .uptimeNanoseconds(0)) {
      rest.popFirst()
    }
  }

  /// What it says before it listens, or has finished.
  private func said(_ delivery: inout SnapshotDelivery) throws -> [String] {
    var said: [String] = []
    while true {
      switch try delivery.next() {
      case .send(.hello): said.append("hello")
      case .send(.snapshotOffer): said.append("offer")
      case .send(.snapshotChunk(let offset, _)): said.append("\(offset)")
      case .send(.snapshotDone): said.append("done")
      case .send(let frame): said.append("\(frame)")
      case .listen: return said
      case .finished: return said + ["finished"]
      }
    }
  }

  private func hear(_ frames: PeerFrame..., by delivery: inout SnapshotDelivery) throws -> [String] {
    var heard: [String] = []
    for frame in frames {
      try delivery.received(frame, now: .uptimeNanoseconds(1))
      heard += try said(&delivery)
    }
    return heard
  }

  @Test("is a greeting, an offer, chunks within the window, and that it is done")
  func whole() throws {
    var delivery = delivery()
    #expect(try said(&delivery) == ["hello"])
    #expect(try hear(welcome, by: &delivery) == ["offer"])
    #expect(try hear(.snapshotResume(offset: 0), by: &delivery) == ["0", "10"])
    #expect(try hear(.snapshotResume(offset: 10), by: &delivery) == ["20"])
    #expect(
      try hear(.snapshotResume(offset: 20), .snapshotResume(offset: 30), by: &delivery) == ["30", "done"])
    #expect(try hear(.snapshotResume(offset: 40), .snapshotAccepted, by: &delivery) == ["finished"])
  }

  @Test("goes on over another connection where the receiver stands")
  func resumed() throws {
    var delivery = delivery()
    _ = try said(&delivery)
    _ = try hear(welcome, .snapshotResume(offset: 0), .snapshotResume(offset: 10), by: &delivery)
    let isToTry = delivery.interrupted(now: .uptimeNanoseconds(2))
    #expect(isToTry)
    #expect(try said(&delivery) == ["hello"])
    #expect(try hear(welcome, .snapshotResume(offset: 10), by: &delivery) == ["offer", "10", "20"])
  }

  @Test("ends where the receiver has all of it, and its word of that was lost")
  func had() throws {
    var delivery = delivery()
    _ = try said(&delivery)
    #expect(try hear(welcome, .snapshotAccepted, by: &delivery) == ["offer", "finished"])
  }

  @Test("is given up at once when the receiver has lost what is no longer kept")
  func lost() throws {
    var delivery = delivery()
    _ = try said(&delivery)
    _ = try hear(
      welcome, .snapshotResume(offset: 0), .snapshotResume(offset: 20), .snapshotResume(offset: 30),
      by: &delivery)
    let isToTry = delivery.interrupted(now: .uptimeNanoseconds(2))
    #expect(isToTry)
    _ = try said(&delivery)
    #expect(throws: SnapshotDelivery.Broken.self) {
      try hear(welcome, .snapshotResume(offset: 0), by: &delivery)
    }
    let isToTryAgain = delivery.interrupted(now: .uptimeNanoseconds(3))
    #expect(!isToTryAgain)
  }

  @Test("is given up when the receiver acknowledges nothing for a minute")
  func silent() throws {
    var delivery = delivery()
    _ = try said(&delivery)
    let isToTry = delivery.interrupted(now: .uptimeNanoseconds(60_000_000_000))
    #expect(!isToTry)
  }

  @Test("is not given up while the receiver says that it is at it")
  func checked() throws {
    var delivery = delivery()
    _ = try said(&delivery)
    _ = try hear(
      welcome, .snapshotResume(offset: 0), .snapshotResume(offset: 20), .snapshotResume(offset: 40),
      by: &delivery)
    for second in [50, 100] as [UInt64] {
      try delivery.received(.snapshotResume(offset: 40), now: .uptimeNanoseconds(second * 1_000_000_000))
    }
    let isToTry = delivery.interrupted(now: .uptimeNanoseconds(101_000_000_000))
    #expect(isToTry)
  }

  @Test("is broken off by an acknowledgement of what was not sent")
  func ahead() throws {
    var delivery = delivery()
    _ = try said(&delivery)
    _ = try hear(welcome, .snapshotResume(offset: 0), by: &delivery)
    #expect(throws: SnapshotDelivery.Broken.self) { try hear(.snapshotResume(offset: 30), by: &delivery) }
  }
}
