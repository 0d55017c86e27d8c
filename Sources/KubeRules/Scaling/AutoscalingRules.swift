internal import KubeObject
internal import KubeSchema

/// HorizontalPodAutoscaler, in its stored version v2. (v1 is converted before rules apply.)
enum AutoscalingRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "autoscaling", kind: "HorizontalPodAutoscaler"): autoscaler
  ]

  private static let autoscaler = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.separateStatus(generation: false)
    rules.defaults = { fillDefaults(&$0) }
    rules.validate = { object, errors, _ in check(object, &errors) }
    rules.validateUpdate = { new, _, errors, context in
      if context.subresource == "status" {
        let status = FieldPath("status")
        for member in ["currentReplicas", "desiredReplicas"] {
          Checks.notNegative(new.integer("status", member), status.child(member), &errors)
        }
      } else {
        check(new, &errors)
      }
    }
  }

  private static func fillDefaults(_ object: inout JSONValue) {
    if object["spec"] == nil { object["spec"] = [:] }
    object.inside("spec") { spec in
      spec.fill("minReplicas", 1)
      if spec.isEmptyPart("metrics") {
        spec["metrics"] = [
          [
            "type": "Resource",
            "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]],
          ]
        ]
      }
      spec.inside("behavior") { behavior in
        behavior.fill("scaleUp", [:])
        behavior.inside("scaleUp") { rules in
          rules.fill("stabilizationWindowSeconds", 0)
          rules.fill("selectPolicy", "Max")
          rules.fill(
            "policies",
            [
              ["type": "Pods", "value": 4, "periodSeconds": 15],
              ["type": "Percent", "value": 100, "periodSeconds": 15],
            ])
        }
        behavior.fill("scaleDown", [:])
        behavior.inside("scaleDown") { rules in
          rules.fill("selectPolicy", "Max")
          rules.fill("policies", [["type": "Percent", "value": 100, "periodSeconds": 15]])
        }
      }
    }
  }

  private static func check(_ object: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    let values = object.part("spec")
    let minimum = values.optionalInteger("minReplicas")
    let maximum = values.integer("maxReplicas")
    if let minimum, minimum < 1 {
      errors.invalid(spec.child("minReplicas"), .integer(minimum), "must be greater than or equal to 1")
    }
    if maximum < 1 {
      errors.invalid(spec.child("maxReplicas"), .integer(maximum), "must be greater than 0")
    }
    if let minimum, maximum < minimum {
      errors.invalid(
        spec.child("maxReplicas"), .integer(maximum), "must be greater than or equal to `minReplicas`")
    }
    MetricValidation.check(reference: values.part("scaleTargetRef"), spec.child("scaleTargetRef"), &errors)
    for (index, metric) in values.items("metrics").enumerated() {
      MetricValidation.check(metric, spec.child("metrics").index(index), &errors)
    }
    for direction in ["scaleUp", "scaleDown"] {
      guard let rules = values.walk(["behavior", direction]) else { continue }
      check(rules: rules, spec.child("behavior").child(direction), &errors)
    }
  }

  private static func check(rules: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    func bound(_ value: Int64, _ path: FieldPath, above low: String?, _ isLow: Bool, atMost high: Int64?) {
      if isLow, let low { errors.invalid(path, .integer(value), low) }
      if let high, value > high {
        errors.invalid(path, .integer(value), "must be less than or equal to \(high)")
      }
    }
    if let window = rules.optionalInteger("stabilizationWindowSeconds") {
      bound(
        window, path.child("stabilizationWindowSeconds"), above: "must be greater than or equal to zero",
        window < 0, atMost: 3600)
    }
    if let policy = rules.optionalWord("selectPolicy") {
      Checks.oneOf(policy, ["Disabled", "Max", "Min"], path.child("selectPolicy"), &errors)
    }
    let policies = rules.items("policies")
    if policies.isEmpty { errors.required(path.child("policies"), "must specify at least one Policy") }
    for (index, policy) in policies.enumerated() {
      let path = path.child("policies").index(index)
      let value = policy.integer("value")
      let period = policy.integer("periodSeconds")
      Checks.oneOf(policy.word("type"), ["Percent", "Pods"], path.child("type"), &errors)
      bound(value, path.child("value"), above: "must be greater than zero", value <= 0, atMost: nil)
      bound(
        period, path.child("periodSeconds"), above: "must be greater than zero", period <= 0, atMost: 1800)
    }
    if let text = rules.optionalWord("tolerance"), let tolerance = Quantity(text), tolerance.sign < 0 {
      errors.invalid(path.child("tolerance"), .string(text), "must be greater or equal to zero")
    }
  }
}

