import KubeObject
import KubeSchema
import Testing

@testable import KubeRules

@Suite("Pods")
struct PodRulesTests {
  private let trial: RuleTrial

  init() throws { trial = try RuleTrial("", "v1", "Pod", in: PodRules.table) }

  private let simple = #"{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"nginx:1"}]}}"#

  @Test("a pod that says little is completed")
  func defaults() throws {
    let pod = try trial.defaulted(simple)
    #expect(pod.at("spec", "restartPolicy") == "Always" && pod.at("spec", "dnsPolicy") == "ClusterFirst")
    #expect(pod.at("spec", "terminationGracePeriodSeconds") == 30)
    #expect(pod.at("spec", "containers")?[0]?["imagePullPolicy"] == "IfNotPresent")
    #expect(try trial.create(simple) == [])
  }

  @Test(
    "what is wrong with a pod is said in upstream's words",
    arguments: [
      (#"{"spec":{"containers":[]}}"#, ["spec.containers: Required value"]),
      (
        #"{"spec":{"containers":[{"name":"c"},{"name":"c","image":"i"}]}}"#,
        [
          "spec.containers[0].image: Required value",
          #"spec.containers[1].name: Duplicate value: "c""#,
        ]
      ),
      (
        #"{"spec":{"containers":[{"name":"c","image":"i","volumeMounts":[{"name":"v","mountPath":"/v"}]}]}}"#,
        [#"spec.containers[0].volumeMounts[0].name: Not found: "v""#]
      ),
      (
        #"{"spec":{"containers":[{"name":"c","image":"i"}],"ephemeralContainers":[{"name":"d","image":"i"}]}}"#,
        ["spec.ephemeralContainers: Forbidden: cannot be set on create"]
      ),
      (
        #"""
        {"spec":{"containers":[{"name":"c","image":"i",
         "resources":{"requests":{"cpu":"2"},"limits":{"cpu":"1"}}}]}}
        """#,
        [
          #"spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1"#
        ]
      ),
    ])
  func problems(_ pod: String, _ expected: [String]) throws {
    let found = try trial.create(pod)
    #expect(found == expected, "\(found.joined(separator: "\n"))")
  }

  @Test("an image may change, and not much else")
  func update() throws {
    #expect(try trial.update(simple, to: simple.replacing("nginx:1", with: "nginx:2")).1 == [])
    let moved = simple.replacing(#""containers""#, with: #""nodeName":"n","containers""#)
    let errors = try trial.update(simple, to: moved).1
    #expect(errors.count == 1)
    #expect(errors.first?.hasPrefix("spec: Forbidden: pod updates may not change fields other than") == true)
  }

  @Test("a status is written apart from the rest, and the generation counts changes of the spec alone")
  func status() throws {
    let old = simple.replacing(#"{"name":"p"}"#, with: #"{"name":"p","generation":4}"#)
    let (pod, errors) = try trial.update(
      old, to: #"{"metadata":{"name":"p"},"spec":{"containers":[]},"status":{"phase":"Running"}}"#,
      subresource: "status")
    #expect(errors == [])
    #expect(pod.at("status", "phase") == "Running" && pod.at("spec", "containers")?[0]?["name"] == "c")
    #expect(pod.at("metadata", "generation") == 4)
    let changed = try trial.update(old, to: simple.replacing("nginx:1", with: "nginx:2")).0
    #expect(changed.at("metadata", "generation") == 5)
  }

  @Test("debugging containers are added, and neither changed nor removed")
  func ephemeral() throws {
    let spec = #""containers":[{"name":"c","image":"i"}]"#
    let one = #"{"spec":{\#(spec),"ephemeralContainers":[{"name":"d","image":"i"}]}}"#
    let added = try trial.update(#"{"spec":{\#(spec)}}"#, to: one, subresource: "ephemeralcontainers")
    #expect(added.1 == [] && added.0.at("spec", "ephemeralContainers")?.array?.count == 1)
    let removed = try trial.update(one, to: #"{"spec":{\#(spec)}}"#, subresource: "ephemeralcontainers")
    #expect(removed.1.first?.contains("may not be removed") == true)
  }

  @Test("a pod that runs is given time to stop, one that doesn't goes at once")
  func grace() throws {
    let period = trial.rules.gracePeriodSeconds
    #expect(period(["spec": [:]], 30) == 0)
    #expect(period(["spec": ["nodeName": "n", "terminationGracePeriodSeconds": 7]], nil) == 7)
    #expect(period(["spec": ["nodeName": "n"], "status": ["phase": "Failed"]], 9) == 0)
    #expect(period(["spec": ["nodeName": "n"]], 0) == 0)
  }
}
