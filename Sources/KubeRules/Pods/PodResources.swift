internal import KubeObject

/// What a pod asks for, and the quality of service that follows from it.
enum PodResources {
  /// Resources that may be given for the pod as a whole (KEP-2837).
  static func isPodLevel(_ name: String) -> Bool {
    name == "cpu" || name == "memory" || name.hasPrefix("hugepages-")
  }

  /// What the containers ask for together: the sum of those that run side by side, or more where an init container
  /// needs more than they do. Sidecars count with what runs after them (KEP-753).
  static func containerRequests(of spec: JSONValue) -> [(String, Quantity)] {
    var running: [String: Quantity] = [:]
    for container in spec.items("containers") {
      for (name, amount) in amounts(container.part("resources", "requests")) {
        running[name] = sum(running[name], amount)
      }
    }
    var sidecars: [String: Quantity] = [:]
    var peak: [String: Quantity] = [:]
    for container in spec.items("initContainers") {
      let requests = amounts(container.part("resources", "requests"))
      if container.word("restartPolicy") == "Always" {
        for (name, amount) in requests {
          running[name] = sum(running[name], amount)
          sidecars[name] = sum(sidecars[name], amount)
          if let total = sidecars[name] { peak[name] = larger(peak[name], total) }
        }
      } else {
        for (name, amount) in requests { peak[name] = larger(peak[name], sum(sidecars[name], amount)) }
      }
    }
    for (name, amount) in peak { running[name] = larger(running[name], amount) }
    return running.keys.sortedByBytes().compactMap { name in running[name].map { (name, $0) } }
  }

  /// Guaranteed: every container has limits for cpu and memory, and asks for just that. BestEffort: none asks for
  /// either or is limited. Burstable: all else. Resources of the pod as a whole come before its containers'.
  static func qualityOfService(of pod: JSONValue) -> String {
    let spec = pod.part("spec")
    let whole = spec.part("resources")
    let parts = whole.isNull ? spec.items("containers") + spec.items("initContainers") : []
    let resources = whole.isNull ? parts.map { $0.part("resources") } : [whole]
    var asksForAny = false
    var isGuaranteed = true
    for resource in resources {
      let requests = computeAmounts(resource.part("requests"))
      let limits = computeAmounts(resource.part("limits"))
      if !requests.isEmpty || !limits.isEmpty { asksForAny = true }
      guard limits.count == 2 else {
        isGuaranteed = false
        continue
      }
      for (name, limit) in limits {
        if let request = requests[name], !(request == limit) { isGuaranteed = false }
        if requests[name] == nil { isGuaranteed = false }
      }
    }
    if !asksForAny { return "BestEffort" }
    return isGuaranteed ? "Guaranteed" : "Burstable"
  }

  static func amounts(_ list: JSONValue) -> [(String, Quantity)] {
    guard let object = list.object else { return [] }
    var result: [(String, Quantity)] = []
    for (name, value) in object {
      if let amount = quantity(value) { result.append((name, amount)) }
    }
    return result
  }

  /// A quantity as JSON has it: a text, or a number.
  static func quantity(_ value: JSONValue) -> Quantity? {
    if let text = value.string { return Quantity(text) }
    if case .number(let number) = value { return Quantity(number.text) }
    return nil
  }

  private static func computeAmounts(_ list: JSONValue) -> [String: Quantity] {
    var result: [String: Quantity] = [:]
    for (name, amount) in amounts(list) where (name == "cpu" || name == "memory") && amount.sign > 0 {
      result[name] = amount
    }
    return result
  }

  private static func sum(_ left: Quantity?, _ right: Quantity) -> Quantity {
    guard let left else { return right }
    return left + right
  }

  private static func larger(_ left: Quantity?, _ right: Quantity) -> Quantity {
    guard let left else { return right }
    return left < right ? right : left
  }
}
