import Configuration
import Foundation
import Keyspace
import Logging
import NIOCore
import NIOEmbedded
import Raft
import WriteAheadLog

@testable import Member

extension FuzzTarget {
  /// A peer that greets and sends a snapshot in its own way: in pieces of its own order, over connections that
  /// break, with turned bytes. What is handed on is what inspection takes.
  static let snapshot = FuzzTarget(name: "snapshot", maxBytes: 1024) { bytes in
    var script = Script(bytes)
    let exchange = try SnapshotConversation()
    while !script.isAtEnd { try exchange.step(&script) }
    try exchange.end()
  } seeds: {
    let whole: [UInt8] = [0, 1, 2, 0xFF, 0xFF, 2, 0xFF, 0xFF, 2, 0xFF, 0xFF]
    return [
      ("whole", whole + [4]), ("broken-off", [0, 1, 2, 100, 0, 5, 0, 1, 2, 0xFF, 0xFF, 2, 0xFF, 0xFF, 4, 1]),
      ("turned", [0, 1, 3, 80, 0, 1, 2, 0xFF, 0xFF, 2, 0xFF, 0xFF, 4]), ("short", [0, 1, 2, 0, 0x10, 4]),
      ("wrong-offset", [0, 1, 6, 9, 2, 1, 2]), ("raw", [7, 3, 11, 0, 0]), ("done-at-once", [0, 4]),
      ("another", [0, 9, 7, 0, 0, 0, 0, 0, 0, 0, 2, 0xFF, 0xFF, 2, 0xFF, 0xFF, 2, 0xFF, 0xFF, 4]),
    ]
  }
}

/// The receiving side of one member, and the connections of one peer to it.
private final class SnapshotConversation {
  private final class Owner: PeerListenerOwner {
    var receiver: SnapshotReceiver?

    func greeted(_ hello: Hello) -> Welcome { .accepted(hello.to, .joining, incarnation: 2) }

    func connectionOpened(_ connection: PeerListener.Connection, from hello: Hello) {
      if hello.purpose == .snapshot { receiver?.take(connection, from: hello.from) }
    }

    func received(_ frame: PeerFrame, from peer: MemberID) {}
    func receivedAll() {}
    func consensusConnectionClosed(from peer: MemberID) {}
  }

  private final class Handed {
    var snapshots: [ReceivedSnapshot] = []
  }

  private let platform = LonePlatform()
  private let listener: PeerListener
  private let receiver: SnapshotReceiver
  private let owner = Owner()
  private let handed = Handed()
  private let folder: String
  private var peer: RecordedConnection?
  private var image = SnapshotImage.bytes
  private var sent = 0

  init() throws {
    folder = NSTemporaryDirectory() + "tern-fuzz-snapshot-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let silent = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
    let handed = handed
    receiver = SnapshotReceiver(
      folder: folder, platform: platform, logger: silent,
      onFailure: { preconditionFailure("a peer's bytes stop this member: \($0)") },
      onReceived: { snapshot, _ in handed.snapshots.append(snapshot) })
    listener = PeerListener(eventLoop: platform.loop, logger: silent, owner: owner)
    owner.receiver = receiver
    _ = listener.listen(on: Address(host: "a", port: 1), of: platform.lone)
    platform.loop.run()
  }

  func step(_ script: inout Script) throws {
    switch script.byte() {
    case 0: connect(purpose: script.isAtEnd ? .consensus : .snapshot)
    case 1: offer(name: 1)
    case 2: send(Int(script.number(UInt16.self)))
    case 3:
      let at = Int(script.number(UInt16.self))
      let change = script.byte()
      if at < image.count { image[at] ^= change }
    case 4: say(.snapshotDone)
    case 5: peer?.close()
    case 6: sent = min(sent + Int(script.byte()), image.count)
    case 7: say(script.piece())
    case 8: offer(name: UInt64(script.byte()), membership: script.piece())
    case 9: offer(name: 2, index: script.number())
    default: say(.snapshotResume(offset: script.number()))
    }
    platform.loop.run()
  }

  private func connect(purpose: Hello.Purpose) {
    peer?.close()
    peer = platform.lone.connect()
    sent = 0
    say(
      .hello(
        Hello(
          clusterID: 1, from: MemberID(2), to: MemberID(3), standing: .member(since: 0), incarnation: 4,
          process: 5,
          purpose: purpose))
    )
  }

  private func offer(
    name: UInt64, membership: [UInt8] = Membership(voters: [MemberID(1)]).encoded, index: UInt64? = nil
  ) {
    say(
      .snapshotOffer(
        SnapshotOffer(
          term: 3, position: LogPosition(index: index ?? UInt64(ScratchKeyspace.history.count), term: 1),
          membership: membership, name: name,
          size: UInt64(image.count))))
    // It goes on from what the other side has.
    if case .snapshotResume(let offset) = peer?.heard.last { sent = min(Int(offset), image.count) }
  }

