import Testing

@testable import KubeObject

@Suite("JSON")
struct JSONTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

  @Test(
    "numbers keep each digit",
    arguments: ["0", "-0", "1.10", "1e400", "123456789012345678901234567890", "-1.5E-7"])
  func numbers(_ text: String) throws { #expect(try parse("[\(text)]").text == "[\(text)]") }

  @Test("floats are written as Go writes them")
  func floats() {
    let texts = [0.1, 1e21, 1e20, 1.5e-7, 0.000001, -2, 123456.789].map { JSONNumber($0).text }
    #expect(texts == ["0.1", "1e+21", "100000000000000000000", "1.5e-7", "0.000001", "-2", "123456.789"])
  }

  @Test("texts are escaped as Go escapes them, and read with all escapes there are")
  func escapes() throws {
    let value = try parse(#"["\u0041\n\t\"\\\/\u00e9\ud83d\ude00\ud800x<>&\u2028"]"#)
    #expect(value[0]?.string == "A\n\t\"\\/é😀\u{FFFD}x<>&\u{2028}")
    #expect(value.text == #"["A\n\t\"\\/é😀�x\u003c\u003e\u0026\u2028"]"#)
    #expect(JSONValue.string("\u{1}\u{8}\u{c}\u{7f}").text == "\"\\u0001\\b\\f\u{7f}\"")
  }

  @Test("composed and decomposed letters are different keys")
  func canonical() throws {
    let value = try parse("{\"e\u{301}\":1,\"\u{e9}\":2}")
    #expect(value.object?.count == 2)
    #expect(value["\u{e9}"] == 2 && value["e\u{301}"] == 1)
  }

  @Test(
    "what is no JSON is refused in Go's words",
    arguments: [
      ("", "unexpected end of JSON input"), ("{", "unexpected end of JSON input"),
      ("{\"a\":1,}", "invalid character '}' looking for beginning of object key string"),
      ("[1,]", "invalid character ']' looking for beginning of value"),
      ("{'a':1}", "invalid character '\\'' looking for beginning of object key string"),
      ("[01]", "invalid character '1' after array element"),
      ("[1] 2", "invalid character '2' after top-level value"),
      ("nul", "unexpected end of JSON input"), ("\"a\nb\"", "invalid character '\\n' in string literal"),
      ("[1.]", "invalid character ']' after decimal point in numeric literal"),
      ("{\"a\" 1}", "invalid character '1' after object key"),
      ("trux", "invalid character 'x' in literal true (expecting 'e')"),
      ("\"\\x\"", "invalid character 'x' in string escape code"),
    ])
  func mistakes(_ text: String, _ message: String) {
    #expect { try parse(text) } throws: { ($0 as? JSONError)?.message == message }
  }

  @Test("members that stand twice are told of by their paths, and the last counts")
  func duplicates() throws {
    let tape = try JSONTape(Array(#"{"a":1,"b":[{"c":1,"c":2},{"d":{"e":1,"e":1}}],"a":3}"#.utf8))
    #expect(tape.duplicates == ["b[0].c", "b[1].d.e", "a"])
    #expect(tape.root["a"]?.int64 == 3 && tape.root.value["a"] == 3)
  }

  @Test("depth and size have bounds")
  func bounds() {
    let deep = String(repeating: "[", count: 100_000)
    #expect { try parse(deep) } throws: { ($0 as? JSONError)?.message == "exceeded max depth" }
    let limits = JSONLimits(maxBytes: 10, maxDepth: 5)
    #expect(throws: JSONError.self) { try JSONTape(Array(#"["aaaaaaaaaa"]"#.utf8), limits: limits) }
  }

  /// Found by the fuzzer.
  @Test("a key that is no UTF-8 is found by what it becomes")
  func brokenKey() throws {
    let tape = try JSONTape([0x7B, 0x22, 0x8A, 0x22, 0x3A, 0x31, 0x7D])
    #expect(tape.root["\u{FFFD}"]?.int64 == 1 && tape.root.value["\u{FFFD}"] == 1)
  }

  @Test("fields are found on a tape by skipping the others")
  func tape() throws {
    let tape = try JSONTape(Array(#"{"x":[1,{"y":2}],"m":{"n\u0061me":"a"},"z":true}"#.utf8))
    #expect(tape.root["m"]?["name"]?.string == "a")
    #expect(tape.root["z"]?.bool == true)
    #expect(tape.root["x"]?.elements.count == 2 && tape.root["x"]?.elements[1]["y"]?.int64 == 2)
    #expect(tape.root.members.map(\.key) == ["x", "m", "z"])
  }

  @Test("objects of many members take and lose them in no more than linear time")
  func manyMembers() {
    var object = JSONObject()
    for index in 0..<20_000 { object["k\(index)"] = .number(JSONNumber(index)) }
    for index in stride(from: 0, to: 20_000, by: 2) { object["k\(index)"] = nil }
    #expect(object.count == 10_000 && object["k1"] == 1 && object["k0"] == nil)
    #expect(object.keys.prefix(2) == ["k1", "k3"])
  }

  @Test("parts of an object are set, changed and removed by their paths")
  func paths() {
    var object: JSONValue = ["a": ["b": 1]]
    object.set("a", "c", "d", to: "x")
    object["e"] = ["f": true]
    object["nothing"]?["f"] = true
    object.update("a", "b") { $0 = 2 }
    object.remove("a", "nothing", "here")
    #expect(object == ["a": ["b": 2, "c": ["d": "x"]], "e": ["f": true]])
    object.remove("a", "c")
    #expect(object.at("a")?.object?.keys == ["b"])
  }
}
