internal import KubeObject

enum DeploymentRules {
  private static let spec = FieldPath("spec")

  static let rules = KindRules.made { rules in
    rules.hasGeneration = true
    rules.defaults = { object in object.inside("spec", fill) }
    rules.prepareForCreate = { object, _ in Separation.create(&object, generation: true) }
    rules.prepareForUpdate = { new, old, context in
      if context.subresource == "status" {
        Separation.statusUpdate(&new, old)
        if let labels = old.at("metadata", "labels") {
          new.set("metadata", "labels", to: labels)
        } else {
          new.remove("metadata", "labels")
        }
      } else {
        // Annotations are handed on to the ReplicaSets, so they count.
        Separation.update(&new, old, generationOf: ["spec"], orAnnotations: true)
      }
    }
    rules.validate = { object, errors, _ in check(object.part("spec"), &errors) }
    rules.validateUpdate = { new, old, errors, context in
      guard context.subresource != "status" else { return AppsRules.checkStatus(new, &errors) }
      check(new.part("spec"), &errors)
      Checks.unchanged(
        new.at("spec", "selector"), old.at("spec", "selector"), spec.child("selector"), &errors)
    }
  }

  private static func fill(_ spec: inout JSONValue) {
    spec.fill("replicas", 1)
    PodDefaults.fillTemplate(&spec)
    spec.fill("strategy", [:])
    spec.inside("strategy") { strategy in
      strategy.fillEmpty("type", "RollingUpdate")
      guard strategy.word("type") == "RollingUpdate" else { return }
      strategy.fill("rollingUpdate", [:])
      strategy.inside("rollingUpdate") { update in
        update.fill("maxUnavailable", "25%")
        update.fill("maxSurge", "25%")
      }
    }
    spec.fill("revisionHistoryLimit", 10)
    spec.fill("progressDeadlineSeconds", 600)
  }

  private static func check(_ values: JSONValue, _ errors: inout FieldErrors) {
    TemplateChecks.notNegative(values, ["replicas"], spec, &errors)
    TemplateChecks.selector(values, spec, of: "deployment", &errors)
    TemplateChecks.lasting(values, spec, &errors)
    checkStrategy(values.part("strategy"), &errors)
    TemplateChecks.notNegative(
      values, ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"], spec, &errors)
    if let deadline = values.optionalInteger("progressDeadlineSeconds"),
      deadline <= values.integer("minReadySeconds")
    {
      errors.invalid(
        spec.child("progressDeadlineSeconds"), .integer(deadline), "must be greater than minReadySeconds")
    }
  }

  private static func checkStrategy(_ strategy: JSONValue, _ errors: inout FieldErrors) {
    let path = spec.child("strategy")
    let update = path.child("rollingUpdate")
    switch strategy.word("type") {
    case "Recreate":
      if strategy.has("rollingUpdate") {
        errors.forbidden(update, "may not be specified when strategy `type` is 'Recreate'")
      }
    case "RollingUpdate":
      guard let values = strategy.walk(["rollingUpdate"]) else {
        return errors.required(update, "this should be defaulted and never be nil")
      }
      rolling(values, update, &errors)
    case let other: errors.notSupported(path.child("type"), .string(other), ["Recreate", "RollingUpdate"])
    }
  }

  private static func rolling(_ values: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let unavailable = values.part("maxUnavailable")
    let down = TemplateChecks.countOrPercent(unavailable, path.child("maxUnavailable"), &errors)
    let up = TemplateChecks.countOrPercent(values.part("maxSurge"), path.child("maxSurge"), &errors)
    if down.isZero, up.isZero {
      errors.invalid(path.child("maxUnavailable"), unavailable, "may not be 0 when `maxSurge` is 0")
    }
    if down.isOverAll {
      errors.invalid(path.child("maxUnavailable"), unavailable, "must not be greater than 100%")
    }
  }
}
