package import KubeObject
package import KubeSchema

/// An object of one version as one of another version of its kind. Most kinds' versions differ by name alone; those
/// that don't have a file of their own beside this one.
package enum Conversion {
  /// The object in the version asked for, with its `apiVersion` and `kind` set. Nothing of the object is lost that
  /// the other version can hold. Throws where the two are no versions of one kind.
  package static func convert(
    _ object: JSONValue, from: GroupVersionKind, to: GroupVersionKind
  ) throws(APIStatus) -> JSONValue {
    if from == to { return object }
    let isEvent =
      from.kind == "Event" && to.kind == "Event" && isEventGroup(from.group) && isEventGroup(to.group)
    guard isEvent || (from.group == to.group && from.kind == to.kind) else {
      throw .badRequest(
        "\(from.apiVersion), Kind=\(from.kind) is not convertible to \(to.apiVersion), Kind=\(to.kind)")
    }
    var result = body(object, from, to)
    result["apiVersion"] = .string(to.apiVersion)
    result["kind"] = .string(to.kind)
    return result
  }

  private static func isEventGroup(_ group: String) -> Bool { group.isEmpty || group == "events.k8s.io" }

  private static func body(_ object: JSONValue, _ from: GroupVersionKind, _ to: GroupVersionKind) -> JSONValue
  {
    switch (from.group, from.kind) {
    case (_, "Event") where from.group != to.group:
      return to.group.isEmpty ? EventConversion.toCore(object) : EventConversion.toEvents(object)
    case ("autoscaling", "HorizontalPodAutoscaler"):
      return to.version == "v1" ? AutoscalerConversion.toV1(object) : AutoscalerConversion.toV2(object)
    case ("apiextensions.k8s.io", "CustomResourceDefinition"):
      return to.version == "v1" ? DefinitionConversion.toV1(object) : DefinitionConversion.toV1beta1(object)
    case ("resource.k8s.io", _):
      var result = object
      if from.version == "v1beta1" { DeviceConversion.fromV1beta1(&result, kind: from.kind) }
      if to.version == "v1beta1" { DeviceConversion.toV1beta1(&result, kind: from.kind) }
      return result
    default:
      return object
    }
  }
}
