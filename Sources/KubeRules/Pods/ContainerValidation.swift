internal import KubeObject

/// What the checks of a container may know of the pod around it.
struct PodSurroundings {
  /// Whether the spec is a pod's, not a template's.
  var isPod: Bool
  /// The sources of the volumes that are in order, by name.
  var volumes: [ExactText: JSONValue] = [:]
  var claims: Set<ExactText> = []
  var gracePeriod: Int64 = 30
  var restartPolicy = ""
  var sharesHostNetwork = false
}

/// The checks that containers, init containers and ephemeral containers have in common, and those of each sort.
enum ContainerValidation {
  private static let pullPolicies = ["Always", "IfNotPresent", "Never"]

  static func checkContainers(
    _ containers: [JSONValue], _ pod: PodSurroundings, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    if containers.isEmpty { return errors.required(path, "") }
    var names: Set<ExactText> = []
    for (index, container) in containers.enumerated() {
      let place = path.index(index)
      checkCommon(container, pod, place, &errors)
      let name = container.word("name")
      if !names.insert(ExactText(name)).inserted { errors.duplicate(place.child("name"), .string(name)) }
      checkLife(container, pod, place, &errors)
      checkRestart(container, place, &errors)
    }
    checkHostPorts(containers.enumerated().map { ($0, $1) }, path, &errors)
  }

