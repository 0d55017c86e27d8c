import Checkers
import Testing

@Suite("Strict serializability by revisions")
struct RevisionCheckerTests {
  /// Two puts of one key, a read of the second, all after each other.
  private func plain() -> Story {
    var story = Story()
    story.ok(.put("a", "1"), .done, at: 2, from: 10, to: 20)
    story.ok(.put("a", "2"), .done, at: 3, from: 30, to: 40)
    story.ok(
      .get("a"), .found(.of("a", "2", create: 2, mod: 3, version: 2)), at: 3, from: 50, to: 60)
    story.commitPut("a", "1")
    story.commitPut("a", "2", create: 2, version: 2)
    return story
  }

  @Test("A right history has nothing broken")
  func right() {
    #expect(plain().broken == [])
  }

  // MARK: Writes

  @Test("An acknowledged write that the log lacks is lost")
  func lostAtTheEnd() {
    var story = plain()
    story.ok(.put("b", "3"), .done, at: 4, from: 70, to: 80)

    #expect(story.broken == ["Linearizability.LostWrite"])
  }

  @Test("An acknowledged write whose revision is another's is lost")
  func lostToAnother() {
    var story = plain()
    story.ok(.put("b", "3"), .done, at: 4, from: 70, to: 80)
    story.unknown(.put("b", "4"), from: 70)
    story.commitPut("b", "4")

    #expect(story.broken == ["Linearizability.LostWrite"])
  }

  @Test("Two writes can't share a revision")
  func sharedRevision() {
    var story = plain()
    story.ok(.put("a", "2"), .done, at: 3, from: 30, to: 45)

    #expect(story.broken == ["Linearizability.LostWrite"])
  }

  @Test("A write of unknown outcome may be in the log")
  func unknownDone() {
    var story = plain()
    story.unknown(.put("b", "3"), from: 45)
    story.commitPut("b", "3")

    #expect(story.broken == [])
  }

  @Test("A write of unknown outcome may be missing")
  func unknownNotDone() {
    var story = plain()
    story.unknown(.put("b", "3"), from: 45)

    #expect(story.broken == [])
  }

  @Test("A write of unknown outcome can't be seen before it was asked for")
  func unknownBeforeItsTime() {
    var story = plain()
    story.unknown(.put("b", "3"), from: 100)
    story.commitPut("b", "3")
    story.ok(.get("b"), .found(.of("b", "3", create: 4, mod: 4)), at: 4, from: 80, to: 90)

    #expect(story.broken == ["Linearizability.RealTime"])
  }

  @Test("A retried write that is applied twice")
  func appliedTwice() {
    var story = plain()
    story.commitPut("a", "2", create: 2, version: 3)

    #expect(story.broken == ["Linearizability.AppliedTwice"])
  }

  @Test("A write of unknown outcome that is applied twice")
  func unknownAppliedTwice() {
    var story = plain()
    story.unknown(.put("b", "3"), from: 45)
    story.commitPut("b", "3")
    story.commitPut("b", "3", create: 4, version: 2)

    #expect(story.broken == ["Linearizability.AppliedTwice"])
  }

  @Test("A refused write in the log")
  func refusedWrite() {
    var story = plain()
    story.refused(.put("b", "3"), .unavailable, from: 45, to: 46)
    story.commitPut("b", "3")
    story.ok(.get("b"), .found(.of("b", "3", create: 4, mod: 4)), at: 4, from: 80, to: 90)

    #expect(story.broken == ["Linearizability.RefusedWrite"])
  }

  @Test("A revision that nobody asked for")
  func unknownOrigin() {
    var story = plain()
    story.commitPut("z", "9")

    #expect(story.broken == ["Linearizability.UnknownOrigin"])
  }

  @Test("Deletions of unknown outcome are matched to the log as a whole")
  func matching() {
    // Given a deletion of a that could explain either of two revisions, and one of everything that explains
    // only the first
    var story = Story()
    story.ok(.put("a", "1"), .done, at: 2, from: 10, to: 20)
    story.unknown(.delete("a"), from: 30)
    story.unknown(.deleteRange(History.DeleteRange(.prefix("a"))), from: 100)
    story.ok(.put("a", "2"), .done, at: 4, from: 40, to: 50)
    story.commitPut("a", "1")
    story.commitDelete("a")
    story.commitPut("a", "2")
    story.commitDelete("a")

    #expect(story.broken == [])
  }

