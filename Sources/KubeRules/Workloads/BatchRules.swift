internal import KubeObject
internal import KubeSchema

/// Jobs and CronJobs.
enum BatchRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "batch", kind: "Job"): job,
    GroupKind(group: "batch", kind: "CronJob"): cronJob,
  ]

  private static let spec = FieldPath("spec")
  private static let uidLabel = "batch.kubernetes.io/controller-uid"

  private static let job = KindRules.made { rules in
    rules.separateStatus()
    rules.defaults = fillJob
    rules.prepareForCreate = { object, context in
      Separation.create(&object, generation: true)
      if !object.flag("spec", "manualSelector") { makeSelector(&object, uid: context.generateUID) }
    }
    rules.validate = { object, errors, _ in
      checkJob(object.part("spec"), spec, hasSelector: true, &errors)
      if object.word("metadata", "name").utf8.count > 63, object.word("spec", "completionMode") == "Indexed" {
        errors.invalid(
          FieldPath("metadata").child("name"), .string(object.word("metadata", "name")),
          NameRules.tooLong(NameRules.maxLabelBytes))
      }
    }
    rules.validateUpdate = { new, old, errors, context in
      guard context.subresource != "status" else {
        TemplateChecks.notNegative(
          new.part("status"), ["active", "succeeded", "failed"], FieldPath("status"), &errors)
        return
      }
      checkJob(new.part("spec"), spec, hasSelector: true, &errors)
      checkChange(new.part("spec"), old.part("spec"), &errors)
    }
  }

  private static func fillJob(_ job: inout JSONValue) {
    job.inside("spec") { spec in
      if !spec.has("completions"), !spec.has("parallelism") {
        spec["completions"] = 1
        spec["parallelism"] = 1
      }
      spec.fill("parallelism", 1)
      let limit: JSONValue = spec.has("backoffLimitPerIndex") ? 2_147_483_647 : 6
      spec.fill("backoffLimit", limit)
      spec.fillEmpty("completionMode", "NonIndexed")
      spec.fill("suspend", false)
      spec.fill("manualSelector", false)
      let replacement = spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed"
      spec.fillEmpty("podReplacementPolicy", replacement)
      spec.inside("podFailurePolicy") { policy in
        policy.eachItem("rules") { rule in
          rule.eachItem("onPodConditions") { $0.fillEmpty("status", "True") }
        }
      }
      PodDefaults.fillTemplate(&spec)
    }
    let labels = job.members("spec", "template", "metadata", "labels")
    if !labels.isEmpty, job.isEmptyPart("metadata", "labels") {
      job.set("metadata", "labels", to: .object(labels))
    }
  }

  /// Makes a selector that no other job's pods match.
  private static func makeSelector(_ job: inout JSONValue, uid: String) {
    let name = job.word("metadata", "name")
    let labels = [
      ("controller-uid", uid), ("job-name", name), (uidLabel, uid), ("batch.kubernetes.io/job-name", name),
    ]
    for (label, value) in labels {
      job.set("spec", "template", "metadata", "labels", label, to: .string(value))
    }
    if !job.has("spec", "selector") { job.set("spec", "selector", to: [:]) }
    job.set("spec", "selector", "matchLabels", uidLabel, to: .string(uid))
  }

  private static func checkJob(
    _ values: JSONValue, _ path: FieldPath, hasSelector: Bool, _ errors: inout FieldErrors
  ) {
    if hasSelector {
      if let selector = values.walk(["selector"]) {
        Checks.labelSelector(selector, path.child("selector"), &errors)
        TemplateChecks.matches(selector, values, path, &errors)
      } else {
        errors.required(path.child("selector"), "")
      }
    }
    TemplateChecks.notNegative(
      values,
      [
        "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
        "backoffLimitPerIndex", "maxFailedIndexes",
      ], path, &errors)
    Checks.oneOf(
      values.optionalWord("completionMode") ?? "NonIndexed", ["NonIndexed", "Indexed"],
      path.child("completionMode"), &errors)
    if values.word("completionMode") == "Indexed" {
      if !values.has("completions") {
        errors.required(path.child("completions"), "when completion mode is Indexed")
      }
      if values.integer("parallelism") > 100_000 {
        errors.invalid(
          path.child("parallelism"), values.part("parallelism"),
          "must be less than or equal to 100000 when completion mode is Indexed")
      }
    }
    let template = path.child("template")
    PodSpecValidation.checkTemplate(values.part("template"), template, &errors)
    let policy = values.word("template", "spec", "restartPolicy")
    if policy == "Always" {
      errors.required(template.child("spec", "restartPolicy"), #"valid values: "OnFailure", "Never""#)
    } else if policy != "OnFailure", policy != "Never" {
      errors.notSupported(template.child("spec", "restartPolicy"), .string(policy), ["OnFailure", "Never"])
    } else if values.has("podFailurePolicy"), policy != "Never" {
      errors.invalid(
        template.child("spec", "restartPolicy"), .string(policy),
        "only \"Never\" is supported when podFailurePolicy is specified")
    }
  }

  private static func checkChange(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    for member in ["selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy"] {
      Checks.unchanged(new[member], old[member], spec.child(member), &errors)
    }
    let isElastic =
      new.word("completionMode") == "Indexed" && Checks.same(new["completions"], new["parallelism"])
    if !isElastic {
      Checks.unchanged(new["completions"], old["completions"], spec.child("completions"), &errors)
    }
    var template = new.part("template")
    // KEP-2926: where the pods may go is open while none runs.
    if old.flag("suspend") {
      let before = old.part("template")
      for member in ["nodeSelector", "affinity", "tolerations", "schedulingGates"] {
        template.inside("spec") { $0[member] = before.part("spec")[member] }
      }
      for member in ["labels", "annotations"] {
        template.inside("metadata") { $0[member] = before.part("metadata")[member] }
      }
    }
    if !Checks.same(template, old["template"]) {
      errors.invalid(spec.child("template"), new.part("template"), Checks.immutable)
    }
  }

  private static let cronJob = KindRules.made { rules in
    rules.separateStatus()
    rules.defaults = { object in
      object.inside("spec") { spec in
        spec.fillEmpty("concurrencyPolicy", "Allow")
        spec.fill("suspend", false)
        spec.fill("successfulJobsHistoryLimit", 3)
        spec.fill("failedJobsHistoryLimit", 1)
        spec.inside("jobTemplate") { template in
          template.inside("spec") { PodDefaults.fillTemplate(&$0) }
        }
      }
    }
    rules.validate = { object, errors, _ in checkCronJob(object, &errors) }
    rules.validateUpdate = { new, _, errors, context in
      if context.subresource != "status" { checkCronJob(new, &errors) }
    }
  }

  private static func checkCronJob(_ object: JSONValue, _ errors: inout FieldErrors) {
    let values = object.part("spec")
    let schedule = values.word("schedule")
    if object.word("metadata", "name").utf8.count > 52 {
      errors.invalid(
        FieldPath("metadata").child("name"), .string(object.word("metadata", "name")),
        "must be no more than 52 bytes")
    }
    if schedule.isEmpty {
      errors.required(spec.child("schedule"), "")
    } else if schedule.contains("TZ") {
      errors.invalid(
        spec.child("schedule"), .string(schedule),
        "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
    } else if let problem = CronSchedule.problem(schedule) {
      errors.invalid(spec.child("schedule"), .string(schedule), problem)
    }
    if let zone = values.optionalWord("timeZone"), zone.isEmpty {
      errors.invalid(spec.child("timeZone"), "", "timeZone must be nil or non-empty string")
    }
    TemplateChecks.notNegative(
      values, ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"], spec,
      &errors)
    Checks.requiredOneOf(
      values.word("concurrencyPolicy"), ["Allow", "Forbid", "Replace"], spec.child("concurrencyPolicy"),
      &errors)
    let path = spec.child("jobTemplate", "spec")
    checkJob(values.part("jobTemplate", "spec"), path, hasSelector: false, &errors)
    if values.flag("jobTemplate", "spec", "manualSelector") {
      errors.notSupported(path.child("manualSelector"), true, ["nil", "false"])
    }
  }
}
