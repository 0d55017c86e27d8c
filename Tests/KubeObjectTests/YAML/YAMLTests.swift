import Testing

@testable import KubeObject

@Suite("YAML")
struct YAMLTests {
  private func parse(_ text: String) throws -> JSONValue { try YAML.parse(Array(text.utf8)) }

  @Test(
    "plain words are what YAML 1.1 says",
    arguments: [
      ("yes", true), ("off", false), ("~", .null), ("", .null), ("0777", 511), ("0x1F", 31), ("1_000", 1000),
      ("-5", -5),
      ("1.50", 1.5), ("1e3", 1000), ("'1'", "1"), ("\"true\"", "true"), ("2024-01-01", "2024-01-01"),
      ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"), ("1.2.3", "1.2.3"), ("08", 8), ("!!str 5", "5"),
      ("-", [.null]),
      ("v1", "v1"), ("12:30:45", "12:30:45"), ("+7", 7),
    ] as [(String, JSONValue)])
  func scalars(_ text: String, _ value: JSONValue) throws { #expect(try parse(text) == value) }

  @Test("a manifest becomes its object; the second document is left alone")
  func manifest() throws {
    let text = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: a, labels: {"b": c}}
      data:
        1: one
        script: |
          #!/bin/sh
          echo
        folded: >-
          a
          b
      list:
      - x
      -   y: z
      ---
      kind: Secret
      """
    #expect(
      try parse(text) == [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "labels": ["b": "c"]],
        "data": ["1": "one", "script": "#!/bin/sh\necho\n", "folded": "a b"], "list": ["x", ["y": "z"]],
      ])
  }

  @Test("anchors and merges stand for what they name")
  func aliases() throws {
    let text = "base: &b {x: 1, y: 2}\nmore:\n  <<: *b\n  y: 3\n"
    #expect(try parse(text)["more"] == ["y": 3, "x": 1])
  }

  @Test("a key that stands twice is refused")
  func duplicates() {
    #expect(throws: YAMLError.self) { try parse("a: 1\nb: 2\na: 3\n") }
  }

  @Test("texts that stand for far too much are refused")
  func bombs() {
    var laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    for level in 1..<9 {
      laughs +=
        "a\(level): &a\(level) [" + (0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ",") + "]\n"
    }
    #expect(throws: YAMLError.self) { try parse(laughs) }
    #expect(throws: YAMLError.self) { try parse(String(repeating: "[", count: 100_000)) }
    #expect(throws: YAMLError.self) { try parse(String(repeating: "- ", count: 100_000)) }
    #expect(throws: YAMLError.self) { try parse("a: .nan") }
  }

  @Test("objects are written as kubectl shows them")
  func write() throws {
    let value: JSONValue = [
      "kind": "Pod", "b": ["x": [], "y": [:], "z": .null],
      "a": [1, "1", "true", true, "", "a: b", "2024-01-01"],
      "text": "one\ntwo\n", "n": 1.5, "list": [["p": 1, "q": 2], ["r": 3]],
    ]
    let text = """
      a:
      - 1
      - "1"
      - "true"
      - true
      - ""
      - 'a: b'
      - "2024-01-01"
      b:
        x: []
        "y": {}
        z: null
      kind: Pod
      list:
      - p: 1
        q: 2
      - r: 3
      "n": 1.5
      text: |
        one
        two

      """
    #expect(String(decoding: try YAML.write(value), as: UTF8.self) == text)
    #expect(try parse(text) == value)
  }
}