  @Test("One deletion of unknown outcome explains one revision only")
  func matchedOnce() {
    var story = Story()
    story.ok(.put("a", "1"), .done, at: 2, from: 10, to: 20)
    story.unknown(.delete("a"), from: 30)
    story.ok(.put("a", "2"), .done, at: 4, from: 40, to: 50)
    story.commitPut("a", "1")
    story.commitDelete("a")
    story.commitPut("a", "2")
    story.commitDelete("a")

    #expect(story.broken == ["Linearizability.AppliedTwice"])
  }

  // MARK: What writes do

  @Test("A transaction of which only a part was done")
  func partialTxn() {
    var story = Story()
    let txn = History.Txn(success: [
      .put(History.Put(bytes("a"), bytes("1"))), .put(History.Put(bytes("b"), bytes("2"))),
    ])
    let result = History.TxnResult(succeeded: true, steps: [.put(previous: nil), .put(previous: nil)])
    story.ok(.txn(txn), .txn(result), at: 2, from: 10, to: 20)
    story.commitPut("a", "1")

    #expect(story.broken == ["Linearizability.Effect"])
  }

  @Test("A transaction spread over two revisions")
  func splitTxn() {
    var story = Story()
    let txn = History.Txn(success: [
      .put(History.Put(bytes("a"), bytes("1"))), .put(History.Put(bytes("b"), bytes("2"))),
    ])
    let result = History.TxnResult(succeeded: true, steps: [.put(previous: nil), .put(previous: nil)])
    story.ok(.txn(txn), .txn(result), at: 2, from: 10, to: 20)
    story.commitPut("a", "1")
    story.commitPut("b", "2")

    #expect(story.broken.isSuperset(of: ["Linearizability.Effect"]))
  }

  @Test("A transaction that took the wrong branch")
  func wrongBranch() {
    var story = plain()
    let txn = History.Txn(
      compares: [History.Compare(.key("a"), .equal, .version(1))],
      success: [.put(History.Put(bytes("a"), bytes("yes")))],
      failure: [.put(History.Put(bytes("a"), bytes("no")))])
    let result = History.TxnResult(succeeded: true, steps: [.put(previous: nil)])
    story.ok(.txn(txn), .txn(result), at: 4, from: 70, to: 80)
    story.commitPut("a", "yes", create: 2, version: 3)

    #expect(story.broken.count == 1)
    #expect(story.broken.isSubset(of: ["Linearizability.LostWrite", "Linearizability.Effect"]))
  }

  @Test("Nested compares look at the state before the whole transaction")
  func nestedCompare() {
    var story = Story()
    let nested = History.Txn(
      compares: [History.Compare(.key("a"), .equal, .create(0))],
      success: [.put(History.Put(bytes("b"), bytes("2")))])
    let txn = History.Txn(success: [.put(History.Put(bytes("a"), bytes("1"))), .txn(nested)])
    let result = History.TxnResult(
      succeeded: true,
      steps: [.put(previous: nil), .txn(History.TxnResult(succeeded: true, steps: [.put(previous: nil)]))])
    story.ok(.txn(txn), .txn(result), at: 2, from: 10, to: 20)
    story.commit(
      History.Event(.of("a", "1", create: 2, mod: 2)), History.Event(.of("b", "2", create: 2, mod: 2)))

    #expect(story.broken == [])
  }

  @Test("A deletion that left a key")
  func incompleteDelete() {
    var story = plain()
    story.ok(.put("b", "3"), .done, at: 4, from: 70, to: 80)
    story.commitPut("b", "3")
    story.ok(.deleteRange(History.DeleteRange(.all)), .deleted(2), at: 5, from: 90, to: 95)
    story.commitDelete("a")

    #expect(story.broken == ["Linearizability.Effect"])
  }

  @Test("Version numbers that the log has wrong")
  func wrongVersion() {
    var story = Story()
    story.ok(.put("a", "1"), .done, at: 2, from: 10, to: 20)
    story.ok(.put("a", "2"), .done, at: 3, from: 30, to: 40)
    story.commitPut("a", "1")
    story.commitPut("a", "2", create: 3, version: 1)

    #expect(story.broken == ["Log.Versions"])
  }

