internal import KubeObject

/// autoscaling/v1 knows CPU utilization alone. What else a v2 autoscaler holds travels in annotations of the v1 form,
/// as JSON of v1's own metric types, and comes back from there.
enum AutoscalerConversion {
  private static let prefix = "autoscaling.alpha.kubernetes.io/"
  private static let annotationNames = ["metrics", "behavior", "current-metrics", "conditions"].map {
    prefix + $0
  }

  static func toV1(_ object: JSONValue) -> JSONValue {
    var spec = JSONObject()
    var status = JSONObject()
    var annotations = withoutOurs(object.part("metadata", "annotations"))
    for name in ["scaleTargetRef", "minReplicas", "maxReplicas"] { spec[name] = object.walk(["spec", name]) }
    for name in ["observedGeneration", "lastScaleTime", "currentReplicas", "desiredReplicas"] {
      status[name] = object.walk(["status", name])
    }
    var others: [JSONValue] = []
    for metric in object.items("spec", "metrics") {
      if isCPU(metric), let wanted = metric.walk(["resource", "target", "averageUtilization"]) {
        spec["targetCPUUtilizationPercentage"] = wanted
      } else {
        others.append(AutoscalerMetrics.specToV1(metric))
      }
    }
    let current = object.items("status", "currentMetrics")
    for metric in current where isCPU(metric) {
      if let used = metric.walk(["resource", "current", "averageUtilization"]) {
        status["currentCPUUtilizationPercentage"] = used
      }
    }
    func annotate(_ name: String, _ value: JSONValue) { annotations[prefix + name] = .string(value.text) }
    if !others.isEmpty { annotate("metrics", .array(others)) }
    if let behavior = object.walk(["spec", "behavior"]) { annotate("behavior", behavior) }
    if !current.isEmpty { annotate("current-metrics", .array(current.map(AutoscalerMetrics.statusToV1))) }
    let conditions = object.items("status", "conditions")
    if !conditions.isEmpty { annotate("conditions", .array(conditions)) }
    return assembled(object, spec, status, annotations)
  }

  static func toV2(_ object: JSONValue) -> JSONValue {
    var spec = JSONObject()
    var status = JSONObject()
    let annotations = object.part("metadata", "annotations")
    func saved(_ name: String) -> JSONValue? {
      guard let text = annotations.optionalWord(prefix + name) else { return nil }
      return try? JSONValue.parse(Array(text.utf8))
    }
    for name in ["scaleTargetRef", "minReplicas", "maxReplicas"] { spec[name] = object.walk(["spec", name]) }
    var metrics = (saved("metrics")?.array ?? []).map(AutoscalerMetrics.specToV2)
    if let wanted = object.walk(["spec", "targetCPUUtilizationPercentage"]) {
      metrics.append([
        "type": "Resource",
        "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": wanted]],
      ])
    }
    if !metrics.isEmpty { spec["metrics"] = .array(metrics) }
    if let behavior = saved("behavior"), !(behavior.object ?? JSONObject()).isEmpty {
      spec["behavior"] = behavior
    }
    for name in ["observedGeneration", "lastScaleTime", "currentReplicas", "desiredReplicas"] {
      status[name] = object.walk(["status", name])
    }
    if let current = saved("current-metrics")?.array {
      status["currentMetrics"] = .array(current.map(AutoscalerMetrics.statusToV2))
    } else if let used = object.walk(["status", "currentCPUUtilizationPercentage"]) {
      status["currentMetrics"] = [
        ["type": "Resource", "resource": ["name": "cpu", "current": ["averageUtilization": used]]]
      ]
    }
    if let conditions = saved("conditions")?.array { status["conditions"] = .array(conditions) }
    return assembled(object, spec, status, withoutOurs(annotations))
  }

  private static func isCPU(_ metric: JSONValue) -> Bool {
    metric.word("type") == "Resource" && metric.word("resource", "name") == "cpu"
  }

  private static func withoutOurs(_ annotations: JSONValue) -> JSONObject {
    var result = annotations.object ?? JSONObject()
    for name in annotationNames { result[name] = nil }
    return result
  }

  private static func assembled(
    _ object: JSONValue, _ spec: JSONObject, _ status: JSONObject, _ annotations: JSONObject
  ) -> JSONValue {
    var result = object
    if annotations.isEmpty {
      result.remove("metadata", "annotations")
    } else {
      result.set("metadata", "annotations", to: .object(annotations))
    }
    result["spec"] = .object(spec)
    if object.has("status") || !status.isEmpty { result["status"] = .object(status) }
    return result
  }
}
