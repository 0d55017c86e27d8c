internal import KubeObject

/// Webhook configurations, and the rules by which webhooks and policies choose requests.
enum WebhookValidation {
  private static let operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]

  static func fillDefaults(_ object: inout JSONValue, mutating: Bool) {
    object.eachItem("webhooks") { webhook in
      webhook.fill("failurePolicy", "Fail")
      webhook.fill("timeoutSeconds", 10)
      if mutating { webhook.fill("reinvocationPolicy", "Never") }
      webhook.inside("clientConfig") { config in config.inside("service") { $0.fill("port", 443) } }
      webhook.eachItem("rules") { $0.fill("scope", "*") }
      fillMatch(&webhook)
    }
  }

  static func fillMatch(_ match: inout JSONValue) {
    match.fill("matchPolicy", "Equivalent")
    match.fill("namespaceSelector", [:])
    match.fill("objectSelector", [:])
    for list in ["resourceRules", "excludeResourceRules"] {
      match.eachItem(list) { $0.fill("scope", "*") }
    }
  }

  static func check(_ object: JSONValue, mutating: Bool, _ errors: inout FieldErrors) {
    var names: Set<ExactText> = []
    for (index, webhook) in object.items("webhooks").enumerated() {
      let path = FieldPath("webhooks").index(index)
      let name = webhook.word("name")
      check(webhook, mutating: mutating, path, &errors)
      checkVersions(webhook, path.child("admissionReviewVersions"), &errors)
      if !name.isEmpty, !names.insert(ExactText(name)).inserted {
        errors.duplicate(path.child("name"), .string(name))
      }
    }
  }

  private static func check(
    _ webhook: JSONValue, mutating: Bool, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    checkName(webhook.word("name"), path.child("name"), &errors)
    for (index, rule) in webhook.items("rules").enumerated() {
      check(rule: rule, path.child("rules").index(index), &errors)
    }
    func optional(_ member: String, _ allowed: [String]) {
      guard let value = webhook.optionalWord(member) else { return }
      Checks.oneOf(value, allowed, path.child(member), &errors)
    }
    optional("failurePolicy", ["Fail", "Ignore"])
    optional("matchPolicy", ["Equivalent", "Exact"])
    if let effects = webhook.optionalWord("sideEffects") {
      Checks.oneOf(effects, ["None", "NoneOnDryRun"], path.child("sideEffects"), &errors)
    } else {
      errors.required(path.child("sideEffects"), "must specify one of None, NoneOnDryRun")
    }
    if let seconds = webhook.optionalInteger("timeoutSeconds"), !(1...30).contains(seconds) {
      errors.invalid(
        path.child("timeoutSeconds"), .integer(seconds),
        "the timeout value must be between 1 and 30 seconds")
    }
    for member in ["namespaceSelector", "objectSelector"] {
      guard let selector = webhook.walk([member]) else { continue }
      Checks.labelSelector(selector, path.child(member), &errors)
    }
    checkClient(webhook.part("clientConfig"), path.child("clientConfig"), &errors)
    if mutating { optional("reinvocationPolicy", ["IfNeeded", "Never"]) }
  }

  private static func checkName(_ name: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    if name.isEmpty {
      errors.required(path, "")
      return
    }
    Checks.subdomain(name, path, &errors)
    if name.split(separator: ".").count < 3 {
      errors.invalid(path, .string(name), "should be a domain with at least three segments separated by dots")
    }
  }

  /// Where a webhook is: at a URL, or behind a service.
  static func checkClient(_ config: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let url = config.optionalWord("url")
    let service = config.walk(["service"])
    if (url == nil) == (service == nil) {
      errors.required(path, "exactly one of url or service is required")
      return
    }
    if let url, !url.hasPrefix("https://") {
      let parts = url.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let scheme = parts.count == 2 ? String(parts[0]) : ""
      errors.invalid(
        path.child("url"), .string(scheme),
        "'https' is the only allowed URL scheme; desired format: https://host[/path]")
    }
    guard let service else { return }
    let inner = path.child("service")
    for member in ["name", "namespace"] where service.word(member).isEmpty {
      errors.required(inner.child(member), "service \(member) is required")
    }
    if let port = service.optionalInteger("port"), !(1...65535).contains(port) {
      errors.invalid(inner.child("port"), .integer(port), "port is not valid: \(Checks.port)")
    }
    if let text = service.optionalWord("path"), !text.hasPrefix("/") {
      errors.invalid(inner.child("path"), .string(text), "must start with a '/'")
    }
  }

  private static func checkVersions(_ webhook: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let versions = webhook.words("admissionReviewVersions")
    if versions.isEmpty {
      errors.required(path, "must specify one of v1, v1beta1")
      return
    }
    var seen: Set<ExactText> = []
    for (index, version) in versions.enumerated() {
      if !seen.insert(ExactText(version)).inserted {
        errors.invalid(path.index(index), .string(version), "duplicate version")
        continue
      }
      Checks.messages(NameRules.dns1035Label(version), of: version, path.index(index), &errors)
    }
    if !versions.contains("v1") && !versions.contains("v1beta1") {
      errors.invalid(
        path, webhook.part("admissionReviewVersions"), "must include at least one of v1, v1beta1")
    }
  }

  static func check(rule: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let wanted = rule.words("operations")
    let list = path.child("operations")
    if wanted.isEmpty { errors.required(list, "") }
    if wanted.count > 1 && wanted.contains("*") {
      errors.invalid(list, rule.part("operations"), "if '*' is present, must not specify other operations")
    }
    for (index, operation) in wanted.enumerated() {
      Checks.oneOf(operation, operations, list.index(index), &errors)
    }
    for member in ["apiGroups", "apiVersions"] {
      let values = rule.words(member)
      if values.isEmpty { errors.required(path.child(member), "") }
      if values.count > 1 && values.contains("*") {
        let what = member == "apiGroups" ? "API groups" : "API versions"
        errors.invalid(
          path.child(member), rule.part(member), "if '*' is present, must not specify other \(what)")
      }
      for (index, value) in values.enumerated() where value.isEmpty && member == "apiVersions" {
        errors.required(path.child(member).index(index), "")
      }
    }
    checkResources(rule.words("resources"), path.child("resources"), &errors)
    if let scope = rule.optionalWord("scope") {
      Checks.oneOf(scope, ["*", "Cluster", "Namespaced"], path.child("scope"), &errors)
    }
  }

  /// Resources, or resources/subresources; a star says all, and then nothing else may be said beside it.
  private static func checkResources(_ resources: [String], _ list: FieldPath, _ errors: inout FieldErrors) {
    if resources.isEmpty { errors.required(list, "") }
    if resources.count > 1 && resources.contains("*/*") {
      errors.invalid(
        list, .array(resources.map { .string($0) }), "if '*/*' is present, must not specify other resources")
    }
    var everySubresource: Set<ExactText> = []
    var everyResource: Set<ExactText> = []
    for (index, text) in resources.enumerated() {
      let path = list.index(index)
      if text.isEmpty {
        errors.required(path, "")
        continue
      }
      let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map {
        String($0)
      }
      guard parts.count == 2 else { continue }
      if everySubresource.contains(ExactText(parts[0])) {
        errors.invalid(path, .string(text), "if '\(parts[0])/*' is present, must not specify \(text)")
      }
      if everyResource.contains(ExactText(parts[1])) {
        errors.invalid(path, .string(text), "if '*/\(parts[1])' is present, must not specify \(text)")
      }
      if parts[0] == "*" { everyResource.insert(ExactText(parts[1])) }
      if parts[1] == "*" { everySubresource.insert(ExactText(parts[0])) }
    }
  }
}

