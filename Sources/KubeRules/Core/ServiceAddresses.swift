internal import KubeObject

/// A service's cluster IPs and their families: well-formed, in step with each other, and unchanged by updates
/// (KEP-563).
enum ServiceAddresses {
  private static let spec = FieldPath("spec")
  private static let once = "may not change once set"

  static func check(_ service: JSONValue, _ errors: inout FieldErrors) {
    let values = service.part("spec")
    if values.word("type") == "ExternalName" { return }
    let before = errors.count
    let address = values.word("clusterIP")
    let addresses = values.words("clusterIPs")
    let path = spec.child("clusterIPs")
    if !address.isEmpty {
      if addresses.isEmpty {
        errors.required(path, "")
      } else if addresses.first != address {
        errors.invalid(path, values.part("clusterIPs"), "first value must match `clusterIP`")
      }
    } else if !addresses.isEmpty {
      errors.invalid(path, values.part("clusterIPs"), "must be empty when `clusterIP` is not specified")
    }
    checkFamilies(values, &errors)
    guard checkText(addresses, values, path, &errors) else { return }
    if addresses.count == 2, let first = IPText(addresses[0]), let second = IPText(addresses[1]),
      first.isIPv6 == second.isIPv6
    {
      errors.invalid(
        path, values.part("clusterIPs"), "may specify no more than one IP for each IP family")
    }
    guard errors.count == before, !ServiceTraits.isHeadless(values) else { return }
    for (index, pair) in zip(addresses, values.words("ipFamilies")).enumerated() {
      guard let address = IPText(pair.0), address.isIPv6 != (pair.1 == "IPv6") else { continue }
      errors.invalid(
        path.index(index), .string(pair.0),
        "expected an \(pair.1) value as indicated by `ipFamilies[\(index)]`")
    }
  }

  private static func checkFamilies(_ values: JSONValue, _ errors: inout FieldErrors) {
    var seen: Set<String> = []
    for (index, family) in values.words("ipFamilies").enumerated() {
      let path = spec.child("ipFamilies").index(index)
      Checks.oneOf(family, ["IPv4", "IPv6"], path, &errors)
      if !seen.insert(family).inserted { errors.duplicate(path, .string(family)) }
    }
    if let policy = values.optionalWord("ipFamilyPolicy") {
      Checks.oneOf(
        policy, ["PreferDualStack", "RequireDualStack", "SingleStack"], spec.child("ipFamilyPolicy"), &errors)
    }
  }

  /// Whether each address is one, and `None` stands alone.
  private static func checkText(
    _ addresses: [String], _ values: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) -> Bool {
    var isSound = true
    for (index, address) in addresses.enumerated() {
      if index == 0 && address == "None" {
        if addresses.count > 1 {
          isSound = false
          errors.invalid(path, values.part("clusterIPs"), "'None' must be the first and only value")
        }
        continue
      }
      let before = errors.count
      Checks.address(address, path.index(index), &errors)
      if errors.count > before { isSound = false }
    }
    if addresses.count > 2 {
      errors.invalid(path, values.part("clusterIPs"), "may only hold up to 2 values")
    }
    return isSound
  }

  static func checkUpdate(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    let after = new.part("spec")
    let before = old.part("spec")
    if after.word("type") == "ExternalName" || before.word("type") == "ExternalName" { return }
    let headless = ServiceTraits.isHeadless(after)
    let wasHeadless = ServiceTraits.isHeadless(before)
    if !(headless && wasHeadless) {
      checkList("clusterIPs", "clusterIP", after, before, &errors)
    }
    if headless == wasHeadless && !headless { checkList("ipFamilies", "ipFamily", after, before, &errors) }
    if after.word("type") == "LoadBalancer", before.word("type") == "LoadBalancer",
      after.word("loadBalancerClass") != before.word("loadBalancerClass")
    {
      errors.invalid(spec.child("loadBalancerClass"), after.part("loadBalancerClass"), once)
    }
  }

  /// The first of the addresses (or families) stays; a second may come, and go again with the policy SingleStack.
  private static func checkList(
    _ member: String, _ one: String, _ after: JSONValue, _ before: JSONValue, _ errors: inout FieldErrors
  ) {
    let values = after.words(member)
    let former = before.words(member)
    let shown = after.part(member)
    let path = spec.child(member)
    if values.count == former.count {
      for (index, pair) in zip(values, former).enumerated() where pair.0 != pair.1 {
        errors.invalid(path.index(index), shown, once)
      }
      return
    }
    if let first = values.first, let was = former.first, first != was {
      errors.invalid(path.index(0), shown, once)
    }
    guard values.count < former.count else { return }
    if values.isEmpty {
      errors.invalid(path.index(0), shown, "primary \(one) can not be unset")
    } else if values.count == 1, after.word("ipFamilyPolicy") != "SingleStack" {
      errors.invalid(
        spec.child("ipFamilyPolicy"), after.part("ipFamilyPolicy"),
        "must be set to 'SingleStack' when releasing the secondary \(one)")
    }
  }
}
