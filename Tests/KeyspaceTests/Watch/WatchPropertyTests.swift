import Keyspace
import Testing

@Suite("Watches keep their promises")
struct WatchPropertyTests {
  @Test("whatever clients, writers, slow connections and compactions do", arguments: 1...80)
  func promises(seed: UInt64) throws {
    var limits = WatchLimits()
    limits.initialRoom = 2_000
    limits.catchUpBytes = 20
    limits.catchUpRevisions = 7
    limits.catchUpWatches = 3
    limits.fragmentBytes = 150
    var world = WatchWorld(limits: limits)
    var commands = RandomCommands(seed: seed)
    var reads: [WatchCatchUp] = []
    for _ in 0..<600 {
      let stream = WatchStreamID(1 + commands.random.below(4))
      commands.revision = world.store.position.revision
      switch commands.random.below(20) {
      case 0...5: try world.apply(commands.next(), tellsPrevious: commands.random.chance(80))
      case 6...9:
        if commands.random.chance(5) { world.loseUnpublished() }
        world.publish()
      case 10...11: world.create(stream, request(&commands))
      case 12: world.cancel(stream, Int64(commands.random.below(6)))
      case 13: world.room(stream, commands.random.below(3_000) - 500)
      case 14: world.progress(stream)
      case 15: world.tick()
      case 16: if commands.random.chance(10) { world.close(stream) }
      case 17...18:
        if let read = world.shard.nextCatchUp() { reads.append(read) }
      default:
        if !reads.isEmpty { try world.answer(reads.remove(at: commands.random.below(reads.count))) }
      }
    }
    for read in reads { try world.answer(read) }
    world.publish()
    for _ in 0..<200 {
      for stream in 1...4 { world.room(WatchStreamID(stream), 1_000_000) }
      try world.catchUp()
    }
    world.tick()
    world.tick()
    for stream in 1...4 { world.progress(WatchStreamID(stream)) }
    let promises = WatchPromises(history: world.history, revision: world.store.position.revision)
    for transcript in world.all {
      #expect(promises.check(transcript) == [], "seed \(seed)")
    }
    #expect(world.shard.watchCount == world.all.filter(\.isOpen).count)
  }

  private func request(_ commands: inout RandomCommands) -> WatchRequest {
    var request = WatchRequest(range: commands.range())
    if commands.random.chance(30) { request.watchID = Int64(commands.random.below(6)) }
    if commands.random.chance(60) {
      request.startRevision = max(0, commands.revision + 4 - Int64(commands.random.below(20)))
    }
    request.skipsPuts = commands.random.chance(10)
    request.skipsDeletes = commands.random.chance(10)
    request.wantsPrevious = commands.random.chance(50)
    request.wantsProgress = commands.random.chance(50)
    request.allowsFragments = commands.random.chance(50)
    return request
  }
}
