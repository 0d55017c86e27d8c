import Keyspace
import Testing

@Suite("The keyspace on its store gives what the naive keyspace gives")
struct KeyspaceAgainstNaiveTests {
  @Test("for random batches, with checkpoints, compaction and restarts between", arguments: 1...12)
  func randomBatches(seed: UInt64) throws {
    var directory = StoreDirectory()
    let options = StoreOptions(initialMapSize: 64 << 20)
    var keyspace = Keyspace(store: try VersionStore.open(directory: directory.path, options: options))
    var naive = NaiveKeyspace()
    var history: [Event] = []
    var commands = RandomCommands(seed: seed)
    var log: [CommittedEntry] = []
    for step in 0..<80 {
      var batch: [CommittedEntry] = []
      var expected: [(Result<CommandResult, KeyspaceError>, Int64)] = []
      for _ in 0..<(1 + commands.random.below(5)) {
        commands.revision = naive.revision
        let command = commands.next()
        let index = UInt64(log.count + 1)
        let entry = CommittedEntry(index: index, term: 1, payload: try CommandCodec.encode(command))
        batch.append(entry)
        log.append(entry)
        let (result, events) = naive.apply(command)
        expected.append((result, naive.revision))
        history += events
      }
      let applied = try keyspace.apply(batch)
      for (outcome, wanted) in zip(applied.outcomes, expected) {
        try #require(outcome.result == wanted.0, "seed \(seed) step \(step)")
        try #require(outcome.revision == wanted.1, "seed \(seed) step \(step)")
      }
      try compareReads(keyspace, naive, &commands)
      try compareHistory(keyspace, naive, history)
      switch commands.random.below(8) {
      case 0: _ = try keyspace.store.checkpoint()
      case 1: _ = try keyspace.store.compactStep(maxRevisions: 5)
      case 2:
        let before = keyspace.position
        directory = directory.copy()
        keyspace = Keyspace(store: try VersionStore.open(directory: directory.path, options: options))
        let replayed = log.filter { $0.index > keyspace.position.appliedIndex }
        _ = try keyspace.apply(replayed)
        try #require(keyspace.position == before, "a restart leads to the same keyspace: seed \(seed)")
      default: break
      }
    }
  }

  private func compareReads(
    _ keyspace: Keyspace, _ naive: NaiveKeyspace, _ commands: inout RandomCommands
  ) throws {
    for _ in 0..<5 {
      let query = commands.query()
      let answer: Result<RangeResult, KeyspaceError>
      do throws(KeyspaceError) {
        answer = .success(try keyspace.range(query).result)
      } catch {
        answer = .failure(error)
      }
      try #require(answer == naive.range(query), "\(query)")
    }
    try #require(try keyspace.leases() == naive.leases.values.sorted { $0.id < $1.id })
  }

  private func compareHistory(_ keyspace: Keyspace, _ naive: NaiveKeyspace, _ history: [Event]) throws {
    var next = max(1, naive.compactRevision + 1)
    let first = next
    var events: [Event] = []
    while next <= naive.revision {
      let read = try keyspace.changes(
        from: next, through: naive.revision, range: nil, wantsPrevious: true, maxBytes: 50)
      events += read.changes.flatMap(\.events)
      try #require(read.next > next)
      next = read.next
    }
    let expected = history.filter { $0.revision.main >= first }
    try #require(events.map(\.revision) == expected.map(\.revision))
    try #require(events.map(\.keyValue) == expected.map(\.keyValue))
    for (event, wanted) in zip(events, expected) {
      guard let previous = wanted.previous, previous.modRevision <= naive.compactRevision else {
        try #require(event.previous == wanted.previous)
        continue
      }
    }
  }
}
