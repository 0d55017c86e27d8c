internal import KubeObject

/// The checks of where a container's volumes appear in it: as directories or as block devices.
enum MountValidation {
  static func check(
    _ container: JSONValue, _ pod: PodSurroundings, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let mounts = container.items("volumeMounts")
    let devices = container.items("volumeDevices")
    if !mounts.isEmpty { checkMounts(mounts, devices, container, pod, path.child("volumeMounts"), &errors) }
    if !devices.isEmpty { checkDevices(devices, mounts, pod, path.child("volumeDevices"), &errors) }
  }

  private static func texts(_ items: [JSONValue], _ member: String) -> Set<ExactText> {
    Set(items.map { ExactText($0.word(member)) })
  }

  private static func checkMounts(
    _ mounts: [JSONValue], _ devices: [JSONValue], _ container: JSONValue, _ pod: PodSurroundings,
    _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let deviceNames = texts(devices, "name")
    let devicePaths = texts(devices, "devicePath")
    var points: Set<ExactText> = []
    for (index, mount) in mounts.enumerated() {
      let place = path.index(index)
      let name = mount.word("name")
      let point = mount.word("mountPath")
      if name.isEmpty { errors.required(place.child("name"), "") }
      if pod.volumes[ExactText(name)] == nil { errors.notFound(place.child("name"), .string(name)) }
      if point.isEmpty { errors.required(place.child("mountPath"), "") }
      if !points.insert(ExactText(point)).inserted {
        errors.invalid(place.child("mountPath"), .string(point), "must be unique")
      }
      if deviceNames.contains(ExactText(name)) {
        errors.invalid(place.child("name"), .string(name), "must not already exist in volumeDevices")
      }
      if devicePaths.contains(ExactText(point)) {
        errors.invalid(
          place.child("mountPath"), .string(point), "must not already exist as a path in volumeDevices")
      }
      checkSubpath(mount, path, place, &errors)
      checkPropagation(mount, container, place, &errors)
    }
  }

  private static func checkSubpath(
    _ mount: JSONValue, _ list: FieldPath, _ place: FieldPath, _ errors: inout FieldErrors
  ) {
    let sub = mount.word("subPath")
    if !sub.isEmpty { checkDescendingPath(sub, list.child("subPath"), &errors) }
    let expression = mount.word("subPathExpr")
    guard !expression.isEmpty else { return }
    if !sub.isEmpty {
      errors.invalid(
        place.child("subPathExpr"), .string(expression), "subPathExpr and subPath are mutually exclusive")
    }
    checkDescendingPath(expression, list.child("subPathExpr"), &errors)
  }

  private static func checkPropagation(
    _ mount: JSONValue, _ container: JSONValue, _ place: FieldPath, _ errors: inout FieldErrors
  ) {
    let propagation = mount.optionalWord("mountPropagation")
    if let propagation {
      let path = place.child("mountPropagation")
      Checks.oneOf(propagation, ["Bidirectional", "HostToContainer", "None"], path, &errors)
      if propagation == "Bidirectional" && !container.flag("securityContext", "privileged") {
        errors.forbidden(path, "Bidirectional mount propagation is available only to privileged containers")
      }
    }
    guard let recursive = mount.optionalWord("recursiveReadOnly") else { return }
    let path = place.child("recursiveReadOnly")
    Checks.oneOf(recursive, ["Disabled", "Enabled", "IfPossible"], path, &errors)
    guard recursive == "Enabled" || recursive == "IfPossible" else { return }
    if !mount.flag("readOnly") {
      errors.forbidden(path, "may only be specified when readOnly is true")
    }
    if let propagation, propagation != "None" {
      errors.forbidden(path, "may only be specified when mountPropagation is None or not specified")
    }
  }

  private static func checkDevices(
    _ devices: [JSONValue], _ mounts: [JSONValue], _ pod: PodSurroundings, _ path: FieldPath,
    _ errors: inout FieldErrors
  ) {
    let mountNames = texts(mounts, "name")
    let mountPaths = texts(mounts, "mountPath")
    var names: Set<ExactText> = []
    var paths: Set<ExactText> = []
    for (index, device) in devices.enumerated() {
      let place = path.index(index)
      let name = device.word("name")
      let point = device.word("devicePath")
      if name.isEmpty { errors.required(place.child("name"), "") }
      if !names.insert(ExactText(name)).inserted {
        errors.invalid(place.child("name"), .string(name), "must be unique")
      }
      if let source = pod.volumes[ExactText(name)] {
        if !source.has("persistentVolumeClaim") && !source.has("ephemeral") {
          errors.invalid(
            place.child("name"), .string(name),
            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode")
        }
      } else {
        errors.notFound(place.child("name"), .string(name))
      }
      if point.isEmpty { errors.required(place.child("devicePath"), "") }
      if !paths.insert(ExactText(point)).inserted {
        errors.invalid(place.child("devicePath"), .string(point), "must be unique")
      }
      if hasBacksteps(point) {
        errors.invalid(place.child("devicePath"), .string(point), "can not contain backsteps ('..')")
      }
      if mountNames.contains(ExactText(name)) {
        errors.invalid(place.child("name"), .string(name), "must not already exist in volumeMounts")
      }
      if mountPaths.contains(ExactText(point)) {
        errors.invalid(
          place.child("devicePath"), .string(point), "must not already exist as a path in volumeMounts")
      }
    }
  }

  static func hasBacksteps(_ path: String) -> Bool {
    path.utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
  }

  /// A path that stays below where it starts.
  static func checkDescendingPath(_ path: String, _ place: FieldPath, _ errors: inout FieldErrors) {
    if path.utf8.first == UInt8(ascii: "/") {
      errors.invalid(place, .string(path), "must be a relative path")
    }
    checkNoBacksteps(path, place, &errors)
  }

  static func checkNoBacksteps(_ path: String, _ place: FieldPath, _ errors: inout FieldErrors) {
    if hasBacksteps(path) { errors.invalid(place, .string(path), "must not contain '..'") }
  }
}
