internal import KubeObject
internal import KubeSchema

/// Lease, LeaseCandidate, and events in both their groups.
enum CoordinationRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "coordination.k8s.io", kind: "Lease"): lease,
    GroupKind(group: "coordination.k8s.io", kind: "LeaseCandidate"): leaseCandidate,
    GroupKind(group: "", kind: "Event"): event,
    GroupKind(group: "events.k8s.io", kind: "Event"): event,
  ]

  private static let lease = KindRules.made { rules in
    rules.allowsCreateOnUpdate = true
    rules.allowsUnconditionalUpdate = false
    rules.validateBoth { checkLease($0, &$1) }
  }

  private static let leaseCandidate = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = false
    rules.validate = { object, errors, _ in checkCandidate(object, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      let path = FieldPath("spec").child("leaseName")
      Checks.unchanged(new.at("spec", "leaseName"), old.at("spec", "leaseName"), path, &errors)
      checkCandidate(new, &errors)
    }
  }

  private static let event = KindRules.made { rules in
    rules.nameRule = .anything
    rules.allowsCreateOnUpdate = true
    rules.allowsUnconditionalUpdate = true
    rules.validate = { object, errors, context in
      EventValidation.check(object, isNew: context.kind.group == "events.k8s.io", &errors)
    }
    rules.validateUpdate = { new, old, errors, context in
      EventValidation.check(new, isNew: context.kind.group == "events.k8s.io", &errors)
      if context.kind.group == "events.k8s.io" { EventValidation.checkUpdate(new, old, &errors) }
    }
  }

  private static func checkLease(_ object: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    let values = object.part("spec")
    if let seconds = values.optionalInteger("leaseDurationSeconds"), seconds <= 0 {
      errors.invalid(spec.child("leaseDurationSeconds"), .integer(seconds), "must be greater than 0")
    }
    if let transitions = values.optionalInteger("leaseTransitions"), transitions < 0 {
      errors.invalid(spec.child("leaseTransitions"), .integer(transitions), Checks.notNegative)
    }
    let strategy = values.optionalWord("strategy")
    if let strategy { check(strategy: strategy, spec.child("strategy"), &errors) }
    let preferred = values.word("preferredHolder")
    if !preferred.isEmpty && (strategy ?? "").isEmpty {
      errors.forbidden(
        spec.child("preferredHolder"), "may only be specified when `strategy` is defined")
    }
  }

  private static func check(strategy: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    let parts = strategy.split(separator: "/", omittingEmptySubsequences: false)
    switch parts.count {
    case 1:
      if strategy != "OldestEmulationVersion" {
        errors.notSupported(path, .string(strategy), ["OldestEmulationVersion"])
      }
    case 2:
      Checks.subdomain(String(parts[0]), path, &errors)
      Checks.qualifiedName(String(parts[1]), path, &errors)
    default:
      errors.invalid(
        path, .string(strategy),
        "must be a fully qualified domain and path of the form 'example.com/signer-name'")
    }
  }

  private static func checkCandidate(_ object: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    let values = object.part("spec")
    let lease = values.word("leaseName")
    if lease.isEmpty { errors.required(spec.child("leaseName"), "") }
    if values.word("binaryVersion").isEmpty {
      errors.required(spec.child("binaryVersion"), "must be set")
    }
    let strategy = values.word("strategy")
    if strategy.isEmpty {
      errors.required(spec.child("strategy"), "")
    } else {
      if strategy == "OldestEmulationVersion", values.word("emulationVersion").isEmpty {
        errors.required(
          spec.child("emulationVersion"), "must be specified when `strategy` is 'OldestEmulationVersion'")
      }
      check(strategy: strategy, spec.child("strategy"), &errors)
    }
  }
}
