import KubeObject
import KubeSchema

extension FuzzTarget {
  private static let types: [TypeID] = [
    "io.k8s.api.core.v1.Pod", "io.k8s.api.core.v1.Secret", "io.k8s.api.apps.v1.Deployment",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition",
    "io.k8s.api.authorization.v1.SubjectAccessReview", "io.k8s.api.policy.v1.PodDisruptionBudget",
  ].compactMap { Schema.shared.type(named: $0) }

  /// Kubernetes objects in protobuf: the first byte chooses the type. What is read twice is the same, whether an object
  /// is made on the way or not, and what is written of it is read as the same.
  static let kubeProtobuf = FuzzTarget(name: "kube-protobuf", maxBytes: 2048) { bytes in
    if let envelope = try? Protobuf.open(bytes) {
      try check(envelope.raw.upperBound <= bytes.count, "a message beyond the end")
    }
    guard let first = bytes.first, let type = types.dropFirst(Int(first) % types.count).first else { return }
    let raw = bytes.dropFirst()
    _ = ProtobufView(raw, type)["metadata"]?.pairs("labels")
    guard let object = try? Protobuf.decode(raw, as: type) else { return }
    var text: [UInt8] = []
    if (try? Protobuf.writeJSON(raw, as: type, kind: nil, into: &text)) != nil {
      _ = try JSONValue.parse(text, limits: .stored)
    }
    guard let again = try? Protobuf.encode(object, as: type) else { return }
    let reread = try Protobuf.decode(again[...], as: type)
    guard let third = try? Protobuf.encode(reread, as: type) else { return }
    try check(third == again, "an object that is written otherwise the second time")
    if let changed = try? Protobuf.raw(raw, resourceVersion: "77") {
      try check(
        try Protobuf.decode(changed[...], as: type).resourceVersion == "77", "a version that isn't set")
    }
  } seeds: {
    let object: JSONValue = [
      "metadata": ["name": "a", "labels": ["x": "y"], "creationTimestamp": "2024-01-01T00:00:00Z"],
      "spec": [
        "replicas": 3,
        "template": ["spec": ["containers": [["name": "c", "resources": ["limits": ["cpu": "1"]]]]]],
      ],
    ]
    return try types.enumerated().map { index, type in
      ("type-\(index)", [UInt8(index)] + (try Protobuf.encode(object, as: type)))
    }
  }

  /// Patches of all kinds, and the fields of writers: the first half of the text patches the second.
  static let patches = FuzzTarget(name: "patches", maxBytes: 2048) { bytes in
    let parts = bytes.split(separator: 0x0A, maxSplits: 1).map(Array.init)
    guard parts.count == 2, let patch = try? JSONValue.parse(parts[0]),
      let target = try? JSONValue.parse(parts[1]), let type = types.first
    else { return }
    _ = try? JSONPatch.apply(patch, to: target)
    if let merged = try? MergePatch.apply(patch, to: target) {
      try check(try MergePatch.apply(patch, to: merged) == merged, "a merge patch that isn't idempotent")
    }
    _ = try? StrategicMergePatch.apply(patch, to: target, type: type)
    let set = FieldSet(json: patch)
    try check(FieldSet(json: set.json) == set, "a set of fields that is read as another")
    guard patch.object != nil, target.object != nil else { return }
    let manager = FieldManager(name: "m", operation: .apply, apiVersion: "v1")
    _ = try? ManagedFields.apply(
      live: target, intent: patch, manager: manager, schema: TypedSchema(type), empty: [:], force: true,
      now: Timestamp(seconds: 0), isReset: { $0 })
  } seeds: {
    [
      ("json", Array("[{\"op\":\"add\",\"path\":\"/a/-\",\"value\":1}]\n{\"a\":[]}".utf8)),
      (
        "strategic",
        Array(
          """
          {"spec":{"containers":[{"name":"c","$patch":"delete"}],"$setElementOrder/volumes":[{"name":"v"}]}}
          {"spec":{"containers":[{"name":"c"}],"volumes":[{"name":"v"},{"name":"w"}]},"metadata":{"finalizers":["x"]}}
          """.utf8)
      ),
      (
        "managed",
        Array(
          """
          {"metadata":{"labels":{"a":"b"}}}
          {"metadata":{"managedFields":[{"manager":"m","operation":"Apply","fieldsV1":{"f:spec":{".":{},"k:{}":{}}}}]}}
          """.utf8)
      ),
    ]
  }
}
