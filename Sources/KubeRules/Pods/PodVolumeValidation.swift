internal import KubeObject

/// The checks of a pod's volumes.
enum PodVolumeValidation {
  /// Returns the sources of the volumes that are in order, by name; mounts of others are told so.
  static func check(
    _ volumes: [JSONValue], podName: String, _ path: FieldPath, _ errors: inout FieldErrors
  ) -> [ExactText: JSONValue] {
    var sources: [ExactText: JSONValue] = [:]
    var names: Set<ExactText> = []
    for (index, volume) in volumes.enumerated() {
      let place = path.index(index)
      let name = volume.word("name")
      var found = FieldErrors()
      checkSource(volume, podName: podName, place, &found)
      if name.isEmpty {
        found.required(place.child("name"), "")
      } else {
        Checks.dnsLabel(name, place.child("name"), &found)
      }
      if names.contains(ExactText(name)) { found.duplicate(place.child("name"), .string(name)) }
      if found.isEmpty {
        names.insert(ExactText(name))
        sources[ExactText(name)] = volume
      }
      for error in found.errors { errors.add(error) }
    }
    return sources
  }

  /// The sources a volume can have, in the order they are looked at.
  private static let kinds = [
    "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi",
    "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI",
    "fc",
    "configMap", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk",
    "storageos", "projected", "scaleIO", "csi", "ephemeral", "image",
  ]

  private static func checkSource(
    _ volume: JSONValue, podName: String, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    var count = 0
    for kind in kinds + ["flexVolume"] where volume.has(kind) {
      let place = path.child(kind)
      count += 1
      if count > 1 {
        errors.forbidden(place, "may not specify more than 1 volume type")
      } else {
        check(kind, volume.part(kind), podName: podName, volume.word("name"), place, &errors)
      }
    }
    if count == 0 { errors.required(path, "must specify a volume type") }
  }

