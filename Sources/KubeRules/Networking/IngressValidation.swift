internal import KubeObject

/// Ingresses and their classes.
enum IngressValidation {
  static func check(_ ingress: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    let values = ingress.part("spec")
    let rules = values.items("rules")
    let backend = values.walk(["defaultBackend"])
    if rules.isEmpty && backend == nil {
      errors.invalid(spec, values.part("rules"), "either `defaultBackend` or `rules` must be specified")
    }
    if let backend { check(backend: backend, spec.child("defaultBackend"), &errors) }
    for (index, rule) in rules.enumerated() {
      let path = spec.child("rules").index(index)
      let host = rule.word("host")
      if !host.isEmpty { check(rule: host, path.child("host"), &errors) }
      if let http = rule.walk(["http"]) { check(http: http, path.child("http"), &errors) }
    }
    for (index, tls) in values.items("tls").enumerated() {
      let path = spec.child("tls").index(index)
      for (index, host) in tls.words("hosts").enumerated() {
        check(host: host, path.child("hosts").index(index), &errors)
      }
      let secret = tls.word("secretName")
      if !secret.isEmpty { Checks.subdomain(secret, path.child("secretName"), &errors) }
    }
    if let name = values.optionalWord("ingressClassName") {
      Checks.subdomain(name, spec.child("ingressClassName"), &errors)
    }
  }

  /// The class under its old name, an annotation, must not say otherwise than the spec.
  static func checkClassAnnotation(_ ingress: JSONValue, _ errors: inout FieldErrors) {
    let annotation = "kubernetes.io/ingress.class"
    guard let old = ingress.optionalWord("metadata", "annotations", annotation),
      let name = ingress.optionalWord("spec", "ingressClassName"), old != name
    else { return }
    errors.invalid(
      FieldPath("annotations").child(annotation), .string(old),
      "must match `ingressClassName` when both are specified")
  }

  private static func check(rule host: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    if IPText(host) != nil {
      errors.invalid(path, .string(host), "must be a DNS name, not an IP address")
    }
    check(host: host, path, &errors)
  }

  private static func check(host: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    if host.utf8.contains(UInt8(ascii: "*")) {
      Checks.messages(wildcardMessages(host), of: host, path, &errors)
    } else {
      Checks.subdomain(host, path, &errors)
    }
  }

  private static func wildcardMessages(_ host: String) -> [String] {
    if host.utf8.count > 253 { return ["must be no more than 253 characters"] }
    if host.hasPrefix("*."), NameRules.dnsSubdomain(String(host.dropFirst(2))).isEmpty { return [] }
    return [
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist "
        + "of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character "
        + "(e.g. '*.example.com', regex used for validation is "
        + "'\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    ]
  }

  private static func check(http: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let paths = http.items("paths")
    if paths.isEmpty { errors.required(path.child("paths"), "") }
    for (index, item) in paths.enumerated() {
      check(path: item, path.child("paths").index(index), &errors)
    }
  }

  private static func check(path item: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard let type = item.optionalWord("pathType") else {
      errors.required(path.child("pathType"), "pathType must be specified")
      return
    }
    let text = item.word("path")
    func refuse(_ why: String) { errors.invalid(path.child("path"), .string(text), why) }
    switch type {
    case "Exact", "Prefix":
      if !text.hasPrefix("/") { refuse("must be an absolute path") }
      for part in ["//", "/./", "/../", "%2f", "%2F"] where text.contains(part) {
        refuse("must not contain '\(part)'")
      }
      for end in ["/..", "/."] where text.hasSuffix(end) { refuse("cannot end with '\(end)'") }
    case "ImplementationSpecific":
      if !text.isEmpty && !text.hasPrefix("/") { refuse("must be an absolute path") }
    default:
      errors.notSupported(
        path.child("pathType"), .string(type), ["Exact", "ImplementationSpecific", "Prefix"])
    }
    check(backend: item.part("backend"), path.child("backend"), &errors)
  }

  private static func check(backend: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    switch (backend.walk(["resource"]), backend.walk(["service"])) {
    case (.some, .some):
      errors.invalid(path, "", "cannot set both resource and service backends")
    case (.some(let resource), nil):
      check(reference: resource, path.child("resource"), &errors)
    case (nil, .some(let service)):
      check(service: service, path, &errors)
    case (nil, nil):
      errors.invalid(path, "", "resource or service backend is required")
    }
  }

  private static func check(service: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let inner = path.child("service")
    let name = service.word("name")
    if name.isEmpty {
      errors.required(inner.child("name"), "")
    } else {
      Checks.messages(NameRules.dns1035Label(name), of: name, inner.child("name"), &errors)
    }
    let port = service.word("port", "name")
    let number = service.integer("port", "number")
    if !port.isEmpty && number != 0 {
      errors.invalid(path, "", "cannot set both port name & port number")
    } else if !port.isEmpty {
      Checks.messages(NameRules.portName(port), of: port, inner.child("port").child("name"), &errors)
    } else if number != 0 {
      Checks.portNumber(number, inner.child("port").child("number"), &errors)
    } else {
      errors.required(path, "port name or number is required")
    }
  }

  /// A reference to an object of another kind in the same namespace.
  private static func check(reference: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let group = reference.word("apiGroup")
    if !group.isEmpty { Checks.subdomain(group, path.child("apiGroup"), &errors) }
    for member in ["kind", "name"] {
      let text = reference.word(member)
      if text.isEmpty {
        errors.required(path.child(member), "\(member) is required")
      } else {
        Checks.messages(NameRules.pathSegment(text), of: text, path.child(member), &errors)
      }
    }
  }

  static func checkClass(_ object: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    let controller = object.word("spec", "controller")
    let path = spec.child("controller")
    if controller.utf8.count > 250 { errors.tooLong(path, .string(controller), 250) }
    let parts = controller.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    if controller.isEmpty {
      errors.required(path, "")
    } else if parts.count != 2 || parts.contains(where: \.isEmpty) {
      errors.invalid(
        path, .string(controller), "must be a domain-prefixed path (such as \"acme.io/foo\")")
    } else {
      Checks.messages(NameRules.dnsSubdomain(String(parts[0])), of: String(parts[0]), path, &errors)
    }
    guard let parameters = object.walk(["spec", "parameters"]) else { return }
    let inner = spec.child("parameters")
    check(reference: parameters, inner, &errors)
    let scope = parameters.word("scope")
    let namespace = parameters.word("namespace")
    Checks.requiredOneOf(scope, ["Cluster", "Namespace"], inner.child("scope"), &errors)
    if scope == "Namespace" {
      if namespace.isEmpty {
        errors.required(inner.child("namespace"), "`parameters.scope` is set to 'Namespace'")
      } else {
        Checks.dnsLabel(namespace, inner.child("namespace"), &errors)
      }
    } else if scope == "Cluster", parameters.has("namespace") {
      errors.forbidden(inner.child("namespace"), "`parameters.scope` is set to 'Cluster'")
    }
  }
}
