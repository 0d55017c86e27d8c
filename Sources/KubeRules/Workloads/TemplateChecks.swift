internal import KubeObject

/// What all workloads check of the pods that they make.
enum TemplateChecks {
  /// A selector that is there, selects something, and selects what the template makes.
  static func selector(
    _ spec: JSONValue, _ path: FieldPath, of workload: String, _ errors: inout FieldErrors
  ) {
    guard let selector = spec.walk(["selector"]) else {
      errors.required(path.child("selector"), "")
      return
    }
    Checks.labelSelector(selector, path.child("selector"), &errors)
    if selector.isEmptyPart("matchLabels"), selector.isEmptyPart("matchExpressions") {
      errors.invalid(path.child("selector"), selector, "empty selector is invalid for \(workload)")
    }
    matches(selector, spec, path, &errors)
  }

  static func matches(
    _ selector: JSONValue, _ spec: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let labels = spec.members("template", "metadata", "labels")
    guard let parsed = try? LabelSelector(selector) else { return }
    if !parsed.matches({ labels[$0]?.string }) {
      errors.invalid(
        path.child("template", "metadata", "labels"), .object(labels),
        "`selector` does not match template `labels`")
    }
  }

  /// The template of a workload whose pods run until they are stopped.
  static func lasting(_ spec: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let template = path.child("template")
    guard spec.has("template") else { return errors.required(template, "") }
    PodSpecValidation.checkTemplate(spec.part("template"), template, &errors)
    let policy = spec.word("template", "spec", "restartPolicy")
    if policy != "Always" {
      errors.notSupported(template.child("spec", "restartPolicy"), .string(policy), ["Always"])
    }
    if spec.has("template", "spec", "activeDeadlineSeconds") {
      errors.forbidden(
        template.child("spec", "activeDeadlineSeconds"),
        "activeDeadlineSeconds in ReplicaSet is not Supported")
    }
  }

  static func notNegative(
    _ object: JSONValue, _ names: [String], _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    for name in names {
      if let value = object.optionalInteger(name) { Checks.notNegative(value, path.child(name), &errors) }
    }
  }

  /// A count, or a share of at most all; whether it is nothing.
  static func countOrPercent(
    _ value: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) -> (isZero: Bool, isOverAll: Bool) {
    guard let text = value.string else {
      let count = value.int64 ?? 0
      Checks.notNegative(count, path, &errors)
      return (count == 0, false)
    }
    let messages = NameRules.percent(text)
    for message in messages { errors.invalid(path, value, message) }
    let share = Int(text.dropLast()) ?? 0
    return (messages.isEmpty && share == 0, messages.isEmpty && share > 100)
  }
}
