internal import KubeObject

/// Persistent volume claims, and the claim templates that pods and stateful sets hold.
enum ClaimValidation {
  /// A claim's data source under its old name and its new one say the same, unless it is in another namespace.
  static func alignDataSources(_ spec: inout JSONValue) {
    if let source = spec.walk(["dataSource"]), !spec.has("dataSourceRef") {
      spec["dataSourceRef"] = source
    } else if let source = spec.walk(["dataSourceRef"]), !spec.has("dataSource"),
      source.word("namespace").isEmpty
    {
      var local = source
      local.remove("namespace")
      spec["dataSource"] = local
    }
  }

  static func check(_ spec: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    if spec.items("accessModes").isEmpty {
      errors.required(path.child("accessModes"), "at least 1 access mode is required")
    }
    if let selector = spec.walk(["selector"]) {
      Checks.labelSelector(selector, path.child("selector"), &errors)
    }
    PersistentVolumeValidation.checkModes(spec.words("accessModes"), path.child("accessModes"), &errors)
    let storage = path.child("resources").key("storage")
    if let wanted = spec.optionalWord("resources", "requests", "storage") {
      PersistentVolumeValidation.checkPositive(wanted, storage, &errors)
    } else {
      errors.required(storage, "")
    }
    for member in ["storageClassName", "volumeAttributesClassName"] {
      let name = spec.word(member)
      if !name.isEmpty { Checks.subdomain(name, path.child(member), &errors) }
    }
    if let mode = spec.optionalWord("volumeMode") {
      Checks.oneOf(mode, ["Block", "Filesystem"], path.child("volumeMode"), &errors)
    }
    for member in ["dataSource", "dataSourceRef"] {
      if let source = spec.walk([member]) { checkSource(source, path.child(member), &errors) }
    }
    guard let source = spec.walk(["dataSource"]), let reference = spec.walk(["dataSourceRef"]) else { return }
    if !reference.word("namespace").isEmpty {
      errors.invalid(
        path, "dataSource", "may not be specified when dataSourceRef.namespace is specified")
    } else if !Checks.same(source, reference) {
      errors.invalid(path, "dataSource", "must match dataSourceRef")
    }
  }

  private static func checkSource(_ source: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    for member in ["name", "kind"] where source.word(member).isEmpty {
      errors.required(path.child(member), "")
    }
    let group = source.word("apiGroup")
    let kind = source.word("kind")
    if group.isEmpty && !kind.isEmpty && kind != "PersistentVolumeClaim" {
      errors.invalid(
        path, .string(kind), "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
    }
    if !group.isEmpty { Checks.subdomain(group, path.child("apiGroup"), &errors) }
  }

  static func checkUpdate(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    let spec = FieldPath("spec")
    var after = new.part("spec")
    var before = old.part("spec")
    let grown = spec.child("resources").child("requests").child("storage")
    let newSize = Quantity(after.word("resources", "requests", "storage"))
    let oldSize = Quantity(before.word("resources", "requests", "storage"))
    if before.word("volumeName").isEmpty { before["volumeName"] = after["volumeName"] }
    if before.walk(["storageClassName"]) == nil { before["storageClassName"] = after["storageClassName"] }
    if new.word("status", "phase") == "Bound", after.has("resources", "requests"),
      let size = before.at("resources", "requests", "storage")
    {
      after.set("resources", "requests", "storage", to: size)
    }
    before["volumeAttributesClassName"] = after["volumeAttributesClassName"]
    if !Checks.same(after, before) {
      errors.forbidden(
        spec,
        "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound "
          + "claims")
    }
    if let newSize, let oldSize, newSize < oldSize {
      let actual = Quantity(old.word("status", "capacity", "storage")) ?? Quantity("0")
      if let actual, newSize <= actual {
        errors.forbidden(grown, "field can not be less than status.capacity")
      }
    }
    Checks.unchanged(
      new.at("spec", "volumeMode"), old.at("spec", "volumeMode"), FieldPath("volumeMode"), &errors)
    if old.has("spec", "volumeAttributesClassName"), !new.has("spec", "volumeAttributesClassName") {
      errors.forbidden(
        spec.child("volumeAttributesClassName"), "update from non-nil value to nil is forbidden")
    }
  }

  static func checkStatus(_ claim: JSONValue, _ errors: inout FieldErrors) {
    if claim.word("metadata", "resourceVersion").isEmpty { errors.required(FieldPath("resourceVersion"), "") }
    if claim.isEmptyPart("spec", "accessModes") {
      errors.required(FieldPath("Spec").child("accessModes"), "")
    }
    for (name, text) in claim.pairs("status", "capacity") {
      guard let amount = Quantity(text) else { continue }
      Checks.notNegative(quantity: amount, FieldPath("status").child("capacity").key(name), &errors)
    }
  }
}
