internal import KubeObject
internal import KubeSchema

/// Deployments, ReplicaSets, StatefulSets, DaemonSets, their revisions, and ReplicationControllers.
enum AppsRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "apps", kind: "Deployment"): DeploymentRules.rules,
    GroupKind(group: "apps", kind: "ReplicaSet"): replicaSet,
    GroupKind(group: "apps", kind: "StatefulSet"): StatefulSetRules.rules,
    GroupKind(group: "apps", kind: "DaemonSet"): DaemonSetRules.rules,
    GroupKind(group: "apps", kind: "ControllerRevision"): controllerRevision,
    GroupKind(group: "", kind: "ReplicationController"): replicationController,
  ]

  private static let spec = FieldPath("spec")

  private static let replicaSet = KindRules.made { rules in
    rules.separateStatus()
    rules.defaults = { object in
      object.inside("spec") { $0.fill("replicas", 1) }
      object.inside("spec") { PodDefaults.fillTemplate(&$0) }
    }
    rules.validate = { object, errors, _ in checkReplicaSet(object.part("spec"), &errors) }
    rules.validateUpdate = { new, old, errors, context in
      guard context.subresource != "status" else { return checkStatus(new, &errors) }
      checkReplicaSet(new.part("spec"), &errors)
      Checks.unchanged(
        new.at("spec", "selector"), old.at("spec", "selector"), spec.child("selector"), &errors)
    }
  }

  private static func checkReplicaSet(_ values: JSONValue, _ errors: inout FieldErrors) {
    TemplateChecks.notNegative(values, ["replicas", "minReadySeconds"], spec, &errors)
    TemplateChecks.selector(values, spec, of: "deployment", &errors)
    TemplateChecks.lasting(values, spec, &errors)
  }

  static func checkStatus(_ object: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("status")
    let status = object.part("status")
    TemplateChecks.notNegative(
      status,
      [
        "replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration",
        "currentReplicas", "updatedReplicas", "unavailableReplicas", "collisionCount",
      ], path, &errors)
    let replicas = status.integer("replicas")
    for name in ["fullyLabeledReplicas", "readyReplicas", "availableReplicas", "updatedReplicas"]
    where status.integer(name) > replicas {
      errors.invalid(
        path.child(name), .integer(status.integer(name)), "cannot be greater than status.replicas")
    }
  }

  private static let controllerRevision = KindRules.made { rules in
    rules.validate = { object, errors, _ in checkRevision(object, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      checkRevision(new, &errors)
      Checks.unchanged(new["data"], old["data"], FieldPath("data"), &errors)
    }
  }

  private static func checkRevision(_ object: JSONValue, _ errors: inout FieldErrors) {
    if !object.has("data") { errors.required(FieldPath("data"), "data is mandatory") }
    Checks.notNegative(object.integer("revision"), FieldPath("revision"), &errors)
  }

  private static let replicationController = KindRules.made { rules in
    rules.separateStatus()
    rules.defaults = { object in
      let labels = object.members("spec", "template", "metadata", "labels")
      if !labels.isEmpty {
        if object.isEmptyPart("spec", "selector") { object.set("spec", "selector", to: .object(labels)) }
        if object.isEmptyPart("metadata", "labels") { object.set("metadata", "labels", to: .object(labels)) }
      }
      object.inside("spec") { $0.fill("replicas", 1) }
      object.inside("spec") { PodDefaults.fillTemplate(&$0) }
    }
    rules.validate = { object, errors, _ in checkController(object.part("spec"), &errors) }
    rules.validateUpdate = { new, _, errors, context in
      guard context.subresource != "status" else { return checkStatus(new, &errors) }
      checkController(new.part("spec"), &errors)
    }
  }

  private static func checkController(_ values: JSONValue, _ errors: inout FieldErrors) {
    TemplateChecks.notNegative(values, ["replicas", "minReadySeconds"], spec, &errors)
    if values.isEmptyPart("selector") {
      errors.required(spec.child("selector"), "")
    } else {
      TemplateChecks.matches(["matchLabels": values.part("selector")], values, spec, &errors)
    }
    TemplateChecks.lasting(values, spec, &errors)
  }
}
