package import KubeObject

/// What the registry asks of a service before and after it gives out addresses and ports. Giving them out, safely
/// among replicas, is the registry's own work; nothing here knows which are free.
package enum ServiceAllocation {
  /// The families of the cluster's service network, the first one the default: ["IPv4"], ["IPv4", "IPv6"], ….
  package struct Families: Sendable {
    package let names: [String]
    package init(_ names: [String]) { self.names = names }
    var isDual: Bool { names.count > 1 }
  }

  /// A port that wants a node port: its place in `spec.ports`, and the number the client asks for, if any.
  package struct NodePortRequest: Sendable, Equatable {
    package let index: Int
    package let transport: String
    package let port: Int64
    package let wanted: Int64?
  }

  /// Decides policy and families of a service before addresses are given out, as the cluster's families allow, and
  /// puts them into it. Run after defaults and preparation, on creation and update.
  package static func decideFamilies(
    _ service: inout JSONValue, old: JSONValue?, families: Families
  ) -> [FieldError] {
    let spec = service.part("spec")
    guard ServiceTraits.needsClusterIP(spec) else { return [] }
    if let old, isUnchangedPreference(spec, old.part("spec")) { return [] }
    var errors: [FieldError] = []
    var policy = spec.optionalWord("ipFamilyPolicy")
    let addresses = spec.words("clusterIPs")
    var chosen = spec.words("ipFamilies")
    let path = FieldPath("spec")
    for (index, address) in addresses.enumerated() where index >= chosen.count && address != "None" {
      let family = IPText(address)?.isIPv6 == true ? "IPv6" : "IPv4"
      if families.names.contains(family) {
        chosen.append(family)
      } else {
        errors.append(
          .invalid(
            path.child("clusterIPs").index(index), spec.part("clusterIPs"),
            "\(family) is not configured on this cluster"))
      }
    }
    if !errors.isEmpty { return errors }
    if addresses.first == "None" && spec.isEmptyPart("selector") {
      if chosen.isEmpty { chosen = Array(families.names.prefix(1)) }
      if policy == nil { policy = "RequireDualStack" }
      if chosen.count == 1 && policy != "SingleStack" { chosen.append(other(than: chosen[0])) }
      write(policy, chosen, into: &service)
      return []
    }
    let isMultiple = addresses.count == 2 || chosen.count == 2
    if policy == nil { policy = isMultiple ? "RequireDualStack" : "SingleStack" }
    errors += conflicts(policy, addresses, chosen, spec, families)
    if !errors.isEmpty { return errors }
    if chosen.isEmpty { chosen = Array(families.names.prefix(1)) }
    if policy != "SingleStack" && chosen.count == 1 && families.isDual {
      chosen.append(other(than: chosen[0]))
    }
    write(policy, chosen, into: &service)
    return []
  }

  private static func conflicts(
    _ policy: String?, _ addresses: [String], _ chosen: [String], _ spec: JSONValue, _ families: Families
  ) -> [FieldError] {
    let path = FieldPath("spec")
    var errors: [FieldError] = []
    func refusePolicy(_ why: String) {
      errors.append(.invalid(path.child("ipFamilyPolicy"), spec.part("ipFamilyPolicy"), why))
    }
    if policy == "SingleStack" {
      for (name, count) in [("clusterIPs", addresses.count), ("ipFamilies", chosen.count)] where count == 2 {
        refusePolicy("must be RequireDualStack or PreferDualStack when multiple '\(name)' are specified")
      }
    }
    if policy == "RequireDualStack" && !families.isDual {
      refusePolicy("this cluster is not configured for dual-stack services")
    }
    for (index, family) in chosen.enumerated() where !families.names.contains(family) {
      errors.append(
        .invalid(path.child("ipFamilies").index(index), .string(family), "not configured on this cluster"))
    }
    return errors
  }

  /// A service that only prefers two families is not changed by a cluster that gained or lost one, as long as its
  /// own choice stays.
  private static func isUnchangedPreference(_ new: JSONValue, _ old: JSONValue) -> Bool {
    guard new.word("type") == old.word("type"), new.word("ipFamilyPolicy") == "PreferDualStack",
      old.word("ipFamilyPolicy") == "PreferDualStack", !new.isEmptyPart("ipFamilies")
    else { return false }
    return Checks.same(new["clusterIPs"], old["clusterIPs"])
      && Checks.same(new["ipFamilies"], old["ipFamilies"])
  }

  private static func other(than family: String) -> String { family == "IPv6" ? "IPv4" : "IPv6" }

  private static func write(_ policy: String?, _ families: [String], into service: inout JSONValue) {
    service.inside("spec") { spec in
      if let policy { spec["ipFamilyPolicy"] = .string(policy) }
      spec["ipFamilies"] = .array(families.map { .string($0) })
    }
  }

  /// Whether the service has cluster IPs, "None" included.
  package static func needsClusterIPs(_ service: JSONValue) -> Bool {
    ServiceTraits.needsClusterIP(service.part("spec"))
  }

  package static func isHeadless(_ service: JSONValue) -> Bool {
    ServiceTraits.isHeadless(service.part("spec"))
  }

  /// For each family of the service in turn: the address it asks for or has, nil where one must be chosen. Empty for
  /// a headless service and for one of type ExternalName.
  package static func addressRequests(_ service: JSONValue) -> [(family: String, wanted: String?)] {
    let spec = service.part("spec")
    guard ServiceTraits.needsClusterIP(spec), !ServiceTraits.isHeadless(spec) else { return [] }
    let addresses = spec.words("clusterIPs")
    return spec.words("ipFamilies").enumerated().map { index, family in
      (family, index < addresses.count && !addresses[index].isEmpty ? addresses[index] : nil)
    }
  }

  /// Writes the addresses given out, the first also as `clusterIP`.
  package static func write(addresses: [String], into service: inout JSONValue) {
    guard let first = addresses.first else { return }
    service.inside("spec") { spec in
      spec["clusterIP"] = .string(first)
      spec["clusterIPs"] = .array(addresses.map { .string($0) })
    }
  }

  /// The ports that are to have a node port; none where the service is told not to allocate them, save those that
  /// ask for a number.
  package static func nodePortRequests(_ service: JSONValue) -> [NodePortRequest] {
    let spec = service.part("spec")
    guard ServiceTraits.needsNodePorts(spec) else { return [] }
    let allocates =
      spec.word("type") == "NodePort" || spec.optionalFlag("allocateLoadBalancerNodePorts") ?? true
    return spec.items("ports").enumerated().compactMap { index, port in
      let number = port.integer("nodePort")
      guard allocates || number != 0 else { return nil }
      return NodePortRequest(
        index: index, transport: port.word("protocol"), port: port.integer("port"),
        wanted: number == 0 ? nil : number)
    }
  }

  /// Writes a node port given out into the port at its place.
  package static func write(nodePort: Int64, at place: Int, into service: inout JSONValue) {
    service.inside("spec") { spec in
      var index = 0
      spec.eachItem("ports") { port in
        if index == place { port["nodePort"] = .integer(nodePort) }
        index += 1
      }
    }
  }

  /// Whether the service needs a port for health checks of its own, and the one it asks for or has.
  package static func healthCheckPort(_ service: JSONValue) -> (isNeeded: Bool, wanted: Int64?) {
    let spec = service.part("spec")
    let number = spec.integer("healthCheckNodePort")
    return (ServiceTraits.needsHealthCheckPort(spec), number == 0 ? nil : number)
  }

  /// All that a stored service holds, to be set free or marked as taken: addresses, and node ports by transport.
  package static func held(_ service: JSONValue) -> (addresses: [String], nodePorts: [NodePortRequest]) {
    let spec = service.part("spec")
    var ports =
      ServiceTraits.needsNodePorts(spec)
      ? nodePortRequests(service).filter { $0.wanted != nil } : []
    if let health = healthCheckPort(service).wanted {
      ports.append(NodePortRequest(index: -1, transport: "TCP", port: 0, wanted: health))
    }
    let addresses =
      ServiceTraits.needsClusterIP(spec) && !ServiceTraits.isHeadless(spec)
      ? spec.words("clusterIPs") : []
    return (addresses, ports)
  }
}
