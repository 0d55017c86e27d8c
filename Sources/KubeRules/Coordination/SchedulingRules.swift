internal import KubeObject
internal import KubeSchema

/// PriorityClass, RuntimeClass, and the kinds of gang scheduling.
enum SchedulingRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "scheduling.k8s.io", kind: "PriorityClass"): priorityClass,
    GroupKind(group: "scheduling.k8s.io", kind: "Workload"): workload,
    GroupKind(group: "scheduling.k8s.io", kind: "PodGroup"): podGroup,
    GroupKind(group: "node.k8s.io", kind: "RuntimeClass"): runtimeClass,
  ]
  /// The highest priority of a class that isn't the system's own.
  static let highestUserPriority: Int64 = 1_000_000_000
  private static let systemClasses: [String: Int64] = [
    "system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000,
  ]

  private static let priorityClass = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.hasGeneration = true
    rules.defaults = { $0.fill("preemptionPolicy", "PreemptLowerPriority") }
    rules.prepareForCreate = { object, _ in object.set("metadata", "generation", to: 1) }
    rules.validate = { object, errors, _ in check(object, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      if new.integer("value") != old.integer("value") {
        errors.forbidden(FieldPath("value"), "may not be changed in an update.")
      }
      Checks.unchanged(
        new["preemptionPolicy"], old["preemptionPolicy"], FieldPath("preemptionPolicy"), &errors)
    }
  }

  private static func check(_ object: JSONValue, _ errors: inout FieldErrors) {
    let name = object.word("metadata", "name")
    let value = object.integer("value")
    if name.hasPrefix("system-") {
      if let why = systemProblem(name, value, object.flag("globalDefault")) {
        errors.forbidden(
          FieldPath("metadata").child("name"),
          "priority class names with 'system-' prefix are reserved for system use only. error: \(why)")
      }
    } else if value > highestUserPriority {
      errors.forbidden(
        FieldPath("value"), "maximum allowed value of a user defined priority is \(highestUserPriority)")
    }
    if let policy = object.optionalWord("preemptionPolicy") {
      Checks.oneOf(policy, ["Never", "PreemptLowerPriority"], FieldPath("preemptionPolicy"), &errors)
    }
  }

  private static func systemProblem(_ name: String, _ value: Int64, _ isDefault: Bool) -> String? {
    guard let known = systemClasses[name] else { return "\(name) is not a known system priority class" }
    if value != known { return "value of \(name) PriorityClass must be \(known)" }
    if isDefault { return "globalDefault of \(name) PriorityClass must be false" }
    return nil
  }

  private static let runtimeClass = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = false
    rules.defaults = { object in
      object.inside("scheduling") { scheduling in
        scheduling.eachItem("tolerations") { toleration in
          if toleration.word("operator").isEmpty { toleration["operator"] = "Equal" }
        }
      }
    }
    rules.validate = { object, errors, _ in checkRuntime(object, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      Checks.unchanged(new["handler"], old["handler"], FieldPath("handler"), &errors)
      checkRuntime(new, &errors)
    }
  }

  private static func checkRuntime(_ object: JSONValue, _ errors: inout FieldErrors) {
    Checks.dnsLabel(object.word("handler"), FieldPath("handler"), &errors)
    for (name, text) in object.pairs("overhead", "podFixed") {
      guard let amount = Quantity(text) else { continue }
      Checks.notNegative(
        quantity: amount, FieldPath("overhead").child("podFixed").key(name), &errors)
    }
    Checks.labels(
      object.pairs("scheduling", "nodeSelector"), FieldPath("scheduling").child("nodeSelector"), &errors)
  }

  private static let workload = KindRules.made { rules in
    rules.separateStatus()
    rules.validate = { _, _, _ in }
    rules.validateUpdate = { new, old, errors, _ in
      let path = FieldPath("spec").child("podGroupTemplates")
      Checks.unchanged(
        new.at("spec", "podGroupTemplates"), old.at("spec", "podGroupTemplates"), path, &errors)
    }
  }

  private static let podGroup = KindRules.made { rules in
    rules.separateStatus()
    rules.validate = { object, errors, _ in
      let path = FieldPath("spec").child("schedulingPolicy")
      let policy = object.part("spec", "schedulingPolicy")
      let count = ["basic", "gang"].count { policy.has($0) }
      if count == 0 { errors.required(path, "must specify one of: `basic`, `gang`") }
      if count > 1 { errors.invalid(path, policy, "must specify exactly one of: `basic`, `gang`") }
      if policy.has("gang"), policy.integer("gang", "minCount") < 1 {
        errors.invalid(
          path.child("gang").child("minCount"), .integer(policy.integer("gang", "minCount")),
          "must be greater than or equal to 1")
      }
    }
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" { return }
      Checks.unchanged(new["spec"], old["spec"], FieldPath("spec"), &errors)
    }
  }
}
