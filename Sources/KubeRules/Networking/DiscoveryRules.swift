internal import KubeObject
internal import KubeSchema

/// EndpointSlice (KEP-752).
enum DiscoveryRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "discovery.k8s.io", kind: "EndpointSlice"): slice
  ]
  private static let maximumEndpoints = 1000
  private static let maximumAddresses = 100
  private static let maximumPorts = 20000

  private static let slice = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.hasGeneration = true
    rules.defaults = { slice in
      slice.eachItem("ports") { port in
        port.fill("name", "")
        port.fill("protocol", "TCP")
      }
    }
    rules.prepareForCreate = { slice, _ in slice.set("metadata", "generation", to: 1) }
    rules.prepareForUpdate = { new, old, _ in
      let generation = old.integer("metadata", "generation")
      let parts = ["addressType", "endpoints", "ports"]
      let changed =
        parts.contains { !Checks.same(new[$0], old[$0]) }
        || !Checks.same(new.at("metadata", "labels"), old.at("metadata", "labels"))
      new.set("metadata", "generation", to: .integer(changed ? generation &+ 1 : generation))
    }
    rules.validate = { slice, errors, _ in check(slice, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      check(new, &errors)
      Checks.unchanged(new["addressType"], old["addressType"], FieldPath("addressType"), &errors)
    }
  }

  private static func check(_ slice: JSONValue, _ errors: inout FieldErrors) {
    let type = slice.word("addressType")
    Checks.requiredOneOf(type, ["FQDN", "IPv4", "IPv6"], FieldPath("addressType"), &errors)
    let endpoints = slice.items("endpoints")
    let path = FieldPath("endpoints")
    if endpoints.count > maximumEndpoints {
      errors.tooMany(path, endpoints.count, maximumEndpoints)
    } else {
      for (index, endpoint) in endpoints.enumerated() {
        check(endpoint: endpoint, type, path.index(index), &errors)
      }
    }
    checkPorts(slice.items("ports"), &errors)
  }

  private static func check(
    endpoint: JSONValue, _ type: String, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let addresses = endpoint.words("addresses")
    let list = path.child("addresses")
    if addresses.isEmpty {
      errors.required(list, "must contain at least 1 address")
    } else if addresses.count > maximumAddresses {
      errors.tooMany(list, addresses.count, maximumAddresses)
    }
    for (index, address) in addresses.enumerated() {
      check(address: address, type, list.index(index), &errors)
    }
    if let node = endpoint.optionalWord("nodeName") {
      Checks.subdomain(node, path.child("nodeName"), &errors)
    }
    let topology = endpoint.pairs("deprecatedTopology")
    if topology.count > 16 { errors.tooMany(path.child("deprecatedTopology"), topology.count, 16) }
    Checks.labels(topology, path.child("deprecatedTopology"), &errors)
    if let host = endpoint.optionalWord("hostname") { Checks.dnsLabel(host, path.child("hostname"), &errors) }
    checkHints(endpoint, path.child("hints"), &errors)
  }

  private static func check(
    address: String, _ type: String, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    switch type {
    case "IPv4", "IPv6":
      guard let parsed = IPText(address), parsed.isIPv6 == (type == "IPv6") else {
        errors.invalid(path, .string(address), "must be a valid \(type) address")
        return
      }
      Checks.ordinaryAddress(address, path, &errors)
    case "FQDN":
      var name = address
      if name.hasSuffix(".") { name.removeLast() }
      Checks.messages(NameRules.dnsSubdomain(name), of: address, path, &errors)
      if !name.utf8.contains(UInt8(ascii: ".")) {
        errors.invalid(
          path, .string(address), "should be a domain with at least two segments separated by dots")
      }
    default:
      break
    }
  }

  private static func checkHints(_ endpoint: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard let hints = endpoint.walk(["hints"]) else { return }
    for kind in ["forZones", "forNodes"] {
      let list = hints.items(kind)
      if list.count > 8 {
        errors.tooMany(path.child(kind), list.count, 8)
        continue
      }
      var seen: Set<ExactText> = []
      for (index, hint) in list.enumerated() {
        let name = hint.word("name")
        let path = path.child(kind).index(index).child("name")
        if !seen.insert(ExactText(name)).inserted { errors.duplicate(path, .string(name)) }
        let messages = kind == "forZones" ? NameRules.labelValue(name) : NameRules.dnsSubdomain(name)
        Checks.messages(messages, of: name, path, &errors)
      }
    }
  }

  private static func checkPorts(_ ports: [JSONValue], _ errors: inout FieldErrors) {
    let path = FieldPath("ports")
    if ports.count > maximumPorts {
      errors.tooMany(path, ports.count, maximumPorts)
      return
    }
    var names: Set<ExactText> = []
    for (index, port) in ports.enumerated() {
      let path = path.index(index)
      let name = port.word("name")
      if !name.isEmpty { Checks.dnsLabel(name, path.child("name"), &errors) }
      if !names.insert(ExactText(name)).inserted { errors.duplicate(path.child("name"), .string(name)) }
      Checks.requiredOneOf(port.word("protocol"), Checks.protocols, path.child("protocol"), &errors)
      if let number = port.optionalInteger("port") { Checks.portNumber(number, path.child("port"), &errors) }
      if let application = port.optionalWord("appProtocol") {
        Checks.qualifiedName(application, path.child("appProtocol"), &errors)
      }
    }
  }
}
