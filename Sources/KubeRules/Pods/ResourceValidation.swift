internal import KubeObject

/// The checks of what a container, or a pod as a whole, asks for and is limited to.
enum ResourceValidation {
  static func check(
    _ resources: JSONValue, _ pod: PodSurroundings?, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let limits = PodResources.amounts(resources.part("limits"))
    let requests = PodResources.amounts(resources.part("requests"))
    let limitOf = Dictionary(limits.map { (ExactText($0.0), $0.1) }) { first, _ in first }
    var needsCompute = false
    var hasCompute = false
    for (name, amount) in limits {
      let place = path.child("limits").key(name)
      checkName(name, place, &errors)
      checkAmount(name, amount, place, &errors)
      if name.hasPrefix("hugepages-") { needsCompute = true }
      if name == "cpu" || name == "memory" { hasCompute = true }
    }
    for (name, amount) in requests {
      let place = path.child("requests").key(name)
      checkName(name, place, &errors)
      checkAmount(name, amount, place, &errors)
      if let limit = limitOf[ExactText(name)] {
        if !ResourceNames.mayOvercommit(name) && !(amount == limit) {
          errors.invalid(
            path.child("requests"), .string(amount.canonical),
            "must be equal to \(name) limit of \(limit.canonical)")
        } else if limit < amount {
          errors.invalid(
            path.child("requests"), .string(amount.canonical),
            "must be less than or equal to \(name) limit of \(limit.canonical)")
        }
      } else if !ResourceNames.mayOvercommit(name) {
        errors.required(path.child("limits"), "Limit must be set for non overcommitable resources")
      }
      if name.hasPrefix("hugepages-") { needsCompute = true }
      if name == "cpu" || name == "memory" { hasCompute = true }
    }
    if needsCompute && !hasCompute { errors.forbidden(path, "HugePages require cpu or memory") }
    checkClaims(resources.items("claims"), pod, path.child("claims"), &errors)
  }

  private static func checkName(_ name: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    Checks.qualifiedName(name, path, &errors)
    if !name.utf8.contains(UInt8(ascii: "/")) {
      guard !ResourceNames.isStandardForContainers(name) else { return }
      if !ResourceNames.isStandardForQuota(name) && name != "storage" {
        errors.invalid(path, .string(name), "must be a standard resource type or fully qualified")
      }
      errors.invalid(path, .string(name), "must be a standard resource for containers")
    } else if !name.contains("kubernetes.io/"), name.hasPrefix("requests.") {
      errors.invalid(path, .string(name), "doesn't follow extended resource name standard")
    }
  }

  private static func checkAmount(
    _ name: String, _ amount: Quantity, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    Checks.notNegative(quantity: amount, path, &errors)
    if ResourceNames.isInteger(name) && amount.milliValue % 1000 != 0 {
      errors.invalid(path, .string(amount.canonical), "must be an integer")
    }
  }

  private static func checkClaims(
    _ claims: [JSONValue], _ pod: PodSurroundings?, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    var seen: Set<ExactText> = []
    for (index, claim) in claims.enumerated() {
      let name = claim.word("name")
      let request = claim.word("request")
      if name.isEmpty {
        errors.required(path.index(index), "")
        continue
      }
      let text = request.isEmpty ? name : "\(name)/\(request)"
      if !seen.insert(ExactText(text)).inserted { errors.duplicate(path.index(index), .string(text)) }
      if let pod, !pod.claims.contains(ExactText(name)) {
        errors.notFound(path.index(index), .string(name))
      }
      if !request.isEmpty { Checks.dnsLabel(request, path.index(index).child("request"), &errors) }
    }
  }

  /// Resources of the pod as a whole (KEP-2837): only some, and never less than the containers need.
  static func checkPod(_ spec: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let resources = spec.part("resources")
    guard !resources.isNull else { return }
    if !resources.items("claims").isEmpty {
      errors.forbidden(path.child("claims"), "claims cannot be set for Resources at pod-level")
    }
    for member in ["limits", "requests"] {
      for (name, _) in resources.pairs(member) where !PodResources.isPodLevel(name) {
        errors.notSupported(path.child(member).key(name), .string(name), ["cpu", "hugepages-", "memory"])
      }
    }
    check(resources, nil, path, &errors)
    let needed = PodResources.containerRequests(of: spec)
    for (name, amount) in PodResources.amounts(resources.part("requests")) {
      guard let need = needed.first(where: { $0.0 == name })?.1, amount < need else { continue }
      errors.invalid(
        path.child("requests").key(name), .string(amount.canonical),
        "must be greater than or equal to aggregate container requests of \(need.canonical)")
    }
    for (name, limit) in PodResources.amounts(resources.part("limits")) {
      for (index, container) in spec.items("containers").enumerated() {
        guard
          let amount = PodResources.amounts(container.part("resources", "limits")).first(where: {
            $0.0 == name
          })?.1, limit < amount
        else { continue }
        errors.invalid(
          FieldPath("spec").child("containers").index(index).child("resources").child("limits").key(name),
          .string(amount.canonical), "must be less than or equal to pod limits of \(limit.canonical)")
      }
    }
  }

  /// What running the pod costs besides its containers.
  static func checkOverhead(_ overhead: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    for (name, amount) in PodResources.amounts(overhead) {
      let place = path.key(name)
      checkName(name, place, &errors)
      checkAmount(name, amount, place, &errors)
    }
  }
}
