internal import KubeObject
internal import KubeSchema

/// Service: defaults, and what an update may leave out or has to give up when the type changes.
enum ServiceRules {
  static let table: [GroupKind: KindRules] = [GroupKind(group: "", kind: "Service"): service]

  private static let service = KindRules.made { rules in
    rules.nameRule = .dns1035Label
    rules.allowsCreateOnUpdate = true
    rules.allowsUnconditionalUpdate = true
    rules.defaults = { fillDefaults(&$0) }
    rules.prepareForCreate = { service, _ in
      service["status"] = ["loadBalancer": [:]]
      ServiceUpdate.normalizeClusterIPs(&service, nil)
    }
    rules.prepareForUpdate = { new, old, context in
      if context.subresource == "status" {
        Separation.statusUpdate(&new, old)
        return
      }
      Separation.keep("status", in: &new, of: old)
      ServiceUpdate.takeAllocated(&new, old)
      ServiceUpdate.normalizeClusterIPs(&new, old)
      ServiceUpdate.dropUnused(&new, old)
      ServiceUpdate.trimFamilies(&new, old)
    }
    rules.validate = { service, errors, _ in ServiceValidation.check(service, &errors) }
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" {
        ServiceValidation.checkStatus(new, &errors)
        return
      }
      ServiceAddresses.checkUpdate(new, old, &errors)
      ServiceValidation.check(new, old: old, &errors)
    }
  }

  static func fillDefaults(_ service: inout JSONValue) {
    if service["spec"] == nil { service["spec"] = [:] }
    service.inside("spec") { spec in
      spec.fillEmpty("sessionAffinity", "None")
      if spec.word("sessionAffinity") == "None" { spec.remove("sessionAffinityConfig") }
      if spec.word("sessionAffinity") == "ClientIP",
        !spec.has("sessionAffinityConfig", "clientIP", "timeoutSeconds")
      {
        spec["sessionAffinityConfig"] = ["clientIP": ["timeoutSeconds": 10800]]
      }
      spec.fillEmpty("type", "ClusterIP")
      spec.eachItem("ports") { port in
        port.fillEmpty("protocol", "TCP")
        let target = port["targetPort"]
        if target == nil || target?.isNull == true || target?.int64 == 0 || target?.string == "" {
          port["targetPort"] = port["port"] ?? 0
        }
      }
      if ServiceTraits.isExternallyAccessible(spec) { spec.fillEmpty("externalTrafficPolicy", "Cluster") }
      if ServiceTraits.needsClusterIP(spec) { spec.fill("internalTrafficPolicy", "Cluster") }
      if spec.word("type") == "LoadBalancer" { spec.fill("allocateLoadBalancerNodePorts", true) }
    }
    guard service.word("spec", "type") == "LoadBalancer" else { return }
    service.inside("status") { status in
      status.inside("loadBalancer") { balancer in
        balancer.eachItem("ingress") { ingress in
          if !ingress.word("ip").isEmpty { ingress.fill("ipMode", "VIP") }
        }
      }
    }
  }
}

/// What a service's spec says of it.
enum ServiceTraits {
  static func needsClusterIP(_ spec: JSONValue) -> Bool {
    ["ClusterIP", "NodePort", "LoadBalancer"].contains(spec.word("type"))
  }

  static func needsNodePorts(_ spec: JSONValue) -> Bool {
    ["NodePort", "LoadBalancer"].contains(spec.word("type"))
  }

  static func needsHealthCheckPort(_ spec: JSONValue) -> Bool {
    spec.word("type") == "LoadBalancer" && spec.word("externalTrafficPolicy") == "Local"
  }

  static func isExternallyAccessible(_ spec: JSONValue) -> Bool {
    needsNodePorts(spec) || (spec.word("type") == "ClusterIP" && !spec.items("externalIPs").isEmpty)
  }

  static func isHeadless(_ spec: JSONValue) -> Bool {
    let addresses = spec.words("clusterIPs")
    return addresses == ["None"] || (addresses.isEmpty && spec.word("clusterIP") == "None")
  }
}

