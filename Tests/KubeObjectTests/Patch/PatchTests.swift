import KubeObject
import KubeSchema
import Testing

@Suite("Patches")
struct PatchTests {
  private func value(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

  @Test(
    "a merge patch gives what RFC 7386 says",
    arguments: [
      (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"a":null}"#, "{}"),
      (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
      (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
      (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
      ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
      (#"{"a":[1,2]}"#, #"{"a":{"b":1}}"#, #"{"a":{"b":1}}"#),
    ])
  func merge(_ target: String, _ patch: String, _ result: String) throws {
    #expect(try MergePatch.apply(value(patch), to: value(target)) == value(result))
  }

  @Test(
    "a JSON patch gives what RFC 6902 says",
    arguments: [
      (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux"}]"#, #"{"baz":"qux","foo":"bar"}"#),
      (
        #"{"foo":["bar","baz"]}"#, #"[{"op":"add","path":"/foo/1","value":"qux"}]"#,
        #"{"foo":["bar","qux","baz"]}"#
      ),
      (#"{"foo":[1]}"#, #"[{"op":"add","path":"/foo/-","value":2}]"#, #"{"foo":[1,2]}"#),
      (#"{"foo":[1,2,3]}"#, #"[{"op":"remove","path":"/foo/1"}]"#, #"{"foo":[1,3]}"#),
      (#"{"a":{"b/~":1}}"#, #"[{"op":"replace","path":"/a/b~1~0","value":2}]"#, #"{"a":{"b/~":2}}"#),
      (#"{"a":{"x":1},"b":{}}"#, #"[{"op":"move","from":"/a/x","path":"/b/y"}]"#, #"{"a":{},"b":{"y":1}}"#),
      (
        #"{"a":[1]}"#, #"[{"op":"copy","from":"/a","path":"/b"},{"op":"test","path":"/b/0","value":1}]"#,
        #"{"a":[1],"b":[1]}"#
      ),
    ])
  func json(_ target: String, _ patch: String, _ result: String) throws {
    #expect(try JSONPatch.apply(value(patch), to: value(target)) == value(result))
  }

  @Test(
    "a JSON patch that doesn't fit changes nothing",
    arguments: [
      #"[{"op":"remove","path":"/x"}]"#, #"[{"op":"replace","path":"/x","value":1}]"#,
      #"[{"op":"add","path":"/x/y","value":1}]"#,
      #"[{"op":"add","path":"/l/5","value":1}]"#, #"[{"op":"test","path":"/a","value":2}]"#,
      #"[{"op":"add","path":"/l/01","value":1}]"#,
      #"[{"op":"bump","path":"/a"}]"#, #"[{"op":"add","path":"/a"}]"#, #"{"op":"add"}"#,
      #"[{"op":"remove","path":"/l/-1"}]"#,
      #"[{"op":"add","path":"a","value":1}]"#, #"[{"op":"remove","path":""}]"#,
    ])
  func misfits(_ patch: String) throws {
    let patch = try value(patch)
    #expect(throws: PatchError.self) { try JSONPatch.apply(patch, to: ["a": 1, "l": [1]]) }
  }

  @Test("copies that double a document again and again are stopped")
  func copies() throws {
    let patch = JSONValue.array((0..<40).map { ["op": "copy", "from": "", "path": .string("/a\($0)")] })
    #expect(throws: PatchError.self) { try JSONPatch.apply(patch, to: ["x": "yyyyyyyyyyyyyyyy"]) }
    let many = JSONValue.array(Array(repeating: ["op": "test", "path": "/x", "value": 1], count: 10_001))
    #expect(throws: PatchError.self) { try JSONPatch.apply(many, to: ["x": 1]) }
  }
}

@Suite("Strategic merge patches")
struct StrategicMergePatchTests {
  private let pod: JSONValue = [
    "metadata": ["labels": ["a": "1"], "finalizers": ["x", "y"]],
    "spec": [
      "containers": [
        [
          "name": "c", "image": "i:1", "env": [["name": "A", "value": "1"], ["name": "B", "value": "2"]],
          "args": ["x"],
        ],
        ["name": "d", "image": "j:1"],
      ],
      "tolerations": [["key": "k"]], "volumes": [["name": "v", "emptyDir": [:]]],
    ],
  ]

  private func patched(_ text: String) throws -> JSONValue {
    let type = try #require(Schema.shared.type(of: GroupVersionKind(group: "", version: "v1", kind: "Pod")))
    return try StrategicMergePatch.apply(JSONValue.parse(Array(text.utf8)), to: pod, type: type)
  }

  private func names(_ value: JSONValue?) -> [String] {
    (value?.array ?? []).map { $0["name"]?.string ?? "" }
  }

  @Test("elements are merged by their key, and what isn't named stays")
  func merge() throws {
    let result = try patched(
      #"{"spec":{"containers":[{"name":"d","image":"j:2"},{"name":"e","image":"k"}]}}"#)
    let containers = result.at("spec", "containers")
    #expect(names(containers) == ["c", "d", "e"])
    #expect(containers?[1]?["image"] == "j:2" && containers?[0]?["image"] == "i:1")
    let env = try patched(
      #"{"spec":{"containers":[{"name":"c","env":[{"name":"B","value":"3"}],"args":["y"]}]}}"#)
    #expect(
      env.at("spec", "containers")?[0]?["env"] == [
        ["name": "A", "value": "1"], ["name": "B", "value": "3"],
      ])
    #expect(env.at("spec", "containers")?[0]?["args"] == ["y"])
  }

  @Test("lists without a key are replaced; lists of texts that say so are united")
  func lists() throws {
    let result = try patched(#"{"spec":{"tolerations":[{"key":"z"}]},"metadata":{"finalizers":["y","z"]}}"#)
    #expect(result.at("spec", "tolerations") == [["key": "z"]])
    #expect(result.at("metadata", "finalizers") == ["x", "y", "z"])
    let less = try patched(#"{"metadata":{"$deleteFromPrimitiveList/finalizers":["x"]}}"#)
    #expect(less.at("metadata", "finalizers") == ["y"])
  }

  @Test("directives remove and replace, and are no part of what comes out")
  func directives() throws {
    let deleted = try patched(#"{"spec":{"containers":[{"name":"c","$patch":"delete"}]}}"#)
    #expect(names(deleted.at("spec", "containers")) == ["d"])
    let replaced = try patched(#"{"spec":{"containers":[{"$patch":"replace"},{"name":"z","image":"i"}]}}"#)
    #expect(replaced.at("spec", "containers") == [["name": "z", "image": "i"]])
    let labels = try patched(#"{"metadata":{"labels":{"$patch":"replace","b":"2"}}}"#)
    #expect(labels.at("metadata", "labels") == ["b": "2"])
    let retained = try patched(
      #"{"spec":{"volumes":[{"name":"v","$retainKeys":["name","hostPath"],"hostPath":{"path":"/"}}]}}"#)
    #expect(retained.at("spec", "volumes") == [["name": "v", "hostPath": ["path": "/"]]])
    #expect(try patched(#"{"metadata":{"labels":null}}"#).at("metadata", "labels") == nil)
  }

  @Test("elements come in the order that is asked for")
  func order() throws {
    let result = try patched(
      #"{"spec":{"$setElementOrder/containers":[{"name":"d"},{"name":"c"}],"containers":[{"name":"c","image":"i:9"}]}}"#
    )
    #expect(names(result.at("spec", "containers")) == ["d", "c"])
    #expect(result.at("spec", "containers")?[1]?["image"] == "i:9")
  }

  @Test(
    "what is no patch is refused",
    arguments: [
      #"{"spec":{"containers":[{"image":"x"}]}}"#, #"{"spec":{"containers":["x"]}}"#,
      #"{"spec":{"$patch":"burn"}}"#,
      #"{"spec":{"$retainKeys":["a"],"b":1}}"#,
    ])
  func refused(_ text: String) { #expect(throws: PatchError.self) { try patched(text) } }
}
