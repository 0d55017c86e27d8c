internal import KubeObject

/// What most kinds' strategies do alike: the main resource doesn't touch the status, the status subresource touches
/// nothing else, and the generation counts the changes of what is wished for.
enum Separation {
  /// On creation the server's part of an object is empty, whatever was sent.
  static func create(_ object: inout JSONValue, generation: Bool) {
    if object["status"] != nil { object["status"] = [:] }
    if generation { object.set("metadata", "generation", to: 1) }
  }

  /// On an update of the main resource the status stays; the generation grows when a watched part changes.
  static func update(
    _ new: inout JSONValue, _ old: JSONValue, generationOf parts: [String] = [], orAnnotations: Bool = false
  ) {
    keep("status", in: &new, of: old)
    guard !parts.isEmpty else { return }
    let changed =
      parts.contains { !Checks.same(new[$0], old[$0]) }
      || orAnnotations && !Checks.same(new.at("metadata", "annotations"), old.at("metadata", "annotations"))
    let generation = old.integer("metadata", "generation")
    new.set("metadata", "generation", to: .integer(changed ? generation &+ 1 : generation))
  }

  /// On an update of the status everything else stays: the parts named, and the labels where upstream keeps them.
  static func statusUpdate(
    _ new: inout JSONValue, _ old: JSONValue, keeping parts: [String] = ["spec"], metadata: Bool = false
  ) {
    for part in parts { keep(part, in: &new, of: old) }
    if metadata {
      let managed = new.at("metadata", "managedFields")
      keep("metadata", in: &new, of: old)
      if let managed { new.set("metadata", "managedFields", to: managed) }
    }
  }

  static func keep(_ part: String, in new: inout JSONValue, of old: JSONValue) { new[part] = old[part] }
}

extension KindRules {
  /// Rules made of the plain ones by changing a few.
  static func made(_ change: (inout KindRules) -> Void) -> KindRules {
    var rules = KindRules.plain
    change(&rules)
    return rules
  }

  /// Status apart from the rest, generation counting changes of the spec: what most kinds need.
  mutating func separateStatus(generation: Bool = true, statusKeepsMetadata: Bool = false) {
    hasGeneration = generation
    prepareForCreate = { object, _ in Separation.create(&object, generation: generation) }
    prepareForUpdate = { new, old, context in
      if context.subresource == "status" {
        Separation.statusUpdate(&new, old, metadata: statusKeepsMetadata)
      } else {
        Separation.update(&new, old, generationOf: generation ? ["spec"] : [])
      }
    }
  }

  /// Checks for creation and update alike.
  mutating func validateBoth(_ check: @escaping @Sendable (JSONValue, inout FieldErrors) -> Void) {
    validate = { object, errors, _ in check(object, &errors) }
    validateUpdate = { new, _, errors, _ in check(new, &errors) }
  }
}