/// What a service keeps of its former self: addresses and ports the server gave it and the client didn't repeat, and
/// not those its new type has no use for.
enum ServiceUpdate {
  static func takeAllocated(_ new: inout JSONValue, _ old: JSONValue) {
    let before = old.part("spec")
    new.inside("spec") { spec in
      if ServiceTraits.needsClusterIP(before) && ServiceTraits.needsClusterIP(spec) {
        if spec.word("clusterIP").isEmpty { spec["clusterIP"] = before["clusterIP"] }
        if spec.items("clusterIPs").isEmpty, spec.word("clusterIP") == before.word("clusterIP") {
          spec["clusterIPs"] = before["clusterIPs"]
        }
      }
      if ServiceTraits.needsNodePorts(before) && ServiceTraits.needsNodePorts(spec) {
        takeNodePorts(&spec, before)
      }
      if ServiceTraits.needsHealthCheckPort(before) && ServiceTraits.needsHealthCheckPort(spec),
        spec.integer("healthCheckNodePort") == 0
      {
        spec["healthCheckNodePort"] = before["healthCheckNodePort"]
      }
    }
  }

  /// Ports that name no node port keep the one that the port of the same name had.
  private static func takeNodePorts(_ spec: inout JSONValue, _ before: JSONValue) {
    let oldPorts = before.items("ports")
    var byName: [ExactText: Int64] = [:]
    for port in oldPorts { byName[ExactText(port.word("name"))] = port.integer("nodePort") }
    var used = Set(oldPorts.map { $0.integer("nodePort") })
      .intersection(spec.items("ports").map { $0.integer("nodePort") })
    spec.eachItem("ports") { port in
      guard port.integer("nodePort") == 0, let former = byName[ExactText(port.word("name"))],
        used.insert(former).inserted, former != 0
      else { return }
      port["nodePort"] = .integer(former)
    }
  }

  /// Brings `clusterIPs` in line with `clusterIP` where the client wrote one of them alone.
  static func normalizeClusterIPs(_ service: inout JSONValue, _ old: JSONValue?) {
    service.inside("spec") { spec in
      let address = spec.word("clusterIP")
      guard let old else {
        if !address.isEmpty && spec.items("clusterIPs").isEmpty { spec["clusterIPs"] = [.string(address)] }
        return
      }
      let before = old.part("spec")
      let former = before.word("clusterIP")
      if !before.items("clusterIPs").isEmpty && spec.items("clusterIPs").isEmpty && former == address {
        spec["clusterIPs"] = before["clusterIPs"]
      }
      guard former != address, Checks.same(spec["clusterIPs"], before["clusterIPs"]) else { return }
      if !former.isEmpty && address.isEmpty {
        spec.remove("clusterIPs")
      } else {
        spec["clusterIPs"] = [.string(address)]
      }
    }
  }

  /// Drops what only the old type could have, where the client left it as it was.
  static func dropUnused(_ new: inout JSONValue, _ old: JSONValue) {
    let before = old.part("spec")
    new.inside("spec") { spec in
      func same(_ member: String) -> Bool { Checks.same(spec[member], before[member]) }
      func lost(_ need: (JSONValue) -> Bool) -> Bool { need(before) && !need(spec) }
      if lost(ServiceTraits.needsClusterIP) {
        if same("clusterIPs") {
          spec.remove("clusterIP")
          spec.remove("clusterIPs")
        }
        if same("ipFamilies") { spec.remove("ipFamilies") }
        if same("ipFamilyPolicy") { spec.remove("ipFamilyPolicy") }
      }
      if lost(ServiceTraits.needsNodePorts) && nodePorts(spec) == nodePorts(before) {
        spec.eachItem("ports") { $0.remove("nodePort") }
      }
      if lost(ServiceTraits.needsHealthCheckPort) && same("healthCheckNodePort") {
        spec.remove("healthCheckNodePort")
      }
      let isBalanced: (JSONValue) -> Bool = { $0.word("type") == "LoadBalancer" }
      if lost(isBalanced) {
        for member in ["allocateLoadBalancerNodePorts", "loadBalancerClass"] where same(member) {
          spec.remove(member)
        }
      }
      if lost(ServiceTraits.isExternallyAccessible) && same("externalTrafficPolicy") {
        spec.remove("externalTrafficPolicy")
      }
    }
  }

  private static func nodePorts(_ spec: JSONValue) -> Set<Int64> {
    Set(spec.items("ports").map { $0.integer("nodePort") })
  }

  /// A service that goes back to one family gives up its second address, if it was left as it was.
  static func trimFamilies(_ new: inout JSONValue, _ old: JSONValue) {
    let before = old.part("spec")
    new.inside("spec") { spec in
      guard spec.word("type") != "ExternalName", spec.word("ipFamilyPolicy") == "SingleStack" else { return }
      for member in ["clusterIPs", "ipFamilies"] {
        let values = spec.items(member)
        if values.count == 2, Checks.same(spec[member], before[member]) { spec[member] = .array([values[0]]) }
      }
    }
  }
}
