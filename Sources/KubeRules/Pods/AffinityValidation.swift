internal import KubeObject

/// The checks of where a pod may and would like to run.
enum AffinityValidation {
  private static let unselectable = "not a valid selector operator"

  static func check(_ affinity: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let node = affinity.part("nodeAffinity")
    let required = "requiredDuringSchedulingIgnoredDuringExecution"
    let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
    let nodePath = path.child("nodeAffinity")
    if node.has(required) { checkNodeSelector(node.part(required), nodePath.child(required), &errors) }
    for (index, term) in node.items(preferred).enumerated() {
      let place = nodePath.child(preferred).index(index)
      checkWeight(term, place, &errors)
      checkTerm(term.part("preference"), place.child("preference"), &errors)
    }
    for kind in ["podAffinity", "podAntiAffinity"] where affinity.has(kind) {
      let part = affinity.part(kind)
      for (index, term) in part.items(required).enumerated() {
        checkPodTerm(term, path.child(kind).child(required).index(index), &errors)
      }
      for (index, term) in part.items(preferred).enumerated() {
        let place = path.child(kind).child(preferred).index(index)
        checkWeight(term, place, &errors)
        checkPodTerm(term.part("podAffinityTerm"), place.child("podAffinityTerm"), &errors)
      }
    }
  }

  private static func checkWeight(_ term: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let weight = term.integer("weight")
    if !(1...100).contains(weight) {
      errors.invalid(path.child("weight"), .integer(weight), "must be in the range 1-100")
    }
  }

  static func checkNodeSelector(_ selector: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let terms = selector.items("nodeSelectorTerms")
    let place = path.child("nodeSelectorTerms")
    if terms.isEmpty { return errors.required(place, "must have at least one node selector term") }
    for (index, term) in terms.enumerated() { checkTerm(term, place.index(index), &errors) }
  }

  private static func checkTerm(_ term: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    for (index, expression) in term.items("matchExpressions").enumerated() {
      checkExpression(expression, path.child("matchExpressions").index(index), &errors)
    }
    for (index, field) in term.items("matchFields").enumerated() {
      checkField(field, path.child("matchFields").index(index), &errors)
    }
  }

