internal import KubeObject

/// A service's type, ports, affinity and traffic policies.
enum ServiceValidation {
  private static let spec = FieldPath("spec")
  private static let onlyBalanced = "may only be used when `type` is 'LoadBalancer'"

  static func check(_ service: JSONValue, old: JSONValue? = nil, _ errors: inout FieldErrors) {
    let values = service.part("spec")
    let type = values.word("type")
    let isHeadless = ServiceTraits.isHeadless(values)
    let ports = values.items("ports")
    if ports.isEmpty && !isHeadless && type != "ExternalName" { errors.required(spec.child("ports"), "") }
    checkType(type, values, isHeadless, &errors)
    checkPorts(ports, &errors)
    if values.has("selector") { Checks.labels(values.pairs("selector"), spec.child("selector"), &errors) }
    checkAffinity(values, &errors)
    ServiceAddresses.check(service, &errors)
    checkExternalAddresses(values, &errors)
    Checks.requiredOneOf(
      type, ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"], spec.child("type"), &errors)
    checkNodePorts(ports, type, &errors)
    checkUnique(ports, &errors)
    checkSourceRanges(service, values, type, &errors)
    checkLoadBalancer(values, type, &errors)
    checkTraffic(values, &errors)
  }

  private static func checkType(
    _ type: String, _ values: JSONValue, _ isHeadless: Bool, _ errors: inout FieldErrors
  ) {
    switch type {
    case "LoadBalancer", "NodePort":
      if type == "LoadBalancer" {
        for (index, port) in values.items("ports").enumerated() where port.integer("port") == 10250 {
          errors.invalid(
            spec.child("ports").index(index), 10250,
            "may not expose port 10250 externally since it is used by kubelet")
        }
      }
      if isHeadless {
        errors.invalid(
          spec.child("clusterIPs").index(0), "None", "may not be set to 'None' for \(type) services")
      }
    case "ExternalName":
      for member in ["clusterIPs", "ipFamilies", "ipFamilyPolicy"] where !values.isEmptyPart(member) {
        errors.forbidden(spec.child(member), "may not be set for ExternalName services")
      }
      var name = values.word("externalName")
      if name.hasSuffix(".") { name.removeLast() }
      if name.isEmpty {
        errors.required(spec.child("externalName"), "")
      } else {
        Checks.subdomain(name, spec.child("externalName"), &errors)
      }
    default:
      break
    }
  }

  private static func checkPorts(_ ports: [JSONValue], _ errors: inout FieldErrors) {
    var names: Set<ExactText> = []
    for (index, port) in ports.enumerated() {
      let path = spec.child("ports").index(index)
      let name = port.word("name")
      if name.isEmpty {
        if ports.count > 1 { errors.required(path.child("name"), "") }
      } else {
        Checks.dnsLabel(name, path.child("name"), &errors)
        if !names.insert(ExactText(name)).inserted { errors.duplicate(path.child("name"), .string(name)) }
      }
      Checks.portNumber(port.integer("port"), path.child("port"), &errors)
      Checks.requiredOneOf(port.word("protocol"), Checks.protocols, path.child("protocol"), &errors)
      Checks.portOrName(port.part("targetPort"), path.child("targetPort"), &errors)
      if let application = port.optionalWord("appProtocol") {
        Checks.qualifiedName(application, path.child("appProtocol"), &errors)
      }
    }
  }

  private static func checkAffinity(_ values: JSONValue, _ errors: inout FieldErrors) {
    let affinity = values.word("sessionAffinity")
    Checks.requiredOneOf(affinity, ["ClientIP", "None"], spec.child("sessionAffinity"), &errors)
    let path = spec.child("sessionAffinityConfig")
    if affinity == "None", values.has("sessionAffinityConfig") {
      errors.forbidden(path, "must not be set when session affinity is None")
    }
    guard affinity == "ClientIP" else { return }
    let why = "when session affinity type is ClientIP"
    guard let config = values.walk(["sessionAffinityConfig"]) else {
      errors.required(path, why)
      return
    }
    guard let client = config.walk(["clientIP"]) else {
      errors.required(path.child("clientIP"), why)
      return
    }
    let seconds = path.child("clientIP").child("timeoutSeconds")
    guard let timeout = client.optionalInteger("timeoutSeconds") else {
      errors.required(seconds, why)
      return
    }
    if !(1...86400).contains(timeout) {
      errors.invalid(seconds, .integer(timeout), "must be greater than 0 and less than 86400")
    }
  }

  private static func checkExternalAddresses(_ values: JSONValue, _ errors: inout FieldErrors) {
    for (index, address) in values.words("externalIPs").enumerated() {
      let path = spec.child("externalIPs").index(index)
      let before = errors.count
      Checks.address(address, path, &errors)
      if errors.count == before { Checks.ordinaryAddress(address, path, &errors) }
    }
  }

  private static func checkNodePorts(_ ports: [JSONValue], _ type: String, _ errors: inout FieldErrors) {
    var seen: Set<String> = []
    for (index, port) in ports.enumerated() where port.integer("nodePort") != 0 && type == "ClusterIP" {
      errors.forbidden(
        spec.child("ports").index(index).child("nodePort"), "may not be used when `type` is 'ClusterIP'")
    }
    for (index, port) in ports.enumerated() {
      let number = port.integer("nodePort")
      guard number != 0 else { continue }
      if !seen.insert("\(port.word("protocol"))/\(number)").inserted {
        errors.duplicate(spec.child("ports").index(index).child("nodePort"), .integer(number))
      }
    }
  }

  private static func checkUnique(_ ports: [JSONValue], _ errors: inout FieldErrors) {
    var seen: Set<String> = []
    for (index, port) in ports.enumerated() {
      let number = port.integer("port")
      if seen.insert("\(port.word("protocol"))/\(number)").inserted { continue }
      errors.duplicate(
        spec.child("ports").index(index),
        [
          "Name": "", "Protocol": .string(port.word("protocol")), "AppProtocol": .null,
          "Port": .integer(number), "TargetPort": 0, "NodePort": 0,
        ])
    }
  }

  /// Source ranges, from the spec or from the annotation they once were; both may have spaces around them.
  private static func checkSourceRanges(
    _ service: JSONValue, _ values: JSONValue, _ type: String, _ errors: inout FieldErrors
  ) {
    let annotation = "service.beta.kubernetes.io/load-balancer-source-ranges"
    var path = spec.child("LoadBalancerSourceRanges")
    var ranges = values.words("loadBalancerSourceRanges")
    var isIndexed = true
    if ranges.isEmpty {
      guard let text = service.optionalWord("metadata", "annotations", annotation) else { return }
      path = FieldPath("metadata").child("annotations").key(annotation)
      ranges = text.split(separator: ",").map { String($0) }
      isIndexed = false
    }
    if type != "LoadBalancer" { errors.forbidden(path, onlyBalanced) }
    for (index, range) in ranges.enumerated() {
      let trimmed = String(range.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      Checks.messages(NameRules.cidr(trimmed), of: trimmed, isIndexed ? path.index(index) : path, &errors)
    }
  }

  private static func checkLoadBalancer(_ values: JSONValue, _ type: String, _ errors: inout FieldErrors) {
    let allocate = spec.child("allocateLoadBalancerNodePorts")
    let isSet = values.has("allocateLoadBalancerNodePorts")
    if isSet && type != "LoadBalancer" { errors.forbidden(allocate, onlyBalanced) }
    if !isSet && type == "LoadBalancer" { errors.required(allocate, "") }
    guard let balancer = values.optionalWord("loadBalancerClass") else { return }
    let path = spec.child("loadBalancerClass")
    if type == "LoadBalancer" {
      Checks.qualifiedName(balancer, path, &errors)
    } else {
      errors.forbidden(path, onlyBalanced)
    }
  }

  private static func checkTraffic(_ values: JSONValue, _ errors: inout FieldErrors) {
    let policy = values.word("externalTrafficPolicy")
    let path = spec.child("externalTrafficPolicy")
    if ServiceTraits.isExternallyAccessible(values) {
      Checks.requiredOneOf(policy, ["Cluster", "Local"], path, &errors)
    } else if !policy.isEmpty {
      errors.invalid(path, .string(policy), "may only be set for externally-accessible services")
    }
    let health = values.integer("healthCheckNodePort")
    let healthPath = spec.child("healthCheckNodePort")
    if health != 0 {
      if ServiceTraits.needsHealthCheckPort(values) {
        Checks.portNumber(health, healthPath, &errors)
      } else {
        errors.invalid(
          healthPath, .integer(health),
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
      }
    }
    let inside = spec.child("internalTrafficPolicy")
    if let policy = values.optionalWord("internalTrafficPolicy") {
      Checks.oneOf(policy, ["Cluster", "Local"], inside, &errors)
    } else if ServiceTraits.needsClusterIP(values) {
      errors.required(inside, "")
    }
    if let distribution = values.optionalWord("trafficDistribution") {
      Checks.oneOf(
        distribution, ["PreferClose", "PreferSameNode", "PreferSameZone"], spec.child("trafficDistribution"),
        &errors)
    }
  }

  static func checkStatus(_ service: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("status").child("loadBalancer").child("ingress")
    let ingresses = service.items("status", "loadBalancer", "ingress")
    if !ingresses.isEmpty && service.word("spec", "type") != "LoadBalancer" {
      errors.forbidden(path, "may only be used when `spec.type` is \"LoadBalancer\"")
      return
    }
    LoadBalancerStatus.check(ingresses, path, &errors)
    for (index, ingress) in ingresses.enumerated() {
      let path = path.index(index).child("ipMode")
      let hasAddress = !ingress.word("ip").isEmpty
      guard let mode = ingress.optionalWord("ipMode") else {
        if hasAddress { errors.required(path, "must be specified when `ip` is set") }
        continue
      }
      if !hasAddress { errors.forbidden(path, "may not be specified when `ip` is not set") }
      Checks.oneOf(mode, ["Proxy", "VIP"], path, &errors)
    }
  }
}

/// The addresses a load balancer reports, of services and ingresses alike.
enum LoadBalancerStatus {
  static func check(_ ingresses: [JSONValue], _ path: FieldPath, _ errors: inout FieldErrors) {
    for (index, ingress) in ingresses.enumerated() {
      let path = path.index(index)
      let address = ingress.word("ip")
      if !address.isEmpty { Checks.address(address, path.child("ip"), &errors) }
      let host = ingress.word("hostname")
      guard !host.isEmpty else { continue }
      Checks.subdomain(host, path.child("hostname"), &errors)
      if IPText(host) != nil {
        errors.invalid(path.child("hostname"), .string(host), "must be a DNS name, not an IP address")
      }
    }
  }
}
