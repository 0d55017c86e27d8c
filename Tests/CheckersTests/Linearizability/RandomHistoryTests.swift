import Checkers
import Testing

@Suite("Right histories, made at random")
struct RandomHistoryTests {
  @Test("All checkers pass them")
  func pass() {
    for seed in 1...300 {
      let history = RandomHistory.make(seed: UInt64(seed))

      let violations = HistoryChecker.check(history)

      #expect(violations.isEmpty, "seed \(seed): \(violations.first?.description ?? "")")
    }
  }

  @Test("Small ones: the search over orders agrees")
  func searchAgrees() {
    var mix = RandomHistory.Mix()
    mix.operations = 14
    mix.keys = 3
    mix.hasLeases = false
    mix.hasSerializable = false
    mix.hasWatches = false
    for seed in 1...40 {
      let history = RandomHistory.make(seed: UInt64(seed), mix)

      #expect(OrderSearch.verdict(NaiveModel.calls(history), NaiveModel()) == .linearizable, "seed \(seed)")
      #expect(RevisionChecker.check(history).violations.isEmpty, "seed \(seed)")
    }
  }
}

@Suite("Right histories with one thing made wrong")
struct MutationTests {
  @Test("The checker that is in charge finds it", arguments: Mutation.allCases)
  func found(mutation: Mutation) {
    var applied = 0
    for seed in 1...40 {
      var history = RandomHistory.make(seed: UInt64(seed))
      var random = SeededGenerator(seed: UInt64(seed) &* 977)
      guard let expected = mutation.apply(to: &history, &random) else { continue }
      applied += 1

      let found = Set(HistoryChecker.check(history).map(\.checker))

      #expect(
        !found.isDisjoint(with: expected), "seed \(seed): found \(found), expected one of \(expected)")
    }
    #expect(applied >= 5, "applied to too few histories to say anything")
  }

  @Test("Small ones: what the search over orders finds wrong, the fast way finds wrong too")
  func searchAgrees() {
    var mix = RandomHistory.Mix()
    mix.operations = 12
    mix.keys = 2
    mix.unknown = 0
    mix.hasLeases = false
    mix.hasSerializable = false
    mix.hasCompaction = false
    mix.hasWatches = false
    let mutations: [Mutation] = [
      .staleRead, .lateWrite, .wrongPrevious, .wrongCount, .wrongMore, .wrongKeyValue, .lostKeyValue,
      .wrongBranch,
      .wrongDeleted, .sharedRevision,
    ]
    var compared = 0
    for seed in 1...200 {
      var history = RandomHistory.make(seed: UInt64(seed), mix)
      var random = SeededGenerator(seed: UInt64(seed) &* 31)
      let mutation = mutations[seed % mutations.count]
      guard mutation.apply(to: &history, &random) != nil else { continue }
      compared += 1

      let verdict = OrderSearch.verdict(NaiveModel.calls(history), NaiveModel())
      let violations = RevisionChecker.check(history).violations

      #expect(verdict != .linearizable, "seed \(seed), \(mutation)")
      #expect(!violations.isEmpty, "seed \(seed), \(mutation)")
    }
    #expect(compared > 50)
  }
}