  private static func checkExpression(
    _ expression: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let values = expression.words("values")
    let operation = expression.word("operator")
    switch operation {
    case "In", "NotIn":
      if values.isEmpty {
        errors.required(path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'")
      }
    case "Exists", "DoesNotExist":
      if !values.isEmpty {
        errors.forbidden(
          path.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
      }
    case "Gt", "Lt":
      if values.count != 1 {
        errors.required(
          path.child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'")
      }
    default: errors.invalid(path.child("operator"), .string(operation), unselectable)
    }
    Checks.qualifiedName(expression.word("key"), path.child("key"), &errors)
  }

  /// A node's field: only its name can be asked for.
  private static func checkField(_ field: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let values = field.words("values")
    let operation = field.word("operator")
    let key = field.word("key")
    if operation == "In" || operation == "NotIn" {
      if values.count != 1 {
        errors.required(
          path.child("values"),
          "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")
      }
    } else {
      errors.invalid(path.child("operator"), .string(operation), unselectable)
    }
    guard key == "metadata.name" else {
      return errors.invalid(path.child("key"), .string(key), "not a valid field selector key")
    }
    for (index, value) in values.enumerated() {
      Checks.subdomain(value, path.child("values").index(index), &errors)
    }
  }

  private static func checkPodTerm(_ term: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    Checks.labelSelector(term.part("labelSelector"), path.child("labelSelector"), &errors)
    Checks.labelSelector(term.part("namespaceSelector"), path.child("namespaceSelector"), &errors)
    for name in term.words("namespaces") { Checks.dnsLabel(name, path.child("namespace"), &errors) }
    for list in ["matchLabelKeys", "mismatchLabelKeys"] {
      checkKeys(term, list, path, &errors)
    }
    let mismatched = Set(term.words("mismatchLabelKeys").map(ExactText.init))
    for (index, key) in term.words("matchLabelKeys").enumerated() where mismatched.contains(ExactText(key)) {
      errors.invalid(
        path.child("matchLabelKeys").index(index), .string(key),
        "exists in both matchLabelKeys and mismatchLabelKeys")
    }
    let topology = term.word("topologyKey")
    if topology.isEmpty { errors.required(path.child("topologyKey"), "can not be empty") }
    Checks.qualifiedName(topology, path.child("topologyKey"), &errors)
  }

  /// Labels whose values are the pod's own; they need a selector to go into.
  private static func checkKeys(
    _ holder: JSONValue, _ list: String, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let keys = holder.words(list)
    guard !keys.isEmpty else { return }
    if !holder.has("labelSelector") {
      errors.forbidden(path.child(list), "must not be specified when labelSelector is not set")
    }
    for (index, key) in keys.enumerated() {
      Checks.qualifiedName(key, path.child(list).index(index), &errors)
    }
  }

  static func checkSpread(_ constraints: [JSONValue], _ path: FieldPath, _ errors: inout FieldErrors) {
    var seen: Set<ExactText> = []
    for (index, constraint) in constraints.enumerated() {
      let place = path.index(index)
      if constraint.integer("maxSkew") <= 0 {
        errors.invalid(
          place.child("maxSkew"), .integer(constraint.integer("maxSkew")), "must be greater than zero")
      }
      let topology = constraint.word("topologyKey")
      if topology.isEmpty {
        errors.required(place.child("topologyKey"), "can not be empty")
      } else {
        Checks.qualifiedName(topology, place.child("topologyKey"), &errors)
      }
      let action = constraint.word("whenUnsatisfiable")
      Checks.oneOf(
        action, ["DoNotSchedule", "ScheduleAnyway"], place.child("whenUnsatisfiable"), &errors)
      let pair = "{\(topology), \(action)}"
      if !seen.insert(ExactText(pair)).inserted {
        errors.duplicate(place.child("{topologyKey, whenUnsatisfiable}"), .string(pair))
      }
      if let domains = constraint.optionalInteger("minDomains") {
        checkMinDomains(domains, action, place.child("minDomains"), &errors)
      }
      for member in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
        guard let policy = constraint.optionalWord(member) else { continue }
        Checks.oneOf(policy, ["Honor", "Ignore"], place.child(member), &errors)
      }
      checkKeys(constraint, "matchLabelKeys", place, &errors)
      Checks.labelSelector(constraint.part("labelSelector"), place.child("labelSelector"), &errors)
    }
  }

  private static func checkMinDomains(
    _ domains: Int64, _ action: String, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    if domains <= 0 { errors.invalid(path, .integer(domains), "must be greater than 0") }
    if action != "DoNotSchedule" {
      errors.invalid(
        path, .integer(domains),
        "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not \(action)")
    }
  }

  static func checkTolerations(_ tolerations: [JSONValue], _ path: FieldPath, _ errors: inout FieldErrors) {
    for (index, toleration) in tolerations.enumerated() {
      let place = path.index(index)
      let key = toleration.word("key")
      let operation = toleration.word("operator")
      let value = toleration.word("value")
      let effect = toleration.word("effect")
      if !key.isEmpty { Checks.qualifiedName(key, place.child("key"), &errors) }
      if key.isEmpty && operation != "Exists" {
        errors.invalid(
          place.child("operator"), .string(operation),
          "operator must be Exists when `key` is empty, which means \"match all values and all keys\"")
      }
      if toleration.has("tolerationSeconds") && effect != "NoExecute" {
        errors.invalid(
          place.child("effect"), .string(effect),
          "effect must be 'NoExecute' when `tolerationSeconds` is set")
      }
      switch operation {
      case "", "Equal":
        let problems = NameRules.labelValue(value)
        if !problems.isEmpty {
          errors.invalid(place.child("operator"), .string(value), problems.joined(separator: ";"))
        }
      case "Exists":
        if !value.isEmpty {
          errors.invalid(
            place.child("operator"), toleration, "value must be empty when `operator` is 'Exists'")
        }
      default: errors.notSupported(place.child("operator"), .string(operation), ["Equal", "Exists"])
      }
      if !effect.isEmpty {
        Checks.oneOf(
          effect, ["NoExecute", "NoSchedule", "PreferNoSchedule"], place.child("effect"), &errors)
      }
    }
  }
}
