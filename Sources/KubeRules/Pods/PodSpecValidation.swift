internal import KubeObject

/// The checks of a pod's spec, in pods and in templates.
enum PodSpecValidation {
  private static let largest: Int64 = 2_147_483_647

  static func check(
    _ spec: JSONValue, podName: String, isPod: Bool, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    var pod = PodSurroundings(isPod: isPod)
    pod.gracePeriod = spec.integer("terminationGracePeriodSeconds")
    pod.restartPolicy = spec.word("restartPolicy")
    pod.sharesHostNetwork = spec.flag("hostNetwork")
    pod.volumes = PodVolumeValidation.check(
      spec.items("volumes"), podName: podName, path.child("volumes"), &errors)
    pod.claims = Set(spec.items("resourceClaims").map { ExactText($0.word("name")) })
    checkClaims(spec.items("resourceClaims"), path.child("resourceClaims"), &errors)
    let containers = spec.items("containers")
    ContainerValidation.checkContainers(containers, pod, path.child("containers"), &errors)
    ContainerValidation.checkInitContainers(
      spec.items("initContainers"), beside: containers, pod, path.child("initContainers"), &errors)
    ContainerValidation.checkEphemeralContainers(
      spec.items("ephemeralContainers"), of: spec, pod, path.child("ephemeralContainers"), &errors)
    ResourceValidation.checkPod(spec, path.child("resources"), &errors)
    Checks.requiredOneOf(
      pod.restartPolicy, ["Always", "Never", "OnFailure"], path.child("restartPolicy"), &errors)
    Checks.requiredOneOf(
      spec.word("dnsPolicy"), ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"],
      path.child("dnsPolicy"), &errors)
    Checks.labels(spec.pairs("nodeSelector"), path.child("nodeSelector"), &errors)
    SecurityValidation.checkPod(spec, pod, path, &errors)
    AffinityValidation.check(spec.part("affinity"), path.child("affinity"), &errors)
    PodNetworkValidation.checkResolver(spec, path.child("dnsConfig"), &errors)
    checkGates(spec, path, &errors)
    AffinityValidation.checkSpread(
      spec.items("topologySpreadConstraints"), path.child("topologySpreadConstraints"), &errors)
    checkNames(spec, path, &errors)
    AffinityValidation.checkTolerations(spec.items("tolerations"), path.child("tolerations"), &errors)
    PodNetworkValidation.checkAliases(spec.items("hostAliases"), path.child("hostAliases"), &errors)
    checkScheduling(spec, path, &errors)
    checkSystem(spec, path, &errors)
  }

  /// A template's metadata and spec.
  static func checkTemplate(
    _ template: JSONValue, _ path: FieldPath, isPod: Bool = false, _ errors: inout FieldErrors
  ) {
    Checks.labels(template.pairs("metadata", "labels"), path.child("labels"), &errors)
    MetadataValidation.checkAnnotations(
      template.pairs("metadata", "annotations"), path.child("annotations"), &errors)
    check(template.part("spec"), podName: "", isPod: isPod, path.child("spec"), &errors)
    if !template.items("spec", "ephemeralContainers").isEmpty {
      errors.forbidden(
        path.child("spec").child("ephemeralContainers"), "ephemeral containers not allowed in pod template")
    }
  }

  private static func checkGates(_ spec: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    for (index, gate) in spec.items("readinessGates").enumerated() {
      Checks.qualifiedName(
        gate.word("conditionType"), path.child("readinessGates").index(index).child("conditionType"), &errors)
    }
    var seen: Set<ExactText> = []
    for (index, gate) in spec.items("schedulingGates").enumerated() {
      let place = path.child("schedulingGates").index(index)
      let name = gate.word("name")
      Checks.qualifiedName(name, place, &errors)
      if !seen.insert(ExactText(name)).inserted { errors.duplicate(place, .string(name)) }
    }
  }

