internal import KubeObject

/// The checks of environment variables, and of what may be told to a container of its pod.
enum EnvironmentValidation {
  static let podFields = [
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
    "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
  ]
  static let fileFields = [
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid",
  ]
  private static let knownFields =
    podFields + fileFields + ["spec.host", "spec.restartPolicy", "spec.schedulerName", "status.phase"]
  private static let amounts = ["cpu", "ephemeral-storage", "memory"].flatMap {
    ["limits.\($0)", "requests.\($0)"]
  }
  private static let sources = [
    "fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef",
  ]

  static func check(
    _ variables: [JSONValue], _ pod: PodSurroundings, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    for (index, variable) in variables.enumerated() {
      let place = path.index(index)
      let name = variable.word("name")
      if name.isEmpty {
        errors.required(place.child("name"), "")
      } else {
        Checks.messages(nameProblems(name), of: name, place.child("name"), &errors)
      }
      if variable.has("valueFrom") { checkSource(variable, pod, place.child("valueFrom"), &errors) }
    }
  }

  /// Any printable ASCII but `=` may stand in a variable's name (KEP-4369).
  static func nameProblems(_ name: String) -> [String] {
    if name.isEmpty { return ["environment variable name must be non-empty"] }
    if name.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }) { return [] }
    return [
      "a valid environment variable name must consist only of printable ASCII characters other than '='"
    ]
  }

  private static func checkSource(
    _ variable: JSONValue, _ pod: PodSurroundings, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let from = variable.part("valueFrom")
    let given = sources.filter { from.has($0) }
    for source in given {
      let part = from.part(source)
      let place = path.child(source)
      switch source {
      case "fieldRef": checkField(part, podFields, place, &errors)
      case "resourceFieldRef": checkAmount(part, needsContainer: false, place, &errors)
      case "fileKeyRef": checkFile(part, pod, place, &errors)
      default: checkKey(part, place, &errors)
      }
    }
    if given.isEmpty {
      errors.invalid(
        path, "",
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
      )
    }
    if !variable.word("value").isEmpty {
      if !given.isEmpty { errors.invalid(path, "", "may not be specified when `value` is not empty") }
    } else if given.count > 1 {
      errors.invalid(path, "", "may not have more than one field specified at a time")
    }
  }

  static func checkField(
    _ reference: JSONValue, _ allowed: [String], _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let version = reference.word("apiVersion")
    let field = reference.word("fieldPath")
    if version.isEmpty { return errors.required(path.child("apiVersion"), "") }
    if field.isEmpty { return errors.required(path.child("fieldPath"), "") }
    let parts = subscripted(field)
    let name = parts?.name ?? field
    let why: String?
    if version != "v1" {
      why = "unsupported pod version: \(version)"
    } else if parts == nil && !knownFields.contains(name)
      || parts != nil && name != "metadata.annotations" && name != "metadata.labels"
    {
      why =
        parts == nil
        ? "field label not supported: \(field)" : "field label does not support subscript: \(name)"
    } else {
      why = nil
    }
    if let why {
      errors.invalid(path.child("fieldPath"), .string(field), "error converting fieldPath: \(why)")
      return
    }
    guard let parts else {
      let name = name == "spec.host" ? "spec.nodeName" : name
      if !allowed.contains(name) { errors.notSupported(path.child("fieldPath"), .string(name), allowed) }
      return
    }
    let key = parts.key
    let problems = NameRules.qualifiedName(name == "metadata.annotations" ? key.lowercased() : key)
    Checks.messages(problems, of: key, path, &errors)
  }

  /// `metadata.labels['a']` apart.
  private static func subscripted(_ field: String) -> (name: String, key: String)? {
    guard field.hasSuffix("']"), let open = field.utf8.firstIndex(of: UInt8(ascii: "[")) else { return nil }
    let rest = field[open...].dropFirst()
    guard rest.utf8.first == UInt8(ascii: "'"), rest.utf8.count >= 3, open != field.startIndex else {
      return nil
    }
    return (String(field[..<open]), String(rest.dropFirst().dropLast(2)))
  }

  static func checkAmount(
    _ reference: JSONValue, needsContainer: Bool, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let resource = reference.word("resource")
    if needsContainer && reference.word("containerName").isEmpty {
      errors.required(path.child("containerName"), "")
    } else if resource.isEmpty {
      errors.required(path.child("resource"), "")
    } else if !amounts.contains(resource) && !isHugePages(resource) {
      errors.notSupported(path.child("resource"), .string(resource), amounts)
    }
    guard let divisor = PodResources.quantity(reference.part("divisor")), !divisor.isZero else { return }
    let kind: String
    let allowed: [String]
    if resource.hasSuffix(".cpu") {
      (kind, allowed) = ("cpu", ["1m", "1"])
    } else {
      kind =
        resource.hasSuffix(".memory")
        ? "memory" : isHugePages(resource) ? "hugepages" : "local ephemeral storage"
      allowed = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"]
    }
    guard !allowed.contains(divisor.canonical) else { return }
    let list = kind == "cpu" ? "1m and 1" : allowed.joined(separator: ", ")
    errors.invalid(
      path.child("divisor"), .string(resource),
      "only divisor's values \(list) are supported with the \(kind) resource")
  }

  private static func isHugePages(_ resource: String) -> Bool {
    resource.hasPrefix("limits.hugepages-") || resource.hasPrefix("requests.hugepages-")
  }

  private static func checkKey(_ reference: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    if reference.word("name").isEmpty { errors.required(path.child("name"), "") }
    let key = reference.word("key")
    if key.isEmpty {
      errors.required(path.child("key"), "")
    } else {
      Checks.messages(ConfigMapValidation.keyMessages(key), of: key, path.child("key"), &errors)
    }
  }

  /// A variable out of a file of an emptyDir volume (KEP-3721).
  private static func checkFile(
    _ reference: JSONValue, _ pod: PodSurroundings, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let key = reference.word("key")
    if key.isEmpty {
      errors.required(path.child("key"), "")
    } else {
      Checks.messages(nameProblems(key), of: key, path.child("key"), &errors)
    }
    let volume = reference.word("volumeName")
    if volume.isEmpty {
      errors.required(path.child("volumeName"), "")
    } else if let source = pod.volumes[ExactText(volume)] {
      if !source.has("emptyDir") {
        errors.invalid(
          path.child("volumeName"), .string(volume), "referenced volume must be of type emptyDir")
      }
    } else {
      errors.notFound(path.child("volumeName"), .string(volume))
    }
    let file = reference.word("path")
    if file.isEmpty {
      errors.required(path.child("path"), "")
    } else {
      MountValidation.checkDescendingPath(file, path.child("path"), &errors)
    }
  }

  /// `envFrom`: whole ConfigMaps and Secrets.
  static func checkSources(_ sources: [JSONValue], _ path: FieldPath, _ errors: inout FieldErrors) {
    for (index, source) in sources.enumerated() {
      let place = path.index(index)
      let prefix = source.word("prefix")
      if !prefix.isEmpty { Checks.messages(nameProblems(prefix), of: prefix, place.child("prefix"), &errors) }
      let given = ["configMapRef", "secretRef"].filter { source.has($0) }
      for member in given where source.word(member, "name").isEmpty {
        errors.required(place.child(member).child("name"), "")
      }
      if given.isEmpty {
        errors.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`")
      } else if given.count > 1 {
        errors.invalid(path, "", "may not have more than one field specified at a time")
      }
    }
  }
}
