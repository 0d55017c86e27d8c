internal import KubeObject

/// The conditions by which a certificate request is approved, denied or failed: each is written once, by the
/// subresource it belongs to, and stays.
enum CertificateConditions {
  private static let path = FieldPath("status").child("conditions")
  private static let decisions = ["Approved", "Denied"]

  /// The status subresource decides nothing: approvals and denials stay as they were.
  static func keepDecision(_ new: inout JSONValue, _ old: JSONValue) {
    let kept = old.items("status", "conditions").filter { decisions.contains($0.word("type")) }
    let others = new.items("status", "conditions").filter { !decisions.contains($0.word("type")) }
    guard !kept.isEmpty || new.has("status", "conditions") else { return }
    new.set("status", "conditions", to: .array(kept + others))
  }

  /// Fills in when a condition was written and when it changed.
  static func stamp(_ new: inout JSONValue, _ old: JSONValue, _ context: RuleContext) {
    let now: JSONValue = .string(context.now.text)
    var former: [ExactText: JSONValue] = [:]
    for condition in old.items("status", "conditions") {
      former[ExactText(condition.word("type"))] = condition
    }
    new.inside("status") { status in
      status.eachItem("conditions") { condition in
        condition.fill("lastUpdateTime", now)
        guard !condition.has("lastTransitionTime") else { return }
        let before = former[ExactText(condition.word("type"))]
        if let before, before.word("status") == condition.word("status"),
          let moment = before.walk(["lastTransitionTime"])
        {
          condition["lastTransitionTime"] = moment
        } else {
          condition["lastTransitionTime"] = now
        }
      }
    }
  }

  static func check(_ object: JSONValue, _ errors: inout FieldErrors) {
    var seen: Set<ExactText> = []
    let conditions = object.items("status", "conditions")
    for (index, condition) in conditions.enumerated() {
      let path = path.index(index)
      let type = condition.word("type")
      let status = condition.word("status")
      if type.isEmpty { errors.required(path.child("type"), "") }
      let final = decisions.contains(type) || type == "Failed"
      let allowed = final ? ["True"] : ["True", "False", "Unknown"]
      Checks.requiredOneOf(status, allowed, path.child("status"), &errors)
      if !seen.insert(ExactText(type)).inserted { errors.duplicate(path.child("type"), .string(type)) }
    }
    if decisions.allSatisfy({ seen.contains(ExactText($0)) }) {
      errors.invalid(path, "Denied", "Approved and Denied conditions are mutually exclusive")
    }
  }

  static func checkUpdate(
    _ new: JSONValue, _ old: JSONValue, _ subresource: String, _ errors: inout FieldErrors
  ) {
    let certificate = FieldPath("status").child("certificate")
    let before = old.word("status", "certificate")
    let after = new.word("status", "certificate")
    if before != after && !before.isEmpty {
      errors.forbidden(certificate, "updates may not modify existing certificate content")
    }
    for type in decisions + ["Failed"] {
      let had = old.items("status", "conditions").filter { $0.word("type") == type }
      let has = new.items("status", "conditions").filter { $0.word("type") == type }
      if had.count > has.count {
        errors.forbidden(path, "updates may not remove a condition of type \"\(type)\"")
      } else if had.isEmpty && !has.isEmpty {
        let mayAdd = type == "Failed" ? subresource == "status" : subresource == "approval"
        if !mayAdd { errors.forbidden(path, "updates may not add a condition of type \"\(type)\"") }
      } else if type != "Failed" || subresource != "status" {
        if had != has { errors.forbidden(path, "updates may not modify a condition of type \"\(type)\"") }
      }
    }
  }
}
