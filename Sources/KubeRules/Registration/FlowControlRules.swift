internal import KubeObject
internal import KubeSchema

/// FlowSchema and PriorityLevelConfiguration (KEP-1040).
enum FlowControlRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: group, kind: "FlowSchema"): flowSchema,
    GroupKind(group: group, kind: "PriorityLevelConfiguration"): priorityLevel,
  ]
  private static let group = "flowcontrol.apiserver.k8s.io"
  private static let spec = FieldPath("spec")

  private static let flowSchema = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = false
    rules.separateStatus()
    rules.defaults = { object in
      object.inside("spec") { spec in
        if spec.integer("matchingPrecedence") == 0 { spec["matchingPrecedence"] = 1000 }
      }
    }
    rules.validateBoth { checkSchema($0, &$1) }
  }

  private static let priorityLevel = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = false
    rules.separateStatus()
    rules.defaults = { object in
      object.inside("spec") { spec in
        spec.inside("exempt") { exempt in
          exempt.fill("nominalConcurrencyShares", 0)
          exempt.fill("lendablePercent", 0)
        }
        spec.inside("limited") { limited in
          limited.fill("nominalConcurrencyShares", 30)
          limited.fill("lendablePercent", 0)
          limited.inside("limitResponse") { response in
            response.inside("queuing") { queuing in
              for (member, value) in [("handSize", Int64(8)), ("queues", 64), ("queueLengthLimit", 50)]
              where queuing.integer(member) == 0 {
                queuing[member] = .integer(value)
              }
            }
          }
        }
      }
    }
    rules.validateBoth { checkLevel($0, &$1) }
  }

  private static func checkSchema(_ object: JSONValue, _ errors: inout FieldErrors) {
    let values = object.part("spec")
    let precedence = values.integer("matchingPrecedence")
    let path = spec.child("matchingPrecedence")
    if precedence <= 0 { errors.invalid(path, .integer(precedence), "must be a positive value") }
    if precedence > 10000 {
      errors.invalid(path, .integer(precedence), "must not be greater than 10000")
    }
    if precedence == 1 && object.word("metadata", "name") != "exempt" {
      errors.invalid(
        path, .integer(precedence), "only the schema named 'exempt' may have matchingPrecedence 1")
    }
    if let method = values.optionalWord("distinguisherMethod", "type") {
      Checks.oneOf(
        method, ["ByNamespace", "ByUser"], spec.child("distinguisherMethod").child("type"), &errors)
    }
    let level = values.word("priorityLevelConfiguration", "name")
    let levelPath = spec.child("priorityLevelConfiguration").child("name")
    if level.isEmpty {
      errors.required(levelPath, "must reference a priority level")
    } else {
      Checks.subdomain(level, levelPath, &errors)
    }
    for (index, rule) in values.items("rules").enumerated() {
      check(rule: rule, spec.child("rules").index(index), &errors)
    }
  }

  private static func check(rule: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let subjects = rule.items("subjects")
    if subjects.isEmpty {
      errors.required(path.child("subjects"), "subjects must contain at least one value")
    }
    for (index, subject) in subjects.enumerated() {
      let path = path.child("subjects").index(index)
      let kind = subject.word("kind")
      let members = ["Group": "group", "ServiceAccount": "serviceAccount", "User": "user"]
      guard let member = members[kind] else {
        errors.notSupported(path.child("kind"), .string(kind), ["Group", "ServiceAccount", "User"])
        continue
      }
      if subject.walk([member]) == nil {
        errors.required(path.child(member), "\(member) is required when subject kind is '\(kind)'")
      } else if subject.word(member, "name").isEmpty {
        errors.required(path.child(member).child("name"), "")
      }
      for other in members.values.sortedByBytes() where other != member && subject.has(other) {
        errors.forbidden(path.child(other), "\(other) is forbidden when subject kind is not '\(other)'")
      }
    }
    let resources = rule.items("resourceRules")
    let others = rule.items("nonResourceRules")
    if resources.isEmpty && others.isEmpty {
      errors.required(
        path, "at least one of resourceRules and nonResourceRules has to be non-empty")
    }
    for (index, rule) in resources.enumerated() {
      let path = path.child("resourceRules").index(index)
      for member in ["verbs", "apiGroups", "resources"] where rule.items(member).isEmpty {
        errors.required(path.child(member), "\(member) must contain at least one value")
      }
      if rule.items("namespaces").isEmpty && !rule.flag("clusterScope") {
        errors.required(
          path.child("namespaces"),
          "resource rules that are not cluster scoped must supply at least one namespace")
      }
    }
    for (index, rule) in others.enumerated() {
      let path = path.child("nonResourceRules").index(index)
      for member in ["verbs", "nonResourceURLs"] where rule.items(member).isEmpty {
        errors.required(path.child(member), "\(member) must contain at least one value")
      }
    }
  }

  private static func checkLevel(_ object: JSONValue, _ errors: inout FieldErrors) {
    let values = object.part("spec")
    let type = values.word("type")
    let exempt = values.walk(["exempt"])
    let limited = values.walk(["limited"])
    switch type {
    case "Exempt":
      if limited != nil {
        errors.forbidden(spec.child("limited"), "must be nil if the type is not Limited")
      }
      if let exempt {
        checkShares(exempt, spec.child("exempt"), lowest: 0, &errors)
      }
    case "Limited":
      if exempt != nil { errors.forbidden(spec.child("exempt"), "must be nil if the type is Limited") }
      guard let limited else {
        errors.required(spec.child("limited"), "must not be empty when type is Limited")
        return
      }
      checkShares(limited, spec.child("limited"), lowest: 0, &errors)
      checkResponse(limited.part("limitResponse"), spec.child("limited").child("limitResponse"), &errors)
    default:
      errors.notSupported(spec.child("type"), .string(type), ["Exempt", "Limited"])
    }
  }

  private static func checkShares(
    _ part: JSONValue, _ path: FieldPath, lowest: Int64, _ errors: inout FieldErrors
  ) {
    let shares = part.integer("nominalConcurrencyShares")
    if shares < lowest {
      errors.invalid(
        path.child("nominalConcurrencyShares"), .integer(shares), "must be a non-negative integer")
    }
    if let lendable = part.optionalInteger("lendablePercent"), !(0...100).contains(lendable) {
      errors.invalid(
        path.child("lendablePercent"), .integer(lendable), "must be between 0 and 100, inclusive")
    }
  }

  private static func checkResponse(_ response: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let queuing = response.walk(["queuing"])
    switch response.word("type") {
    case "Reject":
      if queuing != nil {
        errors.forbidden(path.child("queuing"), "must be nil if limited.limitResponse.type is not Limited")
      }
    case "Queue":
      guard let queuing else {
        errors.required(path.child("queuing"), "must not be empty if limited.limitResponse.type is Limited")
        return
      }
      let inner = path.child("queuing")
      for member in ["queueLengthLimit", "queues", "handSize"] where queuing.integer(member) <= 0 {
        errors.invalid(inner.child(member), .integer(queuing.integer(member)), "must be positive")
      }
      let queues = queuing.integer("queues")
      if queues > 10_000_000 {
        errors.invalid(inner.child("queues"), .integer(queues), "must not be greater than 10000000")
      }
      if queuing.integer("handSize") > queues {
        errors.invalid(
          inner.child("handSize"), .integer(queuing.integer("handSize")),
          "should not be greater than queues (\(queues))")
      }
    case let type:
      errors.notSupported(path.child("type"), .string(type), ["Queue", "Reject"])
    }
  }
}
