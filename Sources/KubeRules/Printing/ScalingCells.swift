internal import KubeObject

/// Rows of autoscalers and disruption budgets.
enum ScalingCells {
  static func podDisruptionBudget(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    func bound(_ name: String) -> JSONValue {
      .string(CellText.intOrString(object.walk(["spec", name])) ?? "N/A")
    }
    return [
      name(object), bound("minAvailable"), bound("maxUnavailable"),
      .integer(object.integer("status", "disruptionsAllowed")), CellText.age(object, now: now),
    ]
  }

  /// An autoscaler in its v2 form. (The v1 form is converted before it is printed.)
  static func horizontalPodAutoscaler(_ object: JSONValue, now: Timestamp) -> [JSONValue] {
    let target = object.part("spec", "scaleTargetRef")
    return [
      name(object), .string("\(target.word("kind"))/\(target.word("name"))"), .string(metrics(object)),
      .string(object.optionalInteger("spec", "minReplicas").map { "\($0)" } ?? "<unset>"),
      .integer(object.integer("spec", "maxReplicas")), .integer(object.integer("status", "currentReplicas")),
      CellText.age(object, now: now),
    ]
  }

  /// The first two metrics, each as current/target, and how many more there are.
  private static func metrics(_ object: JSONValue) -> String {
    let metrics = object.items("spec", "metrics")
    if metrics.isEmpty { return "<none>" }
    let statuses = object.items("status", "currentMetrics")
    let shown = metrics.prefix(2).enumerated().map { index, metric in
      text(of: metric, status: index < statuses.count ? statuses[index] : .null)
    }
    let joined = shown.joined(separator: ", ")
    return metrics.count > 2 ? "\(joined) + \(metrics.count - 2) more..." : joined
  }

  private static func text(of metric: JSONValue, status: JSONValue) -> String {
    let source: String
    switch metric.word("type") {
    case "External": source = "external"
    case "Pods": source = "pods"
    case "Object": source = "object"
    case "Resource": source = "resource"
    case "ContainerResource": source = "containerResource"
    default: return "<unknown type>"
    }
    let target = metric.part(source, "target")
    let current = status.part(source, "current")
    func known(_ name: String) -> String {
      current.walk([name]).map { CellText.quantity($0) } ?? "<unknown>"
    }
    switch source {
    case "pods":
      return "\(known("averageValue"))/\(CellText.quantity(target.walk(["averageValue"])))"
    case "external", "object":
      if let average = target.walk(["averageValue"]) {
        return "\(known("averageValue"))/\(CellText.quantity(average)) (avg)"
      }
      return "\(known("value"))/\(CellText.quantity(target.walk(["value"])))"
    default:
      let resource = metric.word(source, "name")
      if let average = target.walk(["averageValue"]) {
        return "\(resource): \(known("averageValue"))/\(CellText.quantity(average))"
      }
      let used = current.optionalInteger("averageUtilization").map { "\($0)%" } ?? "<unknown>"
      let wanted = target.optionalInteger("averageUtilization").map { "\($0)%" } ?? "<auto>"
      return "\(resource): \(used)/\(wanted)"
    }
  }

  private static func name(_ object: JSONValue) -> JSONValue { .string(object.word("metadata", "name")) }
}
