import KubeObject
import KubeSchema
import Testing

@testable import KubeRules

@Suite("Strategies")
struct StrategyTests {
  @Test("the main resource changes the wish and its generation, the status subresource the status alone")
  func separation() throws {
    let trial = try RuleTrial("policy", "v1", "PodDisruptionBudget", in: PolicyRules.table)
    let old = #"{"metadata":{"generation":4},"spec":{"minAvailable":1},"status":{"currentHealthy":1}}"#
    let new = #"{"metadata":{"generation":9},"spec":{"minAvailable":2},"status":{"currentHealthy":7}}"#
    let (main, _) = try trial.update(old, to: new)
    #expect(main.at("metadata", "generation") == 5)
    #expect(main.at("status", "currentHealthy") == 1)
    let (status, _) = try trial.update(old, to: new, subresource: "status")
    #expect(status.at("spec", "minAvailable") == 1)
    #expect(status.at("status", "currentHealthy") == 7)
    let (same, _) = try trial.update(old, to: old)
    #expect(same.at("metadata", "generation") == 4)
  }

  @Test(
    "a namespace begins active, with its name as label and Kubernetes' finalizer, which updates don't touch")
  func namespace() throws {
    let trial = try RuleTrial("", "v1", "Namespace", in: CoreConfigRules.table)
    var object = try trial.defaulted(#"{"metadata":{"name":"n"},"status":{"phase":"Terminating"}}"#)
    trial.rules.prepareForCreate(&object, RuleContext(now: try RuleTrial.now(), kind: trial.kind))
    #expect(
      object == [
        "metadata": ["name": "n", "labels": ["kubernetes.io/metadata.name": "n"]],
        "spec": ["finalizers": ["kubernetes"]], "status": ["phase": "Active"],
      ])
    let (updated, _) = try trial.update(
      object.text, to: #"{"metadata":{"name":"n"},"spec":{"finalizers":[]}}"#)
    #expect(updated.at("spec", "finalizers") == ["kubernetes"])
    let (finalized, _) = try trial.update(
      object.text, to: #"{"metadata":{"name":"n"},"spec":{"finalizers":[]}}"#, subresource: "finalize")
    #expect(finalized.at("spec", "finalizers") == [])
  }

  @Test("a secret's string data goes into its data, over what stands there")
  func stringData() throws {
    let trial = try RuleTrial("", "v1", "Secret", in: CoreConfigRules.table)
    let secret = try trial.defaulted(#"{"data":{"a":"eA==","b":"eQ=="},"stringData":{"a":"new","c":""}}"#)
    #expect(
      secret == ["type": "Opaque", "data": ["a": "bmV3", "b": "eQ==", "c": ""]])
  }

  @Test("a container's limits default from the maximum, its requests from them or the minimum")
  func limitRange() throws {
    let trial = try RuleTrial("", "v1", "LimitRange", in: CoreConfigRules.table)
    let range = try trial.defaulted(
      #"{"spec":{"limits":[{"type":"Container","max":{"cpu":"2"},"min":{"cpu":"1","memory":"1Mi"}}]}}"#)
    let limit = try #require(range.at("spec", "limits")?[0])
    #expect(limit["default"] == ["cpu": "2"])
    #expect(limit["defaultRequest"] == ["cpu": "2", "memory": "1Mi"])
  }

  @Test("an autoscaler follows the CPU at 80 % unless told otherwise")
  func autoscaler() throws {
    let trial = try RuleTrial("autoscaling", "v2", "HorizontalPodAutoscaler", in: AutoscalingRules.table)
    let object = try trial.defaulted(
      #"{"spec":{"maxReplicas":3,"behavior":{"scaleUp":{"selectPolicy":"Min"}}}}"#)
    #expect(object.at("spec", "minReplicas") == 1)
    #expect(
      object.at("spec", "metrics")?[0]?.at("resource", "target")
        == ["type": "Utilization", "averageUtilization": 80])
    let up = object.at("spec", "behavior", "scaleUp")
    #expect(up?["selectPolicy"] == "Min")
    #expect(up?["stabilizationWindowSeconds"] == 0)
    #expect(up?["policies"]?.array?.count == 2)
    #expect(object.at("spec", "behavior", "scaleDown", "policies")?.array?.count == 1)
  }

  @Test("approval writes conditions and nothing else, and the status subresource leaves them")
  func approval() throws {
    let trial = try RuleTrial(
      "certificates.k8s.io", "v1", "CertificateSigningRequest", in: CertificateRules.table)
    let old = #"{"spec":{"request":"a"},"status":{}}"#
    let approved = #"""
      {"spec":{"request":"b"},"status":{"conditions":[{"type":"Approved","status":"True"}],"certificate":"eA=="}}
      """#
    let (request, errors) = try trial.update(old, to: approved, subresource: "approval")
    #expect(errors == [])
    #expect(request.at("spec", "request") == "a")
    #expect(request.at("status", "certificate") == nil)
    let condition = request.at("status", "conditions")?[0]
    #expect(condition?["lastUpdateTime"] == .string(RuleTrial.moment))
    #expect(condition?["lastTransitionTime"] == .string(RuleTrial.moment))
    let (issued, none) = try trial.update(
      request.text, to: #"{"status":{"certificate":"eA=="}}"#, subresource: "status")
    #expect(none == [])
    #expect(issued.at("status", "conditions") == request.at("status", "conditions"))
    #expect(issued.at("status", "certificate") == "eA==")
  }

  @Test("a definition's names are filled in, its storage version noted, and its names accepted when free")
  func definition() throws {
    let trial = try RuleTrial(
      "apiextensions.k8s.io", "v1", "CustomResourceDefinition", in: RegistrationRules.table)
    var object = try trial.defaulted(
      #"""
      {"metadata":{"name":"foos.x.io"},"spec":{"group":"x.io","names":{"plural":"foos","kind":"Foo",
       "shortNames":["f"]},"versions":[{"name":"v1","storage":true}]}}
      """#)
    let now = try RuleTrial.now()
    trial.rules.prepareForCreate(&object, RuleContext(now: now, kind: trial.kind))
    #expect(object.at("spec", "names", "singular") == "foo")
    #expect(object.at("spec", "names", "listKind") == "FooList")
    #expect(object.at("spec", "conversion", "strategy") == "None")
    #expect(object.at("status", "storedVersions") == ["v1"])
    let free = DefinitionStatus.settled(object, others: [], now: now)
    #expect(free.at("status", "acceptedNames") == object.at("spec", "names"))
    #expect(DefinitionStatus.holds("Established", of: free))
    let taken = DefinitionStatus.settled(
      object,
      others: [["status": ["acceptedNames": ["plural": "bars", "shortNames": ["f"], "kind": "Bar"]]]],
      now: now)
    #expect(!DefinitionStatus.holds("Established", of: taken))
    let condition = taken.at("status", "conditions")?[0]
    #expect(condition?["reason"] == "ShortNamesConflict")
    #expect(condition?["message"] == #""f" is already in use"#)
    #expect(taken.at("status", "acceptedNames", "plural") == "foos")
  }
}
