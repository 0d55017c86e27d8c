internal import KubeObject

/// Network policies: selectors, peers and ports.
enum NetworkPolicyValidation {
  static func fillDefaults(_ policy: inout JSONValue) {
    if policy["spec"] == nil { policy["spec"] = [:] }
    policy.inside("spec") { spec in
      if spec.isEmptyPart("policyTypes") {
        spec["policyTypes"] = spec.isEmptyPart("egress") ? ["Ingress"] : ["Ingress", "Egress"]
      }
      for direction in ["ingress", "egress"] {
        spec.eachItem(direction) { rule in
          rule.eachItem("ports") { $0.fill("protocol", "TCP") }
        }
      }
    }
  }

  static func check(_ policy: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    let values = policy.part("spec")
    Checks.labelSelector(values.part("podSelector"), spec.child("podSelector"), &errors)
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
      for (index, rule) in values.items(direction).enumerated() {
        let path = spec.child(direction).index(index)
        for (index, port) in rule.items("ports").enumerated() {
          check(port: port, path.child("ports").index(index), &errors)
        }
        for (index, peer) in rule.items(peers).enumerated() {
          check(peer: peer, path.child(peers).index(index), &errors)
        }
      }
    }
    let types = values.words("policyTypes")
    let path = spec.child("policyTypes")
    if types.count > 2 {
      errors.invalid(path, values.part("policyTypes"), "may not specify more than two policyTypes")
      return
    }
    for (index, type) in types.enumerated() {
      Checks.oneOf(type, ["Egress", "Ingress"], path.index(index), &errors)
    }
  }

  private static func check(port: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    if let transport = port.optionalWord("protocol") {
      Checks.oneOf(transport, Checks.protocols, path.child("protocol"), &errors)
    }
    let end = port.optionalInteger("endPort")
    let endPath = path.child("endPort")
    guard let first = port.walk(["port"]) else {
      if let end {
        errors.invalid(endPath, .integer(end), "may not be specified when `port` is not specified")
      }
      return
    }
    Checks.portOrName(first, path.child("port"), &errors)
    guard let end else { return }
    if let number = first.int64 {
      if end < number { errors.invalid(endPath, .integer(end), "must be greater than or equal to `port`") }
      Checks.portNumber(end, endPath, &errors)
    } else {
      errors.invalid(endPath, .integer(end), "may not be specified when `port` is non-numeric")
    }
  }

  private static func check(peer: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    var count = 0
    for member in ["podSelector", "namespaceSelector"] {
      guard let selector = peer.walk([member]) else { continue }
      count += 1
      Checks.labelSelector(selector, path.child(member), &errors)
    }
    if let block = peer.walk(["ipBlock"]) {
      count += 1
      check(block: block, path.child("ipBlock"), &errors)
      if count > 1 { errors.forbidden(path, "may not specify both ipBlock and another peer") }
    }
    if count == 0 { errors.required(path, "must specify a peer") }
  }

  private static func check(block: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let range = block.word("cidr")
    if range.isEmpty {
      errors.required(path.child("cidr"), "")
      return
    }
    Checks.messages(NameRules.cidr(range), of: range, path.child("cidr"), &errors)
    guard let outer = CIDRText(range) else { return }
    for (index, except) in block.words("except").enumerated() {
      let path = path.child("except").index(index)
      Checks.messages(NameRules.cidr(except), of: except, path, &errors)
      guard let inner = CIDRText(except) else { continue }
      if !outer.contains(inner.network) || inner.prefix <= outer.prefix {
        errors.invalid(path, .string(except), "must be a strict subset of `cidr`")
      }
    }
  }
}
