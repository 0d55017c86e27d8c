internal import KubeObject

/// Persistent volumes: capacity, modes, and exactly one kind of volume, which never changes.
enum PersistentVolumeValidation {
  static let accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]
  private static let spec = FieldPath("spec")

  /// The members of a spec that are kinds of volumes.
  private static let sources = [
    "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte",
    "cephfs", "iscsi", "cinder", "fc", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume",
    "azureDisk", "scaleIO", "local", "storageos", "csi", "flexVolume",
  ]

  static func fillDefaults(_ volume: inout JSONValue) {
    if volume["status"] == nil { volume["status"] = [:] }
    volume.inside("status") { $0.fillEmpty("phase", "Pending") }
    volume.inside("spec") { spec in
      spec.fillEmpty("persistentVolumeReclaimPolicy", "Retain")
      spec.fill("volumeMode", "Filesystem")
      spec.inside("hostPath") { $0.fill("type", "") }
      spec.inside("iscsi") { $0.fillEmpty("iscsiInterface", "default") }
      spec.inside("rbd") { rbd in
        rbd.fillEmpty("pool", "rbd")
        rbd.fillEmpty("user", "admin")
        rbd.fillEmpty("keyring", "/etc/ceph/keyring")
      }
      spec.inside("azureDisk") { disk in
        disk.fill("cachingMode", "ReadWrite")
        disk.fill("kind", "Shared")
        disk.fill("fsType", "ext4")
        disk.fill("readOnly", false)
      }
      spec.inside("scaleIO") { disk in
        disk.fillEmpty("storageMode", "ThinProvisioned")
        disk.fillEmpty("fsType", "xfs")
      }
    }
  }

  static func check(_ volume: JSONValue, _ errors: inout FieldErrors) {
    let values = volume.part("spec")
    if values.items("accessModes").isEmpty { errors.required(spec.child("accessModes"), "") }
    checkModes(values.words("accessModes"), spec.child("accessModes"), &errors)
    checkCapacity(values, &errors)
    let policy = values.word("persistentVolumeReclaimPolicy")
    if !policy.isEmpty {
      Checks.oneOf(
        policy, ["Delete", "Recycle", "Retain"], spec.child("persistentVolumeReclaimPolicy"), &errors)
    }
    if let affinity = values.walk(["nodeAffinity"]), !affinity.has("required") {
      errors.required(spec.child("nodeAffinity").child("required"), "must specify required node constraints")
    }
    checkSources(values, &errors)
    if policy == "Recycle", isRoot(values.word("hostPath", "path")) {
      errors.forbidden(
        spec.child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'")
    }
    let storageClass = values.word("storageClassName")
    if !storageClass.isEmpty { Checks.subdomain(storageClass, spec.child("storageClassName"), &errors) }
    if let mode = values.optionalWord("volumeMode") {
      Checks.oneOf(mode, ["Block", "Filesystem"], spec.child("volumeMode"), &errors)
    }
    if let attributes = values.optionalWord("volumeAttributesClassName") {
      let path = spec.child("volumeAttributesClassName")
      if attributes.isEmpty {
        errors.required(path, "an empty string is disallowed")
      } else {
        Checks.subdomain(attributes, path, &errors)
      }
      if !values.has("csi") {
        errors.required(
          spec.child("csi"), "has to be specified when using volumeAttributesClassName")
      }
    }
  }

  static func checkModes(_ modes: [String], _ path: FieldPath, _ errors: inout FieldErrors) {
    for mode in modes { Checks.oneOf(mode, accessModes, path, &errors) }
    let alone = modes.filter { $0 == "ReadWriteOncePod" }.count
    if alone > 0 && alone < modes.count {
      errors.forbidden(path, "may not use ReadWriteOncePod with other access modes")
    }
  }

  private static func checkCapacity(_ values: JSONValue, _ errors: inout FieldErrors) {
    let path = spec.child("capacity")
    let capacity = values.pairs("capacity")
    if capacity.isEmpty { errors.required(path, "") }
    if capacity.count != 1 || capacity.first?.key != "storage" {
      errors.notSupported(path, values.part("capacity"), ["storage"])
    }
    for (name, text) in capacity { checkPositive(text, path.key(name), &errors) }
  }

  /// A quantity above zero.
  static func checkPositive(_ text: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard let amount = Quantity(text) else { return }
    if amount.sign <= 0 { errors.invalid(path, .string(amount.canonical), "must be greater than zero") }
  }

  private static func checkSources(_ values: JSONValue, _ errors: inout FieldErrors) {
    var found = 0
    for source in sources {
      guard let volume = values.walk([source]) else { continue }
      let path = spec.child(source)
      found += 1
      if found > 1 {
        errors.forbidden(path, "may not specify more than 1 volume type")
      } else {
        check(volume, source, values, path, &errors)
      }
    }
    if found == 0 { errors.required(spec, "must specify a volume type") }
  }

  private static func check(
    _ volume: JSONValue, _ source: String, _ values: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    func require(_ member: String) {
      if volume.word(member).isEmpty { errors.required(path.child(member), "") }
    }
    switch source {
    case "hostPath", "local":
      require("path")
      let directory = volume.word("path")
      if directory.split(separator: "/").contains("..") {
        errors.invalid(path.child("path"), .string(directory), "must not contain '..'")
      }
      if source == "local", !values.has("nodeAffinity") {
        errors.required(spec.child("nodeAffinity"), "Local volume requires node affinity")
      }
      if source == "hostPath", let type = volume.optionalWord("type") {
        let known = [
          "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket",
        ]
        Checks.oneOf(type, known, path.child("type"), &errors)
      }
    case "nfs":
      require("server")
      require("path")
      let directory = volume.word("path")
      if !directory.isEmpty && !directory.hasPrefix("/") {
        errors.invalid(path.child("path"), .string(directory), "must be an absolute path")
      }
    case "csi":
      StorageClassValidation.checkDriver(volume.word("driver"), path.child("driver"), &errors)
      require("volumeHandle")
    case "iscsi":
      for member in ["targetPortal", "iqn"] { require(member) }
    case "azureDisk":
      for member in ["diskName", "diskURI"] { require(member) }
    case "gcePersistentDisk": require("pdName")
    case "awsElasticBlockStore", "cinder": require("volumeID")
    case "vsphereVolume": require("volumePath")
    case "flexVolume": require("driver")
    default: break
    }
  }

  private static func isRoot(_ path: String) -> Bool {
    path.hasPrefix("/") && path.split(separator: "/").allSatisfy { $0 == "." }
  }

  static func checkUpdate(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
    let after = new.part("spec")
    let before = old.part("spec")
    let isSame = sources.allSatisfy { source in
      var volume = after.part(source)
      // A secret for expansion may be added to a volume that has none.
      if source == "csi", !before.has("csi", "controllerExpandSecretRef") {
        volume.remove("controllerExpandSecretRef")
      }
      return Checks.same(volume, before[source])
    }
    if !isSame {
      errors.forbidden(
        spec.child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation")
    }
    Checks.unchanged(after["volumeMode"], before["volumeMode"], FieldPath("volumeMode"), &errors)
    if before.has("nodeAffinity") {
      Checks.unchanged(after["nodeAffinity"], before["nodeAffinity"], FieldPath("nodeAffinity"), &errors)
    }
  }
}
