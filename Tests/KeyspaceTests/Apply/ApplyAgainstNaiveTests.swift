import Keyspace
import Testing

@Suite("Applying commands gives what the naive keyspace gives")
struct ApplyAgainstNaiveTests {
  @Test("for random commands, refused ones too", arguments: 1...60)
  func randomCommands(seed: UInt64) throws {
    var store = ModelStore()
    var naive = NaiveKeyspace()
    var commands = RandomCommands(seed: seed)
    for step in 0..<200 {
      let command = commands.next()
      let applied = try Apply.apply(command, to: &store, collectsPrevious: true)
      let (result, events) = naive.apply(command)
      try #require(applied.result == result, "seed \(seed) step \(step): \(command)")
      try #require((applied.events?.events ?? []) == events, "seed \(seed) step \(step): \(command)")
      try #require(store.position.revision == naive.revision)
      try #require(store.position.compactRevision == naive.compactRevision)
      try #require(try store.leases() == naive.leases.values.sorted { $0.id < $1.id })
      commands.revision = naive.revision
      for _ in 0..<3 {
        let query = commands.query()
        let expected = naive.range(query)
        try #require(
          outcome { () throws(KeyspaceError) in try RangeScan.evaluate(query, in: store) } == expected)
        let budget = PageBudget(keys: 1 + commands.random.below(3), bytes: 1 + commands.random.below(20))
        try #require(
          outcome { () throws(KeyspaceError) in try paged(query, store, budget) } == expected,
          "seed \(seed) step \(step): \(query) in pages")
      }
    }
  }

  private func outcome(
    _ body: () throws(KeyspaceError) -> RangeResult
  ) -> Result<RangeResult, KeyspaceError> {
    do throws(KeyspaceError) { return .success(try body()) } catch { return .failure(error) }
  }

  private func paged(
    _ query: RangeQuery, _ store: ModelStore, _ budget: PageBudget
  ) throws(KeyspaceError) -> RangeResult {
    var scan = try RangeScan(query, at: store.position)
    while try !scan.step(store, budget) {}
    return scan.result
  }
}
