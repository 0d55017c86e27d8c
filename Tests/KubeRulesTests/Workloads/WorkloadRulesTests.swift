import KubeObject
import KubeSchema
import Testing

@testable import KubeRules

@Suite("Workloads")
struct WorkloadRulesTests {
  private func trial(_ group: String, _ kind: String) throws -> RuleTrial {
    try RuleTrial(group, "v1", kind, in: AppsRules.table.merging(BatchRules.table) { first, _ in first })
  }

  private let template =
    #"{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}"#
  private var spec: String { #"{"spec":{"selector":{"matchLabels":{"a":"b"}},"template":\#(template)}}"# }

  @Test(
    "a workload that says little is completed, and in order",
    arguments: ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"])
  func complete(_ kind: String) throws {
    let trial = try trial("apps", kind)
    #expect(try trial.create(spec) == [])
    let object = try trial.defaulted(spec)
    #expect(object.at("spec", "template", "spec", "restartPolicy") == "Always")
    if kind == "Deployment" {
      #expect(object.at("spec", "strategy", "rollingUpdate", "maxSurge") == "25%")
      #expect(object.at("spec", "progressDeadlineSeconds") == 600)
    }
  }

  @Test("a selector must be there, select something, and fit the template; later it stays")
  func selectors() throws {
    let trial = try trial("apps", "Deployment")
    #expect(try trial.create(#"{"spec":{"template":\#(template)}}"#) == ["spec.selector: Required value"])
    #expect(
      try trial.create(spec.replacing(#""matchLabels":{"a":"b"}"#, with: "")) == [
        "spec.selector: Invalid value: {}: empty selector is invalid for deployment"
      ])
    #expect(
      try trial.create(spec.replacing(#"Labels":{"a":"b"}"#, with: #"Labels":{"a":"x"}"#)) == [
        #"spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`"#
      ])
    let other = spec.replacing(#""a":"b""#, with: #""a":"x""#)
    #expect(
      try trial.update(spec, to: other).1 == [
        #"spec.selector: Invalid value: {"matchLabels":{"a":"x"}}: field is immutable"#
      ])
  }

  @Test("what a Deployment does wrong is said in upstream's words")
  func deployment() throws {
    let trial = try trial("apps", "Deployment")
    let strategy = #""strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":0}},"selector""#
    #expect(
      try trial.create(spec.replacing(#""selector""#, with: strategy)) == [
        "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"
      ])
    let policy = spec.replacing(
      #""spec":{"containers""#, with: #""spec":{"restartPolicy":"Never","containers""#)
    #expect(
      try trial.create(policy) == [
        #"spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always""#
      ])
    let annotated = spec.replacing(
      #"{"spec":{"selector""#, with: #"{"metadata":{"annotations":{"x":"y"}},"spec":{"selector""#)
    #expect(try trial.update(spec, to: annotated).0.at("metadata", "generation") == 1)
  }

  @Test("a StatefulSet's claims stay as they are")
  func statefulSet() throws {
    let trial = try trial("apps", "StatefulSet")
    let named = spec.replacing(#""selector""#, with: #""serviceName":"s","selector""#)
    #expect(
      try trial.update(spec, to: spec.replacing(#""selector""#, with: #""replicas":3,"selector""#)).1 == [])
    #expect(
      try trial.update(spec, to: named).1 == [
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
          + "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' "
          + "are forbidden"
      ])
  }

  private let job =
    #"{"metadata":{"name":"j"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}"#

  @Test("a job is given a selector of its own, and its template stays")
  func jobs() throws {
    let trial = try trial("batch", "Job")
    #expect(try trial.create(job) == [])
    var object = try trial.defaulted(job)
    var context = RuleContext(now: try RuleTrial.now(), kind: trial.kind)
    context.generateUID = "u"
    trial.rules.prepareForCreate(&object, context)
    #expect(object.at("spec", "selector", "matchLabels", "batch.kubernetes.io/controller-uid") == "u")
    #expect(object.at("spec", "template", "metadata", "labels", "job-name") == "j")
    #expect(
      try trial.create(job.replacing("Never", with: "Always")) == [
        #"spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never""#
      ])
    let changed = try trial.update(job, to: job.replacing(#""image":"i""#, with: #""image":"k""#)).1
    let refused = changed.filter { $0.hasPrefix("spec.template: Invalid value:") }
    #expect(refused.count == 1 && refused.allSatisfy { $0.hasSuffix("field is immutable") })
  }

  @Test(
    "schedules are read as cron reads them",
    arguments: [
      ("*/5 * * * *", nil), ("0 0 1,15 JAN-MAR mon-fri", nil), ("@daily", nil), ("@every 1h", nil),
      ("? * * * *", nil),
      ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
      ("60 * * * *", "end of range (60) above maximum (59): 60"),
      ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
      ("*/0 * * * *", "step of range should be a positive number: */0"),
      ("@x", "unrecognized descriptor: @x"),
      ("a * * * *", #"failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax"#),
    ] as [(String, String?)])
  func schedules(_ text: String, _ problem: String?) { #expect(CronSchedule.problem(text) == problem) }
}
