internal import KubeObject

/// Resource quotas: names, amounts and scopes that go together.
enum QuotaValidation {
  private static let scopes = [
    "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass",
    "CrossNamespacePodAffinity", "VolumeAttributesClass",
  ]

  static func check(_ quota: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    amounts(quota, "spec", "hard", &errors)
    let resources = quota.members("spec", "hard").keys
    checkScopes(quota.words("spec", "scopes"), resources, spec.child("scopes"), &errors)
    guard let selector = quota.walk(["spec", "scopeSelector"]) else { return }
    checkSelector(selector, resources, spec.child("scopeSelector"), &errors)
  }

  static func checkStatus(_ quota: JSONValue, _ errors: inout FieldErrors) {
    if !quota.has("metadata", "resourceVersion") { errors.required(FieldPath("resourceVersion"), "") }
    amounts(quota, "status", "hard", &errors)
    amounts(quota, "status", "used", &errors)
  }

  private static func amounts(
    _ quota: JSONValue, _ part: String, _ member: String, _ errors: inout FieldErrors
  ) {
    for (name, text) in quota.pairs(part, member) {
      let path = FieldPath(part).child(member).key(name)
      ResourceNames.check(name, in: .quota, path, &errors)
      guard let amount = Quantity(text) else { continue }
      Checks.notNegative(quantity: amount, path, &errors)
      if ResourceNames.isInteger(name), amount.milliValue % 1000 != 0 {
        errors.invalid(path, .string(amount.canonical), "must be an integer")
      }
    }
  }

  private static func checkScopes(
    _ scopes: [String], _ resources: some Sequence<String>, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let all: JSONValue = .array(scopes.map { .string($0) })
    for scope in scopes {
      if !Self.scopes.contains(scope) { errors.invalid(path, all, "unsupported scope") }
      for resource in resources
      where ResourceNames.isStandardForQuota(resource) && !applies(scope, to: resource) {
        errors.invalid(path, all, "unsupported scope applied to resource")
      }
    }
    for pair in [["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"]]
    where pair.allSatisfy(scopes.contains) {
      errors.invalid(path, all, "conflicting scopes")
    }
  }

  private static func checkSelector(
    _ selector: JSONValue, _ resources: some Sequence<String>, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let expressions = selector.items("matchExpressions")
    let path = path.child("matchExpressions")
    for (index, expression) in expressions.enumerated() {
      let path = path.index(index)
      let scope = expression.word("scopeName")
      if !scopes.contains(scope) {
        errors.invalid(path.child("scopeName"), .string(scope), "unsupported scope")
      }
      for resource in resources
      where ResourceNames.isStandardForQuota(resource) && !applies(scope, to: resource) {
        errors.invalid(path, selector, "unsupported scope applied to resource")
      }
      checkExpression(expression, scope, path, &errors)
    }
  }

  private static func checkExpression(
    _ expression: JSONValue, _ scope: String, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let operation = expression.word("operator")
    let values = expression.words("values")
    let plain = ["BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity"]
    if plain.contains(scope) && operation != "Exists" {
      errors.invalid(
        path.child("operator"), .string(operation),
        "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
          + "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or "
          + "ResourceQuotaScopeCrossNamespacePodAffinity")
    }
    switch operation {
    case "In", "NotIn":
      if values.isEmpty {
        errors.required(
          path.child("values"),
          "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")
      }
    case "Exists", "DoesNotExist":
      if !values.isEmpty {
        errors.invalid(
          path.child("values"), expression.part("values"),
          "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")
      }
    default:
      errors.invalid(path.child("operator"), .string(operation), "not a valid selector operator")
    }
  }

  /// Whether a scope says anything of a resource: those of pods speak of pods and what they use.
  private static func applies(_ scope: String, to resource: String) -> Bool {
    switch scope {
    case "Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity":
      let claims = ["persistentvolumeclaims", "requests.storage"]
      return resource == "pods"
        || (ResourceNames.isStandardForQuota(resource)
          && !ResourceNames.isInteger(resource) && !claims.contains(resource))
    case "BestEffort": return resource == "pods"
    case "VolumeAttributesClass": return ["persistentvolumeclaims", "requests.storage"].contains(resource)
    default: return true
    }
  }
}
