internal import KubeObject

/// The checks of who a container runs as and what it may do.
enum SecurityValidation {
  private static let identifier = "must be between 0 and 2147483647, inclusive"

  static func check(_ context: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard !context.isNull else { return }
    for member in ["runAsUser", "runAsGroup"] {
      checkIdentifier(context.part(member), path.child(member), &errors)
    }
    if let mount = context.optionalWord("procMount") {
      Checks.oneOf(mount, ["Default", "Unmasked"], path.child("procMount"), &errors)
    }
    checkSeccomp(context.part("seccompProfile"), path.child("seccompProfile"), &errors)
    if context.optionalFlag("allowPrivilegeEscalation") == false {
      if context.flag("privileged") {
        errors.invalid(
          path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true")
      }
      if context.words("capabilities", "add").contains(where: { $0 == "CAP_SYS_ADMIN" }) {
        errors.invalid(
          path, context,
          "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN")
      }
    }
    checkWindows(context.part("windowsOptions"), path.child("windowsOptions"), &errors)
    checkAppArmor(context.part("appArmorProfile"), path.child("appArmorProfile"), &errors)
  }

  static func checkPod(
    _ spec: JSONValue, _ pod: PodSurroundings, _ specPath: FieldPath, _ errors: inout FieldErrors
  ) {
    let context = spec.part("securityContext")
    let path = specPath.child("securityContext")
    for list in ["containers", "initContainers"] where pod.sharesHostNetwork {
      checkHostPorts(spec.items(list), pod, specPath.child(list), &errors)
    }
    for (index, group) in context.items("supplementalGroups").enumerated() {
      checkIdentifier(group, path.child("supplementalGroups").index(index), &errors)
    }
    for member in ["fsGroup", "runAsUser", "runAsGroup"] {
      checkIdentifier(context.part(member), path.child(member), &errors)
    }
    if spec.flag("shareProcessNamespace") && spec.flag("hostPID") {
      errors.invalid(
        specPath.child("shareProcessNamespace"), true,
        "ShareProcessNamespace and HostPID cannot both be enabled")
    }
    checkSysctls(context.items("sysctls"), spec, path.child("sysctls"), &errors)
    let choices = [
      "fsGroupChangePolicy": ["Always", "OnRootMismatch"], "supplementalGroupsPolicy": ["Merge", "Strict"],
      "seLinuxChangePolicy": ["MountOption", "Recursive"],
    ]
    for member in choices.keys.sortedByBytes() {
      guard let value = context.optionalWord(member) else { continue }
      Checks.oneOf(value, choices[member] ?? [], path.child(member), &errors)
    }
    checkSeccomp(context.part("seccompProfile"), path.child("seccompProfile"), &errors)
    checkWindows(context.part("windowsOptions"), path.child("windowsOptions"), &errors)
    checkAppArmor(context.part("appArmorProfile"), path.child("appArmorProfile"), &errors)
    guard spec.optionalFlag("hostUsers") == false else { return }
    for (member, name) in [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")]
    where spec.flag(member) {
      errors.forbidden(specPath.child(name), "when `pod.Spec.HostUsers` is false")
    }
  }

  private static func checkIdentifier(_ value: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard let number = value.int64 else { return }
    if !(0...2_147_483_647).contains(number) { errors.invalid(path, .integer(number), identifier) }
  }

  /// On the host's network a container's port is the host's.
  private static func checkHostPorts(
    _ containers: [JSONValue], _ pod: PodSurroundings, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    for (index, container) in containers.enumerated() {
      for (at, port) in container.items("ports").enumerated() {
        let host = port.integer("hostPort")
        guard host != port.integer("containerPort"), pod.isPod || host != 0 else { continue }
        errors.invalid(
          path.index(index).child("ports").index(at).child("hostPort"), .integer(host),
          "must match `containerPort` when `hostNetwork` is true")
      }
    }
  }

  private static func checkSeccomp(_ profile: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard !profile.isNull else { return }
    let type = profile.word("type")
    if type.isEmpty {
      return errors.required(path.child("type"), "type is required when seccompProfile is set")
    }
    let local = profile.optionalWord("localhostProfile")
    if type == "Localhost" {
      guard let local else {
        return errors.required(
          path.child("localhostProfile"), "must be set when seccomp type is Localhost")
      }
      MountValidation.checkDescendingPath(local, path.child("localhostProfile"), &errors)
    } else if let local {
      errors.invalid(
        path.child("localhostProfile"), .string(local), "can only be set when seccomp type is Localhost")
    }
    Checks.oneOf(type, ["Localhost", "RuntimeDefault", "Unconfined"], path.child("type"), &errors)
  }

  private static func checkAppArmor(_ profile: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard !profile.isNull else { return }
    let type = profile.word("type")
    let place = path.child("localhostProfile")
    let local = profile.optionalWord("localhostProfile")
    switch type {
    case "Localhost":
      let text = (local ?? "").trimmedOfBlanks()
      if local == nil {
        errors.required(place, "must be set when AppArmor type is Localhost")
      } else if text.isEmpty {
        errors.required(place, "must be set when AppArmor type is Localhost")
      } else if let local, local.utf8.count > 4095 {
        errors.tooLong(place, .string(local), 4095)
      }
    case "RuntimeDefault", "Unconfined":
      if let local {
        errors.invalid(place, .string(local), "can only be set when AppArmor type is Localhost")
      }
    case "": errors.required(path.child("type"), "type is required when appArmorProfile is set")
    default:
      errors.notSupported(
        path.child("type"), .string(type), ["Localhost", "RuntimeDefault", "Unconfined"])
    }
  }

  private static func checkWindows(_ options: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard !options.isNull else { return }
    if let name = options.optionalWord("gmsaCredentialSpecName") {
      Checks.subdomain(name, path.child("gmsaCredentialSpecName"), &errors)
    }
    if let text = options.optionalWord("gmsaCredentialSpec") {
      let place = path.child("gmsaCredentialSpec")
      if text.isEmpty {
        errors.invalid(place, .string(text), "gmsaCredentialSpec cannot be an empty string")
      } else if text.utf8.count > 65536 {
        errors.invalid(place, .string(text), "gmsaCredentialSpec size must be under 65536 bytes")
      }
    }
    if let user = options.optionalWord("runAsUserName"), user.isEmpty {
      errors.invalid(
        path.child("runAsUserName"), .string(user), "runAsUserName cannot be an empty string")
    }
  }

  private static func checkSysctls(
    _ sysctls: [JSONValue], _ spec: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    var names: Set<ExactText> = []
    for (index, sysctl) in sysctls.enumerated() {
      let place = path.index(index).child("name")
      let name = sysctl.word("name")
      if name.isEmpty {
        errors.required(place, "")
      } else if !isSysctl(name) {
        errors.invalid(
          place, .string(name),
          "must have at most 253 characters and match regex "
            + "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$")
      } else if !names.insert(ExactText(name)).inserted {
        errors.duplicate(place, .string(name))
      }
      let dotted = name.split(separator: "/").joined(separator: ".")
      if spec.flag("hostNetwork") && dotted.hasPrefix("net.") {
        errors.invalid(place, .string(name), "may not be specified when 'hostNetwork' is true")
      }
      let isIPC =
        dotted.hasPrefix("fs.mqueue.") || dotted.hasPrefix("kernel.shm") || dotted.hasPrefix("kernel.msg")
        || dotted == "kernel.sem"
      if spec.flag("hostIPC") && isIPC {
        errors.invalid(place, .string(name), "may not be specified when 'hostIPC' is true")
      }
    }
  }

  private static func isSysctl(_ name: String) -> Bool {
    guard name.utf8.count <= 253 else { return false }
    let parts = name.utf8.split(omittingEmptySubsequences: false) {
      $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/")
    }
    func isPlain(_ character: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
    }
    return parts.allSatisfy { part in
      guard let first = part.first, let last = part.last, isPlain(first), isPlain(last) else { return false }
      return part.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }
  }
}

extension String {
  /// Without the blanks and line ends around it.
  func trimmedOfBlanks() -> String {
    let blanks: Set<Character> = [" ", "\t", "\n", "\r", "\r\n", "\u{b}", "\u{c}"]
    return String(drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
  }
}
