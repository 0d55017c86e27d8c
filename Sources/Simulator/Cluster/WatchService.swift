internal import Checkers
internal import Keyspace
internal import Member
internal import NIOCore

/// The watch streams of one life of a member: its `WatchShard`, and the way to the clients. A stream is a
/// connection: what is sent arrives in order or the stream ends.
final class WatchService {
  /// One client's stream.
  final class Stream {
    let machine: Int
    let receive: (WatchOutput) -> Void
    let ended: () -> Void
    fileprivate var lastArrival: UInt64 = 0
    fileprivate var isOpen = true

    init(machine: Int, receive: @escaping (WatchOutput) -> Void, ended: @escaping () -> Void) {
      self.machine = machine
      self.receive = receive
      self.ended = ended
    }
  }

  private static let progressInterval = TimeAmount.seconds(1)
  private unowned let world: World
  private let process: SimulatedProcess
  private let machine: Int
  /// nil after the end: clients may hold on to this service, but must not keep the store's files open.
  private var member: Member?
  private let eventLoop: any EventLoop
  private var shard: WatchShard
  private var streams: [WatchStreamID: Stream] = [:]
  private var nextStream: WatchStreamID = 1
  private var isReading = false
  private var hasEnded = false

  init(_ world: World, _ owner: SimulatedMember, _ member: Member, _ eventLoop: any EventLoop) {
    self.world = world
    process = owner.process
    machine = owner.process.machine
    self.member = member
    self.eventLoop = eventLoop
    let position = member.keyspace.position
    shard = WatchShard(revision: position.revision, compactRevision: position.compactRevision)
    // The member's feed lives as long as the member, which this service holds.
    let me = Unchecked(Weak(self))
    _ = member.followChanges(on: eventLoop) { changes in
      me.value.object?.change {
        $0.publish(changes.changes, revision: changes.revision, compactRevision: changes.compactRevision)
      }
    }
    eventLoop.scheduleRepeatedTask(
      initialDelay: Self.progressInterval, delay: Self.progressInterval
    ) { _ in me.value.object?.change { $0.progressTick() } }
  }

  func open(_ stream: Stream) -> WatchStreamID {
    defer { nextStream += 1 }
    streams[nextStream] = stream
    return nextStream
  }

  func create(_ id: WatchStreamID, _ request: WatchRequest) {
    guard let revision = member?.keyspace.position.revision else { return }
    change { $0.create(id, request, currentRevision: revision) }
  }

  func requestProgress(_ id: WatchStreamID) {
    change { $0.progressRequest(id) }
  }

  func close(_ id: WatchStreamID) {
    guard let stream = streams.removeValue(forKey: id) else { return }
    stream.isOpen = false
    change { $0.streamClosed(id) }
  }

  /// The process is gone.
  func end() {
    hasEnded = true
    member = nil
    for id in streams.keys.sorted() { if let stream = streams[id] { tellEnd(stream) } }
    streams = [:]
  }

  private func tellEnd(_ stream: Stream) {
    guard stream.isOpen else { return }
    stream.isOpen = false
    let time = max(world.now + world.network.delay(machine, stream.machine), stream.lastArrival)
    world.timeline.plan(at: time + 1, stream.ended)
  }

  private func change(_ body: (inout WatchShard) -> Void) {
    guard !hasEnded else { return }
    let previous = shard.previousCount
    body(&shard)
    if shard.previousCount != previous { member?.changePreviousWanted(by: shard.previousCount - previous) }
    for output in shard.takeOutputs() { send(output) }
    for id in streams.keys.sorted() { shard.streamRoom(id, bytes: 1 << 20) }
    catchUp()
  }

  private func send(_ output: WatchOutput) {
    guard let stream = streams[output.stream], stream.isOpen else { return }
    guard !world.network.isCut(machine, stream.machine) else {
      // What is sent into a cut path is lost with the connection.
      streams[output.stream] = nil
      tellEnd(stream)
      shard.streamClosed(output.stream)
      return
    }
    stream.lastArrival = max(
      world.now + world.network.delay(machine, stream.machine), stream.lastArrival + 1)
    world.timeline.plan(at: stream.lastArrival) { if stream.isOpen { stream.receive(output) } }
  }

  private func catchUp() {
    guard !isReading, let read = shard.nextCatchUp() else { return }
    isReading = true
    world.coverage.reach(.watchCaughtUp)
    let me = Unchecked(self)
    // Now and then the disk is slow, or the thread that reads is busy.
    let microseconds = world.network.chance(0.1) ? 300 + world.network.number(below: 2_000_000) : 300
    eventLoop.scheduleTask(in: .microseconds(Int64(microseconds))) { me.value.readHistory(read) }
  }

  private func readHistory(_ read: WatchCatchUp) {
    isReading = false
    guard let keyspace = member?.keyspace else { return }
    do throws(KeyspaceError) {
      let (changes, next) = try keyspace.changes(
        from: read.from, through: read.through, range: read.range, wantsPrevious: read.wantsPrevious,
        maxBytes: read.maxBytes, maxRevisionBytes: read.maxRevisionBytes)
      change { $0.history(read, changes, next: next) }
    } catch {
      switch error {
      case .answerTooLarge: change { $0.historyTooLarge(read) }
      case .compacted(let revision): change { $0.historyCompacted(read, compactRevision: revision) }
      default: world.violated("WatchHistory", "history cannot be read for watches: \(error)")
      }
    }
  }
}

private final class Weak<Object: AnyObject> {
  weak var object: Object?

  init(_ object: Object) {
    self.object = object
  }
}
