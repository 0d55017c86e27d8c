internal import KubeObject

/// Rows of services, what stands behind them and what leads to them.
enum NetworkCells {
  static func service(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let spec = object.part("spec")
    let address = spec.word("clusterIP")
    let ports = spec.items("ports").map { port in
      let nodePort = port.integer("nodePort")
      let middle = nodePort > 0 ? ":\(nodePort)" : ""
      return "\(port.integer("port"))\(middle)/\(port.word("protocol"))"
    }
    return [
      name(object), .string(spec.word("type")), .string(address.isEmpty ? "<none>" : address),
      .string(externalAddress(object)), .string(ports.isEmpty ? "<none>" : ports.commaJoined()),
      CellText.age(object, now: now), .string(CellText.labels(spec.pairs("selector"))),
    ]
  }

  private static func externalAddress(_ service: JSONValue) -> String {
    let external = service.words("spec", "externalIPs")
    switch service.word("spec", "type") {
    case "ClusterIP", "NodePort":
      return external.isEmpty ? "<none>" : external.commaJoined()
    case "LoadBalancer":
      let all = loadBalancers(service) + external
      return all.isEmpty ? "<pending>" : all.commaJoined()
    case "ExternalName":
      return service.word("spec", "externalName")
    default:
      return "<unknown>"
    }
  }

  /// The addresses and names by which load balancers are reached, sorted, each once.
  private static func loadBalancers(_ object: JSONValue) -> [String] {
    object.items("status", "loadBalancer", "ingress")
      .map { $0.word("ip").isEmpty ? $0.word("hostname") : $0.word("ip") }
      .filter { !$0.isEmpty }.sortedUnique()
  }

  static func ingress(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [
      name(object), .string(object.optionalWord("spec", "ingressClassName") ?? "<none>"),
      .string(hosts(object)),
      .string(loadBalancers(object).commaJoined()),
      .string(object.items("spec", "tls").isEmpty ? "80" : "80, 443"), CellText.age(object, now: now),
    ]
  }

  /// The first three hosts of the rules; rules after those only count.
  private static func hosts(_ ingress: JSONValue) -> String {
    let rules = ingress.items("spec", "rules")
    var hosts: [String] = []
    var more = false
    for rule in rules {
      if hosts.count == 3 { more = true }
      let host = rule.word("host")
      if !more && !host.isEmpty { hosts.append(host) }
    }
    if hosts.isEmpty { return "*" }
    return more ? "\(hosts.commaJoined()) + \(rules.count - 3) more..." : hosts.commaJoined()
  }

  static func ingressClass(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    var parameters = "<none>"
    if let reference = object.walk(["spec", "parameters"]) {
      let group = reference.optionalWord("apiGroup").map { "." + $0 } ?? ""
      parameters = "\(reference.word("kind"))\(group)/\(reference.word("name"))"
    }
    return [
      name(object), .string(object.word("spec", "controller")), .string(parameters),
      CellText.age(object, now: now),
    ]
  }

  static func networkPolicy(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [
      name(object), .string(CellText.selector(object.part("spec", "podSelector"))),
      CellText.age(object, now: now),
    ]
  }

  static func endpoints(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [name(object), .string(endpointText(object)), CellText.age(object, now: now)]
  }

  /// The first three addresses with their ports, and how many more there are in all.
  private static func endpointText(_ object: JSONValue) -> String {
    let subsets = object.items("subsets")
    if subsets.isEmpty { return "<none>" }
    var shown: [String] = []
    var count = 0
    for subset in subsets {
      let addresses = subset.items("addresses")
      let ports = subset.items("ports")
      count += addresses.count * max(1, ports.count)
      if ports.isEmpty {
        shown += addresses.prefix(3 - shown.count).map { $0.word("ip") }
      }
      for port in ports where shown.count < 3 {
        shown += addresses.prefix(3 - shown.count).map {
          CellText.hostPort($0.word("ip"), port.integer("port"))
        }
      }
    }
    return count > shown.count ? "\(shown.commaJoined()) + \(count - 3) more..." : shown.commaJoined()
  }

  static func endpointSlice(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let ports = object.items("ports").map { port in
      port.optionalInteger("port").map { "\($0)" } ?? port.optionalWord("name") ?? "*"
    }
    let addresses = object.items("endpoints").flatMap { $0.words("addresses") }
    return [
      name(object), .string(object.word("addressType")), .string(CellText.firstThree(ports, none: "<unset>")),
      .string(CellText.firstThree(addresses, none: "<unset>")), CellText.age(object, now: now),
    ]
  }

  static func serviceCIDR(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [name(object), .string(object.words("spec", "cidrs").commaJoined()), CellText.age(object, now: now)]
  }

  static func ipAddress(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    var parent = "<none>"
    if let reference = object.walk(["spec", "parentRef"]) {
      let group = reference.word("group")
      let resource = reference.word("resource") + (group.isEmpty ? "" : ".\(group)")
      let namespace = reference.word("namespace")
      parent =
        resource.lowercased() + (namespace.isEmpty ? "" : "/\(namespace)") + "/" + reference.word("name")
    }
    return [name(object), .string(parent)]
  }

  private static func name(_ object: JSONValue) -> JSONValue { .string(object.word("metadata", "name")) }
}
