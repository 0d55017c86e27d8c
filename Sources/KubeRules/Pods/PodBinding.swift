package import KubeObject

/// Giving a pod to a node: what `pods/binding` does.
package enum PodBinding {
  static func check(_ binding: JSONValue, _ errors: inout FieldErrors) {
    let target = FieldPath("target")
    let kind = binding.word("target", "kind")
    if !kind.isEmpty && kind != "Node" {
      errors.notSupported(target.child("kind"), .string(kind), ["Node", "<empty>"])
    }
    if binding.word("target", "name").isEmpty { errors.required(target.child("name"), "") }
  }

  /// Why the pod can't be given to a node now, or nil; the server answers with a conflict of the pod.
  package static func obstacle(_ pod: JSONValue, uid: String = "") -> String? {
    let name = pod.word("metadata", "name")
    if pod.has("metadata", "deletionTimestamp") {
      return "pod \(name) is being deleted, cannot be assigned to a host"
    }
    if !pod.word("spec", "nodeName").isEmpty {
      return "pod \(name) is already assigned to node \(goQuoted(pod.word("spec", "nodeName")))"
    }
    if !pod.items("spec", "schedulingGates").isEmpty {
      return "pod \(name) has non-empty .spec.schedulingGates"
    }
    return nil
  }

  /// Assigns the pod to the binding's node; the annotations and labels of the binding become the pod's.
  package static func assign(_ pod: inout JSONValue, _ binding: JSONValue, now: Timestamp) {
    pod.set("spec", "nodeName", to: .string(binding.word("target", "name")))
    for list in ["annotations", "labels"] {
      for (key, value) in binding.pairs("metadata", list) {
        pod.set("metadata", list, key, to: .string(value))
      }
    }
    var conditions = pod.items("status", "conditions")
    let scheduled: JSONValue = [
      "type": "PodScheduled", "status": "True", "lastProbeTime": .null,
      "lastTransitionTime": .string(now.text),
      "observedGeneration": .integer(pod.integer("metadata", "generation")),
    ]
    if let index = conditions.firstIndex(where: { $0.word("type") == "PodScheduled" }) {
      conditions[index] = scheduled
    } else {
      conditions.append(scheduled)
    }
    pod.set("status", "conditions", to: .array(conditions))
  }
}
