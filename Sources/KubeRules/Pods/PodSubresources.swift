internal import KubeObject

/// What `pods/ephemeralcontainers` and `pods/resize` may change, each nothing else.
enum PodSubresources {
  /// Everything stays but the containers for debugging.
  static func keepAllButEphemeralContainers(_ new: inout JSONValue, _ old: JSONValue) {
    let containers = new.at("spec", "ephemeralContainers")
    keepAll(&new, old)
    if let containers {
      new.set("spec", "ephemeralContainers", to: containers)
    } else {
      new.remove("spec", "ephemeralContainers")
    }
  }

  /// Everything stays but what the containers ask for (KEP-1287).
  static func keepAllButResources(_ new: inout JSONValue, _ old: JSONValue) {
    let wanted = new.part("spec")
    keepAll(&new, old)
    new.inside("spec") { spec in
      for list in ["containers", "initContainers"] {
        var asked: [ExactText: JSONValue] = [:]
        for container in wanted.items(list) { asked[ExactText(container.word("name"))] = container }
        spec.eachItem(list) { container in
          guard let wish = asked[ExactText(container.word("name"))] else { return }
          container["resources"] = wish["resources"]
          container["resizePolicy"] = wish["resizePolicy"]
        }
      }
      if wanted.has("resources") { spec["resources"] = wanted["resources"] }
    }
  }

  /// The old object, with the version and the managers of the new, which decide conflicts.
  private static func keepAll(_ new: inout JSONValue, _ old: JSONValue) {
    let metadata = new.part("metadata")
    new = old
    for member in ["resourceVersion", "managedFields"] {
      guard let value = metadata[member] else { continue }
      new.set("metadata", member, to: value)
    }
  }

  private static let mirror = "kubernetes.io/config.mirror"

  /// Containers for debugging come, and neither change nor go (KEP-277).
  static func checkEphemeralContainers(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("spec").child("ephemeralContainers")
    if old.members("metadata", "annotations")[mirror] != nil {
      errors.forbidden(FieldPath(""), "static pods do not support ephemeral containers")
    }
    var now: [ExactText: (Int, JSONValue)] = [:]
    for (index, container) in new.items("spec", "ephemeralContainers").enumerated() {
      now[ExactText(container.word("name"))] = (index, container)
    }
    for container in old.items("spec", "ephemeralContainers") {
      let name = container.word("name")
      guard let (index, present) = now[ExactText(name)] else {
        errors.forbidden(path, "existing ephemeral containers \(goQuoted(name)) may not be removed\n")
        continue
      }
      if !Checks.same(present, container) {
        errors.forbidden(
          path.index(index),
          "existing ephemeral containers \(goQuoted(name)) may not be changed\n"
            + PodUpdateValidation.difference(container, present))
      }
    }
  }

  /// Only cpu and memory may change, and neither may the pod's quality of service nor may anything that was asked for
  /// be taken away.
  static func checkResize(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    let path = FieldPath("spec")
    if old.members("metadata", "annotations")[mirror] != nil {
      errors.forbidden(FieldPath(""), "static pods cannot be resized")
    }
    if new.word("spec", "os", "name") == "windows" {
      errors.forbidden(FieldPath(""), "windows pods cannot be resized")
    }
    let phase = old.word("status", "phase")
    if phase == "Failed" || phase == "Succeeded" {
      errors.forbidden(FieldPath(""), "completed pods cannot be resized")
    }
    let quality = old.word("status", "qosClass")
    let now = PodResources.qualityOfService(of: new)
    if !quality.isEmpty && quality != now {
      errors.invalid(
        FieldPath("status").child("qosClass"), .string(now),
        "Pod QOS Class may not change as a result of resizing")
    }
    for list in ["containers", "initContainers"] {
      let before = old.items("spec", list)
      for (index, container) in new.items("spec", list).enumerated() where index < before.count {
        check(container, before[index], list, path.child(list).index(index), &errors)
      }
    }
  }

  private static func check(
    _ container: JSONValue, _ old: JSONValue, _ list: String, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    guard !Checks.same(container["resources"], old["resources"]) else { return }
    if list == "initContainers" && container.word("restartPolicy") != "Always" {
      errors.forbidden(path.child("resources"), "resources for non-sidecar init containers are immutable")
    }
    for part in ["requests", "limits"] {
      let before = old.members("resources", part)
      let now = container.members("resources", part)
      for name in before.keys where now[name] == nil && (name == "cpu" || name == "memory") {
        errors.forbidden(path.child("resources").child(part), "resource \(part) cannot be removed")
      }
      let names = (Array(before.keys) + Array(now.keys)).sortedUnique()
      for name in names where name != "cpu" && name != "memory" && before[name] != now[name] {
        errors.forbidden(FieldPath("spec"), "only cpu and memory resources are mutable")
      }
    }
  }
}
