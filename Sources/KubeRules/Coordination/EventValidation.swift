internal import KubeObject

/// Events, as stored: in the core group's form. What is sent to events.k8s.io has more to fulfil (KEP-383).
enum EventValidation {
  /// `isNew`: sent to events.k8s.io.
  static func check(_ event: JSONValue, isNew: Bool, _ errors: inout FieldErrors) {
    checkLegacy(event, isNew: isNew, &errors)
    guard isNew else { return }
    checkSeries(event, &errors)
    if !event.has("eventTime") { errors.required(FieldPath("eventTime"), "") }
    let type = event.word("type")
    if type != "Normal" && type != "Warning" {
      errors.invalid(FieldPath("type"), "", "has invalid value: \(type)")
    }
    for member in ["firstTimestamp", "lastTimestamp"] where event.has(member) {
      errors.invalid(FieldPath(member), "", "needs to be unset")
    }
    if event.integer("count") != 0 { errors.invalid(FieldPath("count"), "", "needs to be unset") }
    for member in ["component", "host"] where !event.word("source", member).isEmpty {
      errors.invalid(FieldPath("source"), "", "needs to be unset")
      break
    }
  }

  private static func checkLegacy(_ event: JSONValue, isNew: Bool, _ errors: inout FieldErrors) {
    let namespace = event.word("metadata", "namespace")
    let involved = event.word("involvedObject", "namespace")
    let mismatch = FieldPath("involvedObject").child("namespace")
    func refuseNamespace() { errors.invalid(mismatch, .string(involved), "does not match event.namespace") }
    let hasTime = event.has("eventTime")
    if involved.isEmpty {
      let free = hasTime ? ["default", "kube-system"] : ["default", ""]
      if !free.contains(namespace) { refuseNamespace() }
    } else if !hasTime && namespace != involved {
      refuseNamespace()
    }
    Checks.messages(NameRules.dnsSubdomain(namespace), of: namespace, FieldPath("namespace"), &errors)
    guard hasTime else { return }
    let controllerPath = FieldPath(isNew ? "reportingController" : "reportingComponent")
    let controller = event.word("reportingComponent")
    if controller.isEmpty { errors.required(controllerPath, "") }
    Checks.qualifiedName(controller, controllerPath, &errors)
    for member in ["reportingInstance", "action", "reason"] {
      let text = event.word(member)
      if text.isEmpty { errors.required(FieldPath(member), "") }
      if text.utf8.count > 128 {
        errors.invalid(FieldPath(member), "", "can have at most 128 characters")
      }
    }
    if event.word("message").utf8.count > 1024 {
      errors.invalid(FieldPath(isNew ? "note" : "message"), "", "can have at most 1024 characters")
    }
  }

  private static func checkSeries(_ event: JSONValue, _ errors: inout FieldErrors) {
    guard let series = event.walk(["series"]) else { return }
    let count = series.integer("count")
    if count < 2 { errors.invalid(FieldPath("series.count"), "", "should be at least 2") }
    if !series.has("lastObservedTime") { errors.required(FieldPath("series.lastObservedTime"), "") }
  }

  /// Of an event sent to events.k8s.io only the series may change.
  static func checkUpdate(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    let names = [
      ("involvedObject", "regarding"), ("reason", "reason"), ("message", "note"), ("type", "type"),
      ("eventTime", "eventTime"), ("action", "action"), ("related", "related"),
      ("reportingComponent", "reportingController"), ("reportingInstance", "reportingInstance"),
    ]
    for (member, name) in names {
      Checks.unchanged(new[member], old[member], FieldPath(name), &errors)
    }
  }
}