  private static func checkNames(_ spec: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    for member in ["serviceAccountName", "nodeName"] where !spec.word(member).isEmpty {
      Checks.subdomain(spec.word(member), path.child(member), &errors)
    }
    if let seconds = spec.optionalInteger("activeDeadlineSeconds"), !(1...largest).contains(seconds) {
      errors.invalid(
        path.child("activeDeadlineSeconds"), .integer(seconds), "must be between 1 and 2147483647, inclusive")
    }
    for member in ["hostname", "subdomain"] where !spec.word(member).isEmpty {
      Checks.dnsLabel(spec.word(member), path.child(member), &errors)
    }
    guard let name = spec.optionalWord("hostnameOverride"), !name.isEmpty else { return }
    let place = path.child("hostnameOverride")
    Checks.subdomain(name, place, &errors)
    if name.utf8.count > 64 { errors.tooLong(place, .string(name), 64) }
    if spec.flag("hostNetwork") {
      errors.invalid(place, .string(name), "may not be specified when hostNetwork is true")
    }
    if spec.flag("setHostnameAsFQDN") {
      errors.invalid(place, .string(name), "may not be specified when setHostnameAsFQDN is true")
    }
  }

  private static func checkScheduling(_ spec: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    for member in ["priorityClassName", "runtimeClassName"] where !spec.word(member).isEmpty {
      Checks.subdomain(spec.word(member), path.child(member), &errors)
    }
    if let policy = spec.optionalWord("preemptionPolicy") {
      Checks.requiredOneOf(
        policy, ["Never", "PreemptLowerPriority"], path.child("preemptionPolicy"), &errors)
    }
    ResourceValidation.checkOverhead(spec.part("overhead"), path.child("overhead"), &errors)
  }

  private static func checkClaims(_ claims: [JSONValue], _ path: FieldPath, _ errors: inout FieldErrors) {
    var names: Set<ExactText> = []
    for (index, claim) in claims.enumerated() {
      let place = path.index(index)
      let name = claim.word("name")
      if name.isEmpty {
        errors.required(place.child("name"), "")
      } else if !names.insert(ExactText(name)).inserted {
        errors.duplicate(place.child("name"), .string(name))
      } else {
        Checks.dnsLabel(name, place.child("name"), &errors)
      }
      let given = ["resourceClaimName", "resourceClaimTemplateName"].filter { claim.has($0) }
      if given.count > 1 {
        errors.invalid(
          place, claim, "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified")
      } else if given.isEmpty {
        errors.invalid(
          place, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")
      }
      for member in given { Checks.subdomain(claim.word(member), place.child(member), &errors) }
    }
  }

  private static let linuxPodMembers = ["hostPID", "hostIPC", "hostUsers", "shareProcessNamespace"]
  private static let linuxContextMembers = [
    "appArmorProfile", "seLinuxOptions", "seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls",
    "runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy",
  ]
  private static let linuxContainerMembers = [
    "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem",
    "privileged", "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup",
  ]

  /// Where the pod names its operating system, nothing of the other's may be set (KEP-2802).
  private static func checkSystem(_ spec: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    guard spec.has("os") else { return }
    let name = spec.word("os", "name")
    let place = path.child("os").child("name")
    if name.isEmpty { return errors.required(place, "cannot be empty") }
    Checks.oneOf(name, ["linux", "windows"], place, &errors)
    guard name == "linux" || name == "windows" else { return }
    let why =
      name == "linux"
      ? "windows options cannot be set for a linux pod" : "cannot be set for a windows pod"
    for member in name == "linux" ? [] : linuxPodMembers where spec.has(member) {
      errors.forbidden(path.child(member), why)
    }
    let context = spec.part("securityContext")
    for member in name == "linux" ? ["windowsOptions"] : linuxContextMembers where context.has(member) {
      errors.forbidden(path.child("securityContext").child(member), why)
    }
    for list in ["containers", "initContainers", "ephemeralContainers"] {
      for (index, container) in spec.items(list).enumerated() {
        let context = container.part("securityContext")
        for member in name == "linux" ? ["windowsOptions"] : linuxContainerMembers where context.has(member) {
          errors.forbidden(path.child(list).index(index).child("securityContext").child(member), why)
        }
      }
    }
  }
}