/// Admission policies and their bindings, as far as they can be checked without CEL.
enum PolicyValidation {
  static func check(_ object: JSONValue, mutating: Bool, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    let values = object.part("spec")
    if let policy = values.optionalWord("failurePolicy") {
      Checks.oneOf(policy, ["Fail", "Ignore"], spec.child("failurePolicy"), &errors)
    }
    if let kind = values.walk(["paramKind"]) {
      for member in ["apiVersion", "kind"] where kind.word(member).isEmpty {
        errors.required(spec.child("paramKind").child(member), "")
      }
    }
    if let match = values.walk(["matchConstraints"]) {
      check(match: match, spec.child("matchConstraints"), mustChoose: true, &errors)
    } else {
      errors.required(spec.child("matchConstraints"), "")
    }
    if mutating {
      if values.items("mutations").isEmpty {
        errors.required(spec.child("mutations"), "mutations must contain at least one item")
      }
      return
    }
    let validations = values.items("validations")
    if validations.isEmpty && values.items("auditAnnotations").isEmpty {
      errors.required(
        spec.child("validations"), "validations or auditAnnotations must contain at least one item")
      errors.required(
        spec.child("auditAnnotations"), "validations or auditAnnotations must contain at least one item")
    }
    for (index, validation) in validations.enumerated() where validation.word("expression").isEmpty {
      errors.required(
        spec.child("validations").index(index).child("expression"), "expression is not specified")
    }
  }

  private static func check(
    match: JSONValue, _ path: FieldPath, mustChoose: Bool, _ errors: inout FieldErrors
  ) {
    let rules = match.items("resourceRules")
    if rules.isEmpty && mustChoose { errors.required(path.child("resourceRules"), "") }
    for (index, rule) in rules.enumerated() {
      WebhookValidation.check(rule: rule, path.child("resourceRules").index(index), &errors)
    }
    for member in ["namespaceSelector", "objectSelector"] {
      guard let selector = match.walk([member]) else { continue }
      Checks.labelSelector(selector, path.child(member), &errors)
    }
    if let policy = match.optionalWord("matchPolicy") {
      Checks.oneOf(policy, ["Equivalent", "Exact"], path.child("matchPolicy"), &errors)
    }
  }

  static func checkBinding(_ object: JSONValue, mutating: Bool, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    let values = object.part("spec")
    let policy = values.word("policyName")
    if policy.isEmpty {
      errors.required(spec.child("policyName"), "")
    } else {
      Checks.subdomain(policy, spec.child("policyName"), &errors)
    }
    if let match = values.walk(["matchResources"]) {
      check(match: match, spec.child("matchResources"), mustChoose: false, &errors)
    }
    if mutating { return }
    let actions = values.words("validationActions")
    let path = spec.child("validationActions")
    if actions.isEmpty { errors.required(path, "at least one validation action is required") }
    var seen: Set<String> = []
    for (index, action) in actions.enumerated() {
      Checks.oneOf(action, ["Audit", "Deny", "Warn"], path.index(index), &errors)
      if !seen.insert(action).inserted { errors.duplicate(path.index(index), .string(action)) }
    }
    if seen.isSuperset(of: ["Deny", "Warn"]) {
      errors.invalid(
        path, values.part("validationActions"),
        "must not contain both Deny and Warn (repeating the same validation failure information in the API "
          + "response and headers serves no purpose)")
    }
  }
}
