internal import KubeObject

/// A metric of autoscaling/v2 in the form autoscaling/v1 had for it, and back. v1 has no discriminator of targets:
/// which one of its members is set says it.
enum AutoscalerMetrics {
  static func specToV1(_ metric: JSONValue) -> JSONValue {
    oneSource(metric) { kind, source in
      let target = source.part("target")
      var out = JSONObject()
      switch kind {
      case "object":
        out["target"] = source.part("describedObject")
        out["metricName"] = .string(source.word("metric", "name"))
        out["targetValue"] = target.walk(["value"]) ?? "0"
        out["selector"] = source.walk(["metric", "selector"])
        out["averageValue"] = target.walk(["averageValue"])
      case "pods":
        out["metricName"] = .string(source.word("metric", "name"))
        out["targetAverageValue"] = target.walk(["averageValue"]) ?? "0"
        out["selector"] = source.walk(["metric", "selector"])
      case "external":
        out["metricName"] = .string(source.word("metric", "name"))
        out["metricSelector"] = source.walk(["metric", "selector"])
        out["targetValue"] = target.walk(["value"])
        out["targetAverageValue"] = target.walk(["averageValue"])
      default:
        out["name"] = .string(source.word("name"))
        out["targetAverageUtilization"] = target.walk(["averageUtilization"])
        out["targetAverageValue"] = target.walk(["averageValue"])
        out["container"] = source.walk(["container"])
      }
      return out
    }
  }

  static func specToV2(_ metric: JSONValue) -> JSONValue {
    oneSource(metric) { kind, source in
      var out = JSONObject()
      switch kind {
      case "object":
        out["describedObject"] = source.part("target")
        let average = source.walk(["averageValue"])
        out["target"] = target(value: average == nil ? source.walk(["targetValue"]) : nil, average: average)
        out["metric"] = identifier(source, selector: "selector")
      case "pods":
        out["metric"] = identifier(source, selector: "selector")
        out["target"] = target(value: nil, average: source.walk(["targetAverageValue"]))
      case "external":
        out["metric"] = identifier(source, selector: "metricSelector")
        out["target"] = target(
          value: source.walk(["targetValue"]), average: source.walk(["targetAverageValue"]))
      default:
        out["name"] = .string(source.word("name"))
        if let utilization = source.walk(["targetAverageUtilization"]) {
          out["target"] = ["type": "Utilization", "averageUtilization": utilization]
        } else {
          out["target"] = target(value: nil, average: source.walk(["targetAverageValue"]))
        }
        out["container"] = source.walk(["container"])
      }
      return out
    }
  }

  static func statusToV1(_ metric: JSONValue) -> JSONValue {
    oneSource(metric) { kind, source in
      let current = source.part("current")
      var out = JSONObject()
      switch kind {
      case "object":
        out["target"] = source.part("describedObject")
        out["metricName"] = .string(source.word("metric", "name"))
        out["currentValue"] = current.walk(["value"]) ?? "0"
        out["selector"] = source.walk(["metric", "selector"])
        out["averageValue"] = current.walk(["averageValue"])
      case "pods":
        out["metricName"] = .string(source.word("metric", "name"))
        out["currentAverageValue"] = current.walk(["averageValue"]) ?? "0"
        out["selector"] = source.walk(["metric", "selector"])
      case "external":
        out["metricName"] = .string(source.word("metric", "name"))
        out["metricSelector"] = source.walk(["metric", "selector"])
        out["currentValue"] = current.walk(["value"]) ?? "0"
        out["currentAverageValue"] = current.walk(["averageValue"])
      default:
        out["name"] = .string(source.word("name"))
        out["currentAverageUtilization"] = current.walk(["averageUtilization"])
        out["currentAverageValue"] = current.walk(["averageValue"]) ?? "0"
        out["container"] = source.walk(["container"])
      }
      return out
    }
  }

  static func statusToV2(_ metric: JSONValue) -> JSONValue {
    oneSource(metric) { kind, source in
      var out = JSONObject()
      var current = JSONObject()
      switch kind {
      case "object":
        out["metric"] = identifier(source, selector: "selector")
        current["value"] = source.walk(["currentValue"])
        current["averageValue"] = source.walk(["averageValue"])
        out["current"] = .object(current)
        out["describedObject"] = source.part("target")
      case "pods", "external":
        out["metric"] = identifier(source, selector: kind == "pods" ? "selector" : "metricSelector")
        current["value"] = source.walk(["currentValue"])
        current["averageValue"] = source.walk(["currentAverageValue"])
        out["current"] = .object(current)
      default:
        out["name"] = .string(source.word("name"))
        current["averageValue"] = source.walk(["currentAverageValue"])
        current["averageUtilization"] = source.walk(["currentAverageUtilization"])
        out["current"] = .object(current)
        out["container"] = source.walk(["container"])
      }
      return out
    }
  }

  private static func target(value: JSONValue?, average: JSONValue?) -> JSONValue {
    var target = JSONObject()
    target["type"] = average == nil ? "Value" : "AverageValue"
    target["value"] = value
    target["averageValue"] = average
    return .object(target)
  }

  private static func identifier(_ source: JSONValue, selector: String) -> JSONValue {
    var metric = JSONObject()
    metric["name"] = .string(source.word("metricName"))
    metric["selector"] = source.walk([selector])
    return .object(metric)
  }

  private static func oneSource(
    _ metric: JSONValue, _ convert: (_ kind: String, _ source: JSONValue) -> JSONObject
  ) -> JSONValue {
    var out = JSONObject()
    out["type"] = .string(metric.word("type"))
    for kind in ["object", "pods", "resource", "containerResource", "external"] {
      if let source = metric.walk([kind]) { out[kind] = .object(convert(kind, source)) }
    }
    return .object(out)
  }
}
