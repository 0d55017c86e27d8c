import Testing

@testable import Configuration

@Suite("Finding the line of a key")
struct LineIndexTests {
  @Test("Strings, comments, inline tables and lists over lines don't confuse it")
  func everyForm() {
    let index = LineIndex(
      of: #"""
        # name = "not this one"
        a = "# [not] = a comment" # b = 3
        b = """
        c = 1
        \""" [d]
        """
        e = 'x\'
        "quoted key" = 2

        [s]
        f.g = { h = 1, i = "}" }
        j = [
          1, # two = 2
          { k = 3 },
        ]
        [[m]]
        n = 1
        [[m]]
        n = 2
        [m.sub]
        o = 1
        """#)

    #expect(index["a"] == 2)
    #expect(index["b"] == 3)
    #expect(index["c"] == nil)
    #expect(index["e"] == 7)
    #expect(index["quoted key"] == 8)
    #expect(index["s.f.g.i"] == 11)
    #expect(index["s.j[1].k"] == 14)
    #expect(index["m[0].n"] == 17)
    #expect(index["m[1].n"] == 19)
    #expect(index["m[1].sub.o"] == 21)
    #expect(index["m[1].missing"] == 18)
  }

  @Test("It ends on any bytes")
  func garbage() {
    var state: UInt64 = 1
    for _ in 0..<2000 {
      let bytes = (0..<40).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1
        return Array("[]{}\"'=.,#\n\\a ".utf8)[Int(state >> 33) % 14]
      }
      _ = LineIndex(of: String(decoding: bytes, as: UTF8.self))
    }
  }
}
