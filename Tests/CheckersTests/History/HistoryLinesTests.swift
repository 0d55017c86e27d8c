import Checkers
import Testing

@Suite("Histories as lines of JSON")
struct HistoryLinesTests {
  @Test("What is written is read back the same")
  func roundTrip() throws {
    for seed in 1...100 {
      var history = RandomHistory.make(seed: UInt64(seed))
      history.compactions = [3]
      history.start = History.Start(
        revision: 1,
        keyValues: [KeyValue([0, 0x22, 0x5C, 0x7F, 0xFF], [0x80, 10], create: 1, mod: 1, version: 1)])
      var writer = HistoryWriter()
      writer.write(history)

      #expect(try HistoryReader.read(writer.take()) == history, "seed \(seed)")
    }
  }

  @Test("A line as another program would write it")
  func foreign() throws {
    let line = #"""
      {"do": {"put": {"v": "\u00ff/é\n", "k": "a"}}, "t": "op", "id": 7, "from": 100, "to": 250,
      "ok": {"put": {}, "rev": 5}}
      """#.replacing("\n", with: " ")

    let history = try HistoryReader.read(bytes(line))

    let put = History.Put(bytes("a"), [0xFF, 0x2F, 0xE9, 0x0A])
    #expect(
      history.operations == [
        Operation(
          id: 7, client: 0, invoked: 100, returned: 250, request: .put(put),
          outcome: .ok(History.Response(revision: 5, .put(previous: nil))))
      ])
  }

  @Test(
    "What isn't a history is refused with its line",
    arguments: [
      "{", "[1]", "{\"t\":\"op\"}", "{\"t\":\"zebra\"}",
      "{\"t\":\"msg\",\"watch\":1,\"at\":1,\"progress\":true}",
      "{\"t\":\"commit\",\"rev\":99999999999999999999,\"events\":[]}", "{\"t\":\"commit\",\"rev\":1.5}",
      "{\"t\":\"op\",\"id\":1,\"from\":1,\"do\":{\"put\":{\"k\":\"\u{20AC}\"}}}", "nul", "\"abc",
      "{\"t\":\"\\u12",
      String(repeating: "[", count: 100_000), "{\"t\":\"start\",\"rev\":1} x", "{\"rev\":1,\"rev\":1}",
    ])
  func malformed(line: String) {
    #expect(throws: HistoryError.self) { try HistoryReader.read(bytes("\n" + line)) }
    do {
      _ = try HistoryReader.read(bytes("\n" + line))
    } catch {
      #expect(error.line == 2)
    }
  }

  @Test("Bytes at random never trap")
  func randomBytes() {
    var random = SeededGenerator(seed: 5)
    var writer = HistoryWriter()
    writer.write(RandomHistory.make(seed: 5))
    let lines = writer.take()
    for _ in 0..<3000 {
      let start = random.below(lines.count - 400)
      var piece = Array(lines[start..<start + 400])
      for _ in 0..<random.below(4) { piece[random.below(piece.count)] = UInt8(random.below(256)) }
      if let first = piece.firstIndex(of: 10) { piece.removeSubrange(...first) }
      if let history = try? HistoryReader.read(piece) { _ = HistoryChecker.check(history) }
    }
  }
}