/// The metrics an autoscaler follows.
enum MetricValidation {
  private static let sources = [
    "ContainerResource": "containerResource", "External": "external", "Object": "object", "Pods": "pods",
    "Resource": "resource",
  ]

  static func check(reference: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    for member in ["kind", "name"] {
      let text = reference.word(member)
      if text.isEmpty {
        errors.required(path.child(member), "")
      } else {
        Checks.messages(NameRules.pathSegment(text), of: text, path.child(member), &errors)
      }
    }
    let version = reference.word("apiVersion")
    if version.utf8.filter({ $0 == UInt8(ascii: "/") }).count > 1 {
      errors.invalid(
        path.child("apiVersion"), .string(version), "unexpected GroupVersion string: \(version)")
    }
  }

  static func check(_ metric: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let type = metric.word("type")
    if type.isEmpty { errors.required(path.child("type"), "must specify a metric source type") }
    let expected = sources[type]
    if expected == nil {
      errors.notSupported(path.child("type"), .string(type), sources.keys.sortedByBytes())
    }
    let present = sources.values.sortedByBytes().filter { metric.has($0) }
    if let only = present.first { check(metric.part(only), only, path.child(only), &errors) }
    if let expected, !present.contains(expected) {
      errors.required(path.child(expected), "must populate information for the given metric source")
    }
    guard present.count != 1 else { return }
    for other in present where other != expected {
      errors.forbidden(path.child(other), "must populate the given metric source only")
    }
  }

  private static func check(
    _ source: JSONValue, _ kind: String, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let target = source.part("target")
    let targetPath = path.child("target")
    let hasAverage = target.has("averageValue")
    switch kind {
    case "resource", "containerResource":
      if source.word("name").isEmpty { errors.required(path.child("name"), "must specify a resource name") }
      if kind == "containerResource", source.word("container").isEmpty {
        errors.required(path.child("container"), "must specify a container")
      }
      check(target: target, targetPath, &errors)
      let hasUtilization = target.has("averageUtilization")
      if !hasUtilization && !hasAverage {
        errors.required(
          targetPath.child("averageUtilization"), "must set either a target raw value or a target utilization"
        )
      } else if hasUtilization && hasAverage {
        errors.forbidden(
          targetPath.child("averageValue"), "may not set both a target raw value and a target utilization")
      }
      return
    case "object":
      check(reference: source.part("describedObject"), path.child("describedObject"), &errors)
    default:
      break
    }
    check(identifier: source.part("metric"), path.child("metric"), &errors)
    check(target: target, targetPath, &errors)
    if kind == "pods" {
      if Quantity(target.word("averageValue"))?.sign != 1 {
        errors.required(
          targetPath.child("averageValue"), "must specify a positive target averageValue")
      }
      return
    }
    let hasValue = target.has("value")
    if !hasValue && !hasAverage {
      errors.required(
        targetPath.child("averageValue"), "must set either a target value for metric or a per-pod target")
    } else if kind == "external" && hasValue && hasAverage {
      errors.forbidden(
        targetPath.child("value"), "may not set both a target value for metric and a per-pod target")
    }
  }

  private static func check(identifier: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let name = identifier.word("name")
    if name.isEmpty {
      errors.required(path.child("name"), "must specify a metric name")
    } else {
      Checks.messages(NameRules.pathSegment(name), of: name, path.child("name"), &errors)
    }
  }

  private static func check(target: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let type = target.word("type")
    if type.isEmpty { errors.required(path.child("type"), "must specify a metric target type") }
    if !["Utilization", "Value", "AverageValue"].contains(type) {
      errors.invalid(path.child("type"), .string(type), "must be either Utilization, Value, or AverageValue")
    }
    for member in ["value", "averageValue"] {
      guard let text = target.optionalWord(member), let amount = Quantity(text) else { continue }
      if amount.sign != 1 {
        errors.invalid(path.child(member), .string(amount.canonical), "must be positive")
      }
    }
    if let percent = target.optionalInteger("averageUtilization"), percent < 1 {
      errors.invalid(path.child("averageUtilization"), .integer(percent), "must be greater than 0")
    }
  }
}
