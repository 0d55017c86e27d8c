import KubeSchema
import Testing

@testable import KubeObject

@Suite("Protobuf by tables")
struct ProtobufTests {
  private let deployment = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")

  private func type(_ kind: GroupVersionKind) throws -> TypeID { try #require(Schema.shared.type(of: kind)) }

  @Test("what Go writes of fields that nobody set is nothing, what a pointer says is something")
  func zeros() throws {
    // replicas: 0 (a pointer), paused: false and minReadySeconds: 0 (none)
    let spec: [UInt8] = [0x08, 0x00, 0x28, 0x00, 0x38, 0x00]
    let raw: [UInt8] = [0x12, UInt8(spec.count)] + spec
    let object = try Protobuf.decode(raw[...], as: type(deployment))
    #expect(object["spec"]?.object?.keys.contains("replicas") == true)
    #expect(object.at("spec", "paused") == nil && object.at("spec", "minReadySeconds") == nil)
  }

  @Test("an object is given another resource version without being read")
  func resourceVersion() throws {
    let object: JSONValue = [
      "metadata": ["name": "a", "uid": "u", "resourceVersion": "", "generation": 3, "labels": ["x": "y"]],
      "spec": ["replicas": 2],
    ]
    let type = try type(deployment)
    let raw = try Protobuf.encode(object, as: type)
    let changed = try Protobuf.decode(Protobuf.raw(raw[...], resourceVersion: "1234567")[...], as: type)
    #expect(changed.resourceVersion == "1234567")
    #expect(changed.name == "a" && changed.labels["x"] == "y" && changed.at("spec", "replicas") == 2)
    var text: [UInt8] = []
    try Protobuf.writeJSON(raw[...], as: type, kind: deployment, resourceVersion: "7", into: &text)
    #expect(try JSONValue.parse(text).resourceVersion == "7")
  }

  @Test("single fields are found without reading the rest")
  func view() throws {
    let object: JSONValue = [
      "metadata": ["name": "a", "labels": ["x": "y", "p": "q"]],
      "spec": [
        "replicas": 2, "template": ["spec": ["volumes": [["name": "v", "hostPath": ["path": "/p"]]]]],
      ],
    ]
    let type = try type(deployment)
    let view = ProtobufView(try Protobuf.encode(object, as: type)[...], type)
    #expect(view["metadata"]?.text("name") == "a")
    #expect(view["metadata"]?.pairs("labels").map(\.key) == ["p", "x"])
    #expect(view["spec"]?.number("replicas") == 2)
    #expect(view["spec"]?["template"]?["spec"]?.list("volumes").first?["hostPath"]?.text("path") == "/p")
    #expect(view["status"] == nil && view["nonsense"] == nil)
  }

  @Test("fields that come out of order, and lists in pieces, are read as Go reads them")
  func order() throws {
    // Pod: status (3), then metadata (1) in two parts: finalizers a, then b.
    let raw: [UInt8] = [0x1A, 0x00, 0x0A, 0x03, 0x72, 0x01, 0x61]
    let pod = GroupVersionKind(group: "", version: "v1", kind: "Pod")
    var text: [UInt8] = []
    try Protobuf.writeJSON(raw[...], as: type(pod), kind: pod, into: &text)
    #expect(
      String(decoding: text, as: UTF8.self)
        == #"{"kind":"Pod","apiVersion":"v1","metadata":{"finalizers":["a"]},"spec":{},"status":{}}"#)
  }

  @Test("messages in messages without end are refused")
  func depth() throws {
    let schema = try #require(
      Schema.shared.type(named: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"))
    var raw: [UInt8] = []
    for _ in 0..<5000 {
      // not (28)
      var outer: [UInt8] = []
      outer.append(tag: 28, wire: 2)
      outer.append(varint: UInt64(raw.count))
      raw = outer + raw
    }
    #expect(throws: CodecError.self) { try Protobuf.decode(raw[...], as: schema) }
  }
}
