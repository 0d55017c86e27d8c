import Checkers
import Testing

@Suite("Right histories, made at random")
struct RandomHistoryTests {
  @Test("All checkers pass them")
  func pass() {
    for seed in 1...600 {
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
    for seed in 1...60 {
      let history = RandomHistory.make(seed: UInt64(seed), mix)

      #expect(OrderSearch.verdict(NaiveModel.calls(history), NaiveModel()) == .linearizable, "seed \(seed)")
      #expect(RevisionChecker.check(history).violations.isEmpty, "seed \(seed)")
    }
  }
}
