internal import KubeObject
internal import KubeSchema

/// PodDisruptionBudget and Eviction.
enum PolicyRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "policy", kind: "PodDisruptionBudget"): budget,
    GroupKind(group: "policy", kind: "Eviction"): .plain,
  ]

  private static let budget = KindRules.made { rules in
    rules.separateStatus()
    rules.validate = { object, errors, _ in check(object, &errors) }
    rules.validateUpdate = { new, _, errors, context in
      if context.subresource == "status" { checkStatus(new, &errors) } else { check(new, &errors) }
    }
  }

  private static func check(_ object: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    let values = object.part("spec")
    if values.has("minAvailable") && values.has("maxUnavailable") {
      errors.invalid(spec, values, "minAvailable and maxUnavailable cannot be both set")
    }
    for member in ["minAvailable", "maxUnavailable"] {
      guard let bound = values.walk([member]) else { continue }
      check(countOrPercent: bound, spec.child(member), &errors)
    }
    Checks.labelSelector(values.part("selector"), spec.child("selector"), &errors)
    if let policy = values.optionalWord("unhealthyPodEvictionPolicy") {
      Checks.oneOf(
        policy, ["AlwaysAllow", "IfHealthyBudget"], spec.child("unhealthyPodEvictionPolicy"), &errors)
    }
  }

  /// A count, or a share of at most all of them.
  private static func check(countOrPercent: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard let text = countOrPercent.string else {
      Checks.notNegative(countOrPercent.int64 ?? 0, path, &errors)
      return
    }
    let digits = text.utf8.dropLast()
    let isPercent =
      text.utf8.last == UInt8(ascii: "%") && !digits.isEmpty
      && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard isPercent else {
      errors.invalid(
        path, countOrPercent,
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex "
          + "used for validation is '[0-9]+%')")
      return
    }
    if (Int(text.dropLast()) ?? .max) > 100 {
      errors.invalid(path, countOrPercent, "must not be greater than 100%")
    }
  }

  private static func checkStatus(_ object: JSONValue, _ errors: inout FieldErrors) {
    for member in ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"] {
      Checks.notNegative(object.integer("status", member), FieldPath("status").child(member), &errors)
    }
  }
}