  private func send(_ count: Int) {
    let bytes = Array(image[sent...].prefix(count))
    say(.snapshotChunk(offset: UInt64(sent), bytes: bytes))
    sent += bytes.count
  }

  private func say(_ frame: PeerFrame) { say(frame.encoded) }

  private func say(_ bytes: [UInt8]) {
    guard let peer, peer.isActive else { return }
    peer.receiver?.received(ByteBuffer(bytes: bytes))
    platform.loop.run()
  }

  /// What was handed on is whole as far as inspection tells; each acceptance stands for one of those.
  func end() throws {
    peer?.close()
    platform.loop.run()
    for snapshot in handed.snapshots {
      let found = try VersionStore.inspectSnapshot(snapshot.path)
      try checkEqual(
        LogPosition(index: found.appliedIndex, term: found.appliedTerm), snapshot.descriptor.position,
        "what a snapshot stands for")
    }
    listener.stop()
    receiver.stop()
    platform.loop.run()
    try FileManager.default.removeItem(atPath: folder)
  }
}

/// A keyspace's snapshot.
private enum SnapshotImage {
  static let bytes: [UInt8] = {
    let scratch = ScratchKeyspace()
    do {
      _ = try scratch.keyspace.store.checkpoint()
      var bytes: [UInt8] = []
      let stream = try scratch.keyspace.store.snapshotStream(compacting: true)
      while let chunk = try stream.next() { bytes += chunk.bytes }
      return bytes
    } catch {
      preconditionFailure("no snapshot: \(error)")
    }
  }()
}

private final class RecordedConnection: PeerConnection {
  let remote = "a peer"
  private(set) var isActive = true
  private(set) var heard: [PeerFrame] = []
  var receiver: (any PeerReceiver)?
  private var decoder = FrameDecoder()

  func write(_ bytes: ByteBuffer, taken: (() -> Void)?) {
    precondition(isActive, "an answer on a closed connection")
    var bytes = bytes
    decoder.append(&bytes)
    while let frame = try? decoder.next() { heard.append(frame) }
    taken?()
  }

  func close() {
    guard isActive else { return }
    isActive = false
    receiver?.closed()
    receiver = nil
  }
}

// `@unchecked Sendable`: these live on the thread that runs an input.
private final class LoneNetwork: PeerNetwork, @unchecked Sendable {
  private final class Acceptor: PeerAcceptor {
    func close() {}
  }

  private var accept: ((any PeerConnection) -> (any PeerReceiver)?)?

  func dial(
    _ target: Address, on eventLoop: any EventLoop, receiver: any PeerReceiver,
    completion: @escaping (Result<any PeerConnection, any Error>) -> Void
  ) {}

  func listen(
    _ address: Address, on eventLoop: any EventLoop,
    accept: @escaping (any PeerConnection) -> (any PeerReceiver)?
  ) -> EventLoopFuture<any PeerAcceptor> {
    self.accept = accept
    return eventLoop.makeSucceededFuture(Acceptor())
  }

  func connect() -> RecordedConnection {
    let connection = RecordedConnection()
    connection.receiver = accept?(connection)
    return connection
  }
}

private final class LonePlatform: Platform, @unchecked Sendable {
  private final class Inline<Job: Sendable>: Worker, @unchecked Sendable {
    private let handle: ([Job]) -> WorkerPause?

    init(_ handle: @escaping ([Job]) -> WorkerPause?) {
      self.handle = handle
    }

    func submit(_ job: Job) { _ = handle([job]) }
    func stop() {}
  }

  let loop = EmbeddedEventLoop()
  let lone = LoneNetwork()

  var eventLoop: any EventLoop { loop }
  var network: any PeerNetwork { lone }

  func startWorker<Job: Sendable>(
    _ name: String, handle: @escaping ([Job]) -> WorkerPause?
  ) -> any Worker<Job> {
    Inline(handle)
  }

  func openLog(
    directory: String, options: LogOptions
  ) throws(LogError) -> (log: WriteAheadLog, recovered: RecoveredLog) {
    throw .closed
  }

  func moveLog(_ directory: String, to target: String) {}
  func sends(_ message: Message, to peer: MemberID) {}

  func makeCheckpointer(_ checkpointing: Checkpointing) -> any Checkpointer {
    preconditionFailure("not used")
  }
  func makeSnapshotSender(_ source: SnapshotSource) -> any SnapshotSender { preconditionFailure("not used") }
  func applied(_ entries: [Entry], _ batch: AppliedBatch) {}
  func shutDown() async {}
}
