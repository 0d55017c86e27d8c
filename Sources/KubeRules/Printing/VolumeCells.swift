internal import KubeObject

/// Rows of volumes, claims and what provides them.
enum VolumeCells {
  static func persistentVolume(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let spec = object.part("spec")
    let claim = spec.walk(["claimRef"]).map { "\($0.word("namespace"))/\($0.word("name"))" } ?? ""
    return [
      name(object), .string(CellText.quantity(spec.walk(["capacity", "storage"]))),
      .string(CellText.accessModes(spec.words("accessModes"))),
      .string(spec.word("persistentVolumeReclaimPolicy")),
      .string(phase(object)), .string(claim), .string(storageClass(object)),
      unset(spec, "volumeAttributesClassName"),
      .string(object.word("status", "reason")), CellText.age(object, now: now), unset(spec, "volumeMode"),
    ]
  }

  static func persistentVolumeClaim(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let spec = object.part("spec")
    let volume = spec.word("volumeName")
    var capacity = ""
    var modes = ""
    if !volume.isEmpty {
      capacity = CellText.quantity(object.walk(["status", "capacity", "storage"]))
      modes = CellText.accessModes(object.words("status", "accessModes"))
    }
    return [
      name(object), .string(phase(object)), .string(volume), .string(capacity), .string(modes),
      .string(storageClass(object)), unset(spec, "volumeAttributesClassName"), CellText.age(object, now: now),
      unset(spec, "volumeMode"),
    ]
  }

  private static func phase(_ object: JSONValue) -> String {
    object.has("metadata", "deletionTimestamp") ? "Terminating" : object.word("status", "phase")
  }

  /// The class of a volume or claim; the annotation it once was still comes first.
  static func storageClass(_ object: JSONValue) -> String {
    object.optionalWord("metadata", "annotations", "volume.beta.kubernetes.io/storage-class")
      ?? object.word("spec", "storageClassName")
  }

  private static func unset(_ spec: JSONValue, _ member: String) -> JSONValue {
    .string(spec.optionalWord(member) ?? "<unset>")
  }

  static func storageClass(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let isDefault = ["storageclass.kubernetes.io", "storageclass.beta.kubernetes.io"].contains {
      object.word("metadata", "annotations", "\($0)/is-default-class") == "true"
    }
    return [
      .string(object.word("metadata", "name") + (isDefault ? " (default)" : "")),
      .string(object.word("provisioner")), .string(object.optionalWord("reclaimPolicy") ?? "Delete"),
      .string(object.optionalWord("volumeBindingMode") ?? "Immediate"),
      .bool(object.flag("allowVolumeExpansion")),
      CellText.age(object, now: now),
    ]
  }

  static func volumeAttributesClass(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [name(object), .string(object.word("driverName")), CellText.age(object, now: now)]
  }

  static func volumeAttachment(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [
      name(object), .string(object.word("spec", "attacher")),
      .string(object.word("spec", "source", "persistentVolumeName")),
      .string(object.word("spec", "nodeName")),
      .bool(object.flag("status", "attached")), CellText.age(object, now: now),
    ]
  }

  static func csiNode(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    [name(object), .integer(Int64(object.items("spec", "drivers").count)), CellText.age(object, now: now)]
  }

  static func csiDriver(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let spec = object.part("spec")
    let modes = spec.words("volumeLifecycleModes")
    let tokens =
      spec.has("tokenRequests")
      ? spec.items("tokenRequests").map { $0.word("audience") }.commaJoined() : "<unset>"
    return [
      name(object), .bool(spec.optionalFlag("attachRequired") ?? true), .bool(spec.flag("podInfoOnMount")),
      .bool(spec.flag("storageCapacity")), .string(tokens), .bool(spec.flag("requiresRepublish")),
      .string(modes.isEmpty ? "<none>" : modes.commaJoined()), CellText.age(object, now: now),
    ]
  }

  static func csiStorageCapacity(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let capacity = object.walk(["capacity"])
    return [
      name(object), .string(object.word("storageClassName")),
      .string(capacity == nil ? "<unset>" : CellText.quantity(capacity)),
    ]
  }

  private static func name(_ object: JSONValue) -> JSONValue { .string(object.word("metadata", "name")) }
}
