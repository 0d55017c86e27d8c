internal import KubeObject
internal import KubeSchema

/// Node: what its kubelet registers, and what may be changed of it later.
enum NodeRules {
  static let table: [GroupKind: KindRules] = [GroupKind(group: "", kind: "Node"): node]

  private static let node = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.defaults = { fillDefaults(&$0) }
    rules.prepareForUpdate = { new, old, context in
      if context.subresource == "status" {
        Separation.statusUpdate(&new, old)
      } else {
        Separation.keep("status", in: &new, of: old)
      }
    }
    rules.validate = { node, errors, _ in check(node, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      checkUpdate(new, old, &errors)
      check(new, &errors)
    }
  }

  /// What is allocatable is all there is, unless the kubelet says otherwise; the two forms of pod CIDRs agree.
  private static func fillDefaults(_ node: inout JSONValue) {
    node.inside("status") { status in
      if let capacity = status["capacity"], !status.has("allocatable") { status["allocatable"] = capacity }
    }
    node.inside("spec") { spec in
      let one = spec.word("podCIDR")
      let all = spec.words("podCIDRs")
      if !one.isEmpty && all.isEmpty { spec["podCIDRs"] = [.string(one)] }
      if let first = all.first, one.isEmpty { spec["podCIDR"] = .string(first) }
    }
  }

  private static func check(_ node: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    checkTaints(node.items("spec", "taints"), spec.child("taints"), &errors)
    let ranges = node.words("spec", "podCIDRs")
    for (index, range) in ranges.enumerated() {
      Checks.messages(NameRules.cidr(range), of: range, spec.child("podCIDRs").index(index), &errors)
    }
    if ranges.count > 1 {
      let parsed = ranges.compactMap { CIDRText($0) }
      if ranges.count > 2 || (parsed.count == 2 && parsed[0].address.isIPv6 == parsed[1].address.isIPv6) {
        errors.invalid(
          spec.child("podCIDRs"), node.part("spec", "podCIDRs"),
          "may specify no more than one CIDR for each IP family")
      }
    }
    for member in ["capacity", "allocatable"] {
      for (name, text) in node.pairs("status", member) {
        guard let amount = Quantity(text) else { continue }
        Checks.notNegative(quantity: amount, FieldPath("status").child(member).key(name), &errors)
      }
    }
  }

  static func checkTaints(_ taints: [JSONValue], _ path: FieldPath, _ errors: inout FieldErrors) {
    var seen: Set<ExactText> = []
    for (index, taint) in taints.enumerated() {
      let path = path.index(index)
      let key = taint.word("key")
      let value = taint.word("value")
      let effect = taint.word("effect")
      Checks.qualifiedName(key, path.child("key"), &errors)
      let messages = NameRules.labelValue(value)
      if !messages.isEmpty {
        errors.invalid(path.child("value"), .string(value), messages.joined(separator: ";"))
      }
      Checks.requiredOneOf(
        effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"], path.child("effect"), &errors)
      if !seen.insert(ExactText("\(effect)/\(key)")).inserted {
        errors.duplicate(path, taint, "taints must be unique by key and effect pair")
      }
    }
  }

  private static func checkUpdate(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    var seen: Set<ExactText> = []
    for (index, address) in new.items("status", "addresses").enumerated() {
      let text = "\(address.word("type"))/\(address.word("address"))"
      if !seen.insert(ExactText(text)).inserted {
        errors.duplicate(FieldPath("status").child("addresses").index(index), address)
      }
    }
    let ranges = old.part("spec", "podCIDRs")
    if !ranges.isNull && !Checks.same(ranges, new.at("spec", "podCIDRs")) {
      errors.forbidden(
        spec.child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid")
    }
    let provider = old.word("spec", "providerID")
    if !provider.isEmpty && provider != new.word("spec", "providerID") {
      errors.forbidden(
        spec.child("providerID"), "node updates may not change providerID except from \"\" to valid")
    }
    let mutable = ["unschedulable", "taints", "providerID", "podCIDR", "podCIDRs", "configSource"]
    var after = new.part("spec")
    var before = old.part("spec")
    for member in mutable {
      after.remove(member)
      before.remove(member)
    }
    if !Checks.same(after, before) {
      errors.forbidden(
        FieldPath(""),
        "node updates may only change labels, taints, or capacity (or configSource, if the "
          + "DynamicKubeletConfig feature gate is enabled)")
    }
  }
}
