internal import KubeObject

enum DaemonSetRules {
  private static let spec = FieldPath("spec")

  static let rules = KindRules.made { rules in
    rules.separateStatus()
    rules.defaults = { object in object.inside("spec", fill) }
    rules.validate = { object, errors, _ in check(object.part("spec"), &errors) }
    rules.validateUpdate = { new, old, errors, context in
      guard context.subresource != "status" else { return checkStatus(new, &errors) }
      check(new.part("spec"), &errors)
      Checks.unchanged(
        new.at("spec", "selector"), old.at("spec", "selector"), spec.child("selector"), &errors)
    }
  }

  private static func fill(_ spec: inout JSONValue) {
    PodDefaults.fillTemplate(&spec)
    spec.fill("updateStrategy", [:])
    spec.inside("updateStrategy") { strategy in
      strategy.fillEmpty("type", "RollingUpdate")
      guard strategy.word("type") == "RollingUpdate" else { return }
      strategy.fill("rollingUpdate", [:])
      strategy.inside("rollingUpdate") { update in
        update.fill("maxUnavailable", 1)
        update.fill("maxSurge", 0)
      }
    }
    spec.fill("revisionHistoryLimit", 10)
  }

  private static func check(_ values: JSONValue, _ errors: inout FieldErrors) {
    TemplateChecks.selector(values, spec, of: "daemonset", &errors)
    TemplateChecks.lasting(values, spec, &errors)
    TemplateChecks.notNegative(values, ["minReadySeconds", "revisionHistoryLimit"], spec, &errors)
    let path = spec.child("updateStrategy")
    let strategy = values.part("updateStrategy")
    switch strategy.word("type") {
    case "OnDelete": return
    case "RollingUpdate":
      guard let update = strategy.walk(["rollingUpdate"]) else {
        return errors.required(path.child("rollingUpdate"), "")
      }
      rolling(update, path.child("rollingUpdate"), &errors)
    case let other: errors.notSupported(path.child("type"), .string(other), ["RollingUpdate", "OnDelete"])
    }
  }

  private static func rolling(_ values: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let unavailable = values.part("maxUnavailable")
    let surge = values.part("maxSurge")
    let down = TemplateChecks.countOrPercent(unavailable, path.child("maxUnavailable"), &errors)
    let up = TemplateChecks.countOrPercent(surge, path.child("maxSurge"), &errors)
    if down.isZero, up.isZero {
      errors.required(path.child("maxUnavailable"), "cannot be 0 when maxSurge is 0")
    } else if !down.isZero, !up.isZero {
      errors.invalid(path.child("maxSurge"), surge, "may not be set when maxUnavailable is non-zero")
    }
  }

  private static func checkStatus(_ object: JSONValue, _ errors: inout FieldErrors) {
    TemplateChecks.notNegative(
      object.part("status"),
      [
        "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady",
        "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable",
        "collisionCount",
      ], FieldPath("status"), &errors)
  }
}
