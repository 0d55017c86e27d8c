import KubeSchema
import Testing

@testable import KubeObject

@Suite("Managed fields")
struct ManagedFieldsTests {
  private let kind = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
  private let type: TypeID
  private let early = Timestamp(seconds: 1_700_000_000)
  private let late = Timestamp(seconds: 1_800_000_000)

  init() throws { type = try #require(Schema.shared.type(of: kind)) }

  private func value(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

  private func deployment(_ image: String, replicas: Int? = nil, more: String = "") throws -> JSONValue {
    let count = replicas.map { #""replicas":\#($0),"# } ?? ""
    return try value(
      #"""
      {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"\#(more)},"spec":{\#(count)
       "template":{"spec":{"containers":[{"name":"c","image":"\#(image)","ports":[{"containerPort":80}]}]}}}}
      """#)
  }

  private func apply(
    _ intent: JSONValue, to live: JSONValue?, by name: String, force: Bool = false, at now: Timestamp? = nil
  ) throws(ApplyConflict) -> JSONValue {
    try ManagedFields.apply(
      live: live, intent: intent, manager: FieldManager(name: name, operation: .apply, apiVersion: "apps/v1"),
      schema: TypedSchema(type), empty: .empty(type), force: force, now: now ?? early, isReset: { $0 })
  }

  private func update(
    _ new: JSONValue, over live: JSONValue?, by name: String, at now: Timestamp? = nil
  ) -> JSONValue {
    var new = new
    ManagedFields.update(
      live: live, new: &new, manager: FieldManager(name: name, operation: .update, apiVersion: "apps/v1"),
      schema: TypedSchema(type), empty: .empty(type), now: now ?? early, isReset: { $0 })
    return new
  }

  private func fields(of name: String, in object: JSONValue) -> JSONValue? {
    object.at("metadata", "managedFields")?.array?.first { $0["manager"]?.string == name }?["fieldsV1"]
  }

  @Test("a set is written as upstream writes it, and read back")
  func fieldSet() throws {
    let json = try value(
      #"{"f:a":{},"f:b":{".":{},"k:{\"name\":\"x\"}":{".":{},"f:c":{}},"v:\"y\"":{}},"f:d":{"f:e":{}}}"#)
    let set = FieldSet(json: json)
    #expect(set.json.text == json.text)
    #expect(
      set.paths.map { $0.map(\.shown).joined() } == [
        ".a", ".b", #".b[name="x"]"#, #".b[name="x"].c"#, #".b[="y"]"#, ".d.e",
      ])
    #expect(set.difference(set).isEmpty && set.union(set) == set && set.intersection(set) == set)
  }

  @Test("who creates an object has what it sets, with the elements and maps that it adds")
  func creation() throws {
    let created = update(try deployment("i", more: #","labels":{"a":"b"}"#), over: nil, by: "m")
    #expect(
      try fields(of: "m", in: created)
        == value(
          #"""
          {"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{"f:template":{"f:spec":{"f:containers":{
           "k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{},"f:ports":{".":{},
            "k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}}}}}}
          """#))
  }

  @Test("who changes a field has it from then on; the time is that of the last change")
  func update() throws {
    let created = update(try deployment("i", replicas: 1), over: nil, by: "m")
    var changed = created
    changed.set("spec", "replicas", to: 2)
    changed = update(changed, over: created, by: "n", at: late)
    #expect(try fields(of: "n", in: changed) == value(#"{"f:spec":{"f:replicas":{}}}"#))
    #expect(fields(of: "m", in: changed)?.at("f:spec", "f:replicas") == nil)
    let again = update(changed, over: changed, by: "n")
    #expect(again == changed)
  }

  @Test("what someone applies is theirs, and goes when they apply it no longer")
  func appliesLess() throws {
    let first = try apply(
      deployment("i", replicas: 3, more: #","labels":{"a":"b","c":"d"}"#), to: nil, by: "m")
    #expect(first.at("spec", "replicas") == 3)
    let second = try apply(deployment("i", more: #","labels":{"a":"b"}"#), to: first, by: "m", at: late)
    #expect(second.at("spec", "replicas") == nil && second.at("metadata", "labels") == ["a": "b"])
    let third = try apply(deployment("i", more: #","labels":{"a":"b"}"#), to: second, by: "m")
    #expect(third == second)
  }

  @Test("what others have is a conflict, in upstream's words, unless it is the same or forced")
  func conflicts() throws {
    let live = update(try deployment("i:1", replicas: 1), over: nil, by: "kubectl-client-side-apply")
    #expect(try apply(deployment("i:1", replicas: 1), to: live, by: "m").at("spec", "replicas") == 1)
    let (five, other) = (try deployment("i:1", replicas: 5), try deployment("i:2", replicas: 5))
    do throws(ApplyConflict) {
      _ = try apply(five, to: live, by: "m")
      Issue.record("no conflict")
    } catch {
      #expect(
        error.status.message
          == #"Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas"#
      )
      #expect(error.status.details?.causes.first?.reason == "FieldManagerConflict")
    }
    do throws(ApplyConflict) {
      _ = try apply(other, to: live, by: "m")
    } catch {
      #expect(
        error.status.message == #"""
          Apply failed with 2 conflicts: conflicts with "kubectl-client-side-apply" using apps/v1:
          - .spec.replicas
          - .spec.template.spec.containers[name="c"].image
          """#)
    }
    let forced = try apply(deployment("i:2", replicas: 5), to: live, by: "m", force: true)
    #expect(forced.at("spec", "replicas") == 5)
    #expect(fields(of: "kubectl-client-side-apply", in: forced)?.at("f:spec", "f:replicas") == nil)
  }

  @Test("a field that two apply stays while one of them does")
  func shared() throws {
    let one = try apply(deployment("i", replicas: 3), to: nil, by: "m")
    let two = try apply(deployment("i", replicas: 3), to: one, by: "n")
    let left = try apply(deployment("i"), to: two, by: "m")
    #expect(left.at("spec", "replicas") == 3)
    #expect(try apply(deployment("i"), to: left, by: "n").at("spec", "replicas") == nil)
  }

  @Test("elements of lists are applied by their keys, and others' are left alone")
  func elements() throws {
    let mine = try apply(deployment("i"), to: nil, by: "m")
    let sidecar = try value(
      #"""
      {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","finalizers":["x/y"]},"spec":{"template":{
       "spec":{"containers":[{"name":"s","image":"s"}],"tolerations":[{"key":"k"}]}}}}
      """#)
    let both = try apply(sidecar, to: mine, by: "n")
    let containers = both.at("spec", "template", "spec", "containers")?.array ?? []
    #expect(containers.map { $0["name"]?.string } == ["c", "s"])
    let gone = try apply(
      value(#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"}}"#), to: both, by: "n")
    #expect(gone.at("spec", "template", "spec", "containers")?.array?.count == 1)
    #expect(gone.at("metadata", "finalizers")?.array?.isEmpty ?? true)
  }

  @Test("who applies first to an object without entries finds its fields taken")
  func beforeFirst() throws {
    let live = try deployment("i", replicas: 1)
    #expect(throws: ApplyConflict.self) { try apply(deployment("i", replicas: 2), to: live, by: "m") }
    let same = try apply(deployment("i"), to: live, by: "m")
    #expect(fields(of: "before-first-apply", in: same) != nil)
  }

  @Test("the oldest of more than ten writers are put together")
  func capped() throws {
    var object = update(try deployment("i"), over: nil, by: "w0")
    for index in 1...12 {
      var next = object
      next.set("metadata", "annotations", "k\(index)", to: "v")
      object = update(
        next, over: object, by: "w\(index)", at: Timestamp(seconds: 1_700_000_000 + Int64(index)))
    }
    let names = (object.at("metadata", "managedFields")?.array ?? []).compactMap { $0["manager"]?.string }
    #expect(names.count == 10 && names.contains("ancient-changes") && names.contains("w12"))
  }
}