  @Test("A gap in the log")
  func gap() {
    var story = plain()
    story.history.commits.append(
      History.Commit(revision: 5, events: [History.Event(.of("c", "5", create: 5, mod: 5))]))

    #expect(story.broken == ["Log.Order"])
  }

  // MARK: Answers

  @Test("A wrong prev_kv")
  func wrongPrevious() {
    var story = plain()
    story.ok(
      .put("a", "3", .previous), .put(previous: .of("a", "1", create: 2, mod: 2)), at: 4, from: 70, to: 80)
    story.commitPut("a", "3", create: 2, version: 3)

    #expect(story.broken == ["Linearizability.Response"])
  }

  @Test("A prev_kv that nobody asked for")
  func needlessPrevious() {
    var story = plain()
    let before = KeyValue.of("a", "2", create: 2, mod: 3, version: 2)
    story.ok(.put("a", "3"), .put(previous: before), at: 4, from: 70, to: 80)
    story.commitPut("a", "3", create: 2, version: 3)

    #expect(story.broken == ["Linearizability.Response"])
  }

  @Test("A count of deletions that is wrong")
  func wrongDeleted() {
    var story = plain()
    story.ok(.delete("a"), .deleted(2), at: 4, from: 70, to: 80)
    story.commitDelete("a")

    #expect(story.broken == ["Linearizability.Response"])
  }

  @Test("A deletion that says it found nothing where there was something")
  func blindDelete() {
    var story = plain()
    story.ok(.delete("a"), .deleted(0), at: 3, from: 70, to: 80)

    #expect(story.broken == ["Linearizability.Response"])
  }

  @Test(
    "Ranges that are wrong in one thing",
    arguments: [
      History.RangeResult([], count: 0),
      History.RangeResult([.of("a", "1", create: 2, mod: 2)], count: 1),
      History.RangeResult([.of("a", "2", create: 2, mod: 3, version: 2)], count: 2),
      History.RangeResult([.of("a", "2", create: 2, mod: 3, version: 2)], more: true, count: 1),
      History.RangeResult([.of("a", "2", create: 3, mod: 3, version: 2)], count: 1),
      History.RangeResult([.of("a", "2", create: 2, mod: 3, version: 2, lease: 1)], count: 1),
      History.RangeResult([.of("b", "2", create: 2, mod: 3, version: 2)], count: 1),
    ])
  func wrongRange(result: History.RangeResult) {
    for keys in [History.Keys.key("a"), .prefix("a")] {
      for order in [History.Range.Order.none, .descend] {
        var story = plain()
        var range = History.Range(keys)
        range.order = order
        story.ok(.range(range), .range(result), at: 3, from: 70, to: 80)

        #expect(story.broken == ["Linearizability.Response"])
      }
    }
  }

  @Test("A read at an older revision shows that revision")
  func olderRevision() {
    var story = plain()
    story.ok(.get("a", at: 2), .found(.of("a", "1", create: 2, mod: 2)), at: 3, from: 70, to: 80)
    #expect(story.broken == [])

    story.ok(
      .get("a", at: 2), .found(.of("a", "2", create: 2, mod: 3, version: 2)), at: 3, from: 70, to: 80)
    #expect(story.broken == ["Linearizability.Response"])
  }

  @Test("A serializable read may lag, but shows its revision")
  func serializable() {
    var story = plain()
    story.ok(
      .get("a", options: .serializable), .found(.of("a", "1", create: 2, mod: 2)), at: 2, from: 70, to: 80)
    #expect(story.broken == [])

    story.ok(.get("a", options: .serializable), .found(), at: 2, from: 70, to: 80)
    #expect(story.broken == ["Linearizability.Response"])
  }

  // MARK: Time

  @Test("A linearizable read that lags is stale")
  func stale() {
    var story = plain()
    story.ok(.get("a"), .found(.of("a", "1", create: 2, mod: 2)), at: 2, from: 41, to: 80)

    #expect(story.broken == ["Linearizability.StaleRead"])
  }

  @Test("A read that began before the newer write was acknowledged may miss it")
  func overlapping() {
    var story = plain()
    story.ok(.get("a"), .found(.of("a", "1", create: 2, mod: 2)), at: 2, from: 39, to: 80)

    #expect(story.broken == [])
  }

