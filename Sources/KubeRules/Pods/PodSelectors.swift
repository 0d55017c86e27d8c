internal import KubeObject

/// Selectors that take values of the pod's own labels when it is made (KEP-3633, KEP-3243).
enum PodSelectors {
  static func mergeKeys(of metadata: JSONValue, into spec: inout JSONValue) {
    let labels = metadata.members("labels")
    spec.eachItem("topologySpreadConstraints") { merge("matchLabelKeys", "In", labels, into: &$0) }
    spec.inside("affinity") { affinity in
      for kind in ["podAffinity", "podAntiAffinity"] {
        affinity.inside(kind) { part in
          part.eachItem("requiredDuringSchedulingIgnoredDuringExecution") { mergeTerm(labels, &$0) }
          part.eachItem("preferredDuringSchedulingIgnoredDuringExecution") { weighted in
            weighted.inside("podAffinityTerm") { mergeTerm(labels, &$0) }
          }
        }
      }
    }
  }

  private static func mergeTerm(_ labels: JSONObject, _ term: inout JSONValue) {
    merge("matchLabelKeys", "In", labels, into: &term)
    merge("mismatchLabelKeys", "NotIn", labels, into: &term)
  }

  private static func merge(
    _ list: String, _ operation: String, _ labels: JSONObject, into holder: inout JSONValue
  ) {
    let keys = holder.words(list)
    guard !keys.isEmpty, holder.has("labelSelector") else { return }
    holder.inside("labelSelector") { selector in
      var expressions = selector.items("matchExpressions")
      for key in keys {
        guard let value = labels[key] else { continue }
        expressions.append(["key": .string(key), "operator": .string(operation), "values": [value]])
      }
      if !expressions.isEmpty { selector["matchExpressions"] = .array(expressions) }
    }
  }
}
