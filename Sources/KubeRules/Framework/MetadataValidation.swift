package import KubeObject

/// The checks of metadata, the same for every kind, custom ones included.
package enum MetadataValidation {
  /// All annotations' keys and values together, in bytes.
  static let annotationsLimit = 256 * 1024

  package static func check(
    _ metadata: JSONValue, _ rule: NameRule, isNamespaced: Bool, at path: FieldPath = FieldPath("metadata"),
    _ errors: inout FieldErrors
  ) {
    let prefix = metadata.word("generateName")
    if !prefix.isEmpty {
      Checks.messages(rule.messages(prefix, isPrefix: true), of: prefix, path.child("generateName"), &errors)
    }
    let name = metadata.word("name")
    if name.isEmpty {
      errors.required(path.child("name"), "name or generateName is required")
    } else {
      Checks.messages(rule.messages(name), of: name, path.child("name"), &errors)
    }
    let namespace = metadata.word("namespace")
    if !isNamespaced {
      if !namespace.isEmpty { errors.forbidden(path.child("namespace"), "not allowed on this type") }
    } else if namespace.isEmpty {
      errors.required(path.child("namespace"), "")
    } else {
      Checks.dnsLabel(namespace, path.child("namespace"), &errors)
    }
    Checks.notNegative(metadata.integer("generation"), path.child("generation"), &errors)
    Checks.labels(metadata.pairs("labels"), path.child("labels"), &errors)
    checkAnnotations(metadata.pairs("annotations"), path.child("annotations"), &errors)
    checkOwners(metadata.items("ownerReferences"), path.child("ownerReferences"), &errors)
    checkFinalizers(metadata.words("finalizers"), path.child("finalizers"), &errors)
    checkManagers(metadata.items("managedFields"), path.child("managedFields"), &errors)
  }

  package static func checkUpdate(
    _ new: JSONValue, _ old: JSONValue, at path: FieldPath = FieldPath("metadata"),
    _ errors: inout FieldErrors
  ) {
    if old.has("deletionTimestamp") {
      let before = Set(old.words("finalizers").map(ExactText.init))
      let added = new.words("finalizers").filter { !before.contains(ExactText($0)) }.sortedUnique()
      if !added.isEmpty {
        let list = added.map { "\"\($0)\"" }.joined(separator: ", ")
        errors.forbidden(
          path.child("finalizers"),
          "no new finalizers can be added if the object is being deleted, found new finalizers []string{\(list)}"
        )
      }
    }
    if new.word("resourceVersion").isEmpty {
      errors.invalid(
        path.child("resourceVersion"), new["resourceVersion"] ?? "", "must be specified for an update")
    }
    if new.integer("generation") < old.integer("generation") {
      errors.invalid(
        path.child("generation"), .integer(new.integer("generation")), "must not be decremented")
    }
    let fixed = [
      "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
    ]
    for name in fixed { Checks.unchanged(new[name], old[name], path.child(name), &errors) }
    Checks.labels(new.pairs("labels"), path.child("labels"), &errors)
    checkAnnotations(new.pairs("annotations"), path.child("annotations"), &errors)
    checkOwners(new.items("ownerReferences"), path.child("ownerReferences"), &errors)
    checkManagers(new.items("managedFields"), path.child("managedFields"), &errors)
  }

  /// Finalizers of built-in kinds have a domain, but for the three that the server itself knows.
  static func checkFinalizerNames(
    _ metadata: JSONValue, at path: FieldPath = FieldPath("metadata"), _ errors: inout FieldErrors
  ) {
    for (index, name) in metadata.words("finalizers").enumerated()
    where !name.utf8.contains(UInt8(ascii: "/"))
      && !["kubernetes", "orphan", "foregroundDeletion"].contains(name)
    {
      errors.invalid(
        path.child("finalizers").index(index), .string(name),
        "name is neither a standard finalizer name nor is it fully qualified")
    }
  }

  static func checkAnnotations(
    _ annotations: [(key: String, value: String)], _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    var size = 0
    for (key, value) in annotations {
      for message in NameRules.qualifiedName(key.lowercased()) { errors.invalid(path, .string(key), message) }
      size += key.utf8.count + value.utf8.count
    }
    if size > annotationsLimit { errors.tooLong(path, "", annotationsLimit) }
  }

  private static func checkOwners(_ owners: [JSONValue], _ path: FieldPath, _ errors: inout FieldErrors) {
    var controller: String?
    for owner in owners {
      let apiVersion = owner.word("apiVersion")
      let version = apiVersion.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
      if version.isEmpty {
        errors.invalid(path.child("apiVersion"), .string(apiVersion), "version must not be empty")
      }
      for member in ["kind", "name", "uid"] where owner.word(member).isEmpty {
        errors.invalid(path.child(member), "", "\(member) must not be empty")
      }
      if apiVersion == "v1" && owner.word("kind") == "Event" {
        errors.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner")
      }
      guard owner.flag("controller") else { continue }
      if let controller {
        errors.invalid(
          path, .array(owners),
          "Only one reference can have Controller set to true. Found \"true\" in references for \(controller) and "
            + owner.word("name"))
      } else {
        controller = owner.word("name")
      }
    }
  }

  private static func checkFinalizers(_ names: [String], _ path: FieldPath, _ errors: inout FieldErrors) {
    for name in names { Checks.qualifiedName(name, path, &errors) }
    if names.contains("orphan") && names.contains("foregroundDeletion") {
      errors.invalid(
        path, .array(names.map { .string($0) }),
        "finalizer orphan and foregroundDeletion cannot be both set")
    }
  }

  private static func checkManagers(_ entries: [JSONValue], _ path: FieldPath, _ errors: inout FieldErrors) {
    for (index, entry) in entries.enumerated() {
      let path = path.index(index)
      let operation = entry.word("operation")
      if operation != "Apply" && operation != "Update" {
        errors.invalid(path.child("operation"), .string(operation), "must be `Apply` or `Update`")
      }
      let type = entry.word("fieldsType")
      if !type.isEmpty && type != "FieldsV1" {
        errors.invalid(path.child("fieldsType"), .string(type), "must be `FieldsV1`")
      }
      let manager = entry.word("manager")
      if manager.utf8.count > 128 { errors.tooLong(path.child("manager"), .string(manager), 128) }
      let subresource = entry.word("subresource")
      if subresource.utf8.count > 256 { errors.tooLong(path.child("subresource"), .string(subresource), 256) }
    }
  }
}
