package import KubeObject
internal import KubeSchema

/// Whether an object may be stored: its metadata's checks come first, then its kind's. Runs after `Preparation`.
package enum Validation {
  package static func create(
    _ object: JSONValue, isNamespaced: Bool, _ context: RuleContext
  ) -> [FieldError] {
    let rules = KindRules.of(context.kind)
    var errors = FieldErrors()
    if !isReview(rules) {
      MetadataValidation.check(object.part("metadata"), rules.nameRule, isNamespaced: isNamespaced, &errors)
      MetadataValidation.checkFinalizerNames(object.part("metadata"), &errors)
    }
    rules.validate(object, &errors, context)
    return errors.errors
  }

  package static func update(
    _ new: JSONValue, _ old: JSONValue, _ context: RuleContext
  ) -> [FieldError] {
    var errors = FieldErrors()
    MetadataValidation.checkUpdate(new.part("metadata"), old.part("metadata"), &errors)
    MetadataValidation.checkFinalizerNames(new.part("metadata"), &errors)
    KindRules.of(context.kind).validateUpdate(new, old, &errors, context)
    return errors.errors
  }

  /// Questions that are asked by posting an object have no name and are never stored.
  private static func isReview(_ rules: KindRules) -> Bool {
    if case .anything = rules.nameRule { return true }
    return false
  }
}

/// The server's hand on an object before it is checked and stored.
package enum Preparation {
  /// Sets what every new object has; the name must have been made of `generateName` before.
  package static func create(_ object: inout JSONValue, _ context: RuleContext) {
    if object["metadata"] == nil { object["metadata"] = [:] }
    object.inside("metadata") { metadata in
      metadata["deletionTimestamp"] = nil
      metadata["deletionGracePeriodSeconds"] = nil
      metadata["selfLink"] = nil
    }
    KindRules.of(context.kind).prepareForCreate(&object, context)
    object.inside("metadata") { metadata in
      metadata["creationTimestamp"] = .string(context.now.text)
      if !context.generateUID.isEmpty { metadata["uid"] = .string(context.generateUID) }
    }
  }

  /// Brings over from the old object what a client may leave out, or can't set.
  package static func update(_ new: inout JSONValue, _ old: JSONValue, _ context: RuleContext) {
    if new["metadata"] == nil { new["metadata"] = [:] }
    new.inside("metadata") { metadata in
      let before = old.part("metadata")
      metadata["generation"] = before["generation"]
      metadata["selfLink"] = nil
      for name in ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"]
      where !metadata.has(name) { metadata[name] = before[name] }
    }
    KindRules.of(context.kind).prepareForUpdate(&new, old, context)
  }
}