  private static func check(
    _ kind: String, _ source: JSONValue, podName: String, _ name: String, _ path: FieldPath,
    _ errors: inout FieldErrors
  ) {
    switch kind {
    case "emptyDir":
      if let limit = PodResources.quantity(source.part("sizeLimit")), limit.sign < 0 {
        errors.forbidden(path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity")
      }
    case "hostPath": checkHostPath(source, path, &errors)
    case "secret":
      if source.word("secretName").isEmpty { errors.required(path.child("secretName"), "") }
      checkFiles(source, path, &errors)
    case "configMap":
      if source.word("name").isEmpty { errors.required(path.child("name"), "") }
      checkFiles(source, path, &errors)
    case "downwardAPI":
      checkMode(source.part("defaultMode"), path.child("defaultMode"), &errors)
      for item in source.items("items") { checkPodFile(item, path, &errors) }
    case "projected": ProjectedValidation.check(source, path, &errors)
    case "persistentVolumeClaim":
      if source.word("claimName").isEmpty { errors.required(path.child("claimName"), "") }
    case "ephemeral": checkEphemeral(source, podName: podName, name, path, &errors)
    case "csi":
      StorageClassValidation.checkDriver(source.word("driver"), path.child("driver"), &errors)
      if source.has("nodePublishSecretRef"), source.word("nodePublishSecretRef", "name").isEmpty {
        errors.required(path.child("nodePublishSecretRef").child("name"), "")
      }
    case "image":
      if source.word("reference").isEmpty { errors.required(path.child("reference"), "") }
      Checks.oneOf(
        source.word("pullPolicy"), ["Always", "IfNotPresent", "Never"], path.child("pullPolicy"), &errors)
    case "nfs": checkNetworkFiles(source, path, &errors)
    default: checkRequired(kind, source, path, &errors)
    }
  }

  /// What sources from before CSI can't do without.
  private static func checkRequired(
    _ kind: String, _ source: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let required: [String: [String]] = [
      "gitRepo": ["repository"], "gcePersistentDisk": ["pdName"], "awsElasticBlockStore": ["volumeID"],
      "iscsi": ["targetPortal", "iqn"], "glusterfs": ["endpoints", "path"], "rbd": ["image"],
      "cinder": ["volumeID"], "quobyte": ["registry", "volume"], "azureFile": ["secretName", "shareName"],
      "vsphereVolume": ["volumePath"], "photonPersistentDisk": ["pdID"], "portworxVolume": ["volumeID"],
      "azureDisk": ["diskName", "diskURI"], "storageos": ["volumeName"],
      "scaleIO": ["gateway", "system", "volumeName"], "flexVolume": ["driver"],
    ]
    for member in required[kind] ?? [] where source.word(member).isEmpty {
      errors.required(path.child(member), "")
    }
    if kind == "rbd" || kind == "cephfs", source.words("monitors").isEmpty {
      errors.required(path.child("monitors"), "")
    }
  }

  private static func checkHostPath(_ source: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let directory = source.word("path")
    if directory.isEmpty { return errors.required(path.child("path"), "") }
    MountValidation.checkNoBacksteps(directory, path.child("path"), &errors)
    let types = [
      "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket",
    ]
    if let type = source.optionalWord("type"), !type.isEmpty {
      if !types.contains(type) { errors.notSupported(path.child("type"), .string(type), types) }
    }
  }

  private static func checkNetworkFiles(_ source: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    if source.word("server").isEmpty { errors.required(path.child("server"), "") }
    let directory = source.word("path")
    if directory.isEmpty { errors.required(path.child("path"), "") }
    if directory.utf8.first != UInt8(ascii: "/") {
      errors.invalid(path.child("path"), .string(directory), "must be an absolute path")
    }
  }

  /// The files of a secret or config map.
  private static func checkFiles(_ source: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    checkMode(source.part("defaultMode"), path.child("defaultMode"), &errors)
    checkItems(source, path, &errors)
  }

  static func checkItems(_ source: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    for (index, item) in source.items("items").enumerated() {
      let place = path.child("items").index(index)
      if item.word("key").isEmpty { errors.required(place.child("key"), "") }
      checkLocalPath(item.word("path"), place.child("path"), &errors)
      checkMode(item.part("mode"), place.child("mode"), &errors)
    }
  }

  /// Permission bits of a file.
  static func checkMode(_ mode: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard let mode = mode.int64, !(0...0o777).contains(mode) else { return }
    errors.invalid(
      path, .integer(mode), "must be a number between 0 and 0777 (octal), both inclusive")
  }

  /// A file's path below its volume that can't clash with the links that updates are made by.
  static func checkLocalPath(_ file: String, _ path: FieldPath, _ errors: inout FieldErrors) {
    if file.isEmpty { return errors.required(path, "") }
    MountValidation.checkDescendingPath(file, path, &errors)
    if file.hasPrefix("..") && !file.hasPrefix("../") {
      errors.invalid(path, .string(file), "must not start with '..'")
    }
  }

  /// A file that tells a container something of its pod.
  static func checkPodFile(_ item: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    checkLocalPath(item.word("path"), path.child("path"), &errors)
    if item.has("fieldRef") {
      EnvironmentValidation.checkField(
        item.part("fieldRef"), EnvironmentValidation.fileFields, path.child("fieldRef"), &errors)
      if item.has("resourceFieldRef") {
        errors.invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
      }
    } else if item.has("resourceFieldRef") {
      EnvironmentValidation.checkAmount(
        item.part("resourceFieldRef"), needsContainer: true, path.child("resourceFieldRef"), &errors)
    } else {
      errors.required(path, "one of fieldRef and resourceFieldRef is required")
    }
    checkMode(item.part("mode"), path.child("mode"), &errors)
  }

  /// A claim made for the pod alone; it is called after pod and volume, so both together must make a name.
  private static func checkEphemeral(
    _ source: JSONValue, podName: String, _ name: String, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let template = path.child("volumeClaimTemplate")
    guard source.has("volumeClaimTemplate") else { return errors.required(template, "") }
    let metadata = source.part("volumeClaimTemplate", "metadata")
    MetadataValidation.checkAnnotations(
      metadata.pairs("annotations"), template.child("metadata").child("annotations"), &errors)
    Checks.labels(metadata.pairs("labels"), template.child("metadata").child("labels"), &errors)
    ClaimValidation.check(source.part("volumeClaimTemplate", "spec"), template.child("spec"), &errors)
    guard !podName.isEmpty else { return }
    let claim = "\(podName)-\(name)"
    for message in NameRules.dnsSubdomain(claim) {
      errors.invalid(path.child("name"), .string(name), "PVC name \"\(claim)\": \(message)")
    }
  }
}