  static func checkInitContainers(
    _ containers: [JSONValue], beside regular: [JSONValue], _ pod: PodSurroundings, _ path: FieldPath,
    _ errors: inout FieldErrors
  ) {
    var names = Set(regular.map { ExactText($0.word("name")) })
    for (index, container) in containers.enumerated() {
      let place = path.index(index)
      checkCommon(container, pod, place, &errors)
      let name = container.word("name")
      if !name.isEmpty && !names.insert(ExactText(name)).inserted {
        errors.duplicate(place.child("name"), .string(name))
      }
      checkHostPorts([(index, container)], path, &errors)
      checkRestart(container, place, &errors)
      if container.word("restartPolicy") == "Always" {
        checkLife(container, pod, place, &errors)
        continue
      }
      for member in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]
      where container.has(member) {
        errors.forbidden(
          place.child(member), "may not be set for init containers without restartPolicy=Always")
      }
      if !container.items("resizePolicy").isEmpty {
        errors.invalid(
          place.child("resizePolicy"), container.part("resizePolicy"), "must not be set for init containers")
      }
    }
  }

  private static let onlyForDebugging = "cannot be set for an Ephemeral Container"

  static func checkEphemeralContainers(
    _ ephemeral: [JSONValue], of spec: JSONValue, _ pod: PodSurroundings, _ path: FieldPath,
    _ errors: inout FieldErrors
  ) {
    guard !ephemeral.isEmpty else { return }
    let others = spec.items("containers") + spec.items("initContainers")
    let targets = Set(spec.items("containers").map { ExactText($0.word("name")) })
    var names = Set(others.map { ExactText($0.word("name")) })
    for (index, container) in ephemeral.enumerated() {
      let place = path.index(index)
      checkCommon(container, pod, place, &errors)
      let name = ExactText(container.word("name"))
      if !names.insert(name).inserted {
        errors.duplicate(place.child("name"), .string(container.word("name")))
      }
      let target = container.word("targetContainerName")
      if !target.isEmpty && !targets.contains(ExactText(target)) {
        errors.notFound(place.child("targetContainerName"), .string(target))
      }
      for member in ["ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resources"]
      where !container.isEmptyPart(member) { errors.forbidden(place.child(member), onlyForDebugging) }
      if container.has("restartPolicy") { errors.forbidden(place.child("restartPolicy"), onlyForDebugging) }
      if !container.items("resizePolicy").isEmpty {
        errors.forbidden(place.child("resizePolicy"), onlyForDebugging)
      }
      for (at, mount) in container.items("volumeMounts").enumerated() {
        let mountPath = place.child("volumeMounts").index(at)
        for member in ["subPath", "subPathExpr"] where !mount.word(member).isEmpty {
          errors.forbidden(mountPath.child(member), onlyForDebugging)
        }
      }
    }
  }

  private static func checkCommon(
    _ container: JSONValue, _ pod: PodSurroundings, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let name = container.word("name")
    if name.isEmpty {
      errors.required(path.child("name"), "")
    } else {
      Checks.dnsLabel(name, path.child("name"), &errors)
    }
    checkImage(container.word("image"), pod, path.child("image"), &errors)
    Checks.requiredOneOf(
      container.word("terminationMessagePolicy"), ["FallbackToLogsOnError", "File"],
      path.child("terminationMessagePolicy"), &errors)
    checkPorts(container.items("ports"), path.child("ports"), &errors)
    EnvironmentValidation.check(container.items("env"), pod, path.child("env"), &errors)
    EnvironmentValidation.checkSources(container.items("envFrom"), path.child("envFrom"), &errors)
    MountValidation.check(container, pod, path, &errors)
    Checks.requiredOneOf(
      container.word("imagePullPolicy"), pullPolicies, path.child("imagePullPolicy"), &errors)
    ResourceValidation.check(container.part("resources"), pod, path.child("resources"), &errors)
    checkResizePolicy(container, pod, path.child("resizePolicy"), &errors)
    SecurityValidation.check(container.part("securityContext"), path.child("securityContext"), &errors)
  }

  /// Templates may leave the image out, for others to fill in; a pod may not.
  private static func checkImage(
    _ image: String, _ pod: PodSurroundings, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    if image.isEmpty { return errors.required(path, "") }
    guard pod.isPod, let first = image.utf8.first, let last = image.utf8.last else { return }
    let blanks = Array(" \t\n\r\u{b}\u{c}".utf8)
    if blanks.contains(first) || blanks.contains(last) {
      errors.invalid(path, .string(image), "must not have leading or trailing whitespace")
    }
  }

  private static func checkPorts(_ ports: [JSONValue], _ path: FieldPath, _ errors: inout FieldErrors) {
    var names: Set<ExactText> = []
    for (index, port) in ports.enumerated() {
      let place = path.index(index)
      let name = port.word("name")
      if !name.isEmpty {
        let messages = NameRules.portName(name)
        Checks.messages(messages, of: name, place.child("name"), &errors)
        if messages.isEmpty && !names.insert(ExactText(name)).inserted {
          errors.duplicate(place.child("name"), .string(name))
        }
      }
      if port.integer("containerPort") == 0 {
        errors.required(place.child("containerPort"), "")
      } else {
        Checks.portNumber(port.integer("containerPort"), place.child("containerPort"), &errors)
      }
      if port.integer("hostPort") != 0 {
        Checks.portNumber(port.integer("hostPort"), place.child("hostPort"), &errors)
      }
      Checks.requiredOneOf(port.word("protocol"), Checks.protocols, place.child("protocol"), &errors)
    }
  }

  /// No two containers that run at the same time may take one port of the host.
  private static func checkHostPorts(
    _ containers: [(Int, JSONValue)], _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    var taken: Set<ExactText> = []
    for (index, container) in containers {
      for (at, port) in container.items("ports").enumerated() where port.integer("hostPort") != 0 {
        let text = "\(port.word("protocol"))/\(port.word("hostIP"))/\(port.integer("hostPort"))"
        if !taken.insert(ExactText(text)).inserted {
          errors.duplicate(path.index(index).child("ports").index(at).child("hostPort"), .string(text))
        }
      }
    }
  }

  /// Hooks and probes, of containers that live as long as their pod.
  private static func checkLife(
    _ container: JSONValue, _ pod: PodSurroundings, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    let hooks = container.part("lifecycle")
    for member in ["postStart", "preStop"] where hooks.has(member) {
      ProbeValidation.checkHandler(
        hooks.part(member), isProbe: false, pod, path.child("lifecycle").child(member), &errors)
    }
    for member in ["livenessProbe", "readinessProbe", "startupProbe"] where container.has(member) {
      ProbeValidation.check(container.part(member), member, pod, path.child(member), &errors)
    }
  }

  /// A container's own restart policy and the rules beside it (KEP-753, KEP-5307).
  private static func checkRestart(_ container: JSONValue, _ path: FieldPath, _ errors: inout FieldErrors) {
    let policy = container.optionalWord("restartPolicy")
    if let policy {
      Checks.oneOf(policy, ["Always", "Never", "OnFailure"], path.child("restartPolicy"), &errors)
    }
    let rules = container.items("restartPolicyRules")
    let place = path.child("restartPolicyRules")
    if !rules.isEmpty && policy == nil {
      errors.required(
        path.child("restartPolicy"), "must specify restartPolicy when restart rules are used")
    }
    if rules.count > 20 { errors.tooMany(place, rules.count, 20) }
    for (index, rule) in rules.enumerated() {
      Checks.requiredOneOf(
        rule.word("action"), ["Restart", "RestartAllContainers"], place.index(index).child("action"), &errors)
      guard rule.has("exitCodes") else {
        errors.required(place.index(index).child("exitCodes"), "must be specified")
        continue
      }
      let codes = place.index(index).child("exitCodes")
      Checks.requiredOneOf(
        rule.word("exitCodes", "operator"), ["In", "NotIn"], codes.child("operator"), &errors)
      let count = rule.items("exitCodes", "values").count
      if count > 255 { errors.tooMany(codes.child("values"), count, 255) }
    }
  }

  private static func checkResizePolicy(
    _ container: JSONValue, _ pod: PodSurroundings, _ path: FieldPath, _ errors: inout FieldErrors
  ) {
    var seen: Set<ExactText> = []
    for (index, policy) in container.items("resizePolicy").enumerated() {
      let place = path.index(index)
      let name = policy.word("resourceName")
      if !seen.insert(ExactText(name)).inserted { errors.duplicate(path, .string(name)) }
      Checks.requiredOneOf(name, ["cpu", "memory"], place.child("resourceName"), &errors)
      let restart = policy.word("restartPolicy")
      Checks.requiredOneOf(
        restart, ["NotRequired", "RestartContainer"], place.child("restartPolicy"), &errors)
      if pod.restartPolicy == "Never" && restart == "RestartContainer" {
        errors.invalid(
          place.child("restartPolicy"), .string(restart),
          "must be 'NotRequired' when `restartPolicy` is 'Never'")
      }
    }
  }
}
