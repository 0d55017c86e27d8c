internal import Bytes
internal import KubeObject
internal import KubeSchema

/// What extends the API server: APIService, webhook configurations, admission policies, CustomResourceDefinition.
enum RegistrationRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "apiregistration.k8s.io", kind: "APIService"): apiService,
    GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"): definition,
    GroupKind(group: admission, kind: "MutatingWebhookConfiguration"): webhooks(mutating: true),
    GroupKind(group: admission, kind: "ValidatingWebhookConfiguration"): webhooks(mutating: false),
    GroupKind(group: admission, kind: "ValidatingAdmissionPolicy"): policy(mutating: false),
    GroupKind(group: admission, kind: "MutatingAdmissionPolicy"): policy(mutating: true),
    GroupKind(group: admission, kind: "ValidatingAdmissionPolicyBinding"): policyBinding(mutating: false),
    GroupKind(group: admission, kind: "MutatingAdmissionPolicyBinding"): policyBinding(mutating: true),
  ]
  private static let admission = "admissionregistration.k8s.io"

  private static let apiService = KindRules.made { rules in
    rules.nameRule = .anything
    rules.allowsUnconditionalUpdate = false
    rules.separateStatus(generation: false)
    rules.defaults = { object in
      object.inside("spec") { spec in spec.inside("service") { $0.fill("port", 443) } }
    }
    rules.validate = { object, errors, _ in checkService(object, &errors) }
    rules.validateUpdate = { new, _, errors, context in
      if context.subresource != "status" { checkService(new, &errors) }
    }
  }

  private static let definition = KindRules.made { rules in
    rules.nameRule = .anything
    rules.allowsUnconditionalUpdate = false
    rules.hasGeneration = true
    rules.defaults = { DefinitionDefaults.fill(&$0) }
    rules.prepareForCreate = { object, _ in
      object["status"] = [:]
      object.set("metadata", "generation", to: 1)
      DefinitionDefaults.noteStoredVersion(&object)
    }
    rules.prepareForUpdate = { new, old, context in
      if context.subresource == "status" {
        Separation.statusUpdate(&new, old, metadata: true)
        return
      }
      Separation.update(&new, old, generationOf: ["spec"])
      DefinitionDefaults.noteStoredVersion(&new)
    }
    rules.validate = { object, errors, _ in DefinitionValidation.check(object, old: nil, &errors) }
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" { return }
      DefinitionValidation.check(new, old: old, &errors)
      DefinitionValidation.checkUpdate(new, old, &errors)
    }
  }

  private static func webhooks(mutating: Bool) -> KindRules {
    KindRules.made { rules in
      rules.allowsUnconditionalUpdate = false
      rules.hasGeneration = true
      rules.defaults = { WebhookValidation.fillDefaults(&$0, mutating: mutating) }
      rules.prepareForCreate = { object, _ in object.set("metadata", "generation", to: 1) }
      rules.prepareForUpdate = { new, old, _ in
        let generation = old.integer("metadata", "generation")
        let changed = !Checks.same(new["webhooks"], old["webhooks"])
        new.set("metadata", "generation", to: .integer(changed ? generation &+ 1 : generation))
      }
      rules.validateBoth { WebhookValidation.check($0, mutating: mutating, &$1) }
    }
  }

  private static func policy(mutating: Bool) -> KindRules {
    KindRules.made { rules in
      rules.separateStatus()
      rules.defaults = { object in
        if object["spec"] == nil { object["spec"] = [:] }
        object.inside("spec") { spec in
          spec.fill("failurePolicy", "Fail")
          spec.inside("matchConstraints") { WebhookValidation.fillMatch(&$0) }
        }
      }
      rules.validate = { object, errors, _ in PolicyValidation.check(object, mutating: mutating, &errors) }
      rules.validateUpdate = { new, _, errors, context in
        if context.subresource != "status" { PolicyValidation.check(new, mutating: mutating, &errors) }
      }
    }
  }

  private static func policyBinding(mutating: Bool) -> KindRules {
    KindRules.made { rules in
      rules.separateStatus()
      rules.defaults = { object in
        object.inside("spec") { spec in
          spec.inside("matchResources") { WebhookValidation.fillMatch(&$0) }
        }
      }
      rules.validateBoth { PolicyValidation.checkBinding($0, mutating: mutating, &$1) }
    }
  }

  private static func checkService(_ object: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    let values = object.part("spec")
    let group = values.word("group")
    let version = values.word("version")
    let name = object.word("metadata", "name")
    if name != "\(version).\(group)" {
      errors.invalid(
        FieldPath("metadata").child("name"), .string(name),
        "must be `spec.version+\".\"+spec.group`: \"\(version).\(group)\"")
    }
    if group.isEmpty && version != "v1" {
      errors.required(spec.child("group"), "only v1 may have an empty group and it better be legacy kube")
    }
    if !group.isEmpty { Checks.subdomain(group, spec.child("group"), &errors) }
    Checks.messages(NameRules.dns1035Label(version), of: version, spec.child("version"), &errors)
    for (member, highest) in [("groupPriorityMinimum", Int64(20000)), ("versionPriority", 1000)] {
      let value = values.integer(member)
      if value <= 0 || value > highest {
        errors.invalid(
          spec.child(member), .integer(value), "must be positive and less than \(highest)")
      }
    }
    let bundle = Base64.decodedCount(values.word("caBundle"))
    let skips = values.flag("insecureSkipTLSVerify")
    guard let service = values.walk(["service"]) else {
      if bundle > 0 {
        errors.invalid(
          spec.child("caBundle"), .string("\(bundle) bytes"), "local APIServices may not have a caBundle")
      }
      if skips {
        errors.invalid(
          spec.child("insecureSkipTLSVerify"), true, "local APIServices may not have insecureSkipTLSVerify")
      }
      return
    }
    let path = spec.child("service")
    for member in ["namespace", "name"] where service.word(member).isEmpty {
      errors.required(path.child(member), "")
    }
    if let port = service.optionalInteger("port"), !(1...65535).contains(port) {
      errors.invalid(path.child("port"), .integer(port), "port is not valid: \(Checks.port)")
    }
    if skips && bundle > 0 {
      errors.invalid(
        spec.child("insecureSkipTLSVerify"), true, "may not be true if caBundle is present")
    }
  }
}
