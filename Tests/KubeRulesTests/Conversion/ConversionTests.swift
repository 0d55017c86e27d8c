import KubeObject
import KubeRules
import KubeSchema
import Testing

@Suite("Conversion")
struct ConversionTests {
  private func convert(_ text: String, _ group: String, _ from: String, _ to: String, _ kind: String) throws
    -> JSONValue
  {
    try Conversion.convert(
      JSONValue.parse(Array(text.utf8)), from: GroupVersionKind(group: group, version: from, kind: kind),
      to: GroupVersionKind(group: group, version: to, kind: kind))
  }

  private let autoscaler = #"""
    {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"h","annotations":{"a":"b"}},
     "spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"minReplicas":1,"maxReplicas":5,
      "metrics":[{"type":"Pods","pods":{"metric":{"name":"qps"},"target":{"type":"AverageValue","averageValue":"5"}}},
       {"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}}],
      "behavior":{"scaleDown":{"selectPolicy":"Min"}}},
     "status":{"currentReplicas":2,"desiredReplicas":3,
      "currentMetrics":[{"type":"Resource","resource":{"name":"cpu",
       "current":{"averageValue":"12m","averageUtilization":60}}}],
      "conditions":[{"type":"AbleToScale","status":"True"}]}}
    """#

  @Test(
    "an autoscaler shows its CPU target in v1, the rest in annotations, and comes back from there unchanged")
  func autoscalerRoundTrip() throws {
    let first = try convert(autoscaler, "autoscaling", "v2", "v1", "HorizontalPodAutoscaler")
    #expect(first["apiVersion"] == "autoscaling/v1")
    #expect(first.at("spec", "targetCPUUtilizationPercentage") == 70)
    #expect(first.at("status", "currentCPUUtilizationPercentage") == 60)
    #expect(
      first.at("metadata", "annotations", "autoscaling.alpha.kubernetes.io/metrics")
        == #"[{"type":"Pods","pods":{"metricName":"qps","targetAverageValue":"5"}}]"#)
    let back = try convert(first.text, "autoscaling", "v1", "v2", "HorizontalPodAutoscaler")
    #expect(try back == JSONValue.parse(Array(autoscaler.utf8)))
  }

  @Test("an event keeps everything under the other group's names")
  func event() throws {
    let core = try JSONValue.parse(
      Array(
        #"""
        {"apiVersion":"v1","kind":"Event","metadata":{"name":"e"},"involvedObject":{"kind":"Pod"},"message":"m",
         "source":{"component":"c"},"count":2,"reportingComponent":"r","type":"Normal"}
        """#.utf8))
    let coreKind = GroupVersionKind(group: "", version: "v1", kind: "Event")
    let eventsKind = GroupVersionKind(group: "events.k8s.io", version: "v1", kind: "Event")
    let events = try Conversion.convert(core, from: coreKind, to: eventsKind)
    #expect(events["apiVersion"] == "events.k8s.io/v1")
    #expect(events.at("regarding", "kind") == "Pod")
    #expect(events["note"] == "m")
    #expect(events["deprecatedCount"] == 2)
    #expect(events["reportingController"] == "r")
    #expect(events["involvedObject"] == nil)
    #expect(try Conversion.convert(events, from: eventsKind, to: coreKind) == core)
  }

  @Test("a claim's requests and a slice's devices are nested as their version has them")
  func devices() throws {
    let claim = #"""
      {"apiVersion":"resource.k8s.io/v1beta1","kind":"ResourceClaim","spec":{"devices":{"requests":[
       {"name":"a","deviceClassName":"gpu","count":2},{"name":"b","firstAvailable":[{"name":"c"}]}]}}}
      """#
    let converted = try convert(claim, "resource.k8s.io", "v1beta1", "v1", "ResourceClaim")
    let requests = try #require(converted.at("spec", "devices", "requests")?.array)
    #expect(
      requests == [
        ["name": "a", "exactly": ["deviceClassName": "gpu", "count": 2]],
        ["name": "b", "firstAvailable": [["name": "c"]]],
      ])
    #expect(
      try convert(converted.text, "resource.k8s.io", "v1", "v1beta1", "ResourceClaim")
        == JSONValue.parse(Array(claim.utf8)))
    let slice = try convert(
      #"{"spec":{"devices":[{"name":"d","basic":{"capacity":{"m":{"value":"1"}}}}]}}"#, "resource.k8s.io",
      "v1beta1", "v1", "ResourceSlice")
    #expect(slice.at("spec", "devices")?[0] == ["name": "d", "capacity": ["m": ["value": "1"]]])
  }

  @Test(
    "a definition is stored as v1beta1 with what its versions share in one place, and read back as it was")
  func definition() throws {
    let text = #"""
      {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","spec":{"group":"x.io",
       "versions":[
       {"name":"v2","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}},
        "additionalPrinterColumns":[{"name":"A","jsonPath":".a"}]},
       {"name":"v1","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object"}}}],
       "conversion":{"strategy":"None"}}}
      """#
    let kind = "CustomResourceDefinition"
    let stored = try convert(text, "apiextensions.k8s.io", "v1", "v1beta1", kind)
    #expect(stored.at("spec", "version") == "v2")
    #expect(stored.at("spec", "validation", "openAPIV3Schema", "type") == "object")
    let version = stored.at("spec", "versions")?[0]
    #expect(version?.at("schema") == nil)
    #expect(version?["additionalPrinterColumns"]?[0]?["JSONPath"] == ".a")
    let back = try convert(stored.text, "apiextensions.k8s.io", "v1beta1", "v1", kind)
    #expect(try back == JSONValue.parse(Array(text.utf8)))
  }

  @Test("what are no versions of one kind is not converted")
  func otherKinds() {
    let pod = GroupVersionKind(group: "", version: "v1", kind: "Pod")
    let job = GroupVersionKind(group: "batch", version: "v1", kind: "Job")
    #expect(throws: APIStatus.self) { try Conversion.convert([:], from: pod, to: job) }
  }

  @Test(
    "a workload's scale has its replicas and its selector as text; writing it back takes the replicas over")
  func scale() throws {
    var deployment: JSONValue = [
      "metadata": ["name": "d", "namespace": "n", "resourceVersion": "7", "uid": "u"],
      "spec": ["replicas": 3, "selector": ["matchLabels": ["app": "x"]]], "status": ["replicas": 2],
    ]
    let kind = GroupKind(group: "apps", kind: "Deployment")
    var scale = try #require(ScaleConversion.scale(of: deployment, kind: kind))
    #expect(
      scale == [
        "kind": "Scale", "apiVersion": "autoscaling/v1",
        "metadata": ["name": "d", "namespace": "n", "uid": "u", "resourceVersion": "7"],
        "spec": ["replicas": 3], "status": ["replicas": 2, "selector": "app=x"],
      ])
    scale.set("spec", "replicas", to: 5)
    ScaleConversion.apply(scale, to: &deployment)
    #expect(deployment.at("spec", "replicas") == 5)
    scale.set("spec", "replicas", to: -1)
    #expect(
      ScaleConversion.validate(scale).map { "\($0)" }
        == ["spec.replicas: Invalid value: -1: must be greater than or equal to 0"])
    #expect(ScaleConversion.scale(of: deployment, kind: GroupKind(group: "apps", kind: "DaemonSet")) == nil)
  }
}
