internal import KubeObject

/// What may change in a pod that lives.
enum PodUpdateValidation {
  private static let changeable = [
    "`spec.containers[*].image`", "`spec.initContainers[*].image`", "`spec.activeDeadlineSeconds`",
    "`spec.tolerations` (only additions to existing tolerations)",
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
  ].commaJoined()

  static func check(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("spec")
    for list in ["containers", "initContainers"]
    where new.items("spec", list).count != old.items("spec", list).count {
      return errors.forbidden(path.child(list), "pod updates may not add or remove containers")
    }
    guard checkDeadline(new, old, path.child("activeDeadlineSeconds"), &errors) else { return }
    checkTolerations(new, old, path.child("tolerations"), &errors)
    checkGates(new, old, path.child("schedulingGates"), &errors)
    var munged = new.part("spec")
    let before = old.part("spec")
    for list in ["containers", "initContainers"] { restore("image", of: list, in: &munged, from: before) }
    for member in ["activeDeadlineSeconds", "tolerations", "schedulingGates"] {
      munged[member] = before[member]
    }
    if before.integer("terminationGracePeriodSeconds") < 0,
      munged.integer("terminationGracePeriodSeconds") == 1
    {
      munged["terminationGracePeriodSeconds"] = before["terminationGracePeriodSeconds"]
    }
    if !before.items("schedulingGates").isEmpty {
      relaxPlacement(&munged, before, path, &errors)
    }
    let difference = difference(before, munged)
    if !difference.isEmpty {
      errors.forbidden(path, "pod updates may not change fields other than \(changeable)\n\(difference)")
    }
  }

  /// False where nothing more need be said.
  private static func checkDeadline(
    _ new: JSONValue, _ old: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) -> Bool {
    let before = old.optionalInteger("spec", "activeDeadlineSeconds")
    guard let seconds = new.optionalInteger("spec", "activeDeadlineSeconds") else {
      if before != nil {
        errors.invalid(path, .null, "must not update from a positive integer to nil value")
      }
      return true
    }
    if !(0...2_147_483_647).contains(seconds) {
      errors.invalid(path, .integer(seconds), "must be between 0 and 2147483647, inclusive")
      return false
    }
    if let before, before < seconds {
      errors.invalid(path, .integer(seconds), "must be less than or equal to previous value")
      return false
    }
    return true
  }

  private static func checkTolerations(
    _ new: JSONValue, _ old: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    func timeless(_ toleration: JSONValue) -> JSONValue {
      var toleration = toleration
      toleration["tolerationSeconds"] = nil
      return toleration
    }
    let present = new.items("spec", "tolerations").map(timeless)
    let isKept = old.items("spec", "tolerations").map(timeless).allSatisfy { present.contains($0) }
    if !isKept {
      errors.forbidden(path, "existing toleration can not be modified except its tolerationSeconds")
    }
  }

  private static func checkGates(
    _ new: JSONValue, _ old: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let before = Set(old.items("spec", "schedulingGates").map { ExactText($0.word("name")) })
    for (index, gate) in new.items("spec", "schedulingGates").enumerated()
    where !before.contains(ExactText(gate.word("name"))) {
      errors.forbidden(
        path.index(index),
        "only deletion is allowed, but found new scheduling gate '\(gate.word("name"))'")
    }
  }

  /// A pod that waits for its gates may still be bound to fewer nodes (KEP-3838).
  private static func relaxPlacement(
    _ munged: inout JSONValue, _ before: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    if !Checks.same(munged["nodeSelector"], before["nodeSelector"]) {
      let now = munged.members("nodeSelector")
      let isNarrowed = before.members("nodeSelector").keys.allSatisfy {
        now[$0] == before.members("nodeSelector")[$0]
      }
      if !isNarrowed {
        errors.invalid(
          path.child("nodeSelector"), munged.part("nodeSelector"),
          "only additions to spec.nodeSelector are allowed (no mutations or deletions)")
      }
      munged["nodeSelector"] = before["nodeSelector"]
    }
    let required = "requiredDuringSchedulingIgnoredDuringExecution"
    let node = ["affinity", "nodeAffinity"]
    guard !Checks.same(munged.walk(node), before.walk(node)) else { return }
    let terms = before.items("affinity", "nodeAffinity", required, "nodeSelectorTerms")
    let now = munged.items("affinity", "nodeAffinity", required, "nodeSelectorTerms")
    if !terms.isEmpty {
      let place = path.child("affinity").child("nodeAffinity").child(required).child("nodeSelectorTerms")
      if now.count != terms.count {
        errors.invalid(
          place, .array(now), "no additions/deletions to non-empty NodeSelectorTerms list are allowed")
      } else {
        for (index, pair) in zip(terms, now).enumerated() {
          let isNarrowed = ["matchExpressions", "matchFields"].allSatisfy { list in
            pair.1.items(list).starts(with: pair.0.items(list))
          }
          if !isNarrowed {
            errors.invalid(
              place.index(index), pair.1, "only additions are allowed (no mutations or deletions)")
          }
        }
      }
    }
    if let affinity = before.walk(node) {
      munged.set("affinity", "nodeAffinity", to: affinity)
    } else {
      munged.remove("affinity", "nodeAffinity")
      if !before.has("affinity") { munged["affinity"] = nil }
    }
  }

  static func restore(_ member: String, of list: String, in spec: inout JSONValue, from old: JSONValue) {
    let before = old.items(list)
    var index = 0
    spec.eachItem(list) { item in
      if index < before.count { item[member] = before[index][member] }
      index += 1
    }
  }

  /// The members that differ, the old with `-`, the new with `+` before it; empty where none does.
  static func difference(_ old: JSONValue, _ new: JSONValue) -> String {
    let before = old.object ?? JSONObject()
    let after = new.object ?? JSONObject()
    var lines: [String] = []
    let added = after.keys.filter { before[$0] == nil }
    for key in Array(before.keys) + added where !Checks.same(before[key], after[key]) {
      if let value = before[key] { lines.append("- \t\(key): \(value.text),") }
      if let value = after[key] { lines.append("+ \t\(key): \(value.text),") }
    }
    return lines.isEmpty ? "" : "  core.PodSpec{\n" + lines.joined(separator: "\n") + "\n  }\n"
  }

  /// Status: a pod that must not restart doesn't come back from having ended.
  static func checkStatus(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("status")
    let nominated = new.word("status", "nominatedNodeName")
    if !nominated.isEmpty { Checks.subdomain(nominated, path.child("nominatedNodeName"), &errors) }
    let policy = old.word("spec", "restartPolicy")
    guard policy != "Always" else { return }
    let restarting = Set(
      old.items("spec", "containers").filter { $0.has("restartPolicy") || $0.has("restartPolicyRules") }
        .map { ExactText($0.word("name")) })
    var ended: [ExactText: JSONValue] = [:]
    for status in old.items("status", "containerStatuses") where status.has("state", "terminated") {
      ended[ExactText(status.word("name"))] = status
    }
    for (index, status) in new.items("status", "containerStatuses").enumerated() {
      let name = ExactText(status.word("name"))
      guard let before = ended[name], !restarting.contains(name), !status.has("state", "terminated") else {
        continue
      }
      if policy == "OnFailure" && before.integer("state", "terminated", "exitCode") != 0 { continue }
      errors.forbidden(
        path.child("containerStatuses").index(index).child("state"),
        "may not be transitioned to non-terminated state")
    }
  }
}
