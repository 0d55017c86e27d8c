internal import KubeObject

enum StatefulSetRules {
  private static let spec = FieldPath("spec")

  private static let changeable = [
    "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
  ]

  static let rules = KindRules.made { rules in
    rules.separateStatus()
    rules.defaults = { object in object.inside("spec", fill) }
    rules.validate = { object, errors, _ in check(object.part("spec"), &errors) }
    rules.validateUpdate = { new, old, errors, context in
      guard context.subresource != "status" else { return AppsRules.checkStatus(new, &errors) }
      check(new.part("spec"), &errors)
      checkChange(new.part("spec"), old.part("spec"), &errors)
    }
  }

  private static func fill(_ spec: inout JSONValue) {
    spec.fillEmpty("podManagementPolicy", "OrderedReady")
    spec.fill("updateStrategy", [:])
    spec.inside("updateStrategy") { strategy in
      strategy.fillEmpty("type", "RollingUpdate")
      guard strategy.word("type") == "RollingUpdate" else { return }
      strategy.fill("rollingUpdate", [:])
      strategy.inside("rollingUpdate") { $0.fill("partition", 0) }
    }
    spec.fill("persistentVolumeClaimRetentionPolicy", [:])
    spec.inside("persistentVolumeClaimRetentionPolicy") { policy in
      policy.fillEmpty("whenDeleted", "Retain")
      policy.fillEmpty("whenScaled", "Retain")
    }
    spec.fill("replicas", 1)
    spec.fill("revisionHistoryLimit", 10)
    PodDefaults.fillTemplate(&spec)
    spec.eachItem("volumeClaimTemplates") { claim in
      claim["kind"] = "PersistentVolumeClaim"
      claim["apiVersion"] = "v1"
      claim.inside("spec") { $0.fill("volumeMode", "Filesystem") }
      claim.fill("status", [:])
      claim.inside("status") { $0.fillEmpty("phase", "Pending") }
    }
  }

  private static func check(_ values: JSONValue, _ errors: inout FieldErrors) {
    Checks.requiredOneOf(
      values.word("podManagementPolicy"), ["OrderedReady", "Parallel"], spec.child("podManagementPolicy"),
      &errors)
    checkStrategy(values.part("updateStrategy"), &errors)
    for member in ["whenDeleted", "whenScaled"] {
      let path = spec.child("persistentVolumeClaimRetentionPolicy", member)
      Checks.oneOf(
        values.word("persistentVolumeClaimRetentionPolicy", member), ["Retain", "Delete"], path, &errors)
    }
    TemplateChecks.notNegative(
      values, ["replicas", "minReadySeconds", "revisionHistoryLimit"], spec, &errors)
    if let start = values.optionalInteger("ordinals", "start") {
      Checks.notNegative(start, spec.child("ordinals", "start"), &errors)
    }
    TemplateChecks.selector(values, spec, of: "statefulset", &errors)
    checkTemplate(values, &errors)
  }

  /// Upstream looks at a template's labels and annotations only, for the volumes of the claims aren't in it yet; what
  /// else is wrong comes out when pods are made.
  private static func checkTemplate(_ values: JSONValue, _ errors: inout FieldErrors) {
    let path = spec.child("template")
    guard values.has("template") else { return errors.required(path, "") }
    let metadata = values.part("template", "metadata")
    Checks.labels(metadata.pairs("labels"), path.child("labels"), &errors)
    MetadataValidation.checkAnnotations(metadata.pairs("annotations"), path.child("annotations"), &errors)
    let policy = values.word("template", "spec", "restartPolicy")
    if policy != "Always" {
      errors.notSupported(path.child("spec", "restartPolicy"), .string(policy), ["Always"])
    }
    if values.has("template", "spec", "activeDeadlineSeconds") {
      errors.forbidden(
        path.child("spec", "activeDeadlineSeconds"), "activeDeadlineSeconds in StatefulSet is not Supported")
    }
  }

  private static func checkStrategy(_ strategy: JSONValue, _ errors: inout FieldErrors) {
    let path = spec.child("updateStrategy")
    switch strategy.word("type") {
    case "": errors.required(path, "")
    case "OnDelete":
      if strategy.has("rollingUpdate") {
        errors.invalid(
          path.child("rollingUpdate"), strategy.part("rollingUpdate"),
          "only allowed for updateStrategy 'RollingUpdate'")
      }
    case "RollingUpdate":
      if let partition = strategy.optionalInteger("rollingUpdate", "partition") {
        Checks.notNegative(partition, path.child("rollingUpdate", "partition"), &errors)
      }
    case let other:
      errors.invalid(path, .string(other), "must be 'RollingUpdate' or 'OnDelete'")
    }
  }

  private static func checkChange(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    var new = new
    var old = old
    for member in changeable {
      new[member] = nil
      old[member] = nil
    }
    guard new != old else { return }
    let names = changeable.map { "'\($0)'" }
    errors.forbidden(
      spec,
      "updates to statefulset spec for fields other than \(names.dropLast().joined(separator: ", ")) and "
        + "\(names.last ?? "") are forbidden")
  }
}
