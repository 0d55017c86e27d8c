import Keyspace
import Testing

@Suite("A shard of watches")
struct WatchShardTests {
  private func request(_ range: KeyRange, from start: Int64 = 0, id: Int64 = 0) -> WatchRequest {
    var request = WatchRequest(range: range)
    request.startRevision = start
    request.watchID = id
    return request
  }

  private func texts(_ world: inout WatchWorld) -> [String] {
    defer { world.outputs = [] }
    return world.outputs.map { output in
      switch output {
      case .created(_, let id, let revision): "created \(id) at \(revision)"
      case .refused(_, let reason, _): "refused: \(reason)"
      case .cancelled(_, let id, _): "cancelled \(id)"
      case .compacted(_, let id, let compact, _): "compacted \(id) at \(compact)"
      case .ended(_, let id, _, _): "ended \(id)"
      case .events(_, let events):
        "\(events.watchID): "
          + events.events.map { "\($0.kind) \(String(decoding: $0.keyValue.key, as: UTF8.self))" }
          .joined(separator: ", ") + (events.isFragment ? " …" : " through \(events.revision)")
      case .progress(_, let id, let revision): "progress \(id) through \(revision)"
      }
    }
  }

  @Test("numbers watches from 0, takes a client's numbers, and refuses one twice")
  func identities() {
    var world = WatchWorld()
    world.create(1, request(.key("a")))
    world.create(1, request(.key("a"), id: 1))
    world.create(1, request(.key("a")))
    world.create(1, request(.key("a"), id: 1))
    world.create(1, request(KeyRange(start: bytes("b"), end: .before(bytes("a")))))
    world.create(2, request(.key("a")))
    #expect(
      texts(&world) == [
        "created 0 at 1", "created 1 at 1", "created 2 at 1",
        "refused: mvcc: duplicate watch ID provided on the WatchStream",
        "refused: mvcc: watcher range is empty", "created 0 at 1",
      ])
  }

  @Test("begins after now, even if now is not published yet")
  func now() throws {
    var world = WatchWorld()
    try world.put("a")
    world.create(1, request(.key("a")))
    world.publish()
    try world.put("a")
    world.publish()
    #expect(texts(&world) == ["created 0 at 2", "0: put a through 3"])
  }

  @Test("gives history first, then what is new, and waits for a start in the future")
  func starts() throws {
    var world = WatchWorld()
    for key in ["a", "b", "a"] { try world.put(key) }
    world.publish()
    world.create(1, request(.key("a"), from: 2))
    world.create(1, request(.key("a"), from: 6))
    try world.put("a")
    world.publish()
    try world.catchUp()
    try world.put("a")
    world.publish()
    #expect(
      texts(&world) == [
        "created 0 at 4", "created 1 at 4", "0: put a, put a, put a through 5", "0: put a through 6",
        "1: put a through 6",
      ])
  }

  @Test("ends a watch whose start is compacted, and keeps one that starts at the compacted revision")
  func compaction() throws {
    var world = WatchWorld()
    for _ in 0..<4 { try world.put("a") }
    try world.apply(.compact(revision: 4))
    world.publish()
    world.create(1, request(.key("a"), from: 3))
    world.create(1, request(.key("a"), from: 4))
    try world.catchUp()
    #expect(
      texts(&world) == [
        "created 0 at 5", "compacted 0 at 4", "created 1 at 5", "1: put a, put a through 5",
      ])
  }

  @Test("gives a watch that keeps up what was compacted at once, without the version before if need be")
  func compactedAtOnce() throws {
    var world = WatchWorld()
    try world.put("a")
    world.publish()
    var wantsPrevious = request(.key("a"))
    wantsPrevious.wantsPrevious = true
    world.create(1, wantsPrevious)
    for _ in 0..<2 {
      try world.apply(.put(PutRequest(key: bytes("a"), value: bytes("v"))), tellsPrevious: false)
    }
    try world.apply(.compact(revision: 4))
    world.publish()
    try world.catchUp()
    #expect(texts(&world) == ["created 0 at 2", "0: put a through 3", "0: put a through 4"])
  }

  @Test("ends a slow watch when what it misses is compacted")
  func slowAndCompacted() throws {
    var world = WatchWorld()
    world.create(1, request(.key("a")))
    world.room(1, 0)
    for _ in 0..<3 { try world.put("a") }
    world.publish()
    #expect(world.shard.nextCatchUp() == nil)
    try world.apply(.compact(revision: 4))
    world.publish()
    #expect(texts(&world) == ["created 0 at 1", "compacted 0 at 4"])
  }

  @Test("answers a progress request when every watch of the stream is synced, not before")
  func progress() throws {
    var world = WatchWorld()
    for _ in 0..<3 { try world.put("a") }
    world.publish()
    world.create(1, request(.key("a")))
    world.create(1, request(.key("a"), from: 2))
    world.progress(1)
    world.progress(1)
    #expect(texts(&world) == ["created 0 at 4", "created 1 at 4"])
    try world.catchUp()
    #expect(texts(&world) == ["1: put a, put a, put a through 4", "progress -1 through 4"])
    world.progress(1)
    #expect(texts(&world) == ["progress -1 through 4"])
  }

  @Test("tells idle watches that want it how far they are")
  func progressNotify() throws {
    var world = WatchWorld()
    var wanting = request(.key("a"))
    wanting.wantsProgress = true
    world.create(1, wanting)
    world.create(1, request(.key("a")))
    try world.put("a")
    world.publish()
    _ = texts(&world)
    world.tick()
    #expect(texts(&world) == [])
    world.tick()
    #expect(texts(&world) == ["progress 0 through 2"])
  }

  @Test("sends a stream without room nothing, and all of it later")
  func backpressure() throws {
    var world = WatchWorld()
    world.create(1, request(.prefix("a")))
    world.create(2, request(.prefix("a")))
    world.room(1, 0)
    for _ in 0..<3 {
      try world.put("ab")
      world.publish()
    }
    #expect(texts(&world).filter { $0.hasPrefix("0: put") }.count == 3)
    world.room(1, 10_000)
    try world.catchUp()
    #expect(texts(&world) == ["0: put ab, put ab, put ab through 4"])
  }

  @Test("cuts a large response for a watch that can join it")
  func fragments() throws {
    var limits = WatchLimits()
    limits.fragmentBytes = 200
    var world = WatchWorld(limits: limits)
    var fragmented = request(.prefix("a"))
    fragmented.allowsFragments = true
    world.create(1, fragmented)
    world.create(2, request(.prefix("a")))
    let puts = (0..<5).map {
      TxnRequest.Operation.put(PutRequest(key: bytes("a\($0)"), value: bytes("1234567890")))
    }
    try world.apply(.txn(TxnRequest(compares: [], success: puts, failure: [])))
    world.publish()
    #expect(
      texts(&world).dropFirst(2) == [
        "0: put a0, put a1 …", "0: put a2, put a3 …", "0: put a4 through 2",
        "0: put a0, put a1, put a2, put a3, put a4 through 2",
      ])
  }

  @Test("cuts a large response between revisions, and ends a watch for which one revision is too much")
  func tooLarge() throws {
    var limits = WatchLimits()
    limits.fragmentBytes = 200
    limits.answerBytes = 400
    var world = WatchWorld(limits: limits)
    var fragmented = request(.prefix("a"))
    fragmented.allowsFragments = true
    world.create(1, fragmented)
    world.create(2, request(.prefix("a")))
    world.create(3, request(.key("a1")))
    for number in 0..<3 { try world.put("a\(number)", String(repeating: "v", count: 80)) }
    try world.apply(.delete(DeleteRequest(range: .prefix("a"))))
    try world.apply(
      .txn(TxnRequest(compares: [], success: (0..<9).map { put("a\($0)", "1234567890") }, failure: [])))
    world.publish()
    let sent = texts(&world).dropFirst(3)
    #expect(
      sent.filter { !$0.hasSuffix("…") } == [
        "0: put a8 through 6", "0: put a0 through 2", "0: put a1 through 3", "0: put a2 through 4",
        "0: delete a0, delete a1, delete a2 through 5", "ended 0", "0: put a1 through 3",
        "0: delete a1, put a1 through 6",
      ])
    #expect(world.shard.watchCount == 2)
  }

  private func put(_ key: String, _ value: String) -> TxnRequest.Operation {
    .put(PutRequest(key: bytes(key), value: bytes(value)))
  }

  @Test("ends only the watch that wants too much when a read for several finds too much")
  func historyTooLarge() throws {
    var limits = WatchLimits()
    limits.answerBytes = 400
    var world = WatchWorld(limits: limits)
    try world.apply(
      .txn(
        TxnRequest(
          compares: [], success: (0..<9).map { put("b\($0)", String(repeating: "v", count: 80)) },
          failure: [])))
    try world.put("a")
    try world.put("c")
    world.publish()
    for range in [KeyRange.key("a"), .prefix("b"), .key("c")] { world.create(1, request(range, from: 2)) }
    try world.catchUp()
    #expect(
      Set(texts(&world).dropFirst(3)) == ["0: put a through 4", "ended 1", "2: put c through 4"])
  }

  @Test("reads history for ten thousand watches behind, each at a place of its own, without looking at all")
  func manyBehind() {
    var limits = WatchLimits()
    limits.catchUpRevisions = 2
    var shard = WatchShard(revision: 30_001, compactRevision: -1, limits: limits)
    for number in 0..<10_000 {
      let start = Int64(2 + 3 * number)
      let watch = request(.key("k\(number)"), from: start)
      shard.create(WatchStreamID(1 + number % 5_000), watch, currentRevision: 30_001)
    }
    _ = shard.takeOutputs()
    var seen: Set<Int64> = []
    let spent = ContinuousClock().measure {
      for _ in 0..<10_000 {
        guard let read = shard.nextCatchUp() else { return }
        seen.insert(read.from)
        shard.history(read, [], next: read.through + 1)
      }
    }
    // Turn by turn: each was read for once before any was a second time.
    #expect(seen.count == 10_000)
    #expect(spent < .seconds(20), "10,000 reads took \(spent)")
  }

  @Test("fills a gap that a snapshot left from history, or ends the watch if history has no more of it")
  func snapshot() throws {
    var world = WatchWorld()
    world.create(1, request(.key("a")))
    world.create(1, request(.key("a"), from: 9))
    for _ in 0..<3 { try world.put("a") }
    world.loseUnpublished()
    world.publish()
    world.progress(1)
    try world.catchUp()
    #expect(
      texts(&world) == ["created 0 at 1", "created 1 at 1", "0: put a, put a, put a through 4"])
    for _ in 0..<3 { try world.put("a") }
    try world.apply(.compact(revision: 6))
    world.loseUnpublished()
    world.publish()
    try world.catchUp()
    #expect(texts(&world) == ["compacted 0 at 6"])
  }

  @Test("forgets everything of a closed stream")
  func closing() throws {
    var world = WatchWorld()
    world.create(1, request(.prefix("a")))
    world.create(1, request(.key("a"), from: 1))
    let read = world.shard.nextCatchUp()
    world.close(1)
    world.create(2, request(.key("a")))
    try world.put("a")
    world.publish()
    if let read { try world.answer(read) }
    #expect(texts(&world) == ["created 0 at 1", "created 1 at 1", "created 0 at 1", "0: put a through 2"])
    #expect(world.shard.watchCount == 1 && world.shard.streamCount == 1)
  }

  @Test("finds its way among ten thousand watches")
  func many() throws {
    var world = WatchWorld()
    for number in 0..<10_000 { world.create(1, request(.key("key\(number)"))) }
    for number in 0..<2_000 { world.create(2, request(.prefix("key\(number)"))) }
    _ = texts(&world)
    let clock = ContinuousClock()
    let spent = try clock.measure {
      for number in 0..<500 {
        try world.put("key\(number * 20)")
        world.publish()
      }
    }
    #expect(texts(&world).filter { $0.hasPrefix("140: put key140 ") }.count == 2)
    #expect(spent < .seconds(20), "500 publishes took \(spent)")
  }
}
