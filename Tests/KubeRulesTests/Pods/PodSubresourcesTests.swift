import KubeObject
import KubeSchema
import Testing

@testable import KubeRules

@Suite("What a pod's subresources may change")
struct PodSubresourcesTests {
  private let pod: RuleTrial
  private static let containers =
    #"[{"name":"a","image":"i:1","resources":{"requests":{"cpu":"1"}}}]"#

  init() throws { pod = try RuleTrial("", "v1", "Pod", in: PodRules.table) }

  private func body(_ more: String = "", containers: String = Self.containers) -> String {
    #"{"metadata":{"name":"p","generation":1},"spec":{"containers":\#(containers)\#(more)}}"#
  }

  @Test("given a resize, then only what containers ask for changes, and the generation counts it")
  func resize() throws {
    let wish = #"[{"name":"a","image":"i:2","resources":{"requests":{"cpu":"2"}}}]"#
    let (new, errors) = try pod.update(body(), to: body(containers: wish), subresource: "resize")
    #expect(errors == [])
    #expect(new.at("spec", "containers")?[0]?.word("image") == "i:1")
    #expect(new.at("spec", "containers")?[0]?.word("resources", "requests", "cpu") == "2")
    #expect(new.integer("metadata", "generation") == 2)
  }

  @Test("given a container for debugging, when it is changed later, then that is refused")
  func ephemeral() throws {
    let debug = #","ephemeralContainers":[{"name":"d","image":"sh:1"}]"#
    let other = #","ephemeralContainers":[{"name":"d","image":"sh:2"}]"#
    #expect(try pod.update(body(), to: body(debug), subresource: "ephemeralcontainers").1 == [])
    let refused = try pod.update(body(debug), to: body(other), subresource: "ephemeralcontainers").1
    #expect(refused.count == 1)
    #expect(
      refused.first?.hasPrefix(
        #"spec.ephemeralContainers[0]: Forbidden: existing ephemeral containers "d" may not be changed"#)
        == true)
  }

  @Test("given a pod without a node, when it is bound, then it is scheduled there and can't be bound again")
  func binding() throws {
    var object = try RuleTrial.object(body())
    #expect(PodBinding.obstacle(object) == nil)
    let target = try RuleTrial.object(#"{"metadata":{"annotations":{"k":"v"}},"target":{"name":"n1"}}"#)
    PodBinding.assign(&object, target, now: try RuleTrial.now())
    #expect(object.word("spec", "nodeName") == "n1")
    #expect(object.word("metadata", "annotations", "k") == "v")
    #expect(object.condition("PodScheduled", in: "status", "conditions")?.word("status") == "True")
    #expect(PodBinding.obstacle(object) == #"pod p is already assigned to node "n1""#)
  }

  @Test("given a stateful set whose pods mount a claim's volume, then it is accepted")
  func claimVolumes() throws {
    let trial = try RuleTrial("apps", "v1", "StatefulSet", in: AppsRules.table)
    let errors = try trial.create(
      #"{"metadata":{"name":"s"},"spec":{"serviceName":"s","selector":{"matchLabels":{"a":"b"}},"template":{"#
        + #""metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i","volumeMounts":["#
        + #"{"name":"data","mountPath":"/d"}]}]}},"volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":"#
        + #"{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}]}}"#)
    #expect(errors == [])
  }
}
