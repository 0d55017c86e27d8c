package import KubeObject
package import KubeSchema

/// The scale subresource: autoscaling/v1 Scale made of a workload, and written back into it.
package enum ScaleConversion {
  package static let kind = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")

  /// The scale of a Deployment, ReplicaSet, StatefulSet or ReplicationController; nil for other kinds.
  package static func scale(of object: JSONValue, kind: GroupKind) -> JSONValue? {
    let selector: String
    switch (kind.group, kind.kind) {
    case ("apps", "Deployment"), ("apps", "ReplicaSet"), ("apps", "StatefulSet"):
      selector = CellText.bareSelector(object.part("spec", "selector"))
    case ("", "ReplicationController"):
      let labels = object.pairs("spec", "selector")
      selector = labels.isEmpty ? "" : CellText.labels(labels)
    default:
      return nil
    }
    var metadata = JSONObject()
    for name in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
      metadata[name] = object.walk(["metadata", name])
    }
    var spec = JSONObject()
    let replicas = object.integer("spec", "replicas")
    if replicas != 0 { spec["replicas"] = .integer(replicas) }
    var status = JSONObject()
    status["replicas"] = .integer(object.integer("status", "replicas"))
    if !selector.isEmpty { status["selector"] = .string(selector) }
    return [
      "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(metadata), "spec": .object(spec),
      "status": .object(status),
    ]
  }

  /// Takes over the replicas a scale asks for, and its resource version, by which a stale scale is refused.
  package static func apply(_ scale: JSONValue, to object: inout JSONValue) {
    object.set("spec", "replicas", to: .integer(scale.integer("spec", "replicas")))
    let version = scale.word("metadata", "resourceVersion")
    if !version.isEmpty { object.set("metadata", "resourceVersion", to: .string(version)) }
  }

  /// What is wrong with a scale someone sent.
  package static func validate(_ scale: JSONValue) -> [FieldError] {
    let replicas = scale.integer("spec", "replicas")
    if replicas >= 0 { return [] }
    return [
      .invalid(
        FieldPath("spec").child("replicas"), .integer(replicas), "must be greater than or equal to 0")
    ]
  }
}
