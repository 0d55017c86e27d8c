internal import KubeObject
internal import KubeSchema

/// Ingress, IngressClass, NetworkPolicy, IPAddress, ServiceCIDR.
enum NetworkingRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: group, kind: "Ingress"): ingress,
    GroupKind(group: group, kind: "IngressClass"): ingressClass,
    GroupKind(group: group, kind: "NetworkPolicy"): networkPolicy,
    GroupKind(group: group, kind: "IPAddress"): ipAddress,
    GroupKind(group: group, kind: "ServiceCIDR"): serviceCIDR,
  ]
  private static let group = "networking.k8s.io"

  private static let ingress = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.separateStatus()
    rules.validate = { object, errors, _ in
      IngressValidation.check(object, &errors)
      IngressValidation.checkClassAnnotation(object, &errors)
    }
    rules.validateUpdate = { new, _, errors, context in
      if context.subresource == "status" {
        let path = FieldPath("status").child("loadBalancer").child("ingress")
        LoadBalancerStatus.check(new.items("status", "loadBalancer", "ingress"), path, &errors)
      } else {
        IngressValidation.check(new, &errors)
      }
    }
  }

  private static let ingressClass = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.separateStatus()
    rules.defaults = { object in
      object.inside("spec") { spec in spec.inside("parameters") { $0.fill("scope", "Cluster") } }
    }
    rules.validate = { object, errors, _ in IngressValidation.checkClass(object, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      let path = FieldPath("spec").child("controller")
      Checks.unchanged(new.at("spec", "controller"), old.at("spec", "controller"), path, &errors)
      IngressValidation.checkClass(new, &errors)
    }
  }

  private static let networkPolicy = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.separateStatus()
    rules.defaults = { NetworkPolicyValidation.fillDefaults(&$0) }
    rules.validateBoth { NetworkPolicyValidation.check($0, &$1) }
  }

  private static let ipAddress = KindRules.made { rules in
    rules.nameRule = .anything
    rules.prepareForUpdate = { _, _, _ in }
    rules.validate = { object, errors, _ in
      AddressValidation.checkName(object, &errors)
      AddressValidation.checkParent(object, &errors)
    }
    rules.validateUpdate = { new, old, errors, _ in
      let path = FieldPath("spec").child("parentRef")
      Checks.unchanged(new.at("spec", "parentRef"), old.at("spec", "parentRef"), path, &errors)
    }
  }

  private static let serviceCIDR = KindRules.made { rules in
    rules.separateStatus(generation: false)
    rules.validate = { object, errors, _ in AddressValidation.checkRanges(object, &errors) }
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" { return }
      AddressValidation.checkRangesUpdate(new, old, &errors)
    }
  }
}

/// Cluster addresses as objects, and the ranges they are taken from (KEP-1880).
enum AddressValidation {
  static func checkName(_ object: JSONValue, _ errors: inout FieldErrors) {
    let name = object.word("metadata", "name")
    let path = FieldPath("metadata").child("name")
    guard let address = IPText(name) else {
      errors.invalid(
        path, .string(name), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
      return
    }
    if address.text != name {
      errors.invalid(path, .string(name), "must be in canonical form (\"\(address.text)\")")
    }
  }

  static func checkParent(_ object: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("spec").child("parentRef")
    guard let parent = object.walk(["spec", "parentRef"]) else {
      errors.required(path, "")
      return
    }
    for member in ["resource", "name"] where parent.word(member).isEmpty {
      errors.required(path.child(member), "")
    }
    let group = parent.word("group")
    if !group.isEmpty { Checks.subdomain(group, path.child("group"), &errors) }
    for member in ["resource", "name", "namespace"] {
      let text = parent.word(member)
      if !text.isEmpty { Checks.messages(NameRules.pathSegment(text), of: text, path.child(member), &errors) }
    }
  }

  static func checkRanges(_ object: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("spec").child("cidrs")
    let ranges = object.words("spec", "cidrs")
    if ranges.isEmpty {
      errors.required(path, "at least one CIDR required")
      return
    }
    if ranges.count > 2 {
      errors.invalid(path, object.part("spec", "cidrs"), "may only hold up to 2 values")
    }
    let parsed = ranges.compactMap { CIDRText($0) }
    if ranges.count == 2, parsed.count == 2, parsed[0].address.isIPv6 == parsed[1].address.isIPv6 {
      errors.invalid(
        path, object.part("spec", "cidrs"),
        "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/96")
    }
    for (index, range) in ranges.enumerated() {
      Checks.messages(NameRules.cidr(range), of: range, path.index(index), &errors)
      if let cidr = CIDRText(range), cidr.text != range {
        errors.invalid(path.index(index), .string(range), "must be in canonical form (\"\(cidr.text)\")")
      }
    }
  }

  /// Ranges stay, but a second one of the other family may be added.
  static func checkRangesUpdate(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("spec").child("cidrs")
    let after = new.words("spec", "cidrs")
    let before = old.words("spec", "cidrs")
    if before.count == 1 && after.count == 2 && before[0] == after[0] {
      checkRanges(new, &errors)
      return
    }
    if after.count != before.count {
      errors.invalid(path, new.part("spec", "cidrs"), Checks.immutable)
      return
    }
    for (index, range) in after.enumerated() where range != before[index] {
      errors.invalid(path.index(index), .string(range), Checks.immutable)
    }
  }
}
