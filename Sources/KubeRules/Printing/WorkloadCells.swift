internal import KubeObject

/// Rows of the workload kinds, and of the scale they share.
enum WorkloadCells {
  static func podTemplate(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let template = object.part("template")
    return [name(object)] + CellText.containers(template.part("spec"))
      + [.string(CellText.labels(template.pairs("metadata", "labels")))]
  }

  static func replicationController(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    replicas(object, now) + [.string(CellText.labels(object.pairs("spec", "selector")))]
  }

  static func replicaSet(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    replicas(object, now) + [.string(CellText.selector(object.part("spec", "selector")))]
  }

  private static func replicas(_ object: JSONValue, _ now: Timestamp) -> [JSONValue] {
    [
      name(object), .integer(object.integer("spec", "replicas")),
      .integer(object.integer("status", "replicas")),
      .integer(object.integer("status", "readyReplicas")), CellText.age(object, now: now),
    ] + containers(object)
  }

  static func deployment(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let ready = "\(object.integer("status", "readyReplicas"))/\(object.integer("spec", "replicas"))"
    return [
      name(object), .string(ready), .integer(object.integer("status", "updatedReplicas")),
      .integer(object.integer("status", "availableReplicas")), CellText.age(object, now: now),
    ] + containers(object) + [.string(CellText.bareSelector(object.part("spec", "selector")))]
  }

  static func statefulSet(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let ready = "\(object.integer("status", "readyReplicas"))/\(object.integer("spec", "replicas"))"
    return [name(object), .string(ready), CellText.age(object, now: now)] + containers(object)
  }

  static func daemonSet(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let counts = [
      "desiredNumberScheduled", "currentNumberScheduled", "numberReady", "updatedNumberScheduled",
      "numberAvailable",
    ]
    let nodes = object.pairs("spec", "template", "spec", "nodeSelector")
    return [name(object)] + counts.map { .integer(object.integer("status", $0)) }
      + [.string(CellText.labels(nodes)), CellText.age(object, now: now)] + containers(object)
      + [.string(CellText.selector(object.part("spec", "selector")))]
  }

  static func job(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [
      name(object), .string(jobStatus(object)), .string(completions(object)), .string(duration(object, now)),
      CellText.age(object, now: now),
    ] + containers(object) + [.string(CellText.selector(object.part("spec", "selector")))]
  }

  private static func jobStatus(_ job: JSONValue) -> String {
    func holds(_ type: String) -> Bool {
      job.condition(type, in: "status", "conditions")?.word("status") == "True"
    }
    if holds("Complete") { return "Complete" }
    if holds("Failed") { return "Failed" }
    if job.has("metadata", "deletionTimestamp") { return "Terminating" }
    for type in ["Suspended", "FailureTarget", "SuccessCriteriaMet"] where holds(type) { return type }
    return "Running"
  }

  private static func completions(_ job: JSONValue) -> String {
    let succeeded = job.integer("status", "succeeded")
    if let wanted = job.optionalInteger("spec", "completions") { return "\(succeeded)/\(wanted)" }
    let parallelism = job.integer("spec", "parallelism")
    return parallelism > 1 ? "\(succeeded)/1 of \(parallelism)" : "\(succeeded)/1"
  }

  private static func duration(_ job: JSONValue, _ now: Timestamp) -> String {
    guard let start = Timestamp(rfc3339: job.word("status", "startTime")) else { return "" }
    return HumanDuration.text(
      from: start, to: Timestamp(rfc3339: job.word("status", "completionTime")) ?? now)
  }

  static func cronJob(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let spec = object.part("spec")
    let last = object.walk(["status", "lastScheduleTime"])
    let job = spec.part("jobTemplate", "spec")
    return [
      name(object), .string(spec.word("schedule")), .string(spec.optionalWord("timeZone") ?? "<none>"),
      .string(CellText.truth(spec.optionalFlag("suspend"))),
      .integer(Int64(object.items("status", "active").count)),
      .string(last == nil ? "<none>" : CellText.since(last, now: now)), CellText.age(object, now: now),
    ] + CellText.containers(job.part("template", "spec"))
      + [.string(CellText.selector(job.part("selector")))]
  }

  static func controllerRevision(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    var controller = "<none>"
    if let owner = object.items("metadata", "ownerReferences").first(where: { $0.flag("controller") }) {
      let apiVersion = owner.word("apiVersion")
      let group = apiVersion.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      let suffix = group.count == 2 ? "." + group[0] : ""
      controller = (owner.word("kind") + suffix).lowercased() + "/" + owner.word("name")
    }
    return [
      name(object), .string(controller), .integer(object.integer("revision")), CellText.age(object, now: now),
    ]
  }

  static func scale(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [
      name(object), .integer(object.integer("spec", "replicas")),
      .integer(object.integer("status", "replicas")),
      CellText.age(object, now: now),
    ]
  }

  private static func name(_ object: JSONValue) -> JSONValue { .string(object.word("metadata", "name")) }

  private static func containers(_ object: JSONValue) -> [JSONValue] {
    CellText.containers(object.part("spec", "template", "spec"))
  }
}
