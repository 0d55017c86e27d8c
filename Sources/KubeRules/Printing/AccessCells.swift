internal import KubeObject

/// Rows of what says who may do what: bindings, certificates, admission, flow control, priorities.
enum AccessCells {
  static func roleBinding(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let role = object.part("roleRef")
    var users: [String] = []
    var groups: [String] = []
    var accounts: [String] = []
    for subject in object.items("subjects") {
      switch subject.word("kind") {
      case "ServiceAccount": accounts.append("\(subject.word("namespace"))/\(subject.word("name"))")
      case "User": users.append(subject.word("name"))
      case "Group": groups.append(subject.word("name"))
      default: break
      }
    }
    return [
      name(object), .string("\(role.word("kind"))/\(role.word("name"))"), CellText.age(object, now: now),
    ] + [users, groups, accounts].map { .string($0.joined(separator: ", ")) }
  }

  static func certificateSigningRequest(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let spec = object.part("spec")
    let signer = spec.word("signerName")
    let duration = spec.optionalInteger("expirationSeconds").map { HumanDuration.text(seconds: $0) }
    func has(_ type: String) -> Bool { object.condition(type, in: "status", "conditions") != nil }
    var condition = has("Denied") ? "Denied" : has("Approved") ? "Approved" : "Pending"
    if has("Failed") { condition += ",Failed" }
    if !object.word("status", "certificate").isEmpty { condition += ",Issued" }
    return [
      name(object), CellText.age(object, now: now), .string(signer.isEmpty ? "<none>" : signer),
      .string(spec.word("username")), .string(duration ?? "<none>"), .string(condition),
    ]
  }

  static func clusterTrustBundle(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [name(object), .string(object.word("spec", "signerName"))]
  }

  static func podCertificateRequest(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let spec = object.part("spec")
    let outcome = object.items("status", "conditions").map { $0.word("type") }
      .last { ["Denied", "Failed", "Issued"].contains($0) }
    let annotations = spec.pairs("unverifiedUserAnnotations")
    return [
      name(object), .string(spec.word("podName")), .string(spec.word("serviceAccountName")),
      .string(spec.word("nodeName")), .string(spec.word("signerName")), .string(outcome ?? "Pending"),
      .string(CellText.labels(annotations)),
    ]
  }

  static func webhookConfiguration(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [name(object), .integer(Int64(object.items("webhooks").count)), CellText.age(object, now: now)]
  }

  static func validatingPolicy(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    policy(object, "validations", now)
  }

  static func mutatingPolicy(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    policy(object, "mutations", now)
  }

  private static func policy(_ object: JSONValue, _ list: String, _ now: Timestamp) -> [JSONValue] {
    let kind = object.walk(["spec", "paramKind"]).map { "\($0.word("apiVersion"))/\($0.word("kind"))" }
    return [
      name(object), .integer(Int64(object.items("spec", list).count)), .string(kind ?? "<unset>"),
      CellText.age(object, now: now),
    ]
  }

  static func policyBinding(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    var parameter = "<unset>"
    if let reference = object.walk(["spec", "paramRef"]) {
      let namespace = reference.word("namespace")
      if !reference.word("name").isEmpty {
        parameter = "\(namespace.isEmpty ? "*" : namespace)/\(reference.word("name"))"
      } else if let selector = reference.walk(["selector"]) {
        parameter = CellText.selector(selector)
      }
    }
    return [
      name(object), .string(object.word("spec", "policyName")), .string(parameter),
      CellText.age(object, now: now),
    ]
  }

  static func flowSchema(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let spec = object.part("spec")
    return [
      name(object), .string(spec.word("priorityLevelConfiguration", "name")),
      .integer(spec.integer("matchingPrecedence")),
      .string(spec.optionalWord("distinguisherMethod", "type") ?? "<none>"), CellText.age(object, now: now),
      .string(object.condition("Dangling", in: "status", "conditions")?.word("status") ?? "?"),
    ]
  }

  static func priorityLevelConfiguration(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let limited = object.part("spec", "limited")
    let queuing = limited.part("limitResponse", "queuing")
    func number(_ part: JSONValue, _ name: String) -> JSONValue {
      part.isNull ? .string("<none>") : .integer(part.integer(name))
    }
    return [
      name(object), .string(object.word("spec", "type")), number(limited, "nominalConcurrencyShares"),
      number(queuing, "queues"), number(queuing, "handSize"), number(queuing, "queueLengthLimit"),
      CellText.age(object, now: now),
    ]
  }

  static func priorityClass(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [
      name(object), .integer(object.integer("value")), .bool(object.flag("globalDefault")),
      CellText.age(object, now: now), .string(object.word("preemptionPolicy")),
    ]
  }

  static func runtimeClass(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [name(object), .string(object.word("handler")), CellText.age(object, now: now)]
  }

  static func storageVersion(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let versions = object.items("status", "storageVersions").map {
      "\($0.word("apiServerID"))=\($0.word("encodingVersion"))"
    }
    return [
      name(object), .string(object.optionalWord("status", "commonEncodingVersion") ?? "<unset>"),
      .string(CellText.firstThree(versions, none: "<unset>")), CellText.age(object, now: now),
    ]
  }

  static func storageVersionMigration(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let resource = object.part("spec", "resource")
    let conditions = object.items("status", "conditions").filter { $0.word("status") == "True" }
    return [
      name(object), .string("\(resource.word("resource")).\(resource.word("group"))"),
      .string(conditions.last?.word("type") ?? ""),
    ]
  }

  /// Which server answers for a group version, and whether it does.
  static func apiService(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let service = object.walk(["spec", "service"]).map { "\($0.word("namespace"))/\($0.word("name"))" }
    var available = "Unknown"
    if let condition = object.condition("Available", in: "status", "conditions") {
      available = condition.word("status")
      if available != "True" { available += " (\(condition.word("reason")))" }
    }
    return [name(object), .string(service ?? "Local"), .string(available), CellText.age(object, now: now)]
  }

  private static func name(_ object: JSONValue) -> JSONValue { .string(object.word("metadata", "name")) }
}
