import KubeSchema
import Testing

@Suite("The tables of the API")
struct SchemaTests {
  private let schema = Schema.shared

  private func type(_ name: String) throws -> TypeInfo {
    schema[try #require(schema.type(named: "io.k8s.api." + name))]
  }

  @Test("a kind leads to its type, a kind that every group has to the same one")
  func kinds() throws {
    let pod = try #require(schema.type(of: GroupVersionKind(group: "", version: "v1", kind: "Pod")))
    #expect(schema[pod].name == "io.k8s.api.core.v1.Pod")
    let options = ["", "apps"].map {
      schema.type(of: GroupVersionKind(group: $0, version: "v1", kind: "DeleteOptions"))
    }
    #expect(options[0] != nil && options[0] == options[1])
  }

  @Test("fields stand in Go's order, with what JSON inlines among them")
  func order() throws {
    let names = try type("core.v1.EphemeralContainer").fields.map(\.name)
    #expect(names.prefix(3) == ["name", "image", "command"])
    #expect(names.last == "targetContainerName")
    #expect(try type("core.v1.Volume").field("hostPath") != nil)
  }

  @Test("a list of ports is merged by port and protocol, and patched by port")
  func semantics() throws {
    let ports = try #require(try type("core.v1.Container").field("ports"))
    #expect(ports.list == .map(keys: ["containerPort", "protocol"]))
    #expect(ports.patchMerges && ports.patchMergeKey == "containerPort")
    #expect(try type("core.v1.ContainerPort").field("protocol")?.defaultValue == #""TCP""#)
  }

  @Test("zero is something where Go has a pointer, and nothing elsewhere")
  func pointers() throws {
    #expect(try type("apps.v1.DeploymentSpec").field("replicas")?.isPointer == true)
    #expect(try type("apps.v1.DeploymentStatus").field("replicas")?.isPointer == false)
    #expect(try type("core.v1.PersistentVolumeClaimSpec").field("storageClassName")?.isPointer == true)
    #expect(try type("core.v1.PersistentVolumeSpec").field("storageClassName")?.isPointer == false)
    // A default that isn't zero doesn't make it less of a pointer.
    #expect(try type("core.v1.ReplicationControllerSpec").field("replicas")?.isPointer == true)
    // Fields of one name in types of one name.
    #expect(try type("core.v1.EndpointPort").field("name")?.isPointer == false)
    #expect(try type("discovery.v1.EndpointPort").field("name")?.isPointer == true)
    #expect(try type("core.v1.EndpointAddress").field("hostname")?.isPointer == false)
    #expect(try type("core.v1.ISCSIVolumeSource").field("lun")?.isAlwaysWritten == true)
  }

  @Test("resources say under which path and in which version they are stored")
  func resources() throws {
    let services = try #require(
      schema.resource(GroupVersionResource(group: "", version: "v1", resource: "services")))
    #expect(services.storagePrefix == "/registry/services/specs")
    #expect(services.shortNames == ["svc"] && services.namespaced)
    let scalers = try #require(
      schema.resource(
        GroupVersionResource(group: "autoscaling", version: "v1", resource: "horizontalpodautoscalers")))
    #expect(scalers.storedAs.version == "v2")
    let pods = try #require(schema.resource(GroupVersionResource(group: "", version: "v1", resource: "pods")))
    #expect(pods.subresources.first { $0.name == "eviction" }?.group == "policy")
  }

  @Test("pods have five columns, and four more where there is room")
  func columns() {
    #expect(schema.columns(of: "Pod").map(\.priority) == [0, 0, 0, 0, 0, 1, 1, 1, 1])
  }
}
