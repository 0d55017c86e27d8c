internal import KubeObject
internal import KubeSchema

/// ConfigMap, Secret, Namespace, LimitRange, ResourceQuota, Endpoints, ComponentStatus, Binding.
enum CoreConfigRules {
  static let table: [GroupKind: KindRules] = [
    GroupKind(group: "", kind: "ConfigMap"): configMap,
    GroupKind(group: "", kind: "Secret"): secret,
    GroupKind(group: "", kind: "Namespace"): namespace,
    GroupKind(group: "", kind: "LimitRange"): limitRange,
    GroupKind(group: "", kind: "ResourceQuota"): resourceQuota,
    GroupKind(group: "", kind: "Endpoints"): endpoints,
    GroupKind(group: "", kind: "ComponentStatus"): .plain,
    GroupKind(group: "", kind: "Binding"): binding,
  ]

  private static let configMap = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.validate = { object, errors, _ in ConfigMapValidation.check(object, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      ConfigMapValidation.checkImmutable(new, old, ["data", "binaryData"], &errors)
      ConfigMapValidation.check(new, &errors)
    }
  }

  private static let secret = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.defaults = { secret in
      secret.fillEmpty("type", "Opaque")
      SecretValidation.foldStringData(&secret)
    }
    rules.validate = { object, errors, _ in SecretValidation.check(object, &errors) }
    rules.validateUpdate = { new, old, errors, _ in
      Checks.unchanged(new["type"], old["type"], FieldPath("type"), &errors)
      ConfigMapValidation.checkImmutable(new, old, ["data"], &errors)
      SecretValidation.check(new, &errors)
    }
  }

  private static let namespace = KindRules.made { rules in
    rules.nameRule = .dnsLabel
    rules.allowsUnconditionalUpdate = true
    rules.defaults = { namespace in
      let name = namespace.word("metadata", "name")
      if !name.isEmpty {
        namespace.set("metadata", "labels", NamespaceValidation.nameLabel, to: .string(name))
      }
    }
    rules.prepareForCreate = { namespace, context in NamespaceValidation.prepare(&namespace, context) }
    rules.prepareForUpdate = { new, old, context in
      switch context.subresource {
      case "finalize": Separation.keep("status", in: &new, of: old)
      case "status": Separation.statusUpdate(&new, old)
      default:
        Separation.keep("status", in: &new, of: old)
        if let finalizers = old.at("spec", "finalizers") {
          new.set("spec", "finalizers", to: finalizers)
        } else {
          new.remove("spec", "finalizers")
        }
      }
    }
    rules.validate = { object, errors, _ in NamespaceValidation.checkFinalizers(object, &errors) }
    rules.validateUpdate = { new, _, errors, context in
      switch context.subresource {
      case "status": NamespaceValidation.checkPhase(new, &errors)
      case "finalize": NamespaceValidation.checkFinalizers(new, &errors)
      default: break
      }
    }
  }

  private static let limitRange = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.defaults = { LimitRangeValidation.fillDefaults(&$0) }
    rules.validateBoth { LimitRangeValidation.check($0, &$1) }
  }

  private static let resourceQuota = KindRules.made { rules in
    rules.allowsUnconditionalUpdate = true
    rules.separateStatus(generation: false)
    rules.validate = { object, errors, _ in QuotaValidation.check(object, &errors) }
    rules.validateUpdate = { new, old, errors, context in
      if context.subresource == "status" {
        QuotaValidation.checkStatus(new, &errors)
        return
      }
      QuotaValidation.check(new, &errors)
      let path = FieldPath("spec").child("scopes")
      if Set(new.words("spec", "scopes")) != Set(old.words("spec", "scopes")) {
        errors.invalid(path, new.part("spec", "scopes"), Checks.immutable)
      }
    }
  }

  private static let endpoints = KindRules.made { rules in
    rules.allowsCreateOnUpdate = true
    rules.allowsUnconditionalUpdate = true
    rules.validateBoth { EndpointsValidation.check($0, &$1) }
  }

  private static let binding = KindRules.made { rules in
    rules.validate = { binding, errors, _ in
      let target = FieldPath("target")
      let kind = binding.word("target", "kind")
      if !kind.isEmpty && kind != "Node" {
        errors.notSupported(target.child("kind"), .string(kind), ["Node", "<empty>"])
      }
      if binding.word("target", "name").isEmpty { errors.required(target.child("name"), "") }
    }
  }
}

/// What namespaces begin with, and what may be in them.
enum NamespaceValidation {
  /// Every namespace carries its name as a label, so that selectors can name one (KEP-2161).
  static let nameLabel = "kubernetes.io/metadata.name"

  static func prepare(_ namespace: inout JSONValue, _ context: RuleContext) {
    namespace["status"] = ["phase": "Active"]
    var finalizers = namespace.items("spec", "finalizers")
    if !finalizers.contains("kubernetes") { finalizers.append("kubernetes") }
    namespace.set("spec", "finalizers", to: .array(finalizers))
    let name = namespace.word("metadata", "name")
    if !name.isEmpty { namespace.set("metadata", "labels", nameLabel, to: .string(name)) }
  }

  static func checkFinalizers(_ namespace: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("spec").child("finalizers")
    for (index, name) in namespace.words("spec", "finalizers").enumerated() {
      let path = path.index(index)
      Checks.qualifiedName(name, path, &errors)
      let standard = ["kubernetes", "orphan", "foregroundDeletion"].contains(name)
      if !name.utf8.contains(UInt8(ascii: "/")) && !standard {
        errors.invalid(
          path, .string(name), "name is neither a standard finalizer name nor is it fully qualified")
      }
    }
  }

  static func checkPhase(_ namespace: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("status").child("Phase")
    let phase = namespace.word("status", "phase")
    if namespace.has("metadata", "deletionTimestamp") {
      if phase != "Terminating" {
        errors.invalid(path, .string(phase), "may only be 'Terminating' if `deletionTimestamp` is not empty")
      }
    } else if phase != "Active" {
      errors.invalid(path, .string(phase), "may only be 'Active' if `deletionTimestamp` is empty")
    }
  }
}