  @Test("Two reads that see a write appear and vanish")
  func vanishing() {
    // Given a write of unknown outcome that a first read sees, a second one may not miss it
    var story = plain()
    story.unknown(.put("a", "3"), from: 61)
    story.commitPut("a", "3", create: 2, version: 3)
    story.ok(.get("a"), .found(.of("a", "3", create: 2, mod: 4, version: 3)), at: 4, from: 70, to: 75)
    #expect(story.broken == [])

    story.ok(.get("a"), .found(.of("a", "2", create: 2, mod: 3, version: 2)), at: 3, from: 80, to: 85)
    #expect(story.broken == ["Linearizability.StaleRead"])
  }

  @Test("Writes in the order of the log against real time")
  func writesReversed() {
    var story = Story()
    story.ok(.put("a", "1"), .done, at: 3, from: 10, to: 20)
    story.ok(.put("b", "2"), .done, at: 2, from: 30, to: 40)
    story.commitPut("b", "2")
    story.commitPut("a", "1")

    #expect(story.broken == ["Linearizability.RealTime"])
  }

  @Test("A watcher's knowledge counts as well")
  func watcherKnew() {
    var story = plain()
    var watch = History.Watch(id: 1, client: 1, keys: .key("a"), startRevision: 2)
    watch.messages = [
      History.WatchMessage(at: 45, revision: 3, .created),
      History.WatchMessage(
        at: 46, revision: 3,
        .events(
          [
            History.Event(.of("a", "1", create: 2, mod: 2)),
            History.Event(.of("a", "2", create: 2, mod: 3, version: 2)),
          ], isFragment: false)),
    ]
    story.history.watches = [watch]
    story.history.operations[1].returned = 48
    #expect(story.broken == [])

    story.ok(.get("a"), .found(.of("a", "1", create: 2, mod: 2)), at: 2, from: 47, to: 80)
    #expect(story.broken == ["Linearizability.StaleRead"])
  }

  // MARK: Refusals and compaction

  @Test("Compacted only if somebody had begun to compact")
  func compacted() {
    var story = plain()
    story.refused(.get("a", at: 2), .compacted, from: 70, to: 80)
    #expect(story.broken == ["Linearizability.Refusal"])

    story.ok(.compact(revision: 3), .compact, at: 3, from: 75, to: 90)
    #expect(story.broken == [])
  }

  @Test("The compacted revision itself can still be read")
  func compactedRevisionReads() {
    var story = plain()
    story.ok(.compact(revision: 3), .compact, at: 3, from: 65, to: 68)
    story.refused(.get("a", at: 3), .compacted, from: 70, to: 80)

    #expect(story.broken == ["Linearizability.Refusal"])
  }

  @Test("After a compaction was acknowledged nothing before it is read")
  func readsCompacted() {
    var story = plain()
    story.ok(.compact(revision: 3), .compact, at: 3, from: 65, to: 68)
    story.ok(.get("a", at: 2), .found(.of("a", "1", create: 2, mod: 2)), at: 3, from: 70, to: 80)

    #expect(story.broken == ["Linearizability.Compaction"])
  }

  @Test("A compaction is acknowledged once")
  func compactedTwice() {
    var story = plain()
    story.ok(.compact(revision: 3), .compact, at: 3, from: 65, to: 68)
    story.ok(.compact(revision: 3), .compact, at: 3, from: 70, to: 80)

    #expect(story.broken == ["Linearizability.Compaction"])
  }

  @Test("A revision that was known can't lie in the future")
  func future() {
    var story = plain()
    story.refused(.get("a", at: 4), .futureRevision, from: 70, to: 80)
    #expect(story.broken == [])

    story.refused(.get("a", at: 3), .futureRevision, from: 70, to: 80)
    #expect(story.broken == ["Linearizability.Refusal"])
  }

  @Test("A key that was there all the time can't be missing")
  func missing() {
    var story = plain()
    let put = History.Request.put("a", "", .ignoresValue)
    story.refused(put, .keyNotFound, from: 15, to: 18)
    #expect(story.broken == [])

    story.refused(put, .keyNotFound, from: 25, to: 80)
    #expect(story.broken == ["Linearizability.Refusal"])
  }
}
