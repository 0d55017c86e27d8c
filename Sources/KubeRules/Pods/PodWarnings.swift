internal import KubeObject

/// What a pod's author should know though nothing is refused.
enum PodWarnings {
  static func of(_ new: JSONValue, _ old: JSONValue?) -> [String] {
    if old != nil { return [] }
    return ofTemplate(new, FieldPath(""))
  }

  /// - path: of what holds `metadata` and `spec`; empty for a pod.
  static func ofTemplate(_ template: JSONValue, _ path: FieldPath) -> [String] {
    var warnings: [String] = []
    let spec = template.part("spec")
    let place = path.child("spec")
    let labels = [
      "beta.kubernetes.io/arch": "kubernetes.io/arch", "beta.kubernetes.io/os": "kubernetes.io/os",
      "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
      "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
      "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
    ]
    for key in spec.members("nodeSelector").keys.sortedByBytes() {
      guard let better = labels[key] else { continue }
      warnings.append(
        "\(place.child("nodeSelector").key(key)): deprecated since v1.14; use \"\(better)\" instead")
    }
    for (index, alias) in spec.items("hostAliases").enumerated() {
      let ip = alias.word("ip")
      if let parsed = IPText(ip), !parsed.text.utf8.elementsEqual(ip.utf8) {
        warnings.append(
          "\(place.child("hostAliases").index(index).child("ip")): IPv6 address \"\(ip)\" is not in RFC 5952 "
            + "canonical format (\"\(parsed.text)\"), which may cause controller apply-loops")
      }
    }
    addVolumes(spec.items("volumes"), place.child("volumes"), &warnings)
    for list in ["initContainers", "containers"] {
      for (index, container) in spec.items(list).enumerated() {
        addContainer(container, place.child(list).index(index), &warnings)
      }
    }
    if spec.integer("terminationGracePeriodSeconds") < 0 {
      warnings.append(
        "\(place.child("terminationGracePeriodSeconds")): must be >= 0; negative values are invalid and will be "
          + "treated as 1")
    }
    return warnings
  }

  private static func addVolumes(_ volumes: [JSONValue], _ path: FieldPath, _ warnings: inout [String]) {
    let soon = "deprecated in v1.25, this feature will be removed soon after in a subsequent release"
    let old = [
      "gitRepo": "deprecated in v1.11", "glusterfs": soon,
      "rbd": "deprecated in v1.28, non-functional in v1.31+",
      "cephfs": "deprecated in v1.28, non-functional in v1.31+",
      "scaleIO": "deprecated in v1.16, non-functional in v1.22+",
      "flocker": "deprecated in v1.22, non-functional in v1.25+",
      "storageos": "deprecated in v1.22, non-functional in v1.25+",
      "quobyte": "deprecated in v1.22, non-functional in v1.25+",
      "photonPersistentDisk": "deprecated in v1.11, non-functional in v1.16+",
    ]
    for (index, volume) in volumes.enumerated() {
      for kind in old.keys.sortedByBytes() where volume.has(kind) {
        warnings.append("\(path.index(index).child(kind)): \(old[kind] ?? "")")
      }
    }
  }

  private static func addContainer(_ container: JSONValue, _ path: FieldPath, _ warnings: inout [String]) {
    for part in ["limits", "requests"] {
      for (name, amount) in PodResources.amounts(container.part("resources", part))
      where (name == "memory" || name == "ephemeral-storage") && amount.milliValue % 1000 != 0 {
        warnings.append(
          "\(path.child("resources").child(part).key(name)): fractional byte value "
            + "\"\(amount.canonical)\" is invalid, must be an integer")
      }
    }
    var seen: Set<ExactText> = []
    for (index, variable) in container.items("env").enumerated() {
      let name = variable.word("name")
      if !seen.insert(ExactText(name)).inserted {
        warnings.append(
          "\(path.child("env").index(index)): hides previous definition of \"\(name)\", "
            + "which may be dropped when using apply")
      }
    }
  }
}
