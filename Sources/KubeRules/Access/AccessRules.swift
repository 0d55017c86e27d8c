internal import KubeObject
internal import KubeSchema

/// Roles, their bindings, and service accounts.
enum AccessRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: group, kind: "Role"): role,
    GroupKind(group: group, kind: "ClusterRole"): clusterRole,
    GroupKind(group: group, kind: "RoleBinding"): binding(namespaced: true),
    GroupKind(group: group, kind: "ClusterRoleBinding"): binding(namespaced: false),
    GroupKind(group: "", kind: "ServiceAccount"): serviceAccount,
  ]
  private static let group = "rbac.authorization.k8s.io"

  private static let role = KindRules.made { rules in
    rules.nameRule = .pathSegment
    rules.allowsCreateOnUpdate = true
    rules.allowsUnconditionalUpdate = true
    rules.validateBoth { checkRules($0, namespaced: true, &$1) }
  }

  private static let clusterRole = KindRules.made { rules in
    rules.nameRule = .pathSegment
    rules.allowsCreateOnUpdate = true
    rules.allowsUnconditionalUpdate = true
    rules.validateBoth { role, errors in
      checkRules(role, namespaced: false, &errors)
      checkAggregation(role, &errors)
    }
  }

  private static func binding(namespaced: Bool) -> KindRules {
    KindRules.made { rules in
      rules.nameRule = .pathSegment
      rules.allowsCreateOnUpdate = true
      rules.allowsUnconditionalUpdate = true
      rules.defaults = { fillBinding(&$0) }
      rules.validate = { binding, errors, _ in checkBinding(binding, namespaced: namespaced, &errors) }
      rules.validateUpdate = { new, old, errors, _ in
        checkBinding(new, namespaced: namespaced, &errors)
        if !Checks.same(new["roleRef"], old["roleRef"]) {
          errors.invalid(FieldPath("roleRef"), new.part("roleRef"), "cannot change roleRef")
        }
      }
    }
  }

  private static let serviceAccount = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.prepareForCreate = { account, _ in cleanSecrets(&account) }
    rules.prepareForUpdate = { new, _, _ in cleanSecrets(&new) }
  }

  /// Of a reference to a secret, only its name says anything.
  private static func cleanSecrets(_ account: inout JSONValue) {
    account.eachItem("secrets") { secret in secret = ["name": .string(secret.word("name"))] }
  }

  private static func fillBinding(_ binding: inout JSONValue) {
    binding.inside("roleRef") { $0.fillEmpty("apiGroup", group) }
    binding.eachItem("subjects") { subject in
      if ["User", "Group"].contains(subject.word("kind")) { subject.fillEmpty("apiGroup", group) }
    }
  }

  private static func checkRules(_ role: JSONValue, namespaced: Bool, _ errors: inout FieldErrors) {
    for (index, rule) in role.items("rules").enumerated() {
      check(rule: rule, namespaced: namespaced, FieldPath("rules").index(index), &errors)
    }
  }

  static func check(
    rule: JSONValue, namespaced: Bool, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    if rule.isEmptyPart("verbs") {
      errors.required(path.child("verbs"), "verbs must contain at least one value")
    }
    if !rule.isEmptyPart("nonResourceURLs") {
      let urls = path.child("nonResourceURLs")
      if namespaced {
        errors.invalid(
          urls, rule.part("nonResourceURLs"), "namespaced rules cannot apply to non-resource URLs")
      }
      if ["apiGroups", "resources", "resourceNames"].contains(where: { !rule.isEmptyPart($0) }) {
        errors.invalid(
          urls, rule.part("nonResourceURLs"),
          "rules cannot apply to both regular resources and non-resource URLs")
      }
      return
    }
    if rule.isEmptyPart("apiGroups") {
      errors.required(path.child("apiGroups"), "resource rules must supply at least one api group")
    }
    if rule.isEmptyPart("resources") {
      errors.required(path.child("resources"), "resource rules must supply at least one resource")
    }
  }

  private static func checkAggregation(_ role: JSONValue, _ errors: inout FieldErrors) {
    guard let rule = role.walk(["aggregationRule"]) else { return }
    let path = FieldPath("aggregationRule").child("clusterRoleSelectors")
    let selectors = rule.items("clusterRoleSelectors")
    if selectors.isEmpty {
      errors.required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil")
    }
    for (index, selector) in selectors.enumerated() {
      Checks.labelSelector(selector, path.index(index), &errors)
    }
  }

  private static func checkBinding(_ binding: JSONValue, namespaced: Bool, _ errors: inout FieldErrors) {
    let path = FieldPath("roleRef")
    let reference = binding.part("roleRef")
    let kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]
    Checks.oneOf(reference.word("apiGroup"), [group], path.child("apiGroup"), &errors)
    Checks.oneOf(reference.word("kind"), kinds, path.child("kind"), &errors)
    let name = reference.word("name")
    if name.isEmpty {
      errors.required(path.child("name"), "")
    } else {
      Checks.messages(NameRules.pathSegment(name), of: name, path.child("name"), &errors)
    }
    for (index, subject) in binding.items("subjects").enumerated() {
      check(subject: subject, namespaced: namespaced, FieldPath("subjects").index(index), &errors)
    }
  }

  private static func check(
    subject: JSONValue, namespaced: Bool, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let name = subject.word("name")
    let apiGroup = subject.word("apiGroup")
    if name.isEmpty { errors.required(path.child("name"), "") }
    switch subject.word("kind") {
    case "ServiceAccount":
      if !name.isEmpty { Checks.subdomain(name, path.child("name"), &errors) }
      Checks.oneOf(apiGroup, [""], path.child("apiGroup"), &errors)
      if !namespaced && subject.word("namespace").isEmpty { errors.required(path.child("namespace"), "") }
    case "User", "Group":
      Checks.oneOf(apiGroup, [group], path.child("apiGroup"), &errors)
    default:
      errors.notSupported(
        path.child("kind"), .string(subject.word("kind")), ["ServiceAccount", "User", "Group"])
    }
  }
}
